using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using ServiceAccounts.Server.Tests.Management;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Dialects.Wavefront;

/// <summary>What is refused, in the container.</summary>
public sealed class WavefrontRefusalTests(ManagementServer fixture) : IClassFixture<ManagementServer>
{
    private RunningServer Server => fixture.Server;

    private WavefrontCaller Admin => WavefrontCaller.Administrator(Server);

    [Theory]
    [InlineData("{}", "identifier:")]
    [InlineData("""{ "identifier": null }""", "identifier:")]
    [InlineData("""{ "identifier": "sa::" }""", "identifier:")]
    [InlineData("""{ "identifier": "sa::with space" }""", "identifier:")]
    [InlineData("""{ "identifier": "sa::nul\u0000" }""", "identifier:")]
    [InlineData("""{ "identifier": "\ud800" }""", "")]
    [InlineData("""{ "identifier": 5 }""", "identifier:")]
    [InlineData("""{ "identifier": "ok", "identifier": "ok" }""", "(body):")]
    [InlineData("""{ "identifier": "ok", "name": "x" }""", "name:")]
    [InlineData("""{ "identifier": "ok", "active": "yes" }""", "active:")]
    [InlineData("""{ "identifier": "ok", "tokens": ["main"] }""", "tokens:")]
    [InlineData("""{ "identifier": "ok", "groups": "ingestion" }""", "groups:")]
    [InlineData("""{ "identifier": "ok", "groups": ["nothing"] }""", "groups:")]
    [InlineData("""{ "identifier": "ok", "groups": [null] }""", "groups:")]
    [InlineData("""{ "identifier": "ok", "roles": ["x"] }""", "roles[0]:")]
    [InlineData("""{ "identifier": "ok", "roles": ["01990000-0000-7000-8000-00000000ffff"] }""", "roles:")]
    [InlineData("""{ "identifier": "ok", "userGroups": ["01990000-0000-7000-8000-00000000ffff"] }""", "userGroups:")]
    [InlineData("""{ "identifier": "ok", "description": "\u0000" }""", "description:")]
    [InlineData("[]", "(body):")]
    [InlineData("{", "")]
    [InlineData("", "(body):")]
    public async Task A_body_that_is_wrong_is_refused_by_the_name_of_its_member(string body, string beginning)
    {
        var message = await Admin.SendAsync(HttpMethod.Post, WavefrontCaller.ServiceAccounts, ApiCaller.Json(body)).ErrorAsync(HttpStatusCode.BadRequest);
        Assert.StartsWith(beginning, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("[null]")]
    [InlineData("[5]")]
    [InlineData("""["\ud800"]""")]
    [InlineData("""["sa::nobody", "sa::\u0000"]""")]
    public async Task A_list_of_accounts_that_is_wrong_is_refused(string body)
    {
        foreach (var path in new[] { "/deleteAccounts", "/grant/ingestion", "/revoke/ingestion" })
        {
            await Admin.SendAsync(HttpMethod.Post, WavefrontCaller.Accounts + path, ApiCaller.Json(body)).ErrorAsync(HttpStatusCode.BadRequest);
        }

        var (group, role) = (await Admin.NewGroupAsync(), await Admin.NewRoleAsync("ingestion"));
        await Admin.SendAsync(HttpMethod.Post, $"{WavefrontCaller.Groups}/{group}/addUsers", ApiCaller.Json(body)).ErrorAsync(HttpStatusCode.BadRequest);
        await Admin.SendAsync(HttpMethod.Post, $"{WavefrontCaller.Roles}/{role}/addAssignees", ApiCaller.Json(body)).ErrorAsync(HttpStatusCode.BadRequest);
        await Admin.SendAsync(HttpMethod.Post, $"{WavefrontCaller.Roles}/grant/ingestion", ApiCaller.Json(body)).ErrorAsync(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task An_id_that_is_taken_or_would_change_is_refused()
    {
        var id = await Admin.NewAccountAsync();

        await Admin.PostAsync(WavefrontCaller.ServiceAccounts, new JsonObject { ["identifier"] = id.ToUpperInvariant() }).ErrorAsync(HttpStatusCode.Conflict);
        Assert.Contains(
            "cannot change",
            await Admin.PutAsync($"{WavefrontCaller.ServiceAccounts}/{id}", new JsonObject { ["identifier"] = "sa::another" }).ErrorAsync(HttpStatusCode.BadRequest),
            StringComparison.Ordinal);
        await Admin.PutAsync($"{WavefrontCaller.ServiceAccounts}/{id}", new JsonObject { ["tokens"] = WavefrontCaller.Texts("mine") }).ErrorAsync(HttpStatusCode.BadRequest);
        Assert.StartsWith(
            "tokenID:", await Admin.PostAsync($"{WavefrontCaller.Tokens}/{id}", new JsonObject { ["tokenID"] = "mine" }).ErrorAsync(HttpStatusCode.BadRequest),
            StringComparison.Ordinal);
        Assert.StartsWith(
            "tokenName:", await Admin.PostAsync($"{WavefrontCaller.Tokens}/{id}", new JsonObject { ["tokenName"] = new string('x', 256) }).ErrorAsync(HttpStatusCode.BadRequest),
            StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Requirement", "83")]
    public async Task A_credential_that_is_missing_or_doubled_or_without_the_permission_is_refused()
    {
        await new WavefrontCaller(Server).GetAsync(WavefrontCaller.Accounts).ErrorAsync(HttpStatusCode.Unauthorized);
        await new WavefrontCaller(Server, ("Authorization", "Bearer " + Server.AdminToken), ("X-AUTH-TOKEN", Server.AdminToken))
            .GetAsync(WavefrontCaller.Accounts).ErrorAsync(HttpStatusCode.BadRequest);
        await new WavefrontCaller(Server, ("Authorization", "Bearer " + Server.AdminToken)).GetAsync(WavefrontCaller.Accounts).OkAsync();

        var member = await Server.CreateAccountAsync(ApiCaller.NewAccount("api_key", SystemRole.Member.Id));
        var reader = WavefrontCaller.With(Server, member["tokens"]![0]!["token"]!.GetValue<string>());
        var id = await Admin.NewAccountAsync();
        await reader.GetAsync($"{WavefrontCaller.ServiceAccounts}/{id}").OkAsync();
        Assert.Contains(
            "service_account.create",
            await reader.PostAsync(WavefrontCaller.ServiceAccounts, new JsonObject { ["identifier"] = WavefrontCaller.NewWord() }).ErrorAsync(HttpStatusCode.Forbidden),
            StringComparison.Ordinal);
        await reader.PostAsync($"{WavefrontCaller.Tokens}/{id}").ErrorAsync(HttpStatusCode.Forbidden);
        await reader.DeleteAsync($"{WavefrontCaller.Accounts}/{id}").ErrorAsync(HttpStatusCode.Forbidden);
    }

    [Fact]
    [Trait("Requirement", "85")]
    public async Task An_address_of_a_user_makes_no_service_account_and_an_id_of_one_no_user()
    {
        Assert.StartsWith(
            "identifier:",
            await Admin.PostAsync(WavefrontCaller.ServiceAccounts, new JsonObject { ["identifier"] = "user@example.com" }).ErrorAsync(HttpStatusCode.BadRequest),
            StringComparison.Ordinal);
        await fixture.Administrator.PostAsync(ApiCaller.Users, new JsonObject { ["name"] = "x", ["email"] = "sa::x" })
            .ProblemAsync(HttpStatusCode.BadRequest, "invalid", "email");
    }

    [Fact]
    public async Task What_routing_refuses_is_in_the_container_too()
    {
        await Admin.GetAsync("/api/v2/nothing").ErrorAsync(HttpStatusCode.NotFound);
        await Admin.GetAsync($"{WavefrontCaller.Groups}/x").ErrorAsync(HttpStatusCode.NotFound);
        await Admin.DeleteAsync(WavefrontCaller.Accounts).ErrorAsync(HttpStatusCode.MethodNotAllowed);
        await Admin.SendAsync(HttpMethod.Post, WavefrontCaller.ServiceAccounts, new StringContent("identifier: x", Encoding.UTF8, "text/yaml"))
            .ErrorAsync(HttpStatusCode.UnsupportedMediaType);
        await Admin.SendAsync(HttpMethod.Post, WavefrontCaller.ServiceAccounts, ApiCaller.Json(new string(' ', 2_000_000)))
            .ErrorAsync(HttpStatusCode.RequestEntityTooLarge);
        await Admin.SendAsync(
            HttpMethod.Post, WavefrontCaller.ServiceAccounts, ApiCaller.Json(string.Concat(Enumerable.Repeat("[", 1000)))).ErrorAsync(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Every_route_with_an_id_answers_404_to_the_other_tenant()
    {
        var other = await SecondTenant.AddAsync(Server);
        var token = (await other.Administrator.PostAsync($"/management/v1/principals/{(await other.Administrator.GetAsync(ApiCaller.Self).JsonAsync()).IdOf()}/tokens", new JsonObject())
            .JsonAsync(HttpStatusCode.Created))["token"]!.GetValue<string>();
        var stranger = WavefrontCaller.With(Server, token);
        var (id, group, role) = (await Admin.NewAccountAsync(), await Admin.NewGroupAsync(), await Admin.NewRoleAsync("ingestion"));
        var accountToken = await Admin.NewTokenAsync(id);
        using var document = await Server.Http.GetAsync("/openapi/wavefront.json");
        var routes = (await document.JsonAsync())["paths"]!.AsObject().Where(path => path.Key.Contains("{id}", StringComparison.Ordinal))
            .SelectMany(path => path.Value!.AsObject().Select(operation => (Path: path.Key, Method: operation.Key))).ToList();
        Assert.True(routes.Count >= 25, "The document has lost its routes.");

        foreach (var (path, method) in routes)
        {
            var theirs = path.Replace("usergroup/{id}", "usergroup/" + group, StringComparison.Ordinal)
                .Replace("role/{id}", "role/" + role, StringComparison.Ordinal)
                .Replace("customertokens/{id}", "customertokens/" + accountToken, StringComparison.Ordinal)
                .Replace("{id}", id, StringComparison.Ordinal)
                .Replace("{token}", accountToken, StringComparison.Ordinal)
                .Replace("{permission}", "api:read", StringComparison.Ordinal);
            var body = (method, path) switch
            {
                ("put", _) => "{}",
                ("post", var text) when text.Contains("/add", StringComparison.Ordinal) || text.Contains("/remove", StringComparison.Ordinal) => "[]",
                _ => null,
            };
            await stranger.SendAsync(new HttpMethod(method.ToUpperInvariant()), theirs, body is null ? null : ApiCaller.Json(body))
                .ErrorAsync(HttpStatusCode.NotFound);
        }

        await stranger.PostAsync(WavefrontCaller.ServiceAccounts, new JsonObject { ["identifier"] = "x", ["roles"] = WavefrontCaller.Texts(role) })
            .ErrorAsync(HttpStatusCode.BadRequest);
        await stranger.PutAsync($"{WavefrontCaller.CustomerTokens}/revoke", new JsonObject { ["tokenID"] = accountToken }).ErrorAsync(HttpStatusCode.NotFound);
        await stranger.PostAsync($"{WavefrontCaller.Accounts}/deleteAccounts", WavefrontCaller.Texts(id)).ErrorAsync(HttpStatusCode.BadRequest);
        await new ApiCaller(Server, "Bearer " + accountToken).GetAsync(ApiCaller.Self).JsonAsync();
    }

    [Fact]
    public async Task The_journal_says_that_it_was_this_dialect()
    {
        var id = await Admin.NewAccountAsync();
        var token = await Admin.NewTokenAsync(id);
        await WavefrontCaller.With(Server, token).DeleteAsync($"{WavefrontCaller.Accounts}/{id}").ErrorAsync(HttpStatusCode.Forbidden);

        var account = (await fixture.Administrator.GetAsync($"{ApiCaller.Accounts}?q={id[4..]}").JsonAsync())["items"]![0].IdOf();
        var entries = (await Server.LedgerAsync()).Concat(await Server.RefusalsAsync()).Where(entry => entry.PrincipalId == Guid.Parse(account)).ToList();
        Assert.Equal(["service_account.created", "api_token.created", "operation.refused"], entries.Select(entry => entry.Action));
        Assert.All(entries, entry => Assert.Equal("wavefront", entry.Surface));
    }

    [Fact]
    public async Task Switched_off_it_is_not_there()
    {
        await using var server = await RunningServer.StartAsync("Dialects:Wavefront=false");

        // Documents are remembered from server to server: only a client that asks for none finds that this one is gone.
        using var documented = (DelegatingHandler)RunningServer.NewHandler();
        using var http = new HttpClient(documented.InnerHandler!, disposeHandler: false) { BaseAddress = new Uri(server.Issuer) }; // It wraps one.
        http.DefaultRequestHeaders.Add("X-AUTH-TOKEN", server.AdminToken);

        foreach (var path in new[] { WavefrontCaller.ServiceAccounts, WavefrontCaller.Accounts, "/openapi/wavefront.json" })
        {
            using var answer = await http.GetAsync(path);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
            Assert.Empty(await answer.Content.ReadAsStringAsync());
        }
    }
}
