using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.JsonWebTokens;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Management;

/// <summary>What a token request would get can be seen without one, and nothing that could be used as a token.</summary>
public sealed class TokenPreviewTests(ManagementServer fixture) : IClassFixture<ManagementServer>
{
    private RunningServer Server => fixture.Server;

    [Fact]
    public async Task It_shows_the_claims_that_the_next_token_has()
    {
        var client = await Server.CreateSecretClientAsync(
            new JsonObject { ["role_ids"] = ApiCaller.Ids(SystemRole.ApiDefault.Id, SystemRole.Member.Id) });

        var entries = (await Server.LedgerAsync()).Count;
        var preview = await PreviewAsync(client, new JsonObject { ["scope"] = "role.read key.manage", ["resource"] = Server.Issuer });

        Expect.Shape(
            preview, "would_issue boolean", "token_type string", "claims object", "expires_in number", "scope string", "audience string", "scopes_left_out array");
        Assert.True(preview["would_issue"]!.GetValue<bool>());
        Assert.Equal("role.read", Text(preview["scope"]));
        Assert.Equal(["key.manage"], preview["scopes_left_out"]!.AsArray().Select(Text));
        Assert.Equal(Server.Issuer, Text(preview["audience"]));
        Assert.Equal(3600, preview["expires_in"]!.GetValue<int>());
        Assert.Equal(entries, (await Server.LedgerAsync()).Count);

        var issued = new JsonWebToken(await ApiCaller.AccessTokenAsync(Server, client, "role.read"));
        var claims = JsonNode.Parse(Base64(issued.EncodedPayload))!.AsObject();
        claims.Remove("jti");
        Assert.True(JsonNode.DeepEquals(claims, preview["claims"]), $"{preview["claims"]} is not {claims}");
        var all = await PreviewAsync(client, []);
        Assert.Equal("api:read api:write", Text(all["scope"]));
        Assert.Empty(all["scopes_left_out"]!.AsArray());
    }

    [Fact]
    public async Task It_says_why_there_would_be_no_token_and_what_to_do()
    {
        var client = await Server.CreateSecretClientAsync();
        var application = $"{ApiCaller.Accounts}/{client.AccountId}/applications/{client.ClientId}";

        await AssertRefusedAsync(client, new JsonObject { ["scope"] = "role.read" }, "invalid_scope", "bind a role");
        await AssertRefusedAsync(client, new JsonObject { ["scope"] = "a\"b" }, "invalid_scope", "malformed");
        await AssertRefusedAsync(client, new JsonObject { ["resource"] = "https://nowhere.example" }, "invalid_target", "identifier");
        await fixture.Administrator.PatchAsync(application, new JsonObject { ["allowed_scopes"] = new JsonArray("none:of:it") }).JsonAsync();
        await AssertRefusedAsync(client, [], "invalid_scope", "allowed_scopes");
        await fixture.Administrator.PatchAsync(application, new JsonObject { ["allowed_scopes"] = null, ["enabled"] = false }).JsonAsync();
        await AssertRefusedAsync(client, [], "invalid_client", "enable it");
        await fixture.Administrator.PostAsync($"{ApiCaller.Accounts}/{client.AccountId}/deactivate").JsonAsync();
        await AssertRefusedAsync(client, [], "invalid_client", "activate it");
    }

    [Fact]
    public async Task It_knows_of_ends_and_of_what_is_not_there()
    {
        await using var server = await RunningServer.StartAsync();
        var admin = ApiCaller.Administrator(server);
        var end = server.Time.GetUtcNow().AddMinutes(1).ToString("O", CultureInfo.InvariantCulture);
        var expiring = await server.CreateSecretClientAsync(new JsonObject { ["expires_at"] = end });
        var rotated = await server.CreateSecretClientAsync();
        await admin.PostAsync(
            $"{ApiCaller.Accounts}/{rotated.AccountId}/applications/{rotated.ClientId}/secrets/replace", new JsonObject { ["expires_at"] = end })
            .JsonAsync(HttpStatusCode.Created);
        var bare = await server.CreateAccountAsync(ApiCaller.NewAccount("api_key"));
        server.Time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(30, (await PreviewAsync(admin, rotated.AccountId))["expires_in"]!.GetValue<int>());

        server.Time.Advance(TimeSpan.FromSeconds(30));

        foreach (var (id, word) in new[] { (expiring.AccountId, "expires_at"), (rotated.AccountId, "active client secret"), (Text(bare["id"]), "no application") })
        {
            var refused = await PreviewAsync(admin, id);
            Assert.Equal("invalid_client", Text(refused["error"]));
            Assert.Contains(word, Text(refused["reason"]), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_account_of_several_applications_needs_to_be_told_which()
    {
        var client = await Server.CreateSecretClientAsync();
        var url = $"{ApiCaller.Accounts}/{client.AccountId}";
        using var key = ClientKeyPair.Es256();
        var other = await fixture.Administrator.PostAsync(
            url + "/applications", new JsonObject { ["authentication_method"] = "private_key_jwt", ["jwks"] = key.ToJwks() })
            .JsonAsync(HttpStatusCode.Created);

        await fixture.Administrator.PostAsync(url + "/token-preview", new JsonObject())
            .ProblemAsync(HttpStatusCode.BadRequest, "invalid", "client_id");
        await fixture.Administrator.PostAsync(url + "/token-preview", new JsonObject { ["client_id"] = "sa_client_000000000000" })
            .ProblemAsync(HttpStatusCode.BadRequest, "invalid", "client_id");
        await fixture.Administrator.PostAsync(
            url + "/token-preview", new JsonObject { ["scope"] = new string('x', 16_001), ["resource"] = new string('x', 2_001) })
            .ProblemAsync(HttpStatusCode.BadRequest, "invalid", "client_id", "scope", "resource");
        var preview = await PreviewAsync(client, new JsonObject { ["client_id"] = Text(other["client_id"]) });
        Assert.Equal(Text(other["client_id"]), Text(preview["claims"]!["client_id"]));
    }

    [Fact]
    public async Task It_needs_leave_to_read_the_account()
    {
        var client = await Server.CreateSecretClientAsync();
        var url = $"{ApiCaller.Accounts}/{client.AccountId}/token-preview";

        await (await ApiCaller.WithApiTokenAsync(Server)).PostAsync(url, new JsonObject())
            .ProblemAsync(HttpStatusCode.Forbidden, "permission_missing");
        await (await ApiCaller.WithApiTokenAsync(Server, SystemRole.Member.Id)).PostAsync(url, new JsonObject()).JsonAsync();
    }

    private async Task AssertRefusedAsync(SecretClient client, JsonObject request, string error, string reason)
    {
        var preview = await PreviewAsync(client, request);
        Expect.Shape(preview, "would_issue boolean", "error string", "error_description string", "reason string");
        Assert.False(preview["would_issue"]!.GetValue<bool>());
        Assert.Equal(error, Text(preview["error"]));
        Assert.Contains(reason, Text(preview["reason"]), StringComparison.Ordinal);
    }

    private Task<JsonObject> PreviewAsync(SecretClient client, JsonObject request) =>
        fixture.Administrator.PostAsync($"{ApiCaller.Accounts}/{client.AccountId}/token-preview", request).JsonAsync();

    private static Task<JsonObject> PreviewAsync(ApiCaller caller, string accountId) =>
        caller.PostAsync($"{ApiCaller.Accounts}/{accountId}/token-preview", new JsonObject()).JsonAsync();

    private static string Base64(string payload) => Microsoft.IdentityModel.Tokens.Base64UrlEncoder.Decode(payload);

    private static string Text(JsonNode? node) => node!.GetValue<string>();
}
