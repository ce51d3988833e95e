using System.Net;
using System.Text.Json.Nodes;
using ServiceAccounts.Server.Tests.Management;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Dialects.Wavefront;

/// <summary>Permissions, user groups and roles: given, taken, and held through Everyone.</summary>
public sealed class WavefrontAccessTests(ManagementServer fixture) : IClassFixture<ManagementServer>
{
    private RunningServer Server => fixture.Server;

    private WavefrontCaller Admin => WavefrontCaller.Administrator(Server);

    [Fact]
    [Trait("Requirement", "97")]
    public async Task The_same_grant_is_for_users_and_service_accounts_and_giving_twice_changes_nothing()
    {
        var (userId, _) = await NewUser.AddAsync(Server);
        var email = (await fixture.Administrator.GetAsync($"{ApiCaller.Users}/{userId}").JsonAsync())["email"]!.GetValue<string>();
        var id = await Admin.NewAccountAsync();

        foreach (var account in new[] { id, email.ToUpperInvariant() })
        {
            var path = $"{WavefrontCaller.Accounts}/{Uri.EscapeDataString(account)}";
            Assert.Equal(["alerts_management"], (await Admin.PostAsync($"{path}/grant/alerts_management").OkAsync())!["groups"].Texts());
            Assert.Equal(["alerts_management"], (await Admin.PostAsync($"{path}/grant/alerts_management").OkAsync())!["groups"].Texts());
            Assert.Empty((await Admin.PostAsync($"{path}/revoke/alerts_management").OkAsync())!["groups"]!.AsArray());
            Assert.Empty((await Admin.PostAsync($"{path}/revoke/alerts_management").OkAsync())!["groups"]!.AsArray());
        }

        var both = WavefrontCaller.Texts(id, email);
        var granted = await Admin.PostAsync($"{WavefrontCaller.Accounts}/grant/ingestion", both).OkAsync();
        Assert.Equal([id, email], granted!.AsArray().Select(account => account!["identifier"]!.GetValue<string>()));
        Assert.All(granted.AsArray(), account => Assert.Equal(["ingestion"], account!["groups"].Texts()));
        var revoked = await Admin.PostAsync($"{WavefrontCaller.Accounts}/revoke/ingestion", both.DeepClone()).OkAsync();
        Assert.All(revoked!.AsArray(), account => Assert.Empty(account!["groups"]!.AsArray()));

        Assert.Equal(email, (await Admin.DeleteAsync($"{WavefrontCaller.Accounts}/{email}").OkAsync())!["identifier"]!.GetValue<string>());
        await Admin.GetAsync($"{WavefrontCaller.Accounts}/{email}").ErrorAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task User_management_is_given_and_taken_as_one_and_lets_its_holder_look_after_accounts()
    {
        var id = await Admin.NewAccountAsync();
        var tool = WavefrontCaller.With(Server, await Admin.NewTokenAsync(id));
        await tool.GetAsync(WavefrontCaller.ServiceAccounts).ErrorAsync(HttpStatusCode.Forbidden);

        var entries = (await Server.LedgerAsync()).Count;
        var granted = await Admin.PostAsync($"{WavefrontCaller.Accounts}/{id}/grant/user_management").OkAsync();
        Assert.Equal(["user_management"], granted!["groups"].Texts());
        Assert.Equal(["user_management"], granted["unitedPermissions"].Texts());
        Assert.Equal(entries + 11, (await Server.LedgerAsync()).Count);

        var made = await tool.NewAccountAsync();
        await tool.NewTokenAsync(made);
        await tool.PostAsync($"{WavefrontCaller.Accounts}/{made}/grant/user_management").OkAsync();
        await tool.DeleteAsync($"{WavefrontCaller.Accounts}/{made}").OkAsync();

        Assert.Empty((await Admin.PostAsync($"{WavefrontCaller.Accounts}/{id}/revoke/user_management").OkAsync())!["groups"]!.AsArray());
        await tool.GetAsync(WavefrontCaller.ServiceAccounts).ErrorAsync(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task What_is_held_of_user_management_in_part_is_shown_by_our_names_and_can_be_sent_back()
    {
        var id = await Admin.NewAccountAsync(new JsonObject { ["groups"] = WavefrontCaller.Texts("service_account.read", "api:write") });
        var read = await Admin.GetAsync($"{WavefrontCaller.ServiceAccounts}/{id}").OkAsync();
        Assert.Equal(["api:write", "service_account.read"], read!["groups"].Texts());

        var same = await Admin.PutAsync($"{WavefrontCaller.ServiceAccounts}/{id}", new JsonObject { ["groups"] = read["groups"]!.DeepClone() }).OkAsync();
        Assert.Equal(["api:write", "service_account.read"], same!["groups"].Texts());
    }

    [Fact]
    public async Task The_first_permission_of_wavefronts_product_makes_the_api_that_defines_them_also_in_a_race()
    {
        await using var server = await RunningServer.StartAsync();
        var admin = WavefrontCaller.Administrator(server);
        var ids = new List<string>();
        for (var i = 0; i < 4; i++)
        {
            ids.Add(await admin.NewAccountAsync());
        }

        await admin.PostAsync($"{WavefrontCaller.Accounts}/{ids[0]}/revoke/ingestion").OkAsync();
        Assert.Single(await ApisAsync());
        await Task.WhenAll(ids.Select(id => admin.PostAsync($"{WavefrontCaller.Accounts}/{id}/grant/ingestion").OkAsync()));

        var made = Assert.Single(await ApisAsync(), api => api["identifier"]!.GetValue<string>() == $"{server.Issuer}/apis/default/wavefront");
        Assert.Equal(12, made["permissions"]!.AsArray().Count);

        async Task<List<JsonObject>> ApisAsync() =>
            [.. (await ApiCaller.Administrator(server).GetAsync(ApiCaller.Apis).JsonAsync())["items"]!.AsArray().Select(api => api!.AsObject())];
    }

    [Theory]
    [InlineData("token_management", "a service account cannot have it")]
    [InlineData("no_such_permission", "POST /management/v1/apis")]
    [InlineData("%01", "agent_management")]
    [InlineData("%F0%9F%98%80", "agent_management")]
    public async Task A_permission_that_there_is_not_is_refused_with_those_that_there_are(string permission, string part)
    {
        var id = await Admin.NewAccountAsync();
        foreach (var verb in new[] { "grant", "revoke" })
        {
            Assert.Contains(
                part, await Admin.PostAsync($"{WavefrontCaller.Accounts}/{id}/{verb}/{permission}").ErrorAsync(HttpStatusCode.BadRequest),
                StringComparison.Ordinal);
        }
    }

    [Fact]
    [Trait("Requirement", "80")]
    [Trait("Requirement", "95")]
    public async Task A_member_of_a_group_holds_what_the_group_holds_and_no_longer_when_it_is_taken_out()
    {
        var (id, group, role) = (await Admin.NewAccountAsync(), await Admin.NewGroupAsync(), await Admin.NewRoleAsync("events_management"));
        var withRole = await Admin.PostAsync($"{WavefrontCaller.Groups}/{group}/addRoles", WavefrontCaller.Texts(role)).OkAsync();
        Expect.Shape(
            withRole, "id uuid", "name string", "description null", "users array", "userCount number", "roles array", "permissions array",
            "properties object");
        Assert.Equal(role, Assert.Single(withRole!["roles"]!.AsArray())!["id"]!.GetValue<string>());
        Assert.Equal("""{"nameEditable":true,"usersEditable":true,"rolesEditable":true}""", withRole["properties"]!.ToJsonString());

        var added = await Admin.PostAsync($"{WavefrontCaller.Accounts}/{id}/addUserGroups", WavefrontCaller.Texts(group)).OkAsync();
        Assert.Equal(["events_management"], added!["unitedPermissions"].Texts());
        Assert.Equal([role], added["unitedRoles"].Texts());
        Assert.Empty(added["roles"]!.AsArray());
        var shown = await Admin.GetAsync($"{WavefrontCaller.Groups}/{group}").OkAsync();
        Assert.Equal([id], shown!["users"].Texts());
        Assert.Equal(1, shown["userCount"]!.GetValue<int>());

        var removed = await Admin.PostAsync($"{WavefrontCaller.Groups}/{group}/removeUsers", WavefrontCaller.Texts(id)).OkAsync();
        Assert.Equal(0, removed!["userCount"]!.GetValue<int>());
        Assert.Empty((await Admin.GetAsync($"{WavefrontCaller.Accounts}/{id}").OkAsync())!["unitedPermissions"]!.AsArray());
        await Admin.PostAsync($"{WavefrontCaller.Groups}/{group}/removeUsers", WavefrontCaller.Texts(id)).OkAsync();
        await Admin.PostAsync($"{WavefrontCaller.Groups}/{group}/addUsers", WavefrontCaller.Texts(id)).OkAsync();
        await Admin.PostAsync($"{WavefrontCaller.Accounts}/{id}/removeUserGroups", WavefrontCaller.Texts(group)).OkAsync();
        await Admin.PostAsync($"{WavefrontCaller.Groups}/{group}/removeRoles", WavefrontCaller.Texts(role)).OkAsync();
        await Admin.PutAsync($"{WavefrontCaller.Groups}/{group}", new JsonObject { ["id"] = group, ["name"] = WavefrontCaller.NewWord(), ["description"] = "d" }).OkAsync();
        await Admin.DeleteAsync($"{WavefrontCaller.Groups}/{group}").OkAsync();
        await Admin.GetAsync($"{WavefrontCaller.Groups}/{group}").ErrorAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    [Trait("Requirement", "79")]
    [Trait("Requirement", "93")]
    [Trait("Requirement", "94")]
    public async Task What_everyone_is_given_every_account_has_and_none_leaves_everyone()
    {
        await using var server = await RunningServer.StartAsync();
        var admin = WavefrontCaller.Administrator(server);
        var (before, everyone) = (await admin.NewAccountAsync(), server.TenantId.ToString());
        var role = await admin.NewRoleAsync("dashboard_management");
        await admin.PostAsync($"{WavefrontCaller.Groups}/{everyone}/addRoles", WavefrontCaller.Texts(role)).OkAsync();
        await admin.PostAsync($"{WavefrontCaller.Groups}/grant/metrics_management", WavefrontCaller.Texts(everyone)).OkAsync();
        var after = await admin.NewAccountAsync();

        foreach (var id in new[] { before, after })
        {
            var account = await admin.GetAsync($"{WavefrontCaller.ServiceAccounts}/{id}").OkAsync();
            Assert.Equal(["dashboard_management", "metrics_management"], account!["unitedPermissions"].Texts());
            Assert.Empty(account["groups"]!.AsArray());
            Assert.Contains(
                "Everyone",
                await admin.PostAsync($"{WavefrontCaller.Accounts}/{id}/removeUserGroups", WavefrontCaller.Texts(everyone)).ErrorAsync(HttpStatusCode.Conflict),
                StringComparison.Ordinal);
            await admin.PostAsync($"{WavefrontCaller.Groups}/{everyone}/removeUsers", WavefrontCaller.Texts(id)).ErrorAsync(HttpStatusCode.Conflict);
            await admin.PostAsync($"{WavefrontCaller.Accounts}/{id}/addUserGroups", WavefrontCaller.Texts(everyone)).OkAsync();
        }

        var group = await admin.GetAsync($"{WavefrontCaller.Groups}/{everyone}").OkAsync();
        Assert.Equal("""{"nameEditable":false,"usersEditable":false,"rolesEditable":false}""", group!["properties"]!.ToJsonString());
        Assert.Equal(3, group["userCount"]!.GetValue<int>());
        Assert.Equal(["metrics_management"], group["permissions"].Texts());
        await admin.PostAsync($"{WavefrontCaller.Groups}/revoke/metrics_management", WavefrontCaller.Texts(everyone)).OkAsync();
        Assert.Equal(
            ["dashboard_management"], (await admin.GetAsync($"{WavefrontCaller.Accounts}/{before}").OkAsync())!["unitedPermissions"].Texts());
    }

    [Fact]
    public async Task A_role_is_given_to_accounts_and_groups_together_changed_and_deleted()
    {
        var (id, group, role) = (await Admin.NewAccountAsync(), await Admin.NewGroupAsync(), await Admin.NewRoleAsync("ingestion"));
        var assigned = await Admin.PostAsync($"{WavefrontCaller.Roles}/{role}/addAssignees", WavefrontCaller.Texts(id, group)).OkAsync();
        Expect.Shape(
            assigned, "id uuid", "name string", "description null", "permissions array", "properties object", "linkedAccountsCount number",
            "linkedGroupsCount number", "sampleLinkedAccounts array", "sampleLinkedGroups array");
        Assert.Equal([id], assigned!["sampleLinkedAccounts"].Texts());
        Assert.Equal(group, assigned["sampleLinkedGroups"]![0]!["id"]!.GetValue<string>());
        Assert.Equal([role], (await Admin.GetAsync($"{WavefrontCaller.Accounts}/{id}").OkAsync())!["roles"].Texts());

        await Admin.PostAsync($"{WavefrontCaller.Roles}/grant/user_management", WavefrontCaller.Texts(role)).OkAsync();
        Assert.Equal(["ingestion", "user_management"], (await Admin.GetAsync($"{WavefrontCaller.Accounts}/{id}").OkAsync())!["unitedPermissions"].Texts());
        var revoked = await Admin.PostAsync($"{WavefrontCaller.Roles}/revoke/user_management", WavefrontCaller.Texts(role)).OkAsync();
        Assert.Equal(["ingestion"], revoked![0]!["permissions"].Texts());
        await Admin.PostAsync($"{WavefrontCaller.Roles}/revoke/ingestion", WavefrontCaller.Texts(role)).ErrorAsync(HttpStatusCode.BadRequest);

        var renamed = await Admin.PutAsync($"{WavefrontCaller.Roles}/{role}", new JsonObject { ["id"] = role, ["name"] = WavefrontCaller.NewWord(), ["description"] = "d" }).OkAsync();
        Assert.Equal(["ingestion"], renamed!["permissions"].Texts());
        var removed = await Admin.PostAsync($"{WavefrontCaller.Roles}/{role}/removeAssignees", WavefrontCaller.Texts(id)).OkAsync();
        Assert.Equal(0, removed!["linkedAccountsCount"]!.GetValue<int>());
        await Admin.PostAsync($"{WavefrontCaller.Accounts}/{id}/addRoles", WavefrontCaller.Texts(role)).OkAsync();
        await Admin.DeleteAsync($"{WavefrontCaller.Roles}/{role}").OkAsync();
        Assert.Empty((await Admin.GetAsync($"{WavefrontCaller.Accounts}/{id}").OkAsync())!["roles"]!.AsArray());
        await Admin.DeleteAsync($"{WavefrontCaller.Roles}/{SystemRole.Member.Id}").ErrorAsync(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Nobody_gives_here_what_they_do_not_hold()
    {
        await Admin.NewAccountAsync(new JsonObject { ["groups"] = WavefrontCaller.Texts("ingestion") });
        var organizationAdmin = await ApiCallerOfAsync(SystemRole.OrgAdmin);
        var id = await Admin.NewAccountAsync();

        await organizationAdmin.PostAsync($"{WavefrontCaller.Accounts}/{id}/grant/ingestion").ErrorAsync(HttpStatusCode.Forbidden);
        await organizationAdmin.PostAsync($"{WavefrontCaller.Accounts}/{id}/grant/user_management").ErrorAsync(HttpStatusCode.Forbidden);
        await organizationAdmin.PostAsync($"{WavefrontCaller.Accounts}/{id}/addRoles", WavefrontCaller.Texts(SystemRole.TenantAdmin.Id.ToString()))
            .ErrorAsync(HttpStatusCode.Forbidden);
        Assert.Empty((await Admin.GetAsync($"{WavefrontCaller.Accounts}/{id}").OkAsync())!["unitedPermissions"]!.AsArray());
    }

    private async Task<WavefrontCaller> ApiCallerOfAsync(SystemRole role)
    {
        var account = await Server.CreateAccountAsync(ApiCaller.NewAccount("api_key", role.Id));
        return WavefrontCaller.With(Server, account["tokens"]![0]!["token"]!.GetValue<string>());
    }
}
