using System.Net;
using System.Text.Json.Nodes;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Management;

/// <summary>An account has any number of OAuth clients up to ten, of any method, whatever it was born with.</summary>
public sealed class ManyApplicationsTests(ManagementServer fixture) : IClassFixture<ManagementServer>
{
    private RunningServer Server => fixture.Server;

    [Fact]
    public async Task An_account_with_an_api_key_gets_an_application_that_gets_tokens()
    {
        var account = await Server.CreateAccountAsync(ApiCaller.NewAccount("api_key", SystemRole.ApiDefault.Id));
        var url = UrlOf(account);

        using var response = await fixture.Administrator.PostAsync(url, new JsonObject
        {
            ["authentication_method"] = "client_secret",
            ["access_token_ttl_seconds"] = 120,
            ["allowed_scopes"] = new JsonArray("api:read"),
        });
        var made = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Expect.Shape(
            made, "client_id string", "authentication_method string", "access_token_ttl_seconds number",
            "allowed_scopes array", "default_api_id null", "enabled boolean", "secrets array");
        Assert.Equal("\"2\"", response.Headers.ETag!.ToString());
        var (id, secret) = (Text(made["client_id"]), Text(made["secrets"]![0]!["client_secret"]));
        Assert.Equal($"{Server.Issuer}{url}/{id}", response.Headers.Location!.OriginalString);
        using var token = await Server.RequestTokenAsync(SecretClient.BasicOf(id, secret), ("grant_type", "client_credentials"));
        Assert.Equal(120, (await token.JsonAsync())["expires_in"]!.GetValue<int>());

        using var read = await fixture.Administrator.GetAsync($"{url}/{id}");
        Assert.Equal("\"2\"", read.Headers.ETag!.ToString());
        Assert.DoesNotContain(secret, await read.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        var list = await fixture.Administrator.GetAsync(url).JsonAsync();
        Assert.Equal(id, Text(Assert.Single(list["items"]!.AsArray())!["client_id"]));
        using var patched = await fixture.Administrator.PatchAsync($"{url}/{id}", new JsonObject { ["access_token_ttl_seconds"] = 90 });
        Assert.Equal("\"3\"", patched.Headers.ETag!.ToString());
        var whole = await fixture.Administrator.PatchAsync(
            $"{ApiCaller.Accounts}/{account["id"]}", new JsonObject { ["access_token_ttl_seconds"] = 80 }).JsonAsync();
        Assert.Equal(80, whole["applications"]![0]!["access_token_ttl_seconds"]!.GetValue<int>());
    }

    [Fact]
    public async Task An_application_with_keys_stands_beside_one_with_a_secret()
    {
        using var key = ClientKeyPair.Es256();
        var client = await Server.CreateSecretClientAsync();

        var made = await fixture.Administrator.PostAsync(UrlOf(client.Created), new JsonObject
        {
            ["authentication_method"] = "private_key_jwt",
            ["jwks"] = key.ToJwks(),
            ["assertion_audience"] = "issuer_or_token_endpoint",
        }).JsonAsync(HttpStatusCode.Created);

        Expect.Shape(
            made, "client_id string", "authentication_method string", "access_token_ttl_seconds number", "allowed_scopes null",
            "default_api_id null", "enabled boolean", "assertion_audience string", "assertion_max_lifetime_seconds number", "jwks object");
        var signer = new AssertionClient(client.AccountId, Text(made["client_id"]), key, Server);
        using var byKey = await signer.RequestTokenAsync();
        using var bySecret = await Server.RequestTokenAsync(client.Basic, ("grant_type", "client_credentials"));
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK], new[] { byKey.StatusCode, bySecret.StatusCode });
    }

    [Fact]
    [Trait("Requirement", "36")]
    public async Task A_deleted_application_and_the_tokens_it_got_work_no_more_and_the_other_does()
    {
        var client = await Server.CreateSecretClientAsync(new JsonObject { ["role_ids"] = ApiCaller.Ids(SystemRole.OrgAdmin.Id) });
        var url = UrlOf(client.Created);
        var other = await fixture.Administrator.PostAsync(url, new JsonObject { ["authentication_method"] = "client_secret" })
            .JsonAsync(HttpStatusCode.Created);
        var kept = client with { ClientId = Text(other["client_id"]), Secret = Text(other["secrets"]![0]!["client_secret"]) };
        var (caller, keptCaller) = (await CallerAsync(client), await CallerAsync(kept));
        await caller.GetAsync(ApiCaller.Accounts).JsonAsync();

        await fixture.Administrator.DeleteAsync($"{url}/{client.ClientId}", "\"1\"").ProblemAsync(HttpStatusCode.PreconditionFailed, "stale");
        await fixture.Administrator.DeleteAsync($"{url}/{client.ClientId}", "\"2\"").StatusAsync(HttpStatusCode.NoContent);

        await caller.GetAsync(ApiCaller.Accounts).ProblemAsync(HttpStatusCode.Unauthorized, "unauthenticated");
        using var refused = await Server.RequestTokenAsync(client.Basic, ("grant_type", "client_credentials"));
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        await keptCaller.GetAsync(ApiCaller.Accounts).JsonAsync();
        await fixture.Administrator.GetAsync($"{url}/{client.ClientId}").ProblemAsync(HttpStatusCode.NotFound, "not_found");
        await fixture.Administrator.DeleteAsync($"{url}/{client.ClientId}").ProblemAsync(HttpStatusCode.NotFound, "not_found");
    }

    [Theory]
    [InlineData("{}", "authentication_method")]
    [InlineData("{\"authentication_method\":\"none\"}", "authentication_method")]
    [InlineData("{\"authentication_method\":\"client_secret\",\"jwks_url\":\"https://a.example/\"}", "jwks_url")]
    [InlineData("{\"authentication_method\":\"client_secret\",\"assertion_audience\":\"issuer\"}", "assertion_audience")]
    [InlineData("{\"authentication_method\":\"private_key_jwt\"}", "jwks_url")]
    [InlineData("{\"authentication_method\":\"private_key_jwt\",\"jwks_url\":\"http://a.example/\"}", "jwks_url")]
    [InlineData("{\"authentication_method\":\"client_secret\",\"access_token_ttl_seconds\":59}", "access_token_ttl_seconds")]
    [InlineData("{\"authentication_method\":\"client_secret\",\"allowed_scopes\":[\"a b\"]}", "allowed_scopes")]
    [InlineData("{\"authentication_method\":\"client_secret\",\"default_api_id\":\"01990000-0000-7000-8000-00000000ffff\"}", "default_api_id")]
    [InlineData("{\"authentication_method\":\"client_secret\",\"client_id\":\"sa_client_000000000000\"}", "client_id")]
    public async Task What_cannot_be_an_application_is_refused_by_name(string body, string field)
    {
        var url = UrlOf(await Server.CreateAccountAsync(ApiCaller.NewAccount("api_key")));

        await fixture.Administrator.SendAsync(HttpMethod.Post, url, ApiCaller.Json(body))
            .ProblemAsync(HttpStatusCode.BadRequest, "invalid", field);

        Assert.Empty((await fixture.Administrator.GetAsync(url).JsonAsync())["items"]!.AsArray());
    }

    [Fact]
    public async Task An_eleventh_is_refused()
    {
        var url = UrlOf(await Server.CreateAccountAsync(ApiCaller.NewAccount("api_key")));
        for (var i = 0; i < 10; i++)
        {
            await fixture.Administrator.PostAsync(url, Secret()).JsonAsync(HttpStatusCode.Created);
        }

        await fixture.Administrator.PostAsync(url, Secret()).ProblemAsync(HttpStatusCode.Conflict, "limit_reached");
    }

    [Fact]
    public async Task Who_makes_one_may_make_credentials_and_holds_all_that_the_account_holds()
    {
        var strong = UrlOf(await Server.CreateAccountAsync(ApiCaller.NewAccount("api_key", SystemRole.TenantAdmin.Id)));
        var administrator = await ApiCaller.WithApiTokenAsync(Server, SystemRole.OrgAdmin.Id);
        var reader = await ApiCaller.WithApiTokenAsync(Server, SystemRole.Member.Id);
        var nobody = await ApiCaller.WithApiTokenAsync(Server);

        await administrator.PostAsync(strong, Secret()).ProblemAsync(HttpStatusCode.Forbidden, "above_own_privileges");
        await reader.PostAsync(strong, Secret()).ProblemAsync(HttpStatusCode.Forbidden, "permission_missing");
        await reader.GetAsync(strong).JsonAsync();
        await nobody.GetAsync(strong).ProblemAsync(HttpStatusCode.Forbidden, "permission_missing");
        var client = await Server.CreateSecretClientAsync();
        await reader.DeleteAsync($"{UrlOf(client.Created)}/{client.ClientId}").ProblemAsync(HttpStatusCode.Forbidden, "permission_missing");
        await nobody.GetAsync($"{UrlOf(client.Created)}/{client.ClientId}").ProblemAsync(HttpStatusCode.Forbidden, "permission_missing");
    }

    [Fact]
    public async Task All_access_tokens_end_at_once_and_credentials_stay()
    {
        var client = await Server.CreateSecretClientAsync(new JsonObject { ["role_ids"] = ApiCaller.Ids(SystemRole.OrgAdmin.Id) });
        var url = $"{ApiCaller.Accounts}/{client.AccountId}/revoke-all";
        var caller = await CallerAsync(client);
        await caller.GetAsync(ApiCaller.Accounts).JsonAsync();

        var reader = await ApiCaller.WithApiTokenAsync(Server, SystemRole.Member.Id);
        await reader.PostAsync(url).ProblemAsync(HttpStatusCode.Forbidden, "permission_missing");
        await fixture.Administrator.SendAsync(HttpMethod.Post, url, ifMatch: "\"9\"").ProblemAsync(HttpStatusCode.PreconditionFailed, "stale");
        var answer = await fixture.Administrator.PostAsync(url).JsonAsync();

        Assert.Equal("active", Text(answer["status"]));
        await caller.GetAsync(ApiCaller.Accounts).ProblemAsync(HttpStatusCode.Unauthorized, "unauthenticated");
        await (await CallerAsync(client)).GetAsync(ApiCaller.Accounts).JsonAsync();
        Assert.Contains(await Server.LedgerAsync(), entry => entry.Action == "service_account.tokens_revoked"
            && entry.SubjectId.ToString() == client.AccountId);
    }

    private static JsonObject Secret() => new() { ["authentication_method"] = "client_secret" };

    private async Task<ApiCaller> CallerAsync(SecretClient client) =>
        new(Server, "Bearer " + await ApiCaller.AccessTokenAsync(Server, client));

    private static string UrlOf(JsonObject account) => $"{ApiCaller.Accounts}/{account["id"]}/applications";

    private static string Text(JsonNode? node) => node!.GetValue<string>();
}
