using System.Net;
using System.Text.Json.Nodes;
using ServiceAccounts.Server.Tests.Token;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Conformance;

/// <summary>
/// Assertion Framework (RFC 7521) and JWT Profile for Client Authentication (RFC 7523 sections 2.2, 3 and 3.2) for a client's own
/// keys. What each rule of section 3 lets pass and refuses at its limits is in <c>Token/AssertionRulesTests</c>.
/// </summary>
public sealed class PrivateKeyJwtTests(TokenEndpointUnderTest endpoint) : IClassFixture<TokenEndpointUnderTest>
{
    [Fact]
    public async Task Section_2_2_An_assertion_authenticates_with_and_without_a_client_id()
    {
        var client = await NewClientAsync();

        using var alone = await client.RequestTokenAsync();
        using var named = await client.RequestTokenAsync(null, ("client_id", client.ClientId));

        await TokenEndpointUnderTest.AssertIssuedAsync(alone);
        await TokenEndpointUnderTest.AssertIssuedAsync(named);
    }

    [Fact]
    public async Task RFC_7521_section_4_2_The_client_id_must_be_the_assertions()
    {
        var (client, other) = (await NewClientAsync(), await NewClientAsync());

        using var response = await client.RequestTokenAsync(null, ("client_id", other.ClientId));

        await TokenEndpointUnderTest.AssertRefusalAsync(response, HttpStatusCode.BadRequest, "invalid_request");
    }

    [Fact]
    public async Task RFC_7521_section_4_2_The_type_is_the_one_of_this_profile()
    {
        var client = await NewClientAsync();

        using var response = await endpoint.Server.RequestTokenAsync(
            ("grant_type", "client_credentials"), ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:saml2-bearer"),
            ("client_assertion", client.Assertion()));

        await TokenEndpointUnderTest.AssertRefusalAsync(response, HttpStatusCode.BadRequest, "invalid_request");
    }

    public static TheoryData<string> Rules =>
        ["1 iss", "2 sub", "3 aud", "4 exp", "4 exp past", "5 nbf", "6 iat", "7 jti", "9 signature", "10 crit"];

    [Theory]
    [MemberData(nameof(Rules))]
    public async Task Section_3_An_assertion_that_breaks_a_rule_fails_to_authenticate(string rule)
    {
        var client = await NewClientAsync();
        using var stranger = ClientKeyPair.Es256();
        var now = endpoint.Server.Time.GetUtcNow().ToUnixTimeSeconds();
        var assertion = rule switch
        {
            "1 iss" => client.Assertion(claims => claims["iss"] = "sa_client_0123456789ab"),
            "2 sub" => client.Assertion(claims => claims.Remove("sub")),
            "3 aud" => client.Assertion(claims => claims["aud"] = "https://other.example"),
            "4 exp" => client.Assertion(claims => claims.Remove("exp")),
            "4 exp past" => client.Assertion(claims => claims["exp"] = now - 61),
            "5 nbf" => client.Assertion(claims => claims["nbf"] = now + 120),
            "6 iat" => client.Assertion(claims => claims["iat"] = now + 120),
            "7 jti" => client.Assertion(claims => claims.Remove("jti")),
            "9 signature" => client.Assertion(signedBy: stranger),
            _ => client.Assertion(header: header => header["crit"] = new JsonArray("exp")),
        };

        using var response = await client.RequestTokenAsync(assertion);

        await TokenEndpointUnderTest.AssertRefusalAsync(response, HttpStatusCode.Unauthorized, "invalid_client");
    }

    [Fact]
    public async Task Section_3_rule_7_An_assertion_is_good_once()
    {
        var client = await NewClientAsync();
        var assertion = client.Assertion();

        using var first = await client.RequestTokenAsync(assertion);
        using var again = await client.RequestTokenAsync(assertion);

        await TokenEndpointUnderTest.AssertIssuedAsync(first);
        await TokenEndpointUnderTest.AssertRefusalAsync(again, HttpStatusCode.Unauthorized, "invalid_client");
    }

    // draft-ietf-oauth-rfc7523bis section 4: an assertion for two audiences is one that the other could use here.
    [Fact]
    public async Task Section_3_rule_3_The_issuer_is_the_only_audience()
    {
        var client = await NewClientAsync();

        using var two = await client.RequestTokenAsync(client.Assertion(claims => claims["aud"] = new JsonArray(endpoint.Server.Issuer, "https://other.example")));
        using var one = await client.RequestTokenAsync(client.Assertion(claims => claims["aud"] = new JsonArray(endpoint.Server.Issuer)));

        await TokenEndpointUnderTest.AssertRefusalAsync(two, HttpStatusCode.Unauthorized, "invalid_client");
        await TokenEndpointUnderTest.AssertIssuedAsync(one);
    }

    [Fact]
    public async Task Section_5_RS256_is_understood()
    {
        using var key = ClientKeyPair.Rsa(2048);
        var client = await endpoint.Server.CreateAssertionClientAsync(key);

        using var response = await client.RequestTokenAsync();

        await TokenEndpointUnderTest.AssertIssuedAsync(response);
    }

    private Task<AssertionClient> NewClientAsync() => endpoint.Server.CreateAssertionClientAsync(ClientKeyPair.Es256());
}
