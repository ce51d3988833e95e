using System.Net;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using ServiceAccounts.Server.Tests.Management;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Conformance;

/// <summary>JWT Response for OAuth Token Introspection (RFC 9701).</summary>
public sealed class SignedIntrospectionTests(ManagementServer fixture) : IClassFixture<ManagementServer>
{
    private const string MediaType = "application/token-introspection+jwt";

    private RunningServer Server => fixture.Server;

    [Fact]
    public async Task Section_4_and_5_The_answer_is_a_JWT_for_who_asks_for_one()
    {
        var role = await Server.CreateSecretClientAsync(new JsonObject { ["role_ids"] = ApiCaller.Ids(Storage.Access.SystemRole.TenantAdmin.Id) });
        var token = await OAuthClient.TokenOfAsync(Server, await Server.CreateSecretClientAsync());

        var jwt = await AskAsync(new OAuthClient(Server, role.Basic), token);

        Assert.Equal("token-introspection+jwt", jwt.Typ);
        Assert.Equal(Server.Issuer, jwt.Issuer);
        Assert.Equal([role.ClientId], jwt.Audiences);
        Assert.Equal(Server.Time.GetUtcNow().UtcDateTime, jwt.IssuedAt);
        var payload = JsonNode.Parse(Base64UrlEncoder.Decode(jwt.EncodedPayload))!.AsObject();
        Assert.Equal(["iss", "aud", "iat", "token_introspection"], payload.Select(claim => claim.Key));
        Assert.True(payload["token_introspection"]!["active"]!.GetValue<bool>());
        Assert.Equal("api:read api:write", payload["token_introspection"]!["scope"]!.GetValue<string>());
    }

    [Fact]
    public async Task Section_5_A_token_that_is_not_good_is_said_to_be_inactive_and_nothing_more()
    {
        var asker = await OAuthClient.WithIntrospectionAsync(Server);
        var jwt = await AskAsync(asker, "unknown");
        Assert.Equal("""{"active":false}""", JsonNode.Parse(Base64UrlEncoder.Decode(jwt.EncodedPayload))!["token_introspection"]!.ToJsonString());
    }

    // RFC 9701 section 8.1: typ keeps such an answer from being taken for an access token.
    [Fact]
    public async Task Section_8_1_A_signed_answer_is_no_access_token()
    {
        var role = await Server.CreateSecretClientAsync(new JsonObject { ["role_ids"] = ApiCaller.Ids(Storage.Access.SystemRole.TenantAdmin.Id) });
        var own = await ApiCaller.AccessTokenAsync(Server, role);
        using var response = await new OAuthClient(Server, role.Basic).PostAsync(OAuthClient.Introspect, MediaType, ("token", own));

        var caller = new ApiCaller(Server, "Bearer " + await response.Content.ReadAsStringAsync());

        await caller.GetAsync(ApiCaller.Self).ProblemAsync(HttpStatusCode.Unauthorized, "unauthenticated");
    }

    private async Task<JsonWebToken> AskAsync(OAuthClient asker, string token)
    {
        using var response = await asker.PostAsync(OAuthClient.Introspect, MediaType, ("token", token));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(MediaType, response.Content.Headers.ContentType?.MediaType);
        var text = await response.Content.ReadAsStringAsync();
        var keys = new JsonWebKeySet(await Server.Http.GetStringAsync("/.well-known/jwks.json"));
        var validated = await new JsonWebTokenHandler().ValidateTokenAsync(text, new TokenValidationParameters
        {
            ValidIssuer = Server.Issuer,
            ValidateAudience = false,
            ValidateLifetime = false,
            IssuerSigningKeys = keys.GetSigningKeys(),
            ValidTypes = ["token-introspection+jwt"],
        });
        Assert.True(validated.IsValid, validated.Exception?.Message);
        return (JsonWebToken)validated.SecurityToken;
    }
}
