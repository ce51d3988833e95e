using System.Net;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.JsonWebTokens;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Management;

/// <summary>What an administrator changes of an application holds at the token endpoint from the next request on.</summary>
public sealed class ApplicationTests(ManagementServer fixture) : IClassFixture<ManagementServer>
{
    private RunningServer Server => fixture.Server;

    [Fact]
    public async Task A_disabled_application_gets_no_token_until_it_is_enabled()
    {
        var client = await Server.CreateSecretClientAsync();
        using var before = await TokenAsync(client);

        await PatchAsync(client, new JsonObject { ["enabled"] = false }).JsonAsync();
        using var disabled = await TokenAsync(client);
        await PatchAsync(client, new JsonObject { ["enabled"] = true }).JsonAsync();
        using var enabled = await TokenAsync(client);

        Assert.Equal(
            [HttpStatusCode.OK, HttpStatusCode.Unauthorized, HttpStatusCode.OK], new[] { before, disabled, enabled }.Select(r => r.StatusCode));
    }

    [Fact]
    public async Task Its_tokens_have_the_scopes_the_lifetime_and_the_api_that_it_allows()
    {
        var client = await Server.CreateSecretClientAsync(
            new JsonObject { ["role_ids"] = ApiCaller.Ids(SystemRole.ApiDefault.Id, SystemRole.Member.Id) });

        var changed = await PatchAsync(client, new JsonObject
        {
            ["allowed_scopes"] = new JsonArray("role.read", "api:read"),
            ["access_token_ttl_seconds"] = 120,
            ["default_api_id"] = ManagementPermissions.ApiId.ToString(),
        }).JsonAsync();

        Assert.Equal(120, changed["access_token_ttl_seconds"]!.GetValue<int>());
        using var response = await TokenAsync(client);
        var answer = await response.JsonAsync();
        Assert.Equal("role.read", answer["scope"]!.GetValue<string>());
        Assert.Equal(120, answer["expires_in"]!.GetValue<int>());
        Assert.Equal([Server.Issuer], new JsonWebToken(answer["access_token"]!.GetValue<string>()).Audiences);

        await PatchAsync(client, new JsonObject { ["allowed_scopes"] = null, ["default_api_id"] = null }).JsonAsync();
        using var widened = await TokenAsync(client);
        Assert.Equal("api:read api:write", await widened.MemberAsync("scope"));
    }

    [Fact]
    public async Task It_may_allow_the_token_endpoint_as_audience_and_a_longer_assertion()
    {
        using var key = ClientKeyPair.Es256();
        var client = await Server.CreateAssertionClientAsync(key);
        string WithEndpoint() => client.Assertion(c => c["aud"] = Server.Issuer + "/oauth2/token");
        string Long() => client.Assertion(c => c["exp"] = Server.Time.GetUtcNow().AddMinutes(50).ToUnixTimeSeconds());
        await AssertAsync(HttpStatusCode.Unauthorized, WithEndpoint(), Long());

        var changed = await PatchAsync(
            client.AccountId, client.ClientId,
            new JsonObject { ["assertion_audience"] = "issuer_or_token_endpoint", ["assertion_max_lifetime_seconds"] = 3600 }).JsonAsync();

        Assert.Equal("issuer_or_token_endpoint", changed["assertion_audience"]!.GetValue<string>());
        await AssertAsync(HttpStatusCode.OK, WithEndpoint(), Long());
        await PatchAsync(client.AccountId, client.ClientId, new JsonObject { ["assertion_audience"] = null }).JsonAsync();
        await AssertAsync(HttpStatusCode.Unauthorized, WithEndpoint());

        async Task AssertAsync(HttpStatusCode status, params string[] assertions)
        {
            foreach (var assertion in assertions)
            {
                using var response = await client.RequestTokenAsync(assertion);
                Assert.Equal(status, response.StatusCode);
            }
        }
    }

    [Fact]
    public async Task Its_keys_change_and_its_client_id_does_not()
    {
        using var old = ClientKeyPair.Es256("old");
        using var next = ClientKeyPair.For("PS256", "next");
        var client = await Server.CreateAssertionClientAsync(old);

        var changed = await PatchAsync(client.AccountId, client.ClientId, new JsonObject { ["jwks"] = next.ToJwks() }).JsonAsync();

        Assert.Equal(client.ClientId, changed["client_id"]!.GetValue<string>());
        using var refused = await client.RequestTokenAsync(client.Assertion());
        using var issued = await client.RequestTokenAsync(client.Assertion(signedBy: next));
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal(HttpStatusCode.OK, issued.StatusCode);
    }

    [Theory]
    [InlineData("access_token_ttl_seconds", "59")]
    [InlineData("allowed_scopes", "[\"with space\"]")]
    [InlineData("default_api_id", "\"01990000-0000-7000-8000-00000000ffff\"")]
    [InlineData("assertion_audience", "\"anybody\"")]
    [InlineData("assertion_max_lifetime_seconds", "3601")]
    [InlineData("assertion_max_lifetime_seconds", "0")]
    [InlineData("jwks_url", "\"http://keys.example/jwks.json\"")]
    [InlineData("jwks_url", "null")]
    [InlineData("jwks", "{\"keys\":[]}")]
    public async Task What_is_wrong_is_named_and_nothing_changes(string field, string value)
    {
        using var key = ClientKeyPair.Es256();
        var client = await Server.CreateAssertionClientAsync(key);
        var before = (await Server.LedgerAsync()).Count;

        await PatchAsync(client.AccountId, client.ClientId, new JsonObject { [field] = JsonNode.Parse(value) })
            .ProblemAsync(HttpStatusCode.BadRequest, "invalid", field);

        Assert.Equal(before, (await Server.LedgerAsync()).Count);
        using var issued = await client.RequestTokenAsync();
        Assert.Equal(HttpStatusCode.OK, issued.StatusCode);
    }

    [Theory]
    [InlineData("assertion_audience")]
    [InlineData("assertion_max_lifetime_seconds")]
    [InlineData("jwks_url")]
    [InlineData("jwks")]
    public async Task A_client_with_a_secret_has_no_assertion_rules(string field)
    {
        var client = await Server.CreateSecretClientAsync();

        await PatchAsync(client, new JsonObject { [field] = null }).ProblemAsync(HttpStatusCode.BadRequest, "invalid", field);
    }

    [Fact]
    public async Task Keys_and_scopes_of_who_holds_more_are_out_of_reach()
    {
        using var key = ClientKeyPair.Es256();
        var client = await Server.CreateAssertionClientAsync(
            key, more: new JsonObject { ["role_ids"] = ApiCaller.Ids(SystemRole.TenantAdmin.Id) });
        var caller = await ApiCaller.WithApiTokenAsync(Server, SystemRole.OrgAdmin.Id);
        var url = UrlOf(client.AccountId, client.ClientId);
        await fixture.Administrator.PatchAsync(url, new JsonObject { ["allowed_scopes"] = new JsonArray("role.read", "api.read") }).JsonAsync();

        foreach (var patch in new[]
        {
            new JsonObject { ["jwks"] = key.ToJwks() }, new JsonObject { ["jwks_url"] = "https://keys.example/jwks.json" },
            new JsonObject { ["allowed_scopes"] = null }, new JsonObject { ["allowed_scopes"] = new JsonArray("role.read", "role.manage") },
        })
        {
            await caller.PatchAsync(url, patch).ProblemAsync(HttpStatusCode.Forbidden, "above_own_privileges");
        }

        // To narrow takes away, and so does to disable; to enable gives it back.
        await caller.PatchAsync(url, new JsonObject { ["allowed_scopes"] = new JsonArray("role.read") }).JsonAsync();
        await caller.PatchAsync(url, new JsonObject { ["enabled"] = false }).JsonAsync();
        await caller.PatchAsync(url, new JsonObject { ["enabled"] = true }).ProblemAsync(HttpStatusCode.Forbidden, "above_own_privileges");
        var member = await ApiCaller.WithApiTokenAsync(Server, SystemRole.Member.Id);
        await member.PatchAsync(url, new JsonObject { ["enabled"] = true }).ProblemAsync(HttpStatusCode.Forbidden, "permission_missing");
    }

    [Fact]
    public async Task A_stale_version_changes_nothing_and_no_change_makes_no_version()
    {
        var client = await Server.CreateSecretClientAsync();
        var url = UrlOf(client.AccountId, client.ClientId);

        await fixture.Administrator.PatchAsync(url, new JsonObject { ["enabled"] = true }, "\"1\"").JsonAsync();
        await fixture.Administrator.PatchAsync(url, new JsonObject { ["enabled"] = false }, "\"1\"").JsonAsync();
        await fixture.Administrator.PatchAsync(url, new JsonObject { ["enabled"] = true }, "\"1\"")
            .ProblemAsync(HttpStatusCode.PreconditionFailed, "stale");
    }

    private static string UrlOf(string accountId, string clientId) => $"{ApiCaller.Accounts}/{accountId}/applications/{clientId}";

    private Task<HttpResponseMessage> PatchAsync(SecretClient client, JsonObject patch) =>
        PatchAsync(client.AccountId, client.ClientId, patch);

    private Task<HttpResponseMessage> PatchAsync(string accountId, string clientId, JsonObject patch) =>
        fixture.Administrator.PatchAsync(UrlOf(accountId, clientId), patch);

    private Task<HttpResponseMessage> TokenAsync(SecretClient client) =>
        Server.RequestTokenAsync(client.Basic, ("grant_type", "client_credentials"));
}
