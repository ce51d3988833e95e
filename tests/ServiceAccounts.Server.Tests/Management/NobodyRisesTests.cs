using System.Collections.Frozen;
using System.Net;
using System.Text.Json.Nodes;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Credentials;
using ServiceAccounts.Testing;
using static ServiceAccounts.Server.Tests.Management.AccessSteps;

namespace ServiceAccounts.Server.Tests.Management;

/// <summary>Nobody rises, whatever the way to give: who lacks what is given is refused, who holds it is not.</summary>
public sealed class NobodyRisesTests(ManagementServer fixture) : IClassFixture<ManagementServer>
{
    // Enough to reach every operation; what is given comes on top, or not.
    private static readonly string[] Manager =
        ["service_account.update", "service_account.read", "user.manage", "group.manage", "group.read", "role.manage", "role.read", "role.read"];

    private ApiCaller Administrator => fixture.Administrator;

    private RunningServer Server => fixture.Server;

    public static TheoryData<string> Ways => new(
        "bind to account", "bind to user", "bind to group", "bind to empty group", "bind to Everyone", "grant to account", "grant to user",
        "grant to group", "grant to empty group", "grant to Everyone", "add member of a role", "add member of a grant", "add members",
        "widen a role of an account", "widen a role of a group", "widen a role of Everyone");

    [Theory]
    [MemberData(nameof(Ways))]
    [Trait("Requirement", "12")]
    public async Task Who_lacks_it_is_refused_and_who_holds_it_is_not(string way)
    {
        foreach (var lacking in new[] { await LackingAsync(), await NarrowedByTokenAsync(), await NarrowedByScopeAsync(), await BelowAsync() })
        {
            var send = await PrepareAsync(way);
            var before = (await Server.LedgerAsync()).Count;
            await send(lacking).ProblemAsync(HttpStatusCode.Forbidden, "above_own_privileges");
            Assert.Equal(before, (await Server.LedgerAsync()).Count);
            await EmptyEveryoneAsync();
        }

        var holding = await ApiCaller.WithApiTokenAsync(Server, await RoleAsync([.. Manager, "journal.read"]));
        var giving = await PrepareAsync(way);
        var entries = (await Server.LedgerAsync()).Count;
        using var answer = await giving(holding);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        Assert.Equal(entries + 1, (await Server.LedgerAsync()).Count);
        await EmptyEveryoneAsync();
    }

    [Fact]
    public async Task What_nobody_has_yet_may_be_defined_without_holding_it_and_given_to_nobody()
    {
        var caller = await LackingAsync();

        var role = await caller.NewRoleAsync("tenant", "journal.read");
        await caller.PatchAsync($"{ApiCaller.Roles}/{role}", new JsonObject { ["permissions"] = new JsonArray("journal.read", "tenant.manage") }).JsonAsync();
        await caller.PostAsync(AccessOfGroup(await caller.NewGroupAsync()) + "/role-bindings", Binding(role))
            .ProblemAsync(HttpStatusCode.Forbidden, "above_own_privileges");
    }

    [Fact]
    public async Task To_narrow_a_role_and_to_take_away_is_no_rise()
    {
        var caller = await LackingAsync();
        var account = (await Server.CreateBareClientAsync()).AccountId;
        var role = await Administrator.NewRoleAsync("tenant", "journal.read", "role.read");
        var bound = await Administrator.PostAsync(AccessOf(account) + "/role-bindings", Binding(role)).JsonAsync(HttpStatusCode.Created);
        await Administrator.PostAsync(AccessOf(account) + "/grants", Grant("journal.read")).JsonAsync(HttpStatusCode.Created);
        var group = await Administrator.NewGroupAsync();
        await Administrator.PostAsync(AccessOfGroup(group) + "/grants", Grant("journal.read")).JsonAsync(HttpStatusCode.Created);
        await Administrator.PutAsync(MemberUrl(group, account)).StatusAsync(HttpStatusCode.NoContent);

        await caller.PatchAsync($"{ApiCaller.Roles}/{role}", new JsonObject { ["permissions"] = new JsonArray("role.read") }).JsonAsync();
        await caller.DeleteAsync($"{AccessOf(account)}/role-bindings/{bound.IdOf()}").StatusAsync(HttpStatusCode.NoContent);
        await caller.DeleteAsync(AccessOf(account) + "/grants?permission=journal.read").StatusAsync(HttpStatusCode.NoContent);
        await caller.DeleteAsync(MemberUrl(group, account)).StatusAsync(HttpStatusCode.NoContent);
        await caller.DeleteAsync(AccessOfGroup(group) + "/grants?permission=journal.read").StatusAsync(HttpStatusCode.NoContent);
        await caller.DeleteAsync($"{ApiCaller.Groups}/{group}").StatusAsync(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Roles_held_by_rule_are_given_only_by_who_holds_as_much_by_rule()
    {
        var account = (await Server.CreateBareClientAsync()).AccountId;
        var all = await ApiCaller.WithApiTokenAsync(Server, await RoleAsync([.. ManagementPermissions.All, "api:read", "api:write"]));
        var local = await ApiCaller.WithApiTokenAsync(Server, SystemRole.TenantAdmin.Id);
        var url = AccessOf(account) + "/role-bindings";

        await all.PostAsync(url, Binding(SystemRole.TenantAdmin.Id.ToString())).ProblemAsync(HttpStatusCode.Forbidden, "above_own_privileges");
        await local.PostAsync(url, Binding(SystemRole.SuperAdmin.Id.ToString())).ProblemAsync(HttpStatusCode.Forbidden, "above_own_privileges");
        await local.PostAsync(url, Binding(SystemRole.TenantAdmin.Id.ToString())).JsonAsync(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Who_manages_the_apis_gives_their_permissions_and_no_others()
    {
        var manager = await ApiCaller.WithApiTokenAsync(Server, await RoleAsync(["service_account.update", "api.manage"]));
        var account = (await Server.CreateBareClientAsync()).AccountId;

        await manager.PostAsync(AccessOf(account) + "/grants", Grant("api:write")).JsonAsync(HttpStatusCode.Created);
        await manager.PostAsync(AccessOf(account) + "/role-bindings", Binding(ApiDefault)).JsonAsync(HttpStatusCode.Created);
        await manager.PostAsync(AccessOf(account) + "/grants", Grant("journal.read")).ProblemAsync(HttpStatusCode.Forbidden, "above_own_privileges");
    }

    // All give journal.read at the tenant.
    private async Task<Func<ApiCaller, Task<HttpResponseMessage>>> PrepareAsync(string way)
    {
        var role = await Administrator.NewRoleAsync("tenant", "journal.read");
        var account = (await Server.CreateBareClientAsync()).AccountId;
        var group = way.EndsWith("Everyone", StringComparison.Ordinal) ? (await Server.HomeAsync()).ToString() : await Administrator.NewGroupAsync();
        if (way.EndsWith(" group", StringComparison.Ordinal) && !way.Contains("empty", StringComparison.Ordinal))
        {
            await Administrator.PutAsync(MemberUrl(group, account)).StatusAsync(HttpStatusCode.NoContent);
        }

        switch (way)
        {
            case "bind to account":
                return caller => caller.PostAsync(AccessOf(account) + "/role-bindings", Binding(role));
            case "bind to user":
                var boundUser = await Server.AddUserAsync();
                return caller => caller.PostAsync(AccessOf(boundUser) + "/role-bindings", Binding(role));
            case "bind to group" or "bind to empty group" or "bind to Everyone":
                return caller => caller.PostAsync(AccessOfGroup(group) + "/role-bindings", Binding(role));
            case "grant to account":
                return caller => caller.PostAsync(AccessOf(account) + "/grants", Grant("journal.read"));
            case "grant to user":
                var grantedUser = await Server.AddUserAsync();
                return caller => caller.PostAsync(AccessOf(grantedUser) + "/grants", Grant("journal.read"));
            case "grant to group" or "grant to empty group" or "grant to Everyone":
                return caller => caller.PostAsync(AccessOfGroup(group) + "/grants", Grant("journal.read"));
            case "add member of a role":
                await Administrator.PostAsync(AccessOfGroup(group) + "/role-bindings", Binding(role)).JsonAsync(HttpStatusCode.Created);
                return caller => caller.PutAsync(MemberUrl(group, account));
            case "add member of a grant" or "add members":
                await Administrator.PostAsync(AccessOfGroup(group) + "/grants", Grant("journal.read")).JsonAsync(HttpStatusCode.Created);
                return caller => way == "add members"
                    ? caller.PostAsync($"{ApiCaller.Groups}/{group}/members", new JsonObject { ["ids"] = new JsonArray(account) })
                    : caller.PutAsync(MemberUrl(group, account));
            default:
                var widened = await Administrator.NewRoleAsync("tenant", "role.read");
                var url = way.EndsWith("account", StringComparison.Ordinal) ? AccessOf(account) : AccessOfGroup(group);
                await Administrator.PostAsync(url + "/role-bindings", Binding(widened)).JsonAsync(HttpStatusCode.Created);
                var patch = new JsonObject { ["permissions"] = new JsonArray("role.read", "journal.read") };
                return caller => caller.PatchAsync($"{ApiCaller.Roles}/{widened}", patch);
        }
    }

    // What Everyone has, the next caller of this class would have too.
    private async Task EmptyEveryoneAsync()
    {
        var url = AccessOfGroup((await Server.HomeAsync()).ToString());
        var access = await Administrator.GetAsync(url).JsonAsync();
        foreach (var binding in access["role_bindings"]!.AsArray())
        {
            await Administrator.DeleteAsync($"{url}/role-bindings/{binding.IdOf()}").StatusAsync(HttpStatusCode.NoContent);
        }

        foreach (var grant in access["grants"]!.AsArray())
        {
            await Administrator.DeleteAsync($"{url}/grants?permission={grant!["permission"]}").StatusAsync(HttpStatusCode.NoContent);
        }
    }

    private async Task<ApiCaller> LackingAsync() => await ApiCaller.WithApiTokenAsync(Server, await RoleAsync(Manager));

    // Its account holds it, the token does not.
    private async Task<ApiCaller> NarrowedByTokenAsync()
    {
        var account = await Server.CreateAccountAsync(ApiCaller.NewAccount("api_key", SystemRole.TenantAdmin.Id));
        var token = Guid.Parse(account["tokens"]![0].IdOf());
        await Server.WriteAsync(db =>
        {
            var row = db.Set<ApiToken>().Single(t => t.Id == token);
            db.Entry(row).Property(t => t.Scopes).CurrentValue = Manager;
            return Task.CompletedTask;
        });
        return new ApiCaller(Server, "Bearer " + account["tokens"]![0]!["token"]!.GetValue<string>());
    }

    private Task<ApiCaller> NarrowedByScopeAsync() =>
        ApiCaller.WithAccessTokenAsync(Server, string.Join(' ', Manager.ToFrozenSet()), SystemRole.TenantAdmin.Id);

    // It holds it in its organization, and gives it in the whole tenant.
    private async Task<ApiCaller> BelowAsync() =>
        await ApiCaller.WithApiTokenAsync(Server, await RoleAsync(Manager), SystemRole.JournalReader.Id);

    private async Task<Guid> RoleAsync(string[] permissions) =>
        Guid.Parse(await Administrator.NewRoleAsync("tenant", [.. permissions.Distinct()]));
}
