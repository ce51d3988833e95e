using System.Net;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Token;

/// <summary>An assertion is good once: also at the same moment, also after a restart (RFC 7523 section 3, rule 7).</summary>
public sealed class AssertionReplayTests(TokenEndpointUnderTest endpoint) : IClassFixture<TokenEndpointUnderTest>
{
    private const string UsedBefore = "The assertion has been used before";

    [Fact]
    [Trait("Requirement", "20")]
    public async Task An_assertion_is_good_once()
    {
        using var key = ClientKeyPair.Es256();
        var client = await endpoint.Server.CreateAssertionClientAsync(key);
        var assertion = client.Assertion();

        using var first = await client.RequestTokenAsync(assertion);

        await TokenEndpointUnderTest.AssertIssuedAsync(first);
        await AssertRefusedAsync(client, assertion);
        await AssertRefusedAsync(client, assertion);
    }

    [Fact]
    public async Task A_jti_is_good_once_whatever_else_the_assertion_says()
    {
        using var key = ClientKeyPair.Es256();
        var client = await endpoint.Server.CreateAssertionClientAsync(key);
        var jti = client.Claims()["jti"]!.GetValue<string>();

        using var first = await client.RequestTokenAsync(client.Assertion(claims: c => c["jti"] = jti));

        await TokenEndpointUnderTest.AssertIssuedAsync(first);
        await AssertRefusedAsync(client, client.Assertion(claims: c =>
            (c["jti"], c["exp"], c["more"]) = (jti, c["exp"]!.GetValue<long>() + 300, 1)));
    }

    [Fact]
    public async Task A_jti_stays_used_until_its_assertion_has_expired()
    {
        using var key = ClientKeyPair.Es256();
        var client = await endpoint.Server.CreateAssertionClientAsync(key);
        var assertion = client.Assertion();
        using var first = await client.RequestTokenAsync(assertion);
        await TokenEndpointUnderTest.AssertIssuedAsync(first);

        // It lives for 60 seconds, and for 60 more by the skew.
        endpoint.Server.Time.Advance(TimeSpan.FromSeconds(119));
        await AssertRefusedAsync(client, assertion);
        endpoint.Server.Time.Advance(TimeSpan.FromSeconds(1));
        await endpoint.AssertRefusedAsync(
            client, HttpStatusCode.Unauthorized, "invalid_client", () => client.RequestTokenAsync(assertion), "has expired");
    }

    [Fact]
    public async Task An_assertion_that_was_refused_for_its_scope_has_not_been_used()
    {
        using var key = ClientKeyPair.Es256();
        var client = await endpoint.Server.CreateAssertionClientAsync(key);
        var assertion = client.Assertion();

        await endpoint.AssertRefusedAsync(client, HttpStatusCode.BadRequest, "invalid_scope", () =>
            client.RequestTokenAsync(assertion, ("scope", "nothing")));
        using var response = await client.RequestTokenAsync(assertion);

        await TokenEndpointUnderTest.AssertIssuedAsync(response);
    }

    [Fact]
    public async Task Two_applications_may_use_the_same_jti()
    {
        using var key = ClientKeyPair.Es256();
        var one = await endpoint.Server.CreateAssertionClientAsync(key);
        var two = await endpoint.Server.CreateAssertionClientAsync(key);
        var jti = one.Claims()["jti"]!.GetValue<string>();

        foreach (var client in new[] { one, two })
        {
            using var response = await client.RequestTokenAsync(client.Assertion(claims: c => c["jti"] = jti));
            await TokenEndpointUnderTest.AssertIssuedAsync(response);
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(20)]
    public async Task Of_many_that_send_one_assertion_at_once_exactly_one_gets_a_token(int senders)
    {
        using var key = ClientKeyPair.Es256();
        var client = await endpoint.Server.CreateAssertionClientAsync(key);
        using var warmUp = await client.RequestTokenAsync();
        await TokenEndpointUnderTest.AssertIssuedAsync(warmUp);
        var issuedBefore = await TokenEndpointUnderTest.IssuedAsync(endpoint.Server);
        var assertion = client.Assertion();

        var responses = await Task.WhenAll(Enumerable.Range(0, senders).Select(_ => client.RequestTokenAsync(assertion)));

        await TokenEndpointUnderTest.AssertIssuedAsync(Assert.Single(responses, response => response.IsSuccessStatusCode));
        foreach (var refused in responses.Where(response => !response.IsSuccessStatusCode))
        {
            await TokenEndpointUnderTest.AssertRefusalAsync(refused, HttpStatusCode.Unauthorized, "invalid_client");
        }

        Assert.Equal(issuedBefore + 1, await TokenEndpointUnderTest.IssuedAsync(endpoint.Server));
        foreach (var response in responses)
        {
            response.Dispose();
        }
    }

    [Fact]
    public async Task A_restart_forgets_no_assertion()
    {
        var directory = Directory.CreateTempSubdirectory("serviceaccounts-").FullName;
        try
        {
            using var key = ClientKeyPair.Es256();
            string clientId, assertion;

            // The issuer is the assertion's audience, and must be the same after the restart.
            const string Issuer = "Issuer=https://auth.example";
            await using (var server = await RunningServer.StartAsync(directory, _ => { }, Issuer))
            {
                var client = await server.CreateAssertionClientAsync(key);
                (clientId, assertion) = (client.ClientId, client.Assertion(claims: c => c["aud"] = "https://auth.example"));
                using var first = await client.RequestTokenAsync(assertion);
                await TokenEndpointUnderTest.AssertIssuedAsync(first);
            }

            await using var restarted = await RunningServer.StartAsync(directory, _ => { }, Issuer);
            var again = new AssertionClient("", clientId, key, restarted);
            using var replayed = await again.RequestTokenAsync(assertion);
            using var honest = await again.RequestTokenAsync(again.Assertion(claims: c => c["aud"] = "https://auth.example"));

            await TokenEndpointUnderTest.AssertRefusalAsync(replayed, HttpStatusCode.Unauthorized, "invalid_client");
            Assert.Contains(restarted.Log.Lines, line => line.Contains(UsedBefore, StringComparison.Ordinal));
            await TokenEndpointUnderTest.AssertIssuedAsync(honest);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private Task AssertRefusedAsync(AssertionClient client, string assertion) => endpoint.AssertRefusedAsync(
        client, HttpStatusCode.Unauthorized, "invalid_client", () => client.RequestTokenAsync(assertion), UsedBefore);
}
