using System.Net;
using System.Text.Json.Nodes;
using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Token;

/// <summary>Well-formed requests of clients that are not who they say, may no longer come, or come in two ways at once.</summary>
public sealed class RefusedClientTests(TokenEndpointUnderTest endpoint) : IClassFixture<TokenEndpointUnderTest>
{
    private const string Grant = "grant_type=client_credentials";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("Requirement", "128")]
    public async Task A_wrong_secret_is_refused_in_the_header_and_in_the_body(bool inHeader)
    {
        var client = await endpoint.Server.CreateSecretClientAsync();
        var other = await endpoint.Server.CreateSecretClientAsync();
        var mistyped = client.Secret[..^1] + (client.Secret[^1] == 'x' ? 'y' : 'x');

        await AssertRefusedAsync(CredentialFormat.Create(CredentialFormat.ClientSecretPrefix), "secret is wrong");
        await AssertRefusedAsync(other.Secret, "secret is wrong");
        await AssertRefusedAsync(mistyped, "has not the form");
        await AssertRefusedAsync(client.Secret.ToUpperInvariant(), "has not the form");
        await AssertRefusedAsync(client.Secret + "\n", "has not the form");
        await AssertRefusedAsync(new string('x', 10_000), "has not the form");

        Task AssertRefusedAsync(string secret, string because) => endpoint.AssertRefusedAsync(
            client, HttpStatusCode.Unauthorized, "invalid_client", () => AskAsync(client.ClientId, secret, inHeader), because);
    }

    [Fact]
    public async Task An_empty_secret_in_the_header_is_a_failed_authentication()
    {
        var client = await endpoint.Server.CreateSecretClientAsync();

        await endpoint.AssertRefusedAsync(client, HttpStatusCode.Unauthorized, "invalid_client", () =>
            endpoint.SendFormAsync(Grant, SecretClient.BasicOf(client.ClientId, "")));
    }

    [Theory]
    [InlineData("sa_client_0123456789ab")]
    [InlineData("sa_client_0123456789AB")]
    [InlineData("nobody")]
    [InlineData("' OR 1=1 --")]
    [InlineData("\u00e4\u4e16\U0001F600")]
    [InlineData("../../etc/passwd")]
    [InlineData("%")]
    public async Task An_unknown_client_is_refused_whatever_its_id_looks_like(string clientId)
    {
        var client = await endpoint.Server.CreateSecretClientAsync();

        foreach (var inHeader in new[] { true, false })
        {
            await endpoint.AssertRefusedAsync(client, HttpStatusCode.Unauthorized, "invalid_client", () =>
                AskAsync(clientId, client.Secret, inHeader), "There is no client of this id");
        }
    }

    [Fact]
    public async Task A_client_id_of_ten_thousand_characters_is_no_client()
    {
        var client = await endpoint.Server.CreateSecretClientAsync();
        var clientId = client.ClientId + new string('0', 10_000);

        await endpoint.AssertRefusedAsync(client, HttpStatusCode.Unauthorized, "invalid_client", () =>
            AskAsync(clientId, client.Secret, inHeader: true));
        await endpoint.AssertRefusedAsync(client, HttpStatusCode.Unauthorized, "invalid_client", () =>
            AskAsync(clientId, client.Secret, inHeader: false));
        Assert.DoesNotContain(endpoint.Server.Log.Lines, line => line.Contains("0000000000000000", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_client_id_with_a_NUL_is_malformed()
    {
        var client = await endpoint.Server.CreateSecretClientAsync();

        await endpoint.AssertRefusedAsync(client, HttpStatusCode.BadRequest, "invalid_request", () =>
            AskAsync(client.ClientId + "\0", client.Secret, inHeader: false));
    }

    [Fact]
    public async Task Who_swaps_id_and_secret_does_not_find_the_secret_in_the_log()
    {
        var client = await endpoint.Server.CreateSecretClientAsync();

        await endpoint.AssertRefusedAsync(client, HttpStatusCode.Unauthorized, "invalid_client", () =>
            AskAsync(client.Secret, client.ClientId, inHeader: true));

        Assert.DoesNotContain(endpoint.Server.Log.Lines, line => line.Contains(client.Secret, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_account_that_is_deactivated_gets_the_answer_of_a_wrong_secret_until_it_is_activated()
    {
        var client = await endpoint.Server.CreateSecretClientAsync();
        using var before = await endpoint.AskAsync(client);
        await TokenEndpointUnderTest.AssertIssuedAsync(before);
        using var wrongSecret = await AskAsync(
            client.ClientId, CredentialFormat.Create(CredentialFormat.ClientSecretPrefix), inHeader: true);

        await SetStatusAsync(client.AccountId, "deactivate");
        await endpoint.AssertRefusedAsync(HttpStatusCode.Unauthorized, "invalid_client", () => endpoint.AskAsync(client), "inactive");
        using var inactive = await endpoint.AskAsync(client);
        Assert.Equal(await wrongSecret.Content.ReadAsByteArrayAsync(), await inactive.Content.ReadAsByteArrayAsync());

        await SetStatusAsync(client.AccountId, "activate");
        using var after = await endpoint.AskAsync(client);
        await TokenEndpointUnderTest.AssertIssuedAsync(after);
    }

    [Fact]
    public async Task An_account_that_is_deactivated_gets_nothing_for_its_signature_either()
    {
        using var key = ClientKeyPair.Es256();
        var client = await endpoint.Server.CreateAssertionClientAsync(key);
        var assertion = client.Assertion();

        await SetStatusAsync(client.AccountId, "deactivate");
        await endpoint.AssertRefusedAsync(
            HttpStatusCode.Unauthorized, "invalid_client", () => client.RequestTokenAsync(assertion), "inactive");

        // Nothing was granted for it, so it has not been used.
        await SetStatusAsync(client.AccountId, "activate");
        using var after = await client.RequestTokenAsync(assertion);
        await TokenEndpointUnderTest.AssertIssuedAsync(after);
    }

    [Fact]
    public async Task An_account_gets_tokens_until_the_second_in_which_it_expires_and_none_that_outlives_it()
    {
        var end = endpoint.Server.Time.GetUtcNow().AddSeconds(120);
        var client = await endpoint.Server.CreateSecretClientAsync(new JsonObject { ["expires_at"] = end });

        endpoint.Server.Time.Advance(TimeSpan.FromSeconds(119));
        using var last = await endpoint.AskAsync(client);
        Assert.Equal(1, (await TokenEndpointUnderTest.AssertIssuedAsync(last))["expires_in"]!.GetValue<int>());

        endpoint.Server.Time.Advance(TimeSpan.FromSeconds(1));
        await endpoint.AssertRefusedAsync(HttpStatusCode.Unauthorized, "invalid_client", () => endpoint.AskAsync(client), "expired");
    }

    [Fact]
    public async Task An_account_that_ends_within_the_current_second_gets_no_token_that_has_ended()
    {
        var second = DateTimeOffset.FromUnixTimeSeconds(endpoint.Server.Time.GetUtcNow().ToUnixTimeSeconds() + 120);
        var client = await endpoint.Server.CreateSecretClientAsync(new JsonObject { ["expires_at"] = second.AddMilliseconds(700) });

        endpoint.Server.Time.Advance(second.AddMilliseconds(300) - endpoint.Server.Time.GetUtcNow());

        await endpoint.AssertRefusedAsync(HttpStatusCode.Unauthorized, "invalid_client", () => endpoint.AskAsync(client), "expired");
    }

    [Fact]
    public async Task A_client_without_any_authentication_is_refused()
    {
        var client = await endpoint.Server.CreateSecretClientAsync();

        foreach (var form in new[] { Grant, "", $"{Grant}&client_id={client.ClientId}" })
        {
            await endpoint.AssertRefusedAsync(client, HttpStatusCode.Unauthorized, "invalid_client", () =>
                endpoint.SendFormAsync(form), "has no client authentication");
        }

        await endpoint.AssertRefusedAsync(client, HttpStatusCode.BadRequest, "invalid_request", () =>
            endpoint.SendFormAsync($"{Grant}&client_secret={client.Secret}"), "client_secret needs a client_id");
    }

    [Theory]
    [InlineData("client_secret={0}")]
    [InlineData("client_id={1}&client_secret={0}")]
    [InlineData("client_assertion=x")]
    [InlineData("client_assertion_type=x")]
    [InlineData("client_assertion=a.b.c&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer")]
    public async Task Two_ways_to_authenticate_in_one_request_are_refused_though_one_is_good(string second)
    {
        var client = await endpoint.Server.CreateSecretClientAsync();
        var form = $"{Grant}&" + second
            .Replace("{0}", client.Secret, StringComparison.Ordinal).Replace("{1}", client.ClientId, StringComparison.Ordinal);

        await endpoint.AssertRefusedAsync(client, HttpStatusCode.BadRequest, "invalid_request", () =>
            endpoint.SendFormAsync(form, client.Basic), "more than one way");
    }

    [Fact]
    public async Task A_secret_beside_an_assertion_is_refused()
    {
        using var key = ClientKeyPair.Es256();
        var client = await endpoint.Server.CreateAssertionClientAsync(key);

        await endpoint.AssertRefusedAsync(client, HttpStatusCode.BadRequest, "invalid_request", () =>
            client.RequestTokenAsync(null, ("client_secret", "x")), "more than one way");
    }

    [Fact]
    public async Task The_client_id_in_the_body_must_be_the_one_that_authenticates()
    {
        using var key = ClientKeyPair.Es256();
        var client = await endpoint.Server.CreateSecretClientAsync();
        var signing = await endpoint.Server.CreateAssertionClientAsync(key);

        using var same = await endpoint.AskAsync(client, ("client_id", client.ClientId));
        await TokenEndpointUnderTest.AssertIssuedAsync(same);
        using var sameSigned = await signing.RequestTokenAsync(null, ("client_id", signing.ClientId));
        await TokenEndpointUnderTest.AssertIssuedAsync(sameSigned);

        await endpoint.AssertRefusedAsync(client, HttpStatusCode.BadRequest, "invalid_request", () =>
            endpoint.AskAsync(client, ("client_id", signing.ClientId)), "is not the one that authenticates");
        await endpoint.AssertRefusedAsync(signing, HttpStatusCode.BadRequest, "invalid_request", () =>
            signing.RequestTokenAsync(null, ("client_id", client.ClientId)), "is not the one that authenticates");
    }

    private async Task SetStatusAsync(string accountId, string verb)
    {
        using var response = await endpoint.Server.Admin.PostAsync($"/management/v1/service-accounts/{accountId}/{verb}", null);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    private Task<HttpResponseMessage> AskAsync(string clientId, string secret, bool inHeader) => inHeader
        ? endpoint.SendFormAsync(Grant, SecretClient.BasicOf(Uri.EscapeDataString(clientId), Uri.EscapeDataString(secret)))
        : endpoint.Server.RequestTokenAsync(
            ("grant_type", "client_credentials"), ("client_id", clientId), ("client_secret", secret));
}
