using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Token;

/// <summary>Which key verifies an assertion: one that the client registered, by its kid, with its own algorithm, and no other.</summary>
public sealed class AssertionKeysTests(TokenEndpointUnderTest endpoint) : IClassFixture<TokenEndpointUnderTest>
{
    private const string FitsNoKey = "The signature fits no key of the client's key set.";

    [Theory]
    [InlineData("RS256")]
    [InlineData("RS384")]
    [InlineData("RS512")]
    [InlineData("PS256")]
    [InlineData("PS384")]
    [InlineData("PS512")]
    [InlineData("ES256")]
    [InlineData("ES384")]
    [InlineData("ES512")]
    [Trait("Requirement", "20")]
    public async Task Every_algorithm_that_the_metadata_names_works(string algorithm)
    {
        using var key = ClientKeyPair.For(algorithm);
        using var attackers = ClientKeyPair.For(algorithm);
        var client = await endpoint.Server.CreateAssertionClientAsync(key);

        using var response = await client.RequestTokenAsync();

        await TokenEndpointUnderTest.AssertIssuedAsync(response);
        await AssertRefusedAsync(client, client.Assertion(signedBy: attackers), FitsNoKey);
    }

    [Theory]
    [InlineData("RS256", "RS384")]
    [InlineData("RS256", "PS256")]
    [InlineData("PS256", "RS256")]
    [InlineData("ES256", "ES384")]
    [InlineData("ES256", "RS256")]
    [InlineData("RS256", "ES256")]
    public async Task A_header_that_names_another_algorithm_than_was_signed_with_is_refused(string signedWith, string named)
    {
        using var key = ClientKeyPair.For(signedWith);
        var client = await endpoint.Server.CreateAssertionClientAsync(key);

        await AssertRefusedAsync(client, client.Assertion(header: h => h["alg"] = named), FitsNoKey);
    }

    [Fact]
    public async Task A_key_that_names_its_algorithm_is_used_with_no_other()
    {
        using var key = ClientKeyPair.Rsa(2048, "PS256");
        var jwk = key.ToJwk();
        jwk["alg"] = "RS256";
        var client = await CreateWithAsync(key, jwk);
        jwk["alg"] = "PS256";
        var right = await CreateWithAsync(key, jwk);

        await endpoint.AssertRefusedAsync(HttpStatusCode.Unauthorized, "invalid_client", () => client.RequestTokenAsync(), FitsNoKey);
        using var response = await right.RequestTokenAsync();
        await TokenEndpointUnderTest.AssertIssuedAsync(response);
    }

    [Fact]
    public async Task A_kid_chooses_the_key_and_without_one_every_key_is_tried()
    {
        using var first = ClientKeyPair.Es256("first");
        using var second = ClientKeyPair.Rsa(2048, keyId: "second");
        using var third = ClientKeyPair.Es256("third");
        var client = await CreateWithAsync(first, first.ToJwk(), second.ToJwk(), third.ToJwk());

        foreach (var key in new[] { first, second, third })
        {
            using var chosen = await client.RequestTokenAsync(client.Assertion(signedBy: key));
            await TokenEndpointUnderTest.AssertIssuedAsync(chosen);
            using var tried = await client.RequestTokenAsync(client.Assertion(header: h => h.Remove("kid"), signedBy: key));
            await TokenEndpointUnderTest.AssertIssuedAsync(tried);
        }

        await AssertRefusedAsync(client, client.Assertion(header: h => h["kid"] = "third"), FitsNoKey);
        await AssertRefusedAsync(client, client.Assertion(header: h => h["kid"] = "second"), FitsNoKey);
        await AssertRefusedAsync(client, client.Assertion(header: h => h["kid"] = "fourth"), "no usable key of the assertion's kid");
        await AssertRefusedAsync(client, client.Assertion(header: h => h["kid"] = "FIRST"), "no usable key of the assertion's kid");
    }

    [Fact]
    public async Task A_key_without_a_kid_verifies_only_an_assertion_without_one()
    {
        using var key = ClientKeyPair.Es256(keyId: null);
        var client = await endpoint.Server.CreateAssertionClientAsync(key);

        await AssertRefusedAsync(client, client.Assertion(header: h => h["kid"] = "any"), "no usable key of the assertion's kid");
    }

    [Theory]
    [InlineData("jwk")]
    [InlineData("x5c")]
    [InlineData("x5t")]
    [Trait("Requirement", "20")]
    public async Task A_key_that_the_assertion_itself_brings_is_ignored(string member)
    {
        using var key = ClientKeyPair.Es256();
        using var attackers = ClientKeyPair.Es256();
        var client = await endpoint.Server.CreateAssertionClientAsync(key);

        await AssertRefusedAsync(client, client.Assertion(header: Bring, signedBy: attackers), FitsNoKey);
        await AssertRefusedAsync(client, client.Assertion(header: BringWithoutKid, signedBy: attackers), FitsNoKey);
        using var honest = await client.RequestTokenAsync(client.Assertion(header: Bring));

        await TokenEndpointUnderTest.AssertIssuedAsync(honest);

        void BringWithoutKid(JsonObject header)
        {
            Bring(header);
            header.Remove("kid");
        }

        void Bring(JsonObject header) => header[member] = member switch
        {
            "jwk" => attackers.ToJwk(),
            "x5c" => new JsonArray(Convert.ToBase64String(Encoding.ASCII.GetBytes(attackers.ToPublicPem()))),
            _ => "key-1",
        };
    }

    [Theory]
    [InlineData("jku")]
    [InlineData("x5u")]
    [Trait("Requirement", "20")]
    public async Task A_URL_of_keys_that_the_assertion_itself_brings_is_never_called(string member)
    {
        await using var host = await KeyHost.StartAsync();
        using var key = ClientKeyPair.Es256();
        using var attackers = ClientKeyPair.Es256();
        host.Publish("/honest.json", key.ToJwks());
        host.Publish("/attackers.json", attackers.ToJwks());

        // The server could reach the host and trusts its certificate: what keeps it away is the rule alone.
        await using var server = await RunningServer.StartAsync(
            $"Outbound:TrustedCertificates={host.Ca.PemFile}",
            "Outbound:AllowedNetworks:0=127.0.0.0/8", "Outbound:AllowedNetworks:1=::1/128");
        var client = await server.CreateAssertionClientAsync(key, host.UrlOf("/honest.json"));

        using var forged = await client.RequestTokenAsync(client.Assertion(header: Bring, signedBy: attackers));
        using var honest = await client.RequestTokenAsync(client.Assertion(header: Bring));

        await TokenEndpointUnderTest.AssertRefusalAsync(forged, HttpStatusCode.Unauthorized, "invalid_client");
        await TokenEndpointUnderTest.AssertIssuedAsync(honest);
        Assert.Equal(1, await TokenEndpointUnderTest.IssuedAsync(server));
        Assert.Equal(0, host.RequestsTo("/attackers.json"));

        void Bring(JsonObject header) => header[member] = host.UrlOf("/attackers.json");
    }

    [Theory]
    [InlineData(1024, false)]
    [InlineData(2040, false)]
    [InlineData(2048, true)]
    [InlineData(4096, true)]
    [InlineData(4104, false)]
    [Trait("Requirement", "20")]
    public async Task An_RSA_key_is_neither_too_short_nor_too_long(int bits, bool allowed)
    {
        using var key = ClientKeyPair.Rsa(bits);

        using var response = await CreateAsync(key.ToJwks());

        await AssertAllowedAsync(response, allowed);
    }

    [Theory]
    [InlineData("""{"keys":[]}""")]
    [InlineData("""{}""")]
    [InlineData("""[]""")]
    [InlineData("""{"keys":[{"kty":"oct","k":"c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2U","kid":"a"}]}""")]
    [InlineData("""{"keys":[{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}""")]
    [InlineData("""{"keys":[{"kty":"EC","crv":"secp256k1","x":"AA","y":"AA"}]}""")]
    [InlineData("""{"keys":[{"kty":"EC","crv":"P-256","x":"AQ","y":"AQ"}]}""")]
    [InlineData("""{"keys":[{"kty":"EC","crv":"P-256"}]}""")]
    [InlineData("""{"keys":[{"kty":"RSA","n":"AQ","e":"AQAB"}]}""")]
    [InlineData("""{"keys":[{"kty":"RSA","n":"!!","e":"AQAB"}]}""")]
    [InlineData("""{"keys":[{"kty":"RSA"}]}""")]
    public async Task A_set_without_a_key_that_can_sign_is_refused(string jwks)
    {
        using var response = await CreateAsync(JsonNode.Parse(jwks)!);

        await AssertAllowedAsync(response, allowed: false);
    }

    [Fact]
    public async Task A_set_with_a_private_half_or_with_five_keys_or_with_one_kid_twice_is_refused()
    {
        using var key = ClientKeyPair.Es256();
        using var other = ClientKeyPair.Es256();
        JsonObject[] five = [.. Enumerable.Range(1, 5).Select(i => Named(key, $"key-{i}"))];

        foreach (var set in new[]
        {
            ClientKeyPair.SetOf(key.ToJwk(withPrivateHalf: true)),
            ClientKeyPair.SetOf(five),
            ClientKeyPair.SetOf(key.ToJwk(), other.ToJwk()),
        })
        {
            using var response = await CreateAsync(set);
            await AssertAllowedAsync(response, allowed: false);
        }
    }

    private static JsonObject Named(ClientKeyPair key, string keyId)
    {
        var jwk = key.ToJwk();
        jwk["kid"] = keyId;
        return jwk;
    }

    private static async Task AssertAllowedAsync(HttpResponseMessage response, bool allowed)
    {
        var answer = await response.JsonAsync();
        Assert.True(response.StatusCode == (allowed ? HttpStatusCode.Created : HttpStatusCode.BadRequest), answer.ToJsonString());
        if (!allowed)
        {
            Assert.Equal("jwks", Assert.Single(answer["errors"]!.AsObject()).Key);
        }
    }

    private async Task<AssertionClient> CreateWithAsync(ClientKeyPair signer, params JsonObject[] keys)
    {
        using var response = await CreateAsync(ClientKeyPair.SetOf(keys));
        var account = await response.JsonAsync();
        return new AssertionClient(
            account["id"]!.GetValue<string>(), account["applications"]![0]!["client_id"]!.GetValue<string>(), signer, endpoint.Server);
    }

    private Task<HttpResponseMessage> CreateAsync(JsonNode jwks) =>
        endpoint.Server.Admin.PostAsJsonAsync("/management/v1/service-accounts", new JsonObject
        {
            ["name"] = $"account {Guid.CreateVersion7(TimeProvider.System.GetUtcNow())}",
            ["auth_type"] = "oauth_private_key_jwt",
            ["role_ids"] = new JsonArray(RunningServer.ApiDefaultRole),
            ["jwks"] = jwks,
        });

    private Task AssertRefusedAsync(AssertionClient client, string assertion, string because) => endpoint.AssertRefusedAsync(
        client, HttpStatusCode.Unauthorized, "invalid_client", () => client.RequestTokenAsync(assertion), because);
}
