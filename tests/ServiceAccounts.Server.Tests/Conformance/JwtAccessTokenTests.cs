using System.Net;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using ServiceAccounts.Server.Tests.Management;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Conformance;

/// <summary>JWT Profile for OAuth 2.0 Access Tokens (RFC 9068), as issued and as taken by our own APIs.</summary>
public sealed class JwtAccessTokenTests(ManagementServer fixture) : IClassFixture<ManagementServer>
{
    private RunningServer Server => fixture.Server;

    [Fact]
    public async Task Section_2_1_A_token_is_signed_and_says_that_it_is_an_access_token()
    {
        var token = new JsonWebToken(await OwnTokenAsync());

        Assert.Equal("at+jwt", token.Typ);
        Assert.Equal("ES256", token.Alg);
        Assert.NotEmpty(token.EncodedSignature);
    }

    [Fact]
    public async Task Section_2_2_It_has_every_claim_that_is_required()
    {
        var client = await Server.CreateSecretClientAsync();
        var token = new JsonWebToken(await OAuthClient.TokenOfAsync(Server, client));

        Assert.Equal(Server.Issuer, token.Issuer);
        Assert.Equal(client.AccountId, token.Subject);
        Assert.Equal([Server.Issuer + "/apis/default"], token.Audiences);
        Assert.Equal(client.ClientId, token.GetClaim("client_id").Value);
        Assert.Equal(Server.Time.GetUtcNow().ToUnixTimeSeconds(), token.GetPayloadValue<long>("iat"));
        Assert.Equal(token.GetPayloadValue<long>("iat") + 3600, token.GetPayloadValue<long>("exp"));
        Assert.True(Guid.TryParse(token.Id, out _));
    }

    [Fact]
    public async Task Section_2_2_3_The_scope_that_was_granted_is_in_it()
    {
        var token = new JsonWebToken(await OAuthClient.TokenOfAsync(Server, await Server.CreateSecretClientAsync(), ("scope", "api:read")));

        Assert.Equal("api:read", token.GetClaim("scope").Value);
    }

    [Fact]
    public async Task Section_3_Without_a_resource_the_audience_is_the_default_one()
    {
        var client = await Server.CreateSecretClientAsync();

        var unnamed = new JsonWebToken(await OAuthClient.TokenOfAsync(Server, client));
        var named = new JsonWebToken(await OAuthClient.TokenOfAsync(Server, client, ("resource", Server.Issuer + "/apis/default")));

        Assert.Equal(named.Audiences, unnamed.Audiences);
    }

    [Fact]
    public async Task Section_4_A_token_for_another_resource_is_not_taken()
    {
        var token = await OAuthClient.TokenOfAsync(Server, await Server.CreateSecretClientAsync());

        await AssertRefusedAsync(token);
    }

    [Theory]
    [InlineData("""{"alg":"none","typ":"at+jwt"}""")]
    [InlineData("""{"alg":"HS256","typ":"at+jwt"}""")]
    [InlineData("""{"alg":"ES256","typ":"JWT"}""")]
    public async Task Section_4_A_token_with_another_header_is_not_taken(string header)
    {
        var parts = (await OwnTokenAsync()).Split('.');

        await AssertRefusedAsync($"{Base64UrlEncoder.Encode(header)}.{parts[1]}.{(header.Contains("none", StringComparison.Ordinal) ? "" : parts[2])}");
    }

    [Fact]
    public async Task Section_4_A_token_that_somebody_else_signed_is_not_taken()
    {
        using var key = ClientKeyPair.Es256();
        var parts = (await OwnTokenAsync()).Split('.');

        await AssertRefusedAsync(key.Sign(Base64UrlEncoder.Decode(parts[0]), Base64UrlEncoder.Decode(parts[1])));
    }

    [Fact]
    public async Task Section_4_A_token_that_has_run_out_is_not_taken()
    {
        await using var server = await RunningServer.StartAsync();
        var token = await OwnTokenAsync(server);
        await new ApiCaller(server, "Bearer " + token).GetAsync(ApiCaller.Self).JsonAsync();

        server.Time.Advance(TimeSpan.FromHours(1));

        await AssertRefusedAsync(token, server);
    }

    [Fact]
    public async Task Section_5_A_token_is_never_for_two_resources()
    {
        var client = await Server.CreateSecretClientAsync();

        using var response = await Server.RequestTokenAsync(
            client.Basic, ("grant_type", "client_credentials"), ("resource", Server.Issuer), ("audience", Server.Issuer + "/apis/default"));

        Assert.Equal("invalid_target", await response.MemberAsync("error"));
    }

    private Task<string> OwnTokenAsync() => OwnTokenAsync(Server);

    private static async Task<string> OwnTokenAsync(RunningServer server)
    {
        var client = await server.CreateSecretClientAsync(new JsonObject { ["role_ids"] = ApiCaller.Ids(SystemRole.Member.Id) });
        return await OAuthClient.TokenOfAsync(server, client, ("resource", server.Issuer));
    }

    private async Task AssertRefusedAsync(string token, RunningServer? server = null)
    {
        using var response = await new ApiCaller(server ?? Server, "Bearer " + token).GetAsync(ApiCaller.Self);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }
}
