using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.Tokens;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Token;

/// <summary>Assertions that say the right things without the client's key having signed them.</summary>
public sealed class ForgedAssertionTests(TokenEndpointUnderTest endpoint) : IClassFixture<TokenEndpointUnderTest>
{
    [Theory]
    [InlineData("none", "")]
    [InlineData("none", "c2lnbmF0dXJl")]
    [InlineData("None", "c2lnbmF0dXJl")]
    [InlineData("nOnE", "")]
    [InlineData("", "c2lnbmF0dXJl")]
    [Trait("Requirement", "20")]
    public async Task An_assertion_that_claims_to_need_no_signature_is_refused(string algorithm, string signature)
    {
        using var key = ClientKeyPair.Es256();
        var client = await endpoint.Server.CreateAssertionClientAsync(key);
        var forged = client.Assertion(header: h => h["alg"] = algorithm);

        await AssertRefusedAsync(client, $"{forged[..forged.LastIndexOf('.')]}.{signature}");
        await AssertRefusedAsync(client, $"{forged[..forged.LastIndexOf('.')]}");
    }

    [Theory]
    [InlineData("HS256", true)]
    [InlineData("HS256", false)]
    [InlineData("HS512", true)]
    [Trait("Requirement", "20")]
    public async Task A_public_key_is_no_HMAC_secret(string algorithm, bool pem)
    {
        using var key = ClientKeyPair.Rsa(2048);
        var client = await endpoint.Server.CreateAssertionClientAsync(key);
        var honest = client.Assertion(header: h => h["alg"] = algorithm);
        var input = Encoding.ASCII.GetBytes(honest[..honest.LastIndexOf('.')]);
        var secret = Encoding.ASCII.GetBytes(pem ? key.ToPublicPem() : key.ToJwk().ToJsonString());
        var mac = algorithm == "HS256" ? HMACSHA256.HashData(secret, input) : HMACSHA512.HashData(secret, input);

        await AssertRefusedAsync(client, $"{Encoding.ASCII.GetString(input)}.{Base64UrlEncoder.Encode(mac)}", "alg is not one of");
    }

    [Theory]
    [InlineData("")]
    [InlineData("AA")]
    [InlineData("not base64!")]
    [InlineData("MEUCIQ")]
    public async Task A_signature_of_another_form_is_refused(string signature)
    {
        using var key = ClientKeyPair.Es256();
        var client = await endpoint.Server.CreateAssertionClientAsync(key);
        var assertion = client.Assertion();

        await AssertRefusedAsync(client, $"{assertion[..assertion.LastIndexOf('.')]}.{signature}");
    }

    [Fact]
    public async Task A_signature_of_zeros_is_refused()
    {
        using var key = ClientKeyPair.Es256();
        var client = await endpoint.Server.CreateAssertionClientAsync(key);
        var assertion = client.Assertion();

        await AssertRefusedAsync(
            client, $"{assertion[..assertion.LastIndexOf('.')]}.{Base64UrlEncoder.Encode(new byte[64])}", "The signature fits no key");
    }

    [Fact]
    public async Task Claims_that_were_changed_after_signing_are_refused()
    {
        using var key = ClientKeyPair.Es256();
        var client = await endpoint.Server.CreateAssertionClientAsync(key);
        var (one, two) = (client.Assertion().Split('.'), client.Assertion().Split('.'));

        await AssertRefusedAsync(client, $"{one[0]}.{one[1]}.{two[2]}", "The signature fits no key");
    }

    private Task AssertRefusedAsync(AssertionClient client, string assertion, string? because = null) =>
        endpoint.AssertRefusedAsync(
            client, HttpStatusCode.Unauthorized, "invalid_client", () => client.RequestTokenAsync(assertion), because);
}
