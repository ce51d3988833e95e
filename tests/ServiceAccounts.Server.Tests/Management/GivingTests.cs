using System.Net;
using System.Text.Json.Nodes;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Management;

/// <summary>Nobody rises: what a caller gives to an account, by a role or by activation, it holds itself.</summary>
public sealed class GivingTests(ManagementServer fixture) : IClassFixture<ManagementServer>
{
    private static readonly Dictionary<string, Guid> Roles = SystemRole.All.ToDictionary(role => role.Name, role => role.Id);

    private RunningServer Server => fixture.Server;

    [Theory]
    [InlineData("org_admin", "org_admin", true)]
    [InlineData("org_admin", "journal_reader", true)]
    [InlineData("org_admin", "api_default", false)]
    [InlineData("org_admin", "member", false)]
    [InlineData("org_admin", "group_admin", false)]
    [InlineData("org_admin", "tenant_admin", false)]
    [InlineData("group_admin", "org_admin", true)]
    [InlineData("group_admin", "group_admin", true)]
    [InlineData("group_admin", "tenant_admin", false)]
    [InlineData("group_admin", "api_default", false)]
    [InlineData("tenant_admin", "org_admin", true)]
    [InlineData("tenant_admin", "group_admin", true)]
    [InlineData("tenant_admin", "member", true)]
    [InlineData("tenant_admin", "api_default", true)]
    [InlineData("tenant_admin", "tenant_admin", true)]
    [Trait("Requirement", "12")]
    public async Task A_role_is_given_only_by_who_holds_as_much(string holds, string gives, bool allowed)
    {
        foreach (var caller in new[]
        {
            await ApiCaller.WithApiTokenAsync(Server, Roles[holds]),
            await ApiCaller.WithAccessTokenAsync(Server, null, Roles[holds]),
        })
        {
            var before = (await Server.LedgerAsync()).Count;
            var creating = caller.PostAsync(ApiCaller.Accounts, ApiCaller.NewAccount("api_key", Roles[gives]));
            if (allowed)
            {
                await creating.JsonAsync(HttpStatusCode.Created);
            }
            else
            {
                await creating.ProblemAsync(HttpStatusCode.Forbidden, "above_own_privileges");
                Assert.Equal(before, (await Server.LedgerAsync()).Count);
            }
        }
    }

    [Theory]
    [InlineData("super_admin")]
    [InlineData("tenant_admin")]
    public async Task The_super_administrators_role_is_never_an_accounts(string holds)
    {
        var caller = holds == "super_admin"
            ? fixture.Administrator
            : await ApiCaller.WithApiTokenAsync(Server, Roles[holds]);

        await caller.PostAsync(ApiCaller.Accounts, ApiCaller.NewAccount("api_key", Roles["super_admin"]))
            .ProblemAsync(HttpStatusCode.BadRequest, "invalid", "role_ids");
    }

    [Fact]
    public async Task A_narrowed_token_gives_no_more_than_its_scope()
    {
        var narrow = await ApiCaller.WithAccessTokenAsync(
            Server, "service_account.create service_account.read", Roles["tenant_admin"]);
        var creator = await NewRoleAsync("service_account.create", "service_account.read");
        var updater = await NewRoleAsync("service_account.update");

        await narrow.PostAsync(ApiCaller.Accounts, ApiCaller.NewAccount("api_key", creator)).JsonAsync(HttpStatusCode.Created);
        await AboveAsync(narrow.PostAsync(ApiCaller.Accounts, ApiCaller.NewAccount("api_key", updater)));
        await AboveAsync(narrow.PostAsync(ApiCaller.Accounts, ApiCaller.NewAccount("api_key", Roles["tenant_admin"])));
    }

    [Fact]
    public async Task A_custom_role_is_given_by_who_holds_exactly_that()
    {
        var held = await NewRoleAsync("service_account.create", "service_account.read", "api:read");
        var less = await NewRoleAsync("service_account.read", "api:read");
        var more = await NewRoleAsync("service_account.create", "service_account.read", "api:read", "api:write");
        var caller = await ApiCaller.WithApiTokenAsync(Server, held);

        await caller.PostAsync(ApiCaller.Accounts, ApiCaller.NewAccount("api_key", held)).JsonAsync(HttpStatusCode.Created);
        await caller.PostAsync(ApiCaller.Accounts, ApiCaller.NewAccount("api_key", less)).JsonAsync(HttpStatusCode.Created);
        await AboveAsync(caller.PostAsync(ApiCaller.Accounts, ApiCaller.NewAccount("api_key", more)));
        await AboveAsync(caller.PostAsync(ApiCaller.Accounts, ApiCaller.NewAccount("api_key", less, more)));
    }

    [Fact]
    public async Task Who_manages_the_apis_gives_their_permissions_without_holding_them()
    {
        var manager = await ApiCaller.WithApiTokenAsync(
            Server, await NewRoleAsync("tenant", ["service_account.create", "api.manage"]));
        var both = await NewRoleAsync("api:read", "role.read");

        await manager.PostAsync(ApiCaller.Accounts, ApiCaller.NewAccount("api_key", Roles["api_default"])).JsonAsync(HttpStatusCode.Created);
        await AboveAsync(manager.PostAsync(ApiCaller.Accounts, ApiCaller.NewAccount("api_key", both)));
    }

    [Fact]
    public async Task To_activate_is_to_give_all_that_the_account_holds()
    {
        var strong = await Server.CreateAccountAsync(ApiCaller.NewAccount("api_key", Roles["tenant_admin"]));
        var weak = await Server.CreateAccountAsync(ApiCaller.NewAccount("api_key", Roles["org_admin"]));
        var caller = await ApiCaller.WithApiTokenAsync(Server, Roles["org_admin"]);
        var (strongUrl, weakUrl) = ($"{ApiCaller.Accounts}/{strong["id"]}", $"{ApiCaller.Accounts}/{weak["id"]}");

        // To take away is no rise.
        await caller.PostAsync(strongUrl + "/deactivate").JsonAsync();
        await caller.PostAsync(weakUrl + "/deactivate").JsonAsync();

        var before = (await Server.LedgerAsync()).Count;
        await AboveAsync(caller.PostAsync(strongUrl + "/activate"));
        Assert.Equal(before, (await Server.LedgerAsync()).Count);
        Assert.Equal("inactive", (await fixture.Administrator.GetAsync(strongUrl).JsonAsync())["status"]!.GetValue<string>());
        await caller.PostAsync(weakUrl + "/activate").JsonAsync();
    }

    private Task<Guid> NewRoleAsync(params string[] permissions) => NewRoleAsync("organization", permissions);

    private async Task<Guid> NewRoleAsync(string level, string[] permissions)
    {
        var role = await fixture.Administrator.PostAsync(ApiCaller.Roles, ApiCaller.NewRole(level, permissions))
            .JsonAsync(HttpStatusCode.Created);
        return Guid.Parse(role["id"]!.GetValue<string>());
    }

    private static Task<JsonObject> AboveAsync(Task<HttpResponseMessage> sending) =>
        sending.ProblemAsync(HttpStatusCode.Forbidden, "above_own_privileges");
}
