using System.Net;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.JsonWebTokens;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Management;

/// <summary>For a tenant there is no other: not by an id, not in a list, not in a token.</summary>
public sealed class TenantIsolationTests(ManagementServer fixture) : IClassFixture<ManagementServer>
{
    private RunningServer Server => fixture.Server;

    [Fact]
    public async Task Every_route_with_an_id_answers_404_to_the_other_tenant()
    {
        var other = await SecondTenant.AddAsync(Server);
        var (mine, theirs) = (await ThingsOfAsync(fixture.Administrator), await ThingsOfAsync(other.Administrator));
        var local = await ApiCaller.WithApiTokenAsync(Server, SystemRole.TenantAdmin.Id);
        using var document = await Server.Http.GetAsync("/openapi/management.json");
        var routes = (await document.JsonAsync())["paths"]!.AsObject()
            .Where(path => path.Key.Contains("{id}", StringComparison.Ordinal))
            .SelectMany(path => path.Value!.AsObject().Select(operation => (Path: path.Key, Method: operation.Key))).ToList();
        Assert.True(routes.Count >= 8, "The document has lost its routes.");

        foreach (var (path, method) in routes)
        {
            await AssertUnknownAsync(other.Administrator, method, mine.In(path));
            await AssertUnknownAsync(local, method, theirs.In(path));

            // The super administrator acts in one tenant at a time too. Only the tenants themselves are one list for them.
            if (!path.StartsWith(ApiCaller.Tenants, StringComparison.Ordinal))
            {
                await AssertUnknownAsync(fixture.Administrator, method, theirs.In(path));
            }
        }

        await AssertUntouchedAsync(fixture.Administrator, mine);
        await AssertUntouchedAsync(other.Administrator, theirs);
    }

    [Fact]
    public async Task Lists_show_a_tenant_its_own_things_alone()
    {
        var other = await SecondTenant.AddAsync(Server);
        var theirs = await ThingsOfAsync(other.Administrator);
        await ThingsOfAsync(fixture.Administrator);

        Assert.Equal([theirs.AccountId], await IdsAsync(other.Administrator, ApiCaller.Accounts));
        Assert.Equal([other.ApiId.ToString()], await IdsAsync(other.Administrator, ApiCaller.Apis));
        Assert.Equal(8, (await IdsAsync(other.Administrator, ApiCaller.Roles)).Count);
        Assert.Equal(new[] { other.Id.ToString(), theirs.GroupId }.ToHashSet(), (await IdsAsync(other.Administrator, ApiCaller.Groups)).ToHashSet());
        Assert.Equal([other.Id.ToString()], await IdsAsync(other.Administrator, ApiCaller.Tenants));
        Assert.Equal(2, (await IdsAsync(other.Administrator, ApiCaller.Organizations)).Count);
        Assert.Equal(2, (await IdsAsync(other.Administrator, ApiCaller.Users)).Count);
        string[] lists = [ApiCaller.Accounts, ApiCaller.Apis, ApiCaller.Roles, ApiCaller.Groups, ApiCaller.Organizations, ApiCaller.Users];
        foreach (var list in lists)
        {
            var shared = (await IdsAsync(other.Administrator, list)).Intersect(await IdsAsync(fixture.Administrator, list));
            Assert.Equal(list == ApiCaller.Roles ? SystemRole.All.Length : 0, shared.Count());
        }
    }

    [Fact]
    public async Task Only_who_holds_rights_at_system_names_another_tenant()
    {
        var other = await SecondTenant.AddAsync(Server);
        var theirs = await ThingsOfAsync(other.Administrator);
        var home = (await Server.ReadAsync<Storage.Tenants.Tenant>(t => t.Where(x => x.Realm == "default"))).Single().Id;
        var local = await ApiCaller.WithApiTokenAsync(Server, SystemRole.TenantAdmin.Id);

        await NotFoundAsync(local.GetAsync($"{ApiCaller.Accounts}?tenant={other.Id}"));
        await NotFoundAsync(other.Administrator.GetAsync($"{ApiCaller.Accounts}?tenant={home}"));
        await NotFoundAsync(other.Administrator.GetAsync($"{ApiCaller.Accounts}?tenant=01990000-0000-7000-8000-00000000ffff"));
        await NotFoundAsync(fixture.Administrator.GetAsync($"{ApiCaller.Accounts}?tenant=01990000-0000-7000-8000-00000000ffff"));
        await NotFoundAsync(fixture.Administrator.GetAsync($"{ApiCaller.Accounts}?tenant=default"));

        await other.Administrator.GetAsync($"{ApiCaller.Accounts}/{theirs.AccountId}?tenant={other.Id}").JsonAsync();
        await fixture.Administrator.GetAsync($"{ApiCaller.Accounts}/{theirs.AccountId}?tenant={other.Id}").JsonAsync();
        Assert.Equal([theirs.AccountId], await IdsAsync(fixture.Administrator, $"{ApiCaller.Accounts}?tenant={other.Id}"));
    }

    [Fact]
    public async Task What_is_made_in_another_tenant_is_found_by_the_urls_of_the_answers()
    {
        var other = await SecondTenant.AddAsync(Server);
        var made = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            using var created = await fixture.Administrator.PostAsync(
                $"{ApiCaller.Accounts}?tenant={other.Id}", ApiCaller.NewAccount("api_key"));
            Assert.Equal(HttpStatusCode.Created, created.StatusCode);
            var found = await fixture.Administrator.GetAsync(created.Headers.Location!.PathAndQuery).JsonAsync();
            Assert.Equal(other.OrganizationId.ToString(), found["organization_id"]!.GetValue<string>());
            made.Add(found["id"]!.GetValue<string>());
        }

        using var first = await fixture.Administrator.GetAsync($"{ApiCaller.Accounts}?tenant={other.Id}&limit=2");
        var link = first.Headers.GetValues("Link").Single();
        var rest = await IdsAsync(fixture.Administrator, new Uri(link[1..link.IndexOf('>', StringComparison.Ordinal)]).PathAndQuery);

        Assert.Single(rest);
        Assert.Subset(made.ToHashSet(), rest.ToHashSet());
        Assert.Equal(3, (await IdsAsync(other.Administrator, ApiCaller.Accounts)).Count);
    }

    [Fact]
    public async Task A_token_never_has_the_audience_of_another_tenant()
    {
        var other = await SecondTenant.AddAsync(Server);
        var request = ApiCaller.NewAccount("oauth_client_secret", SystemRole.ApiDefault.Id);
        var account = await other.Administrator.PostAsync(ApiCaller.Accounts, request).JsonAsync(HttpStatusCode.Created);
        var application = account["applications"]![0]!;
        var basic = SecretClient.BasicOf(
            application["client_id"]!.GetValue<string>(), application["secrets"]![0]!["client_secret"]!.GetValue<string>());

        foreach (var parameter in new[] { "resource", "audience" })
        {
            using var refused = await Server.RequestTokenAsync(
                basic, ("grant_type", "client_credentials"), (parameter, Server.Issuer + "/apis/default"));
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
            Assert.Equal("invalid_target", await refused.MemberAsync("error"));
        }

        using var issued = await Server.RequestTokenAsync(basic, ("grant_type", "client_credentials"));
        var token = new JsonWebToken((await issued.MemberAsync("access_token"))!);
        Assert.Equal([other.ApiIdentifier], token.Audiences);
        Assert.Equal(other.Id.ToString(), token.GetClaim("tenant_id").Value);
    }

    [Fact]
    public async Task Places_and_roles_of_another_tenant_are_unknown_in_a_request()
    {
        var other = await SecondTenant.AddAsync(Server);
        var role = await other.Administrator.PostAsync(ApiCaller.Roles, ApiCaller.NewRole("tenant", "api:read"))
            .JsonAsync(HttpStatusCode.Created);
        var request = ApiCaller.NewAccount("api_key", Guid.Parse(role["id"]!.GetValue<string>()));
        request["organization_id"] = other.OrganizationId.ToString();

        await fixture.Administrator.PostAsync(ApiCaller.Accounts, request)
            .ProblemAsync(HttpStatusCode.BadRequest, "invalid", "organization_id", "role_ids");
    }

    [Fact]
    public async Task Tenants_use_the_same_names_without_a_clash()
    {
        var other = await SecondTenant.AddAsync(Server);
        var account = new JsonObject { ["name"] = "Shared Name", ["auth_type"] = "api_key" };
        var role = new JsonObject { ["name"] = "Shared Role", ["permissions"] = new JsonArray("api:read") };

        foreach (var caller in new[] { fixture.Administrator, other.Administrator })
        {
            var created = await caller.PostAsync(ApiCaller.Accounts, account).JsonAsync(HttpStatusCode.Created);
            Assert.Equal("sa::shared-name", created["handle"]!.GetValue<string>());
            await caller.PostAsync(ApiCaller.Roles, role).JsonAsync(HttpStatusCode.Created);
        }
    }

    private static async Task<Things> ThingsOfAsync(ApiCaller caller)
    {
        var account = await caller.PostAsync(ApiCaller.Accounts, ApiCaller.NewAccount("oauth_client_secret"))
            .JsonAsync(HttpStatusCode.Created);
        var apis = await IdsAsync(caller, ApiCaller.Apis);
        var application = account["applications"]![0]!;
        var accountId = account["id"]!.GetValue<string>();
        var token = await caller.PostAsync($"/management/v1/principals/{accountId}/tokens", new JsonObject()).JsonAsync(HttpStatusCode.Created);
        var user = await caller.PostAsync(ApiCaller.Users, NewUser.Request()).JsonAsync(HttpStatusCode.Created);
        var self = await caller.GetAsync(ApiCaller.Self).JsonAsync();
        return new Things(
            accountId, application["client_id"]!.GetValue<string>(), application["secrets"]![0]!["id"]!.GetValue<string>(),
            token["id"]!.GetValue<string>(), Assert.Single(apis), await caller.NewRoleAsync("tenant", "api:read"), await caller.NewGroupAsync(),
            self["tenant"]!["id"]!.GetValue<string>(), account["organization_id"]!.GetValue<string>(), user["id"]!.GetValue<string>());
    }

    private static async Task AssertUnknownAsync(ApiCaller caller, string method, string path)
    {
        var content = method is "patch" or "post" ? ApiCaller.Json("{}") : null;
        await NotFoundAsync(caller.SendAsync(new HttpMethod(method.ToUpperInvariant()), path, content));
    }

    private static async Task AssertUntouchedAsync(ApiCaller caller, Things things)
    {
        // The account's token was its second version.
        var expected = new[]
        {
            ($"{ApiCaller.Accounts}/{things.AccountId}", 2), ($"{ApiCaller.Apis}/{things.ApiId}", 1),
            ($"{ApiCaller.Roles}/{things.RoleId}", 1), ($"{ApiCaller.Groups}/{things.GroupId}", 1),
            ($"{ApiCaller.Tenants}/{things.TenantId}", 1), ($"{ApiCaller.Organizations}/{things.OrganizationId}", 1),
            ($"{ApiCaller.Users}/{things.UserId}", 1),
        };
        foreach (var (url, version) in expected)
        {
            using var response = await caller.GetAsync(url);
            Assert.Equal($"\"{version}\"", response.Headers.ETag!.ToString());
        }
    }

    private static async Task<List<string>> IdsAsync(ApiCaller caller, string list) =>
        [.. (await caller.GetAsync(list).JsonAsync())["items"]!.AsArray().Select(item => item!["id"]!.GetValue<string>())];

    private static Task<JsonObject> NotFoundAsync(Task<HttpResponseMessage> sending) =>
        sending.ProblemAsync(HttpStatusCode.NotFound, "not_found");

    private sealed record Things(
        string AccountId, string ClientId, string SecretId, string TokenId, string ApiId, string RoleId, string GroupId,
        string TenantId, string OrganizationId, string UserId)
    {
        // A route of a new kind of thing fails here until this test knows such a thing.
        public string In(string path) => path
            .Replace("service-accounts/{id}", "service-accounts/" + AccountId, StringComparison.Ordinal)
            .Replace("apis/{id}", "apis/" + ApiId, StringComparison.Ordinal)
            .Replace("roles/{id}", "roles/" + RoleId, StringComparison.Ordinal)
            .Replace("groups/{id}", "groups/" + GroupId, StringComparison.Ordinal)
            .Replace("{principalId}", AccountId, StringComparison.Ordinal)
            .Replace("{bindingId}", TokenId, StringComparison.Ordinal)
            .Replace("tenants/{id}", "tenants/" + TenantId, StringComparison.Ordinal)
            .Replace("organizations/{id}", "organizations/" + OrganizationId, StringComparison.Ordinal)
            .Replace("users/{id}", "users/" + UserId, StringComparison.Ordinal)
            .Replace("principals/{id}", "principals/" + AccountId, StringComparison.Ordinal)
            .Replace("{clientId}", ClientId, StringComparison.Ordinal)
            .Replace("{secretId}", SecretId, StringComparison.Ordinal)
            .Replace("{certificateId}", SecretId, StringComparison.Ordinal)
            .Replace("{credentialId}", SecretId, StringComparison.Ordinal)
            .Replace("{tokenId}", TokenId, StringComparison.Ordinal) is var url && !url.Contains('{', StringComparison.Ordinal)
                ? url
                : throw new InvalidOperationException($"What is the id in {path}?");
    }
}
