using System.Net;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.JsonWebTokens;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Management;

/// <summary>Only what is empty is deleted, and the roles that were bound there go with it.</summary>
public sealed class OrganizationDeletionTests(ManagementServer fixture) : IClassFixture<ManagementServer>
{
    private RunningServer Server => fixture.Server;

    private ApiCaller Administrator => fixture.Administrator;

    [Fact]
    public async Task A_group_that_holds_others_and_an_organization_that_owns_accounts_stay()
    {
        var group = await OrganizationTests.AddAsync(Server, Administrator, "group", null);
        var organization = await OrganizationTests.AddAsync(Server, Administrator, "organization", Text(group["id"]));
        var request = ApiCaller.NewAccount("api_key");
        request["organization_id"] = Text(organization["id"]);
        var account = await Server.CreateAccountAsync(request);

        var holds = await DeleteAsync(group).ProblemAsync(HttpStatusCode.Conflict, "not_empty");
        Assert.Contains("1 groups and organizations", Text(holds["detail"]), StringComparison.Ordinal);
        var owns = await DeleteAsync(organization).ProblemAsync(HttpStatusCode.Conflict, "not_empty");
        Assert.Contains("1 service accounts", Text(owns["detail"]), StringComparison.Ordinal);

        await Administrator.DeleteAsync($"{ApiCaller.Accounts}/{account["id"]}").StatusAsync(HttpStatusCode.NoContent);
        await DeleteAsync(organization, "\"2\"").ProblemAsync(HttpStatusCode.PreconditionFailed, "stale");
        await DeleteAsync(organization, "\"1\"").StatusAsync(HttpStatusCode.NoContent);
        await DeleteAsync(group).StatusAsync(HttpStatusCode.NoContent);
        await DeleteAsync(group).ProblemAsync(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task The_last_organization_of_a_tenant_stays()
    {
        var other = await SecondTenant.AddAsync(Server);
        await other.Administrator.DeleteAsync($"{ApiCaller.Organizations}/{other.OrganizationId}")
            .ProblemAsync(HttpStatusCode.Conflict, "last_organization");

        var second = await OrganizationTests.AddAsync(Server, other.Administrator, "organization", null);
        await other.Administrator.DeleteAsync($"{ApiCaller.Organizations}/{other.OrganizationId}").StatusAsync(HttpStatusCode.NoContent);

        // The next one is now the one that owns what names none.
        var account = await other.Administrator.PostAsync(ApiCaller.Accounts, ApiCaller.NewAccount("api_key")).JsonAsync(HttpStatusCode.Created);
        Assert.Equal(Text(second["id"]), Text(account["organization_id"]));
        var tenant = await other.Administrator.GetAsync($"{ApiCaller.Tenants}/{other.Id}").JsonAsync();
        Assert.Equal(Text(second["id"]), Text(tenant["default_organization_id"]));
    }

    [Fact]
    public async Task Two_deletions_at_a_time_leave_a_tenant_one_organization()
    {
        var other = await SecondTenant.AddAsync(Server);
        var second = await OrganizationTests.AddAsync(Server, other.Administrator, "organization", null);

        var statuses = await Task.WhenAll(new[] { other.OrganizationId.ToString(), Text(second["id"]) }.Select(async id =>
        {
            using var response = await other.Administrator.DeleteAsync($"{ApiCaller.Organizations}/{id}");
            return response.StatusCode;
        }));

        Assert.Equal([HttpStatusCode.NoContent, HttpStatusCode.Conflict], statuses.Order());
    }

    [Fact]
    public async Task An_account_made_while_its_organization_is_deleted_is_there_or_is_refused()
    {
        for (var round = 0; round < 5; round++)
        {
            var organization = await OrganizationTests.AddAsync(Server, Administrator, "organization", null);
            var request = ApiCaller.NewAccount("api_key");
            request["organization_id"] = Text(organization["id"]);

            var answers = await Task.WhenAll(DeleteAsync(organization), Administrator.PostAsync(ApiCaller.Accounts, request));

            var (deleted, created) = (answers[0].StatusCode, answers[1].StatusCode);
            Assert.Equal(deleted == HttpStatusCode.NoContent ? HttpStatusCode.BadRequest : HttpStatusCode.Created, created);
            Assert.True(deleted is HttpStatusCode.NoContent or HttpStatusCode.Conflict, $"The deletion was answered {deleted}.");
        }
    }

    [Fact]
    public async Task The_roles_that_were_bound_there_go_with_it_and_cached_clients_notice()
    {
        var place = await OrganizationTests.AddAsync(Server, Administrator, "organization", null);
        var placeId = Guid.Parse(Text(place["id"]));
        var client = await Server.CreateSecretClientAsync();
        await NewUser.BindAsync(Server, Guid.Parse(client.AccountId), SystemRole.OrgAdmin.Id, PlaceKind.Organization, placeId);
        Assert.Contains("service_account.create", await OwnScopeAsync(client), StringComparison.Ordinal);

        await DeleteAsync(place).StatusAsync(HttpStatusCode.NoContent);

        Assert.Null(await OwnScopeAsync(client));
        Assert.Empty(await Server.ReadAsync<RoleBinding>(rows => rows.Where(row => row.PlaceId == placeId)));
        using var account = await Administrator.GetAsync($"{ApiCaller.Accounts}/{client.AccountId}");
        Assert.Equal("\"2\"", account.Headers.ETag!.ToString());
        var entries = (await Server.LedgerAsync()).Where(entry => entry.OrganizationId == placeId || entry.Action == "service_account.role_unbound").ToList();
        Assert.Equal(["organization.created", "organization.deleted", "service_account.role_unbound"], entries.Select(entry => entry.Action));
        Assert.Equal((Guid.Parse(client.AccountId), Server.TenantId), (entries[2].PrincipalId, entries[2].TenantId));
        Assert.Contains(placeId.ToString(), entries[2].Details, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_group_of_accounts_had_there_goes_with_it()
    {
        var place = await OrganizationTests.AddAsync(Server, Administrator, "organization", null);
        var now = TimeProvider.System.GetUtcNow();
        var name = ApiCaller.NewName();
        var group = new AccountGroup
        {
            Id = Guid.CreateVersion7(now),
            TenantId = Server.TenantId,
            Name = name,
            NormalizedName = name,
            CreatedAt = now,
            UpdatedAt = now,
        };
        group.Bindings.Add(new AccountGroupBinding
        {
            Id = Guid.CreateVersion7(now),
            GroupId = group.Id,
            RoleId = SystemRole.OrgAdmin.Id,
            PlaceKind = PlaceKind.Organization,
            PlaceId = Guid.Parse(Text(place["id"])),
            CreatedAt = now,
        });
        await Server.WriteAsync(db =>
        {
            db.Add(group);
            return Task.CompletedTask;
        });

        await DeleteAsync(place).StatusAsync(HttpStatusCode.NoContent);

        Assert.Empty(await Server.ReadAsync<AccountGroupBinding>(rows => rows.Where(row => row.GroupId == group.Id)));
        Assert.Equal("group.role_unbound", Assert.Single(await Server.LedgerAsync(), entry => entry.SubjectId == group.Id).Action);
    }

    private Task<HttpResponseMessage> DeleteAsync(JsonObject organization, string? ifMatch = null) =>
        Administrator.DeleteAsync($"{ApiCaller.Organizations}/{organization["id"]}", ifMatch);

    // The scope of a token for our own Api; null where there is none left.
    private async Task<string?> OwnScopeAsync(SecretClient client)
    {
        using var response = await Server.RequestTokenAsync(
            client.Basic, ("grant_type", "client_credentials"), ("resource", Server.Issuer));
        return await response.MemberAsync("access_token") is { } token ? new JsonWebToken(token).GetClaim("scope").Value : null;
    }

    private static string Text(JsonNode? node) => node!.GetValue<string>();
}
