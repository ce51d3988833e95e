using System.Net;
using ServiceAccounts.Server.Tests.Token;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Conformance;

/// <summary>The OAuth 2.0 Authorization Framework (RFC 6749), as far as it concerns clients that act for themselves.</summary>
public sealed class TokenEndpointTests(TokenEndpointUnderTest endpoint) : IClassFixture<TokenEndpointUnderTest>
{
    private RunningServer Server => endpoint.Server;

    [Fact]
    public async Task Section_2_3_More_than_one_way_to_authenticate_is_refused()
    {
        var client = await Server.CreateSecretClientAsync();

        using var response = await endpoint.AskAsync(client, ("client_id", client.ClientId), ("client_secret", client.Secret));

        await TokenEndpointUnderTest.AssertRefusalAsync(response, HttpStatusCode.BadRequest, "invalid_request");
    }

    [Fact]
    public async Task Section_2_3_1_Basic_and_the_body_are_equally_good()
    {
        var client = await Server.CreateSecretClientAsync();

        using var header = await endpoint.AskAsync(client);
        using var body = await Server.RequestTokenAsync(
            ("grant_type", "client_credentials"), ("client_id", client.ClientId), ("client_secret", client.Secret));

        await TokenEndpointUnderTest.AssertIssuedAsync(header);
        await TokenEndpointUnderTest.AssertIssuedAsync(body);
    }

    [Fact]
    public async Task Section_2_3_1_A_secret_is_not_taken_from_the_URL()
    {
        var client = await Server.CreateSecretClientAsync();

        using var response = await endpoint.SendFormAsync(
            "grant_type=client_credentials", query: $"?client_id={client.ClientId}&client_secret={client.Secret}");

        await TokenEndpointUnderTest.AssertRefusalAsync(response, HttpStatusCode.BadRequest, "invalid_request");
    }

    [Fact]
    public async Task Section_3_2_The_client_uses_POST()
    {
        using var response = await endpoint.SendAsync(HttpMethod.Get, null);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal(["POST"], response.Content.Headers.Allow);
    }

    [Fact]
    public async Task Section_3_2_A_parameter_without_a_value_is_omitted_and_an_unknown_one_ignored()
    {
        var client = await Server.CreateSecretClientAsync();

        using var response = await endpoint.AskAsync(client, ("scope", string.Empty), ("of_another_server", "x"));

        await TokenEndpointUnderTest.AssertIssuedAsync(response);
    }

    [Fact]
    public async Task Section_3_2_No_parameter_is_there_twice()
    {
        var client = await Server.CreateSecretClientAsync();

        using var response = await endpoint.AskAsync(client, ("scope", "api:read"), ("scope", "api:read"));

        await TokenEndpointUnderTest.AssertRefusalAsync(response, HttpStatusCode.BadRequest, "invalid_request");
    }

    [Fact]
    public async Task Section_3_3_The_answer_says_which_scope_was_granted()
    {
        var client = await Server.CreateSecretClientAsync();

        using var narrower = await endpoint.AskAsync(client, ("scope", "api:read made:up"));
        using var unnamed = await endpoint.AskAsync(client);

        Assert.Equal("api:read", (await TokenEndpointUnderTest.AssertIssuedAsync(narrower))["scope"]!.GetValue<string>());
        Assert.Equal("api:read api:write", (await TokenEndpointUnderTest.AssertIssuedAsync(unnamed))["scope"]!.GetValue<string>());
    }

    [Fact]
    public async Task Section_4_4_3_There_is_no_refresh_token()
    {
        using var response = await endpoint.AskAsync(await Server.CreateSecretClientAsync());

        var answer = await TokenEndpointUnderTest.AssertIssuedAsync(response);

        Assert.Equal(["access_token", "token_type", "expires_in", "scope"], answer.Select(member => member.Key));
    }

    [Fact]
    public async Task Section_5_1_A_token_is_JSON_that_no_cache_keeps()
    {
        using var response = await endpoint.AskAsync(await Server.CreateSecretClientAsync());

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        Assert.True(response.Headers.CacheControl is { NoStore: true });
        Assert.Equal(["no-cache"], response.Headers.Pragma.Select(pragma => pragma.ToString()));
        var answer = await response.JsonAsync();
        Assert.Equal("Bearer", answer["token_type"]!.GetValue<string>());
        Assert.Equal(3600, answer["expires_in"]!.GetValue<int>());
    }

    [Theory]
    [InlineData("invalid_request", 400, "grant_type=")]
    [InlineData("unsupported_grant_type", 400, "grant_type=password&username=a&password=b")]
    [InlineData("unsupported_grant_type", 400, "grant_type=authorization_code&code=a")]
    [InlineData("unsupported_grant_type", 400, "grant_type=refresh_token&refresh_token=a")]
    [InlineData("invalid_scope", 400, "grant_type=client_credentials&scope=%22")]
    public async Task Section_5_2_An_error_has_its_code_and_status(string error, int status, string form)
    {
        var client = await Server.CreateSecretClientAsync();

        using var response = await endpoint.SendFormAsync(form, client.Basic);

        await TokenEndpointUnderTest.AssertRefusalAsync(response, (HttpStatusCode)status, error);
    }

    [Fact]
    public async Task Section_5_2_A_failed_authentication_is_401_and_names_Basic()
    {
        var client = await Server.CreateSecretClientAsync();

        using var response = await endpoint.SendFormAsync(
            "grant_type=client_credentials", SecretClient.BasicOf(client.ClientId, "sa_secret_wrong"));

        await TokenEndpointUnderTest.AssertRefusalAsync(response, HttpStatusCode.Unauthorized, "invalid_client");
    }

    [Fact]
    public async Task Section_5_2_A_description_has_only_the_characters_that_it_may_have()
    {
        using var response = await endpoint.SendFormAsync("grant_type=%22%5C%00", "Basic !");

        var description = (await response.JsonAsync())["error_description"]!.GetValue<string>();

        Assert.All(description, c => Assert.True(c is ' ' or '!' or (>= '#' and <= '[') or (>= ']' and <= '~'), $"U+{(int)c:X4}"));
    }

    [Fact]
    public async Task Section_10_10_Two_tokens_have_nothing_to_guess_one_from_the_other()
    {
        var client = await Server.CreateSecretClientAsync();

        using var first = await endpoint.AskAsync(client);
        using var second = await endpoint.AskAsync(client);

        Assert.NotEqual(await Signature(first), await Signature(second));

        static async Task<string> Signature(HttpResponseMessage response) =>
            (await response.JsonAsync())["access_token"]!.GetValue<string>().Split('.')[2];
    }
}
