using System.Net;
using System.Text.Json.Nodes;
using ServiceAccounts.Server.Tests.Management;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Dialects.Rezolve;

/// <summary>Tenants and their journals in the words of Rezolve; and what another tenant sees of one, which is nothing.</summary>
public sealed class TenantAndAuditLogTests(ManagementServer fixture) : IClassFixture<ManagementServer>
{
    private RunningServer Server => fixture.Server;

    [Fact]
    public async Task The_journal_is_read_by_its_readers_page_by_page()
    {
        var (caller, _) = await RezolveCaller.NewTenantAsync(Server);
        var (reader, _) = await RezolveCaller.NewUserAsync(Server, caller.TenantId, SystemRole.JournalReader);
        var (member, _) = await RezolveCaller.NewUserAsync(Server, caller.TenantId, SystemRole.Member);
        var made = await caller.PostAsync(RezolveCaller.Create).DataAsync();
        await caller.DeleteAsync($"{RezolveCaller.Accounts}/{Text(made, "id")}").DataAsync();

        var first = await reader.GetAsync(RezolveCaller.Logs + "?limit=2").DataAsync("Audit logs retrieved successfully");
        Expect.Shape(first, "logs array", "pagination object");
        var entry = first["logs"]![0]!;
        Expect.Shape(
            entry, "action string", "category string", "actor object", "resource object", "details object", "status string", "tenantId uuid", "timestamp time");
        Assert.Equal("service_account.deleted", Text(entry, "action"));
        Assert.Equal("service_account", Text(entry, "category"));
        Assert.Equal("success", Text(entry, "status"));
        Expect.Shape(entry["actor"], "id uuid", "name string");
        Assert.Equal($$"""{"type":"service_account","id":"{{Text(made, "id")[3..]}}"}""", entry["resource"]!.ToJsonString());
        Assert.Equal("service_account.created", Text(first["logs"]![1]!, "action"));
        var pagination = first["pagination"]!;
        Assert.True(pagination["hasMore"]!.GetValue<bool>());
        var total = pagination["total"]!.GetValue<int>();

        var last = await reader.GetAsync($"{RezolveCaller.Logs}?limit=2&offset={total - 1}&tenantId={caller.TenantId}").DataAsync();
        Assert.Single(last["logs"]!.AsArray());
        Assert.False(last["pagination"]!["hasMore"]!.GetValue<bool>());

        await member.GetAsync(RezolveCaller.Logs).ErrorAsync(HttpStatusCode.Forbidden, "FORBIDDEN");
        var refused = (await reader.GetAsync(RezolveCaller.Logs + "?limit=1").DataAsync())["logs"]![0]!;
        Assert.Equal("failure", Text(refused, "status"));
        Assert.NotEmpty(Text(refused["details"]!, "reason"));
        await reader.GetAsync(RezolveCaller.Logs + "?offset=10000").ErrorAsync(HttpStatusCode.BadRequest, "INVALID_PARAMETER", "offset");
        await reader.GetAsync($"{RezolveCaller.Logs}?tenantId={Server.TenantId}").ErrorAsync(HttpStatusCode.NotFound, "TENANT_NOT_FOUND");

        // A super administrator reads any tenant's.
        var any = await RezolveCaller.Administrator(Server).GetAsync($"{RezolveCaller.Logs}?tenantId={caller.TenantId}").DataAsync();
        Assert.All(any["logs"]!.AsArray(), log => Assert.Equal(caller.TenantId.ToString(), Text(log!, "tenantId")));
    }

    [Fact]
    public async Task A_tenant_is_shown_counted_changed_and_deleted()
    {
        var (caller, _) = await RezolveCaller.NewTenantAsync(Server);
        var administrator = RezolveCaller.Administrator(Server);
        var path = $"{RezolveCaller.Tenants}/{caller.TenantId}";
        var shown = await caller.GetAsync(path).DataAsync();
        Expect.Shape(
            shown, "id uuid", "name string", "realmName string", "serverUrl string", "region string", "maxServiceAccounts null", "createdAt time");
        Assert.Equal(Server.Issuer, Text(shown, "serverUrl"));

        await caller.PostAsync(RezolveCaller.Create).DataAsync();
        var stats = await caller.GetAsync(path + "/stats").DataAsync();
        Assert.Equal(
            $$"""{"tenantId":"{{caller.TenantId}}","serviceAccounts":1,"activeServiceAccounts":1,"oauthClients":1,"apiKeys":0}""", stats.ToJsonString());

        Assert.Equal("Acme", Text(await caller.PatchAsync(path, new JsonObject { ["name"] = "Acme" }).DataAsync(), "name"));
        await caller.PatchAsync(path, new JsonObject { ["realmName"] = "acme" }).ErrorAsync(HttpStatusCode.Forbidden, "FORBIDDEN");
        await caller.PatchAsync(path, new JsonObject { ["settings"] = new JsonObject(), ["serverUrl"] = "https://elsewhere.example" })
            .ErrorAsync(HttpStatusCode.BadRequest, "VALIDATION_ERROR", "serverUrl", "settings");
        await administrator.PatchAsync(path, new JsonObject { ["realmName"] = "Not A Label" })
            .ErrorAsync(HttpStatusCode.BadRequest, "VALIDATION_ERROR", "realmName");

        await caller.DeleteAsync(path).ErrorAsync(HttpStatusCode.Forbidden, "FORBIDDEN");
        await administrator.DeleteAsync(path).ErrorAsync(HttpStatusCode.Conflict, "NOT_EMPTY");
        var account = (await caller.GetAsync(RezolveCaller.Accounts).DataAsync())["serviceAccounts"]![0]!;
        await caller.DeleteAsync($"{RezolveCaller.Accounts}/{Text(account, "id")}").DataAsync();
        var deleted = await administrator.DeleteAsync(path).DataAsync();
        Expect.Shape(deleted, "id uuid", "name string", "status string", "deletedAt time", "deletedBy object");
        await administrator.GetAsync(path).ErrorAsync(HttpStatusCode.NotFound, "TENANT_NOT_FOUND");
    }

    [Fact]
    public async Task Every_route_with_an_id_answers_404_to_the_other_tenant()
    {
        var (caller, _) = await RezolveCaller.NewTenantAsync(Server);
        var (stranger, _) = await RezolveCaller.NewTenantAsync(Server);
        var account = await caller.PostAsync(RezolveCaller.Create).DataAsync();
        var key = await caller.PostAsync(RezolveCaller.Keys, new JsonObject { ["name"] = ApiCaller.NewName() }).DataAsync();
        using var document = await Server.Http.GetAsync("/openapi/rezolve.json");
        var routes = (await document.JsonAsync())["paths"]!.AsObject()
            .Where(path => path.Key.Contains('{', StringComparison.Ordinal))
            .SelectMany(path => path.Value!.AsObject().Select(operation => (Path: path.Key, Method: operation.Key))).ToList();
        Assert.Equal(15, routes.Count);

        foreach (var (path, method) in routes)
        {
            var url = path
                .Replace("service-account/{id}", "service-account/" + Text(account, "id"), StringComparison.Ordinal)
                .Replace("{clientId}", Text(account, "clientId"), StringComparison.Ordinal)
                .Replace("api-keys/{id}", "api-keys/" + Text(key, "id"), StringComparison.Ordinal)
                .Replace("tenants/{id}", "tenants/" + caller.TenantId, StringComparison.Ordinal);
            Assert.DoesNotContain('{', url);
            var body = method == "patch" ? """{"permissions":[]}""" : null;
            body = method == "patch" && !url.EndsWith("permissions", StringComparison.Ordinal) ? "{}" : body;
            using var answer = await stranger.SendAsync(new HttpMethod(method.ToUpperInvariant()), url, body);
            Assert.Equal((HttpStatusCode.NotFound, url), (answer.StatusCode, url));
        }

        // Nothing of it happened.
        Assert.Equal("active", Text(await caller.GetAsync($"{RezolveCaller.Accounts}/{Text(account, "id")}").DataAsync(), "status"));
        Assert.Equal("active", Text(await caller.GetAsync($"{RezolveCaller.Keys}/{Text(key, "id")}").DataAsync(), "status"));
        Assert.Empty((await stranger.GetAsync(RezolveCaller.Accounts).DataAsync())["serviceAccounts"]!.AsArray());
        Assert.Empty((await stranger.GetAsync(RezolveCaller.Keys).DataAsync())["apiKeys"]!.AsArray());
    }

    [Fact]
    public async Task Switched_off_nothing_of_it_is_there()
    {
        await using var server = await RunningServer.StartAsync("Dialects:Rezolve=false");

        // Without the one that holds answers against the document, which this server has not.
        using var documented = (DelegatingHandler)RunningServer.NewHandler();
        using var http = new HttpClient(documented.InnerHandler!, disposeHandler: false) { BaseAddress = new Uri(server.Issuer) }; // It has one.

        foreach (var path in new[] { RezolveCaller.Create, RezolveCaller.Keys, RezolveCaller.Logs, "/oauth/token", "/openapi/rezolve.json", "/docs/rezolve/" })
        {
            using var request = new HttpRequestMessage(path.StartsWith("/api", StringComparison.Ordinal) ? HttpMethod.Post : HttpMethod.Get, path);
            using var answer = await http.SendAsync(request);
            Assert.Equal((HttpStatusCode.NotFound, path), (answer.StatusCode, path));
            Assert.Empty(await answer.Content.ReadAsStringAsync());
        }
    }

    private static string Text(JsonNode node, string member) => node[member]!.GetValue<string>();
}
