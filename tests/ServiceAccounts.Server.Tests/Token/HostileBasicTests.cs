using System.Net;
using System.Text;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Token;

/// <summary>The <c>Authorization</c> header: strict base64, split at the first colon, each part form-decoded once.</summary>
public sealed class HostileBasicTests(TokenEndpointUnderTest endpoint) : IClassFixture<TokenEndpointUnderTest>
{
    private const string Honest = "grant_type=client_credentials";

    [Theory]
    [InlineData("Basic not base64!")]
    [InlineData("Basic ????")]
    [InlineData("Basic YTpi=")]
    [InlineData("Basic YTpiYw")]
    [InlineData("Basic YT-_YTpi")]
    [InlineData("Basic YT pi")]
    [InlineData("Basic YT\tpi")]
    [InlineData("Basic YTpi, Basic YTpi")]
    public async Task A_header_that_is_not_strict_base64_is_refused(string authorization) =>
        await AssertMalformedAsync(authorization);

    [Theory]
    [InlineData("no colon")]
    [InlineData(":secret without an id")]
    [InlineData("id:%zz")]
    [InlineData("id:%4")]
    [InlineData("%:secret")]
    [InlineData("id:\0")]
    [InlineData("id:%00")]
    [InlineData("i\0d:secret")]
    [InlineData("id:%FF")]
    public async Task A_pair_that_cannot_be_decoded_is_refused(string pair) =>
        await AssertMalformedAsync(BasicOf(Encoding.UTF8.GetBytes(pair)));

    [Fact]
    public async Task A_pair_that_is_not_UTF_8_is_refused() =>
        await AssertMalformedAsync(BasicOf([(byte)'i', (byte)'d', (byte)':', 0xC3, 0x28]));

    [Fact]
    public async Task A_credential_has_one_spelling_in_base64()
    {
        var client = await endpoint.Server.CreateSecretClientAsync();
        var encoded = client.Basic["Basic ".Length..];
        Assert.EndsWith("==", encoded, StringComparison.Ordinal);

        // The bits behind the last byte are none of it; another letter there is another text for the same bytes.
        var other = encoded[..^3] + (char)(encoded[^3] + 1) + "==";

        await endpoint.AssertRefusedAsync(client, HttpStatusCode.BadRequest, "invalid_request", () =>
            endpoint.SendFormAsync(Honest, "Basic " + other));
    }

    [Theory]
    [InlineData("Bearer x")]
    [InlineData("Token x")]
    [InlineData("Digest username=a")]
    [InlineData("Basic")]
    [InlineData("BasicYTpi")]
    [InlineData("x")]
    public async Task Another_scheme_than_Basic_is_a_failed_authentication(string authorization)
    {
        var client = await endpoint.Server.CreateSecretClientAsync();

        await endpoint.AssertRefusedAsync(client, HttpStatusCode.Unauthorized, "invalid_client", () =>
            endpoint.SendFormAsync(Honest, authorization), "scheme other than Basic");
        await endpoint.AssertRefusedAsync(client, HttpStatusCode.Unauthorized, "invalid_client", () =>
            endpoint.SendFormAsync($"{Honest}&client_id={client.ClientId}&client_secret={client.Secret}", authorization));
    }

    [Fact]
    public async Task An_administrators_API_token_is_no_client_authentication()
    {
        var client = await endpoint.Server.CreateSecretClientAsync();

        await endpoint.AssertRefusedAsync(client, HttpStatusCode.Unauthorized, "invalid_client", () =>
            endpoint.SendFormAsync(Honest, "Bearer " + endpoint.Server.AdminToken));
    }

    [Fact]
    public async Task Two_Authorization_headers_are_refused_even_when_they_are_equal()
    {
        var client = await endpoint.Server.CreateSecretClientAsync();

        await endpoint.AssertRefusedAsync(client, HttpStatusCode.BadRequest, "invalid_request", () =>
            RawRequest.SendAsync(
                endpoint.Server,
                [
                    $"Content-Type: {TokenEndpointUnderTest.FormMediaType}", $"Content-Length: {Honest.Length}",
                    $"Authorization: {client.Basic}", $"Authorization: {client.Basic}",
                ],
                Honest),
            "more than one Authorization header");
    }

    [Theory]
    [InlineData("basic ")]
    [InlineData("BASIC ")]
    [InlineData("Basic   ")]
    public async Task The_scheme_has_no_case(string scheme)
    {
        var client = await endpoint.Server.CreateSecretClientAsync();

        using var response = await endpoint.SendFormAsync(Honest, scheme + client.Basic["Basic ".Length..]);

        await TokenEndpointUnderTest.AssertIssuedAsync(response);
    }

    [Fact]
    public async Task Id_and_secret_are_form_decoded_once()
    {
        var client = await endpoint.Server.CreateSecretClientAsync();
        var (id, secret) = (EncodeAll(client.ClientId), EncodeAll(client.Secret));

        using var once = await endpoint.SendFormAsync(Honest, SecretClient.BasicOf(id, secret));

        await TokenEndpointUnderTest.AssertIssuedAsync(once);
        await endpoint.AssertRefusedAsync(client, HttpStatusCode.Unauthorized, "invalid_client", () =>
            endpoint.SendFormAsync(Honest, SecretClient.BasicOf(id, EncodeAll(secret))));
        await endpoint.AssertRefusedAsync(client, HttpStatusCode.Unauthorized, "invalid_client", () =>
            endpoint.SendFormAsync(Honest, SecretClient.BasicOf(EncodeAll(id), secret)));
    }

    private static string BasicOf(byte[] pair) => "Basic " + Convert.ToBase64String(pair);

    private static string EncodeAll(string text) => string.Concat(text.Select(c => $"%{(int)c:x2}"));

    private async Task AssertMalformedAsync(string authorization)
    {
        var client = await endpoint.Server.CreateSecretClientAsync();

        await endpoint.AssertRefusedAsync(client, HttpStatusCode.BadRequest, "invalid_request", () =>
            endpoint.SendFormAsync(Honest, authorization), "The Authorization header is not Basic with base64");
    }
}
