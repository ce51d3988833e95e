using System.Net;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Token;

/// <summary>Who is refused reads nothing; who runs the server reads which client it was and why.</summary>
public sealed class RefusalLogTests
{
    [Fact]
    public async Task The_log_names_a_client_that_only_its_assertion_names()
    {
        await using var server = await RunningServer.StartAsync();
        using var key = ClientKeyPair.Es256();
        using var forger = ClientKeyPair.Es256();
        var client = await server.CreateAssertionClientAsync(key);

        using var response = await client.RequestTokenAsync(client.Assertion(signedBy: forger));

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Contains(server.Log.Lines, line => line.Contains(
            $"Refused {client.ClientId} with invalid_client: The signature fits no key", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_subject_that_is_no_client_id_does_not_get_into_the_log()
    {
        await using var server = await RunningServer.StartAsync();
        using var key = ClientKeyPair.Es256();
        var client = await server.CreateAssertionClientAsync(key);

        using var response = await client.RequestTokenAsync(client.Assertion(claims => claims["sub"] = "sa_secret_pasted\nby mistake"));

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Contains(server.Log.Lines, line => line.Contains("Refused (not a client id)", StringComparison.Ordinal));
        Assert.DoesNotContain(server.Log.Lines, line => line.Contains("pasted", StringComparison.Ordinal));
    }
}
