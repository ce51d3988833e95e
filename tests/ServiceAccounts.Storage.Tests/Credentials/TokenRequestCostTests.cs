using System.Net;

namespace ServiceAccounts.Storage.Tests.Credentials;

/// <summary>What a token costs the database.</summary>
public sealed class TokenRequestCostTests
{
    [Fact]
    public async Task Tokens_of_a_known_client_read_nothing_and_share_their_writes()
    {
        const int requests = 200;
        await using var counting = await CountingServer.StartAsync();
        var client = await counting.Server.CreateSecretClientAsync();
        await RequestAsync(counting, client.Basic);
        counting.Commands.Clear();

        await Task.WhenAll(Enumerable.Range(0, requests).Select(_ => RequestAsync(counting, client.Basic)));

        var commands = counting.Commands.Texts;
        Assert.All(commands, command => Assert.StartsWith("INSERT INTO issuance_batches", command, StringComparison.Ordinal));
        Assert.InRange(commands.Count, 1, requests - 1);
    }

    [Fact]
    public async Task A_wrong_secret_of_a_known_client_costs_no_command_once_the_journal_tells_of_the_first()
    {
        await using var counting = await CountingServer.StartAsync();
        var client = await counting.Server.CreateSecretClientAsync();
        await RequestAsync(counting, client.Basic);
        var other = await counting.Server.CreateSecretClientAsync();
        counting.Commands.Clear();
        await RefuseAsync(counting, client.ClientId, other.Secret);
        await Testing.Eventually.IsTrueAsync(() => counting.Commands.Count("UPDATE \"ledger_position\"") == 1);
        counting.Commands.Clear();

        await RefuseAsync(counting, client.ClientId, other.Secret);

        Assert.Empty(counting.Commands.Texts);
    }

    private static async Task RefuseAsync(CountingServer counting, string clientId, string secret)
    {
        using var refused = await counting.Server.RequestTokenAsync(
            ("grant_type", "client_credentials"), ("client_id", clientId), ("client_secret", secret));
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
    }

    private static async Task RequestAsync(CountingServer counting, string authorization)
    {
        using var response = await counting.Server.RequestTokenAsync(authorization, ("grant_type", "client_credentials"));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }
}
