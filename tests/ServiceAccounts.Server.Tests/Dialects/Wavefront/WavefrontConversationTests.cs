using System.Net;
using System.Net.Security;
using System.Text.Json.Nodes;
using ServiceAccounts.Server.Tests.Management;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Dialects.Wavefront;

/// <summary>The life of a service account as Wavefront's clients lead it, with exact bodies.</summary>
public sealed class WavefrontConversationTests(ManagementServer fixture) : IClassFixture<ManagementServer>
{
    private static readonly string[] EmptyAtFirst = ["groups", "roles", "tokens", "unitedPermissions", "unitedRoles"];

    private RunningServer Server => fixture.Server;

    private WavefrontCaller Admin => WavefrontCaller.Administrator(Server);

    [Fact]
    [Trait("Requirement", "75")]
    [Trait("Requirement", "77")]
    [Trait("Requirement", "78")]
    [Trait("Requirement", "82")]
    [Trait("Requirement", "86")]
    [Trait("Requirement", "90")]
    [Trait("Requirement", "96")]
    public async Task Account_permission_and_token_are_three_steps_and_then_the_tool_works()
    {
        var word = WavefrontCaller.NewWord();
        var created = await Admin.PostAsync(WavefrontCaller.ServiceAccounts, new JsonObject { ["identifier"] = word.ToUpperInvariant(), ["description"] = "proxies" }).OkAsync();
        Expect.Shape(
            created, "identifier string", "active boolean", "description string", "groups array", "userGroups array", "roles array",
            "tokens array", "unitedPermissions array", "unitedRoles array", "lastUsed null");
        Assert.Equal("sa::" + word, created!["identifier"]!.GetValue<string>());
        Assert.True(created["active"]!.GetValue<bool>());
        Assert.All(EmptyAtFirst, list => Assert.Empty(created[list]!.AsArray()));
        var everyone = Assert.Single(created["userGroups"]!.AsArray());
        Expect.Shape(everyone, "id uuid", "name string", "roles array", "permissions array", "properties object");
        Assert.Equal("Everyone", everyone!["name"]!.GetValue<string>());
        Assert.Equal("""{"nameEditable":false,"usersEditable":false,"rolesEditable":false}""", everyone["properties"]!.ToJsonString());

        var id = $"sa%3A%3A{word}";
        var granted = await Admin.PostAsync($"{WavefrontCaller.Accounts}/{id}/grant/agent_management").OkAsync();
        Expect.Shape(
            granted, "identifier string", "groups array", "userGroups array", "roles array", "unitedPermissions array", "unitedRoles array");
        Assert.Equal(["agent_management"], granted!["groups"].Texts());
        Assert.Equal(["agent_management"], granted["unitedPermissions"].Texts());

        var tokens = await Admin.PostAsync($"{WavefrontCaller.Tokens}/{id}", new JsonObject { ["tokenName"] = "main" }).OkAsync();
        var token = Assert.Single(tokens!.AsArray());
        Expect.Shape(
            token, "tokenID string", "tokenName string", "account string", "accountType string", "dateGenerated number", "lastUsed null");
        Assert.Equal("main", token!["tokenName"]!.GetValue<string>());
        Assert.Equal("sa::" + word, token["account"]!.GetValue<string>());
        Assert.Equal("SERVICE_ACCOUNT", token["accountType"]!.GetValue<string>());
        Assert.Equal(Server.Time.GetUtcNow().ToUnixTimeMilliseconds(), token["dateGenerated"]!.GetValue<long>());

        var secret = token["tokenID"]!.GetValue<string>();
        await new ApiCaller(Server, "Bearer " + secret).GetAsync(ApiCaller.Self).JsonAsync();
        await WavefrontCaller.With(Server, secret).GetAsync($"{WavefrontCaller.ServiceAccounts}/{id}").ErrorAsync(HttpStatusCode.Forbidden);

        var shown = await Admin.GetAsync($"{WavefrontCaller.ServiceAccounts}/sa::{word}").OkAsync();
        Assert.DoesNotContain(secret, shown!.ToJsonString(), StringComparison.Ordinal);
        Assert.True(Guid.TryParse(shown["tokens"]![0]!["tokenID"]!.GetValue<string>(), out _));
        Assert.Equal(Server.Time.GetUtcNow().ToUnixTimeMilliseconds(), shown["lastUsed"]!.GetValue<long>());

        var deleted = await Admin.DeleteAsync($"{WavefrontCaller.Accounts}/{id}").OkAsync();
        Assert.Equal("sa::" + word, deleted!["identifier"]!.GetValue<string>());
        await Admin.GetAsync($"{WavefrontCaller.ServiceAccounts}/{id}").ErrorAsync(HttpStatusCode.NotFound);
        await Admin.DeleteAsync($"{WavefrontCaller.Accounts}/{id}").ErrorAsync(HttpStatusCode.NotFound);
        await new ApiCaller(Server, "Bearer " + secret).GetAsync(ApiCaller.Self).StatusAsync(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("{0}", "sa::{0}")]
    [InlineData("sa::{0}", "sa::{0}")]
    [InlineData("SA::sa::{0}", "sa::{0}")]
    [Trait("Requirement", "86")]
    public async Task The_prefix_is_put_before_an_id_and_never_doubled(string given, string expected)
    {
        var word = WavefrontCaller.NewWord();
        var created = await Admin.PostAsync(
            WavefrontCaller.ServiceAccounts, new JsonObject { ["identifier"] = string.Format(null, given, word) }).OkAsync();

        Assert.Equal(string.Format(null, expected, word), created!["identifier"]!.GetValue<string>());
        foreach (var path in new[] { $"sa::{word}", $"SA%3A%3A{word.ToUpperInvariant()}", $"sa%3a%3a{word}" })
        {
            await Admin.GetAsync($"{WavefrontCaller.ServiceAccounts}/{path}").OkAsync();
            await Admin.GetAsync($"{WavefrontCaller.Accounts}/{path}").OkAsync();
        }
    }

    [Fact]
    [Trait("Requirement", "84")]
    [Trait("Requirement", "98")]
    [Trait("Requirement", "99")]
    [Trait("Requirement", "100")]
    public async Task While_an_account_is_deactivated_none_of_its_tokens_works_and_then_the_same_do()
    {
        var id = await Admin.NewAccountAsync();
        var tool = new ApiCaller(Server, "Bearer " + await Admin.NewTokenAsync(id));

        var inactive = await Admin.PostAsync($"{WavefrontCaller.ServiceAccounts}/{id}/deactivate").OkAsync();
        Assert.False(inactive!["active"]!.GetValue<bool>());
        Assert.Equal("INACTIVE_SERVICE_ACCOUNT", inactive["tokens"]![0]!["accountType"]!.GetValue<string>());
        await tool.GetAsync(ApiCaller.Self).StatusAsync(HttpStatusCode.Unauthorized);

        var active = await Admin.PostAsync($"{WavefrontCaller.ServiceAccounts}/{id}/activate", new JsonObject()).OkAsync();
        Assert.True(active!["active"]!.GetValue<bool>());
        await tool.GetAsync(ApiCaller.Self).JsonAsync();
    }

    [Fact]
    [Trait("Requirement", "98")]
    public async Task An_account_can_be_made_inactive_and_with_all_that_it_holds()
    {
        var (group, role) = (await Admin.NewGroupAsync(), await Admin.NewRoleAsync("alerts_management"));
        var created = await Admin.PostAsync(WavefrontCaller.ServiceAccounts, new JsonObject
        {
            ["identifier"] = WavefrontCaller.NewWord(),
            ["active"] = false,
            ["description"] = null,
            ["tokens"] = new JsonArray(),
            ["groups"] = WavefrontCaller.Texts("user_management", "ingestion", "api:read"),
            ["roles"] = WavefrontCaller.Texts(role),
            ["userGroups"] = WavefrontCaller.Texts(group),
        }).OkAsync();

        Assert.False(created!["active"]!.GetValue<bool>());
        Assert.Equal(["api:read", "ingestion", "user_management"], created["groups"].Texts());
        Assert.Equal(["alerts_management", "api:read", "ingestion", "user_management"], created["unitedPermissions"].Texts());
        Assert.Equal([role], created["unitedRoles"].Texts());
        Expect.Shape(created["roles"]![0], "id uuid", "name string", "permissions array");
        Assert.Equal(2, created["userGroups"]!.AsArray().Count);
    }

    [Fact]
    [Trait("Requirement", "95")]
    public async Task An_update_makes_an_account_what_its_body_says()
    {
        var id = await Admin.NewAccountAsync(new JsonObject { ["description"] = "before", ["groups"] = WavefrontCaller.Texts("ingestion", "user_management") });
        var token = await Admin.NewTokenAsync(id);
        var group = await Admin.NewGroupAsync();
        var read = await Admin.GetAsync($"{WavefrontCaller.ServiceAccounts}/{id}").OkAsync();

        var updated = await Admin.PutAsync($"{WavefrontCaller.ServiceAccounts}/{id}", new JsonObject
        {
            ["identifier"] = id,
            ["active"] = true,
            ["description"] = "after",
            ["tokens"] = WavefrontCaller.Texts(read!["tokens"]![0]!["tokenID"]!.GetValue<string>(), token),
            ["groups"] = WavefrontCaller.Texts("events_management", "ingestion"),
            ["userGroups"] = WavefrontCaller.Texts(group, Server.TenantId.ToString()),
        }).OkAsync();
        Assert.Equal("after", updated!["description"]!.GetValue<string>());
        Assert.Equal(["events_management", "ingestion"], updated["groups"].Texts());
        Assert.Equal([Server.TenantId.ToString(), group], updated["userGroups"]!.AsArray().Select(item => item!["id"]!.GetValue<string>()));
        Assert.Single(updated["tokens"]!.AsArray());

        var emptied = await Admin.PutAsync($"{WavefrontCaller.ServiceAccounts}/{id}", new JsonObject()).OkAsync();
        Assert.Null(emptied!["description"]);
        Assert.Empty(emptied["groups"]!.AsArray());
        Assert.Single(emptied["userGroups"]!.AsArray());
        Assert.Single(emptied["tokens"]!.AsArray());
        Assert.True(emptied["active"]!.GetValue<bool>());
    }

    [Fact]
    public async Task The_host_names_the_tenant_and_without_a_suffix_the_credential_does()
    {
        await using var server = await RunningServer.StartAsync("Dialects:HostSuffix=example.com");
        var other = await SecondTenant.AddAsync(server);
        var tenant = (await server.ReadAsync<Storage.Tenants.Tenant>(tenants => tenants.Where(t => t.Id == other.Id))).Single();
        var here = await WavefrontCaller.Administrator(server).NewAccountAsync();

        // The certificate is that of localhost; all else of it is checked.
        using var documented = (DelegatingHandler)RunningServer.NewHandler();
        ((SocketsHttpHandler)documented.InnerHandler!).SslOptions.RemoteCertificateValidationCallback = // It wraps one.
            (_, _, _, errors) => errors is SslPolicyErrors.None or SslPolicyErrors.RemoteCertificateNameMismatch;
        using var http = new HttpClient(documented, disposeHandler: false) { BaseAddress = new Uri(server.Issuer) };
        http.DefaultRequestHeaders.Add("X-AUTH-TOKEN", server.AdminToken);

        Assert.Empty((await SendAsync(WavefrontCaller.ServiceAccounts, $"{tenant.HostLabel}.example.com").OkAsync())!.AsArray());
        await SendAsync($"{WavefrontCaller.ServiceAccounts}/{here}", $"{tenant.HostLabel}.example.com").ErrorAsync(HttpStatusCode.NotFound);
        await SendAsync($"{WavefrontCaller.ServiceAccounts}/{here}", "nobody.example.com").ErrorAsync(HttpStatusCode.NotFound);
        await SendAsync($"{WavefrontCaller.ServiceAccounts}/{here}", "localhost").OkAsync();

        async Task<HttpResponseMessage> SendAsync(string path, string host)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Host = host } };
            return await http.SendAsync(request);
        }
    }
}
