using System.Net;
using ServiceAccounts.Protocol.OAuth;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Token;

/// <summary>Assertions that are no JWT at all, or one that no honest client makes: malformed, nested, oversized.</summary>
public sealed class HostileAssertionTests(TokenEndpointUnderTest endpoint) : IClassFixture<TokenEndpointUnderTest>
{
    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("...")]
    [InlineData("a")]
    [InlineData("a.b")]
    [InlineData("a.b.c")]
    [InlineData("a.b.c.d")]
    [InlineData("a.b.c.d.e")]
    [InlineData("a.b.c.d.e.f")]
    [InlineData("{h}.{p}")]
    [InlineData("{h}.{p}.")]
    [InlineData("{h}..{s}")]
    [InlineData(".{p}.{s}")]
    [InlineData("{h}.{p}.{s}.")]
    [InlineData("{h}.{p}.{s}.{s}.{s}")]
    [InlineData("{h}.!!!!.{s}")]
    [InlineData("!!!!.{p}.{s}")]
    [InlineData("{h}.{p}=.{s}")]
    [InlineData(" {h}.{p}.{s}")]
    [InlineData("{h}.\u00e4.{s}")]
    public async Task What_has_not_the_form_of_a_signed_JWT_is_refused(string form)
    {
        using var key = ClientKeyPair.Es256();
        var client = await endpoint.Server.CreateAssertionClientAsync(key);
        var parts = client.Assertion().Split('.');
        var assertion = form.Replace("{h}", parts[0], StringComparison.Ordinal)
            .Replace("{p}", parts[1], StringComparison.Ordinal).Replace("{s}", parts[2], StringComparison.Ordinal);

        if (assertion.Length == 0)
        {
            await endpoint.AssertRefusedAsync(client, HttpStatusCode.BadRequest, "invalid_request", () =>
                client.RequestTokenAsync(assertion), "client_assertion is missing");
        }
        else
        {
            await AssertRefusedAsync(client, assertion);
        }
    }

    [Theory]
    [InlineData("not JSON")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"text\"")]
    [InlineData("5")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("{}{}")]
    [InlineData("{\"sub\":null}")]
    [InlineData("{\"sub\":\"\"}")]
    [InlineData("{\"sub\":5}")]
    [InlineData("{\"sub\":{}}")]
    [InlineData("{\"sub\":[\"a\"]}")]
    [InlineData("{\"sub\":true}")]
    [InlineData("{\"sub\":\"\\ud800\"}")]
    [InlineData("{\"sub\":\"a\",}")]
    [InlineData("{\"sub\":\"a\",\"exp\":1e999}")]
    [InlineData("{\"sub\":\"a\",\"aud\":{\"a\":[1,[2,[3]]]}}")]
    public async Task A_payload_that_is_no_set_of_claims_is_refused(string payload)
    {
        using var key = ClientKeyPair.Es256();
        var client = await endpoint.Server.CreateAssertionClientAsync(key);

        await AssertRefusedAsync(client, key.Sign(key.Header().ToJsonString(), payload));
    }

    [Theory]
    [InlineData("not JSON")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("{\"typ\":\"JWT\"}")]
    [InlineData("{\"alg\":null}")]
    [InlineData("{\"alg\":5}")]
    [InlineData("{\"alg\":[\"ES256\"]}")]
    [InlineData("{\"alg\":{\"alg\":\"ES256\"}}")]
    [InlineData("{\"alg\":\"\\ud800\"}")]
    [InlineData("{\"alg\":\"es256\"}")]
    [InlineData("{\"alg\":\"ES256K\"}")]
    [InlineData("{\"alg\":\"EdDSA\"}")]
    [InlineData("{\"alg\":\"RSA-OAEP\",\"enc\":\"A256GCM\"}")]
    [InlineData("{\"alg\":\"ES256\",\"kid\":5}")]
    [InlineData("{\"alg\":\"ES256\",\"kid\":{\"a\":1}}")]
    [InlineData("{\"alg\":\"ES256\",\"kid\":\"' OR 1=1\"}")]
    [InlineData("{\"alg\":\"ES256\",\"kid\":\"../../dev/null\"}")]
    [InlineData("{\"alg\":\"ES256\",\"typ\":[5]}")]
    [InlineData("{\"alg\":\"ES256\",\"crit\":\"exp\"}")]
    [InlineData("{\"alg\":\"ES256\",\"crit\":5}")]
    public async Task A_header_that_says_nothing_we_know_is_refused(string header)
    {
        using var key = ClientKeyPair.Es256();
        var client = await endpoint.Server.CreateAssertionClientAsync(key);

        await AssertRefusedAsync(client, key.Sign(header, client.Claims().ToJsonString()));
    }

    [Theory]
    [InlineData('[', ']')]
    [InlineData('{', '}')]
    public async Task Deeply_nested_JSON_is_refused(char open, char close)
    {
        using var key = ClientKeyPair.Es256();
        var client = await endpoint.Server.CreateAssertionClientAsync(key);
        const int Depth = 4_000;
        var nested = open == '['
            ? new string(open, Depth) + new string(close, Depth)
            : string.Concat(Enumerable.Repeat("{\"a\":", Depth)) + "1" + new string(close, Depth);
        var claims = client.Claims().ToJsonString();
        var header = key.Header().ToJsonString();

        await AssertRefusedAsync(client, key.Sign(header, nested));
        await AssertRefusedAsync(client, key.Sign(header, $"{claims[..^1]},\"nested\":{nested}}}"));
        await AssertRefusedAsync(client, key.Sign($"{header[..^1]},\"nested\":{nested}}}", claims));
    }

    [Fact]
    public async Task Two_million_digits_are_too_many_for_a_body()
    {
        using var key = ClientKeyPair.Es256();
        var client = await endpoint.Server.CreateAssertionClientAsync(key);
        var assertion = SignedWithNumber(key, client, 2_000_000);

        await endpoint.AssertRefusedAsync(client, HttpStatusCode.RequestEntityTooLarge, "invalid_request", () =>
            client.RequestTokenAsync(assertion));
    }

    [Fact]
    public async Task A_number_that_fills_the_largest_body_costs_no_more_than_its_bytes()
    {
        using var key = ClientKeyPair.Es256();
        var client = await endpoint.Server.CreateAssertionClientAsync(key);

        // Base64 makes four characters of three bytes; the rest is for the other claims, the signature and the form.
        var assertion = SignedWithNumber(key, client, (FormParameters.MaxBodyBytes * 3 / 4) - 1_000);
        Assert.InRange(assertion.Length, FormParameters.MaxBodyBytes - 1_200, FormParameters.MaxBodyBytes);

        await AssertRefusedAsync(client, assertion);
    }

    [Theory]
    [InlineData("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:saml2-bearer")]
    [InlineData("client_assertion_type", "URN:IETF:params:oauth:client-assertion-type:jwt-bearer")]
    [InlineData("client_assertion_type", "jwt")]
    [InlineData("client_assertion_type", null)]
    [InlineData("client_assertion", null)]
    public async Task Half_of_an_assertions_parameters_or_another_type_are_refused(string parameter, string? value)
    {
        using var key = ClientKeyPair.Es256();
        var client = await endpoint.Server.CreateAssertionClientAsync(key);
        var form = new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_assertion_type"] = AssertionClient.AssertionType,
            ["client_assertion"] = client.Assertion(),
            [parameter] = value ?? "",
        };

        await endpoint.AssertRefusedAsync(client, HttpStatusCode.BadRequest, "invalid_request", () =>
            endpoint.Server.RequestTokenAsync([.. form.Select(pair => (pair.Key, pair.Value))]), parameter);
    }

    [Fact]
    public async Task Two_assertions_in_one_request_are_refused()
    {
        using var key = ClientKeyPair.Es256();
        var client = await endpoint.Server.CreateAssertionClientAsync(key);

        await endpoint.AssertRefusedAsync(client, HttpStatusCode.BadRequest, "invalid_request", () =>
            client.RequestTokenAsync(null, ("client_assertion", client.Assertion())), "more than once");
    }

    private static string SignedWithNumber(ClientKeyPair key, AssertionClient client, int digits)
    {
        var claims = client.Claims().ToJsonString(); // The number is a claim that is looked at, and none that JSON can hold.
        return key.Sign(key.Header().ToJsonString(), $"{claims[..^1]},\"nbf\":{new string('9', digits)}}}");
    }

    private Task AssertRefusedAsync(AssertionClient client, string assertion, string? because = null) =>
        endpoint.AssertRefusedAsync(
            client, HttpStatusCode.Unauthorized, "invalid_client", () => client.RequestTokenAsync(assertion), because);
}
