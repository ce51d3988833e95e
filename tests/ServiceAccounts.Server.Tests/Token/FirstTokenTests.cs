using System.Net;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.JsonWebTokens;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Token;

/// <summary>The whole story: an administrator makes an account, its machine gets a token, a stranger verifies it.</summary>
public sealed class FirstTokenTests
{
    [Theory]
    [InlineData("client_secret_basic")]
    [InlineData("client_secret_post")]
    [Trait("Requirement", "19")]
    [Trait("Requirement", "128")]
    public async Task A_machine_gets_a_token_with_its_secret_and_a_stranger_verifies_it(string method)
    {
        await using var server = await RunningServer.StartAsync();
        var client = await server.CreateSecretClientAsync();

        using var response = method == "client_secret_basic"
            ? await server.RequestTokenAsync(client.Basic, ("grant_type", "client_credentials"))
            : await server.RequestTokenAsync(
                ("grant_type", "client_credentials"), ("client_id", client.ClientId), ("client_secret", client.Secret));

        await AssertIssuedAsync(server, response, client.ClientId, client.AccountId);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("Requirement", "20")]
    [Trait("Requirement", "23")]
    public async Task A_machine_gets_a_token_with_its_key_and_a_stranger_verifies_it(bool byUrl)
    {
        await using var host = await KeyHost.StartAsync();
        using var key = ClientKeyPair.Es256();
        host.Publish("/jwks.json", key.ToJwks());
        await using var server = await RunningServer.StartAsync(
            $"Outbound:TrustedCertificates={host.Ca.PemFile}", "Outbound:AllowedNetworks:0=127.0.0.0/8", "Outbound:AllowedNetworks:1=::1/128");
        var client = await server.CreateAssertionClientAsync(key, byUrl ? host.UrlOf("/jwks.json") : null);

        using var response = await client.RequestTokenAsync();

        await AssertIssuedAsync(server, response, client.ClientId, client.AccountId);
    }

    [Fact]
    [Trait("Requirement", "26")]
    public async Task A_tampered_an_expired_and_a_foreign_token_are_refused()
    {
        await using var server = await RunningServer.StartAsync();
        var client = await server.CreateSecretClientAsync(new JsonObject { ["access_token_ttl_seconds"] = 90 });
        using var response = await server.RequestTokenAsync(client.Basic, ("grant_type", "client_credentials"));
        var token = (await response.MemberAsync("access_token"))!;
        var api = ResourceServer.OfDefaultApi(server);
        var parts = token.Split('.');
        var other = await server.CreateSecretClientAsync();
        using var otherResponse = await server.RequestTokenAsync(other.Basic, ("grant_type", "client_credentials"));
        var otherPayload = (await otherResponse.MemberAsync("access_token"))!.Split('.')[1];

        Assert.True((await api.VerifyAsync(token)).IsValid);
        Assert.False((await api.VerifyAsync($"{parts[0]}.{otherPayload}.{parts[2]}")).IsValid);
        Assert.False((await new ResourceServer(server, "https://other.example").VerifyAsync(token)).IsValid);

        server.Time.Advance(TimeSpan.FromSeconds(89));
        Assert.True((await api.VerifyAsync(token)).IsValid);
        server.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.False((await api.VerifyAsync(token)).IsValid);
    }

    private static async Task AssertIssuedAsync(
        RunningServer server, HttpResponseMessage response, string clientId, string accountId)
    {
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("no-store", response.Headers.CacheControl!.ToString());
        var answer = await response.JsonAsync();
        Assert.Equal(["access_token", "token_type", "expires_in", "scope"], answer.Select(member => member.Key));
        Assert.Equal("Bearer", answer["token_type"]!.GetValue<string>());
        Assert.Equal(3600, answer["expires_in"]!.GetValue<int>());
        Assert.Equal("api:read api:write", answer["scope"]!.GetValue<string>());

        var verified = await ResourceServer.OfDefaultApi(server).VerifyAsync(answer["access_token"]!.GetValue<string>());
        Assert.True(verified.IsValid, verified.Exception?.Message);
        var token = (JsonWebToken)verified.SecurityToken;
        var now = server.Time.GetUtcNow();
        Assert.Equal("at+jwt", token.Typ);
        Assert.Equal("ES256", token.Alg);
        Assert.Equal(server.Issuer, token.Issuer);
        Assert.Equal([server.Issuer + "/apis/default"], token.Audiences);
        Assert.Equal(now.AddSeconds(3600).UtcDateTime, token.ValidTo);
        Assert.Equal(now.UtcDateTime, token.IssuedAt);
        Assert.Equal("api:read api:write", token.GetClaim("scope").Value);
        Assert.Equal(clientId, token.GetClaim("client_id").Value);
        Assert.Equal(accountId, token.Subject);
        Assert.Equal(7, Guid.Parse(token.Id).Version);
    }
}
