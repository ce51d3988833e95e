using System.Net;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Accounts;
using ServiceAccounts.Storage.Credentials;
using ServiceAccounts.Storage.Tenants;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Management;

/// <summary>A tenant goes with all that it has, and nothing of it works any more.</summary>
public sealed class TenantDeletionTests(ManagementServer fixture) : IClassFixture<ManagementServer>
{
    private RunningServer Server => fixture.Server;

    private ApiCaller Administrator => fixture.Administrator;

    [Fact]
    public async Task A_tenant_with_service_accounts_stays_and_says_how_many()
    {
        var other = await SecondTenant.AddAsync(Server);
        var account = await other.Administrator.PostAsync(ApiCaller.Accounts, ApiCaller.NewAccount("api_key")).JsonAsync(HttpStatusCode.Created);

        var problem = await DeleteAsync(other).ProblemAsync(HttpStatusCode.Conflict, "not_empty");
        Assert.Contains("1 service accounts", problem["detail"]!.GetValue<string>(), StringComparison.Ordinal);

        await other.Administrator.DeleteAsync($"{ApiCaller.Accounts}/{account["id"]}").StatusAsync(HttpStatusCode.NoContent);
        await DeleteAsync(other).StatusAsync(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task All_that_it_has_goes_with_it_and_the_journal_stays()
    {
        var other = await SecondTenant.AddAsync(Server);
        var group = await OrganizationTests.AddAsync(Server, other.Administrator, "group", null);
        await OrganizationTests.AddAsync(Server, other.Administrator, "organization", group["id"]!.GetValue<string>());
        var role = await other.Administrator.PostAsync(ApiCaller.Roles, ApiCaller.NewRole("tenant", "api:read")).JsonAsync(HttpStatusCode.Created);
        var (userId, user) = await NewUser.AddAsync(Server, SystemRole.Member, PlaceKind.Tenant, other.Id, other.Id);
        await NewUser.BindAsync(Server, Guid.Parse(userId), Guid.Parse(role["id"]!.GetValue<string>()), PlaceKind.Tenant, other.Id);
        await user.GetAsync(ApiCaller.Users).StatusAsync(HttpStatusCode.OK);
        var before = (await Server.LedgerAsync()).Count(entry => entry.TenantId == other.Id);

        await DeleteAsync(other).StatusAsync(HttpStatusCode.NoContent);

        await user.GetAsync(ApiCaller.Self).ProblemAsync(HttpStatusCode.Unauthorized, "unauthenticated");
        await other.Administrator.GetAsync(ApiCaller.Users).ProblemAsync(HttpStatusCode.Unauthorized, "unauthenticated");
        await Administrator.GetAsync($"{ApiCaller.Accounts}?tenant={other.Id}").ProblemAsync(HttpStatusCode.NotFound, "not_found");
        await Administrator.GetAsync($"{ApiCaller.Tenants}/{other.Id}").ProblemAsync(HttpStatusCode.NotFound, "not_found");
        await DeleteAsync(other).ProblemAsync(HttpStatusCode.NotFound, "not_found");
        Assert.Empty(await Server.ReadAsync<Principal>(rows => rows.Where(row => row.TenantId == other.Id)));
        Assert.Empty(await Server.ReadAsync<User>(rows => rows.Where(row => row.TenantId == other.Id)));
        Assert.Empty(await Server.ReadAsync<ApiToken>(rows => rows.Where(row => row.TenantId == other.Id)));
        Assert.Empty(await Server.ReadAsync<Role>(rows => rows.Where(row => row.TenantId == other.Id)));
        Assert.Empty(await Server.ReadAsync<AccountGroup>(rows => rows.Where(row => row.TenantId == other.Id)));
        Assert.Empty(await Server.ReadAsync<Organization>(rows => rows.Where(row => row.TenantId == other.Id)));
        Assert.Empty(await Server.ReadAsync<RoleBinding>(rows => rows.Where(row => row.PlaceId == other.Id)));
        var entries = (await Server.LedgerAsync()).Where(entry => entry.TenantId == other.Id).ToList();
        Assert.Equal((before + 1, "tenant.deleted"), (entries.Count, entries[^1].Action));

        // Realm and identifiers are free again.
        await Administrator.PostAsync(ApiCaller.Tenants, TenantTests.Request(other.Realm)).StatusAsync(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Nobody_deletes_the_tenant_that_they_belong_to()
    {
        await Administrator.DeleteAsync($"{ApiCaller.Tenants}/{Server.TenantId}").ProblemAsync(HttpStatusCode.Conflict, "own_tenant");
    }

    [Fact]
    public async Task The_tenant_of_the_last_super_administrator_stays()
    {
        await using var server = await RunningServer.StartAsync();
        var other = await SecondTenant.AddAsync(server);

        // One whose account runs out does not count: nobody would be left when it has.
        var request = ApiCaller.NewAccount("api_key");
        request["expires_at"] = server.Time.GetUtcNow().AddDays(1).ToString("O");
        var account = await other.Administrator.PostAsync(ApiCaller.Accounts, request).JsonAsync(HttpStatusCode.Created);
        await NewUser.BindAsync(server, Guid.Parse(account["id"]!.GetValue<string>()), SystemRole.SuperAdmin.Id, PlaceKind.System, Guid.Empty);
        var caller = new ApiCaller(server, "Bearer " + account["tokens"]![0]!["token"]!.GetValue<string>());
        await caller.DeleteAsync($"{ApiCaller.Tenants}/{server.TenantId}").ProblemAsync(HttpStatusCode.Conflict, "last_administrator");

        var (_, user) = await NewUser.AddAsync(server, SystemRole.SuperAdmin, PlaceKind.System, Guid.Empty, other.Id);
        await user.DeleteAsync($"{ApiCaller.Tenants}/{server.TenantId}").StatusAsync(HttpStatusCode.NoContent);
        await ApiCaller.Administrator(server).GetAsync(ApiCaller.Self).ProblemAsync(HttpStatusCode.Unauthorized, "unauthenticated");
        Assert.Equal(
            [other.Id.ToString()],
            (await user.GetAsync(ApiCaller.Tenants).JsonAsync())["items"]!.AsArray().Select(item => item!["id"]!.GetValue<string>()));
    }

    private Task<HttpResponseMessage> DeleteAsync(SecondTenant tenant) => Administrator.DeleteAsync($"{ApiCaller.Tenants}/{tenant.Id}");
}
