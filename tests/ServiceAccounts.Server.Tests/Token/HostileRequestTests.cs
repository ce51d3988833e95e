using System.Net;
using System.Text;
using ServiceAccounts.Protocol.OAuth;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Token;

/// <summary>Requests that are wrong as HTTP or as a form, whoever sends them.</summary>
public sealed class HostileRequestTests(TokenEndpointUnderTest endpoint) : IClassFixture<TokenEndpointUnderTest>
{
    private const string Honest = "grant_type=client_credentials";

    [Theory]
    [InlineData("GET")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("PATCH")]
    [InlineData("OPTIONS")]
    public async Task A_method_other_than_POST_is_told_so_in_the_words_of_OAuth(string method)
    {
        var client = await endpoint.Server.CreateSecretClientAsync();

        await endpoint.AssertRefusedAsync(client, HttpStatusCode.MethodNotAllowed, "invalid_request", async () =>
        {
            var content = method is "GET" or "OPTIONS" ? null : TokenEndpointUnderTest.FormOf(Encoding.ASCII.GetBytes(Honest));
            var response = await endpoint.SendAsync(new HttpMethod(method), content, client.Basic);
            Assert.Equal(["POST"], response.Content.Headers.Allow);
            return response;
        });
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("text/plain")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("application/x-www-form-urlencoded; charset=iso-8859-1")]
    [InlineData("application/x-www-form-urlencoded; charset=utf-16")]
    [InlineData("application/x-www-form-urlencodedx")]
    [InlineData("application/x-www-form-urlencoded, text/plain")]
    [InlineData("\u0001")]
    [InlineData(null)]
    public async Task A_body_that_is_not_called_a_form_in_UTF_8_is_refused(string? contentType)
    {
        var client = await endpoint.Server.CreateSecretClientAsync();

        await endpoint.AssertRefusedAsync(client, HttpStatusCode.UnsupportedMediaType, "invalid_request", () =>
            endpoint.SendAsync(
                HttpMethod.Post, TokenEndpointUnderTest.FormOf(Encoding.ASCII.GetBytes(Honest), contentType), client.Basic));
    }

    [Theory]
    [InlineData("application/x-www-form-urlencoded; charset=UTF-8")]
    [InlineData("application/x-www-form-urlencoded;charset=\"utf-8\"")]
    [InlineData("Application/X-WWW-Form-URLEncoded")]
    public async Task The_media_type_may_be_spelled_as_HTTP_allows(string contentType)
    {
        var client = await endpoint.Server.CreateSecretClientAsync();

        using var response = await endpoint.SendAsync(
            HttpMethod.Post, TokenEndpointUnderTest.FormOf(Encoding.ASCII.GetBytes(Honest), contentType), client.Basic);

        await TokenEndpointUnderTest.AssertIssuedAsync(response);
    }

    [Theory]
    [InlineData(FormParameters.MaxBodyBytes + 1, false)]
    [InlineData(FormParameters.MaxBodyBytes + 1, true)]
    [InlineData(900_000, false)]
    [InlineData(900_000, true)]
    [InlineData(2_000_000, false)]
    [InlineData(2_000_000, true)]
    public async Task A_body_that_is_too_large_is_refused_with_or_without_a_length(int length, bool chunked)
    {
        var client = await endpoint.Server.CreateSecretClientAsync();

        await endpoint.AssertRefusedAsync(client, HttpStatusCode.RequestEntityTooLarge, "invalid_request", () =>
            SendPaddedAsync(client, length, chunked));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_largest_body_that_is_allowed_is_read(bool chunked)
    {
        var client = await endpoint.Server.CreateSecretClientAsync();

        using var response = await SendPaddedAsync(client, FormParameters.MaxBodyBytes, chunked);

        await TokenEndpointUnderTest.AssertIssuedAsync(response);
    }

    [Theory]
    [InlineData("not a length\r\n")]
    [InlineData("FFFFFFFFFFFFFFFF\r\nx")]
    [InlineData("-1\r\nx")]
    public async Task A_body_that_breaks_the_rules_of_chunking_is_refused(string body)
    {
        var client = await endpoint.Server.CreateSecretClientAsync();

        using var response = await RawRequest.SendAsync(
            endpoint.Server,
            [$"Content-Type: {TokenEndpointUnderTest.FormMediaType}", $"Authorization: {client.Basic}", "Transfer-Encoding: chunked"],
            body);

        await TokenEndpointUnderTest.AssertRefusalAsync(response, HttpStatusCode.BadRequest, "invalid_request");
    }

    [Fact]
    public async Task Sixty_four_parameters_are_read_and_one_more_is_refused()
    {
        var client = await endpoint.Server.CreateSecretClientAsync();
        var most = Honest + string.Concat(Enumerable.Range(1, FormParameters.MaxCount - 1).Select(i => $"&p{i}=v"));

        using var response = await endpoint.SendFormAsync(most, client.Basic);

        await TokenEndpointUnderTest.AssertIssuedAsync(response);
        await endpoint.AssertRefusedAsync(client, HttpStatusCode.BadRequest, "invalid_request", () =>
            endpoint.SendFormAsync(most + "&one=more", client.Basic), "more than 64");
    }

    [Theory]
    [InlineData("grant_type=client_credentials&grant_type=client_credentials")]
    [InlineData("grant_type=client_credentials&grant%5Ftype=password")]
    [InlineData("grant_type=client_credentials&scope=api%3Aread&scope=api%3Awrite")]
    [InlineData("grant_type=client_credentials&scope=&scope=api%3Awrite")]
    [InlineData("grant_type=client_credentials&resource=a&resource=b")]
    [InlineData("grant_type=client_credentials&client_assertion=a&client_assertion=b")]
    [InlineData("grant_type=client_credentials&client_secret=a&client_secret=a")]
    [InlineData("grant_type=client_credentials&of_their_own=1&of_their_own=2")]
    [InlineData("grant_type=client_credentials&=1&=2")]
    public async Task A_parameter_that_comes_twice_is_refused_whether_it_is_known_or_not(string form)
    {
        var client = await endpoint.Server.CreateSecretClientAsync();

        await endpoint.AssertRefusedAsync(client, HttpStatusCode.BadRequest, "invalid_request", () =>
            endpoint.SendFormAsync(form, client.Basic), "more than once");
    }

    [Theory]
    [InlineData("grant_type=client_credentials&x=%")]
    [InlineData("grant_type=client_credentials&x=%4")]
    [InlineData("grant_type=client_credentials&x=%zz")]
    [InlineData("grant_type=client_credentials&x=%+1")]
    [InlineData("grant_type=client_credentials&%=x")]
    [InlineData("grant_type=client_credentials&x=%FF")]
    [InlineData("grant_type=client_credentials&x=%C0%AF")]
    [InlineData("grant_type=client_credentials&x=%ED%A0%80")]
    [InlineData("grant_type=client_credentials&x=%00")]
    [InlineData("grant_type=client_credentials&x=\0")]
    [InlineData("grant_type=client_credentials%00")]
    public async Task A_body_that_is_not_well_encoded_is_refused_and_not_guessed(string form)
    {
        var client = await endpoint.Server.CreateSecretClientAsync();

        await endpoint.AssertRefusedAsync(client, HttpStatusCode.BadRequest, "invalid_request", () =>
            endpoint.SendFormAsync(form, client.Basic), "not valid percent-encoded");
    }

    [Theory]
    [InlineData("client_secret")]
    [InlineData("client_assertion")]
    public async Task A_credential_in_the_URL_is_refused_though_the_body_has_a_good_one(string parameter)
    {
        var client = await endpoint.Server.CreateSecretClientAsync();

        await endpoint.AssertRefusedAsync(client, HttpStatusCode.BadRequest, "invalid_request", () =>
            endpoint.SendFormAsync(Honest, client.Basic, $"?{parameter}={client.Secret}"), "URL");

        Assert.DoesNotContain(endpoint.Server.Log.Lines, line => line.Contains(client.Secret, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(Honest + "&of_their_own=1&Client_Secret=x&vendor%5Bkey%5D=%E2%82%AC", "")]
    [InlineData(Honest, "?of_their_own=1&of_their_own=2&grant_type=password&scope=none&client_id=x&x=%zz")]
    [InlineData("&&" + Honest + "&&", "?")]
    public async Task Parameters_that_nobody_knows_are_ignored(string form, string query)
    {
        var client = await endpoint.Server.CreateSecretClientAsync();

        using var response = await endpoint.SendFormAsync(form, client.Basic, query);

        var answer = await TokenEndpointUnderTest.AssertIssuedAsync(response);
        Assert.Equal("api:read api:write", answer["scope"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("", "invalid_request", "grant_type is missing")]
    [InlineData("grant_type=", "invalid_request", "grant_type is missing")]
    [InlineData("grant_type", "invalid_request", "grant_type is missing")]
    [InlineData("Grant_Type=client_credentials", "invalid_request", "grant_type is missing")]
    [InlineData("grant_type=password&username=a&password=b", "unsupported_grant_type", "client_credentials")]
    [InlineData("grant_type=authorization_code&code=x", "unsupported_grant_type", "client_credentials")]
    [InlineData("grant_type=Client_Credentials", "unsupported_grant_type", "client_credentials")]
    [InlineData("grant_type=client_credentials+", "unsupported_grant_type", "client_credentials")]
    public async Task A_grant_type_that_is_missing_or_not_offered_is_told_apart(string form, string error, string because)
    {
        var client = await endpoint.Server.CreateSecretClientAsync();

        await endpoint.AssertRefusedAsync(client, HttpStatusCode.BadRequest, error, () =>
            endpoint.SendFormAsync(form, client.Basic), because);
    }

    [Fact]
    public async Task An_empty_parameter_counts_as_absent()
    {
        var client = await endpoint.Server.CreateSecretClientAsync();

        using var response = await endpoint.SendFormAsync(
            Honest + "&scope=&resource=&audience&client_id=&client_secret=&client_assertion=&client_assertion_type=", client.Basic);

        var answer = await TokenEndpointUnderTest.AssertIssuedAsync(response);
        Assert.Equal("api:read api:write", answer["scope"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_browser_of_another_origin_gets_no_leave_to_read_the_answer()
    {
        var client = await endpoint.Server.CreateSecretClientAsync();
        foreach (var method in new[] { HttpMethod.Post, HttpMethod.Options })
        {
            using var request = new HttpRequestMessage(method, "/oauth2/token")
            {
                Content = TokenEndpointUnderTest.FormOf(Encoding.ASCII.GetBytes(Honest)),
            };
            request.Headers.TryAddWithoutValidation("Authorization", client.Basic);
            request.Headers.TryAddWithoutValidation("Origin", "https://evil.example");
            request.Headers.TryAddWithoutValidation("Access-Control-Request-Method", "POST");

            using var response = await endpoint.Server.Http.SendAsync(request);

            Assert.DoesNotContain(response.Headers, header => header.Key.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase));
        }
    }

    private Task<HttpResponseMessage> SendPaddedAsync(SecretClient client, int length, bool chunked)
    {
        var body = Encoding.ASCII.GetBytes((Honest + "&padding=").PadRight(length, 'x'));
        HttpContent content = chunked ? new StreamContent(new Unseekable(body)) : new ByteArrayContent(body);
        content.Headers.TryAddWithoutValidation("Content-Type", TokenEndpointUnderTest.FormMediaType);
        return endpoint.SendAsync(HttpMethod.Post, content, client.Basic);
    }

    /// <summary>A stream that does not know its length: the client has to send chunks.</summary>
    private sealed class Unseekable(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
