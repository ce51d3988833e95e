using System.Net;
using System.Text.Json.Nodes;
using ServiceAccounts.Server.Tests.Management;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Dialects.Snyk;

/// <summary>Another tenant's things are not there, what is done is in the journal of the tenant, and the dialect can be left out.</summary>
public sealed class SnykTenantTests(SnykServer fixture) : IClassFixture<SnykServer>
{
    private RunningServer Server => fixture.Server;

    [Fact]
    public async Task Through_no_path_of_the_document_is_another_tenant_seen()
    {
        var other = await SecondTenant.AddAsync(Server);
        var account = await other.Administrator.PostAsync(ApiCaller.Accounts, ApiCaller.NewAccount("oauth_client_secret", SystemRole.Member.Id))
            .JsonAsync(HttpStatusCode.Created);
        var role = await other.Administrator.PostAsync(ApiCaller.Roles, ApiCaller.NewRole("organization", "service_account.read"))
            .JsonAsync(HttpStatusCode.Created);
        var group = (await other.Administrator.GetAsync(ApiCaller.Organizations + "?kind=group").JsonAsync())["items"]![0]!.Text("id");
        var foreign = new Dictionary<string, string>
        {
            ["{group_id}"] = group,
            ["{org_id}"] = other.OrganizationId.ToString(),
            ["{tenant_id}"] = other.Id.ToString(),
            ["{serviceaccount_id}"] = account.Text("id"),
            ["{role_id}"] = role.Text("id"),
        };
        var own = new Dictionary<string, string>(foreign)
        {
            ["{group_id}"] = fixture.Group,
            ["{org_id}"] = fixture.Org,
            ["{tenant_id}"] = Server.TenantId.ToString(),
        };
        var (_, administrator) = await NewUser.AddAsync(Server, SystemRole.TenantAdmin);
        var caller = await CallerAsync(administrator);
        var walked = 0;
        foreach (var (template, operations) in JsonNode.Parse(await Server.Http.GetStringAsync("/openapi/snyk.json"))!["paths"]!.AsObject())
        {
            foreach (var (method, _) in operations!.AsObject())
            {
                // Foreign all the way, and foreign ids below what is one's own.
                var hasThing = template.Contains("{serviceaccount_id}", StringComparison.Ordinal) || template.Contains("{role_id}", StringComparison.Ordinal);
                var paths = new[] { PathOf(template, foreign), hasThing ? PathOf(template, own) : template };
                foreach (var path in paths.Where(path => path != template))
                {
                    var body = method is "post" or "patch" ? BodyFor(template, method, account.Text("id")).ToJsonString() : null;
                    var query = path.StartsWith("/v1", StringComparison.Ordinal) ? "?" : SnykCaller.Version;
                    await caller.SendAsync(new HttpMethod(method.ToUpperInvariant()), path + query, body).ErrorsAsync(HttpStatusCode.NotFound);
                    walked++;
                }
            }
        }

        Assert.Equal(29, walked);
        await other.Administrator.GetAsync($"{ApiCaller.Accounts}/{account.Text("id")}").JsonAsync();
    }

    [Fact]
    public async Task Who_operates_the_server_acts_in_the_tenant_of_the_path()
    {
        var other = await SecondTenant.AddAsync(Server);

        var made = await fixture.Admin.PostAsync($"/rest/orgs/{other.OrganizationId}/service_accounts", SnykCaller.NewAccount(SystemRole.OrgAdmin.Id))
            .DocumentAsync(HttpStatusCode.Created);

        await other.Administrator.GetAsync($"{ApiCaller.Accounts}/{made.Id()}").JsonAsync();
    }

    [Fact]
    public async Task The_journal_says_that_it_came_through_this_dialect()
    {
        var made = await fixture.Admin.PostAsync(fixture.OrgAccounts, SnykCaller.NewAccount(SystemRole.Member.Id)).DocumentAsync(HttpStatusCode.Created);
        var caller = new SnykCaller(Server, "token " + made.Attributes().Text("api_key"));
        await caller.DeleteAsync($"{fixture.OrgAccounts}/{made.Id()}").ErrorsAsync(HttpStatusCode.Forbidden);
        await fixture.Admin.DeleteAsync($"{fixture.OrgAccounts}/{made.Id()}").StatusAsync(HttpStatusCode.NoContent);

        var entries = (await fixture.Native.GetAsync($"/management/v1/journal?principal_id={made.Id()}&order=asc").JsonAsync())["items"]!.AsArray();

        Assert.Equal(
            ["operation.refused refused", "service_account.created done", "service_account.deleted done"],
            entries.Select(entry => $"{entry!.Text("action")} {entry!.Text("outcome")}").Order(StringComparer.Ordinal));
        Assert.All(entries, entry => Assert.Equal("snyk", entry!.Text("surface")));
        var refused = entries.Single(entry => entry!.Text("outcome") == "refused")!;
        Assert.Equal("SnykDeleteOrgServiceAccount", refused["details"]!.Text("operation"));
        Assert.Equal(fixture.Org, refused.Text("organization_id"));
    }

    [Fact]
    public async Task What_is_inactive_or_replaced_stops_working()
    {
        var made = await fixture.Admin.PostAsync(fixture.OrgAccounts, SnykCaller.NewAccount(SystemRole.Member.Id)).DocumentAsync(HttpStatusCode.Created);
        var caller = new SnykCaller(Server, "token " + made.Attributes().Text("api_key"));
        await fixture.Native.PostAsync($"{ApiCaller.Accounts}/{made.Id()}/deactivate").JsonAsync();

        await caller.GetAsync("/rest/self").ErrorsAsync(HttpStatusCode.Unauthorized);
        await fixture.Admin.GetAsync($"{fixture.OrgAccounts}/{made.Id()}").DocumentAsync();
    }

    [Fact]
    public async Task Switched_off_there_is_nothing_of_it()
    {
        await using var server = await RunningServer.StartAsync("Dialects:Snyk=false");
        using var client = new HttpClient(WithoutDocuments()) { BaseAddress = new Uri(server.Issuer) };
        foreach (var path in new[] { "/rest/self?version=2023-09-07", $"/v1/group/{fixture.Group}/roles", "/openapi/snyk.json", "/docs/snyk/" })
        {
            using var response = await client.GetAsync(path);

            Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
            Assert.Empty(await response.Content.ReadAsByteArrayAsync());
        }
    }

    // The documents are kept for a whole test run, and this server has fewer.
    private static HttpMessageHandler WithoutDocuments() => ((DelegatingHandler)RunningServer.NewHandler()).InnerHandler!;

    private static string PathOf(string template, Dictionary<string, string> ids) =>
        ids.Aggregate(template, (path, id) => path.Replace(id.Key, id.Value, StringComparison.Ordinal));

    private async Task<SnykCaller> CallerAsync(ApiCaller administrator)
    {
        var id = (await administrator.GetAsync(ApiCaller.Self).JsonAsync()).Text("id");
        var token = await fixture.Native.PostAsync($"/management/v1/principals/{id}/tokens", new JsonObject()).JsonAsync(HttpStatusCode.Created);
        return new SnykCaller(Server, "token " + token.Text("token"));
    }

    private static JsonObject BodyFor(string template, string method, string id) => (template.Split('/')[^1], method) switch
    {
        ("secrets", _) => SnykCaller.Secrets("create"),
        ("service_accounts", _) => SnykCaller.NewAccount(SystemRole.Member.Id),
        ("roles", _) => SnykCaller.Body(new JsonObject { ["name"] = "x", ["description"] = "x", ["permissions"] = new JsonArray("org.read") }, "tenant_role"),
        ("{role_id}", _) => SnykCaller.Body(new JsonObject { ["name"] = "x" }, "tenant_role"),
        _ => SnykCaller.Body(new JsonObject { ["name"] = "x" }, id: id),
    };
}
