using System.Collections.Concurrent;
using System.IdentityModel.Tokens.Jwt;
using System.Net;
using Microsoft.Data.Sqlite;
using ServiceAccounts.Storage.Issuances;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Hosting;

/// <summary>A server that is asked to end finishes what it began.</summary>
public sealed class ShutdownTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("serviceaccounts-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    // A real process under load, about 4 seconds: a signal cannot be sent to less.
    [Theory]
    [InlineData("Durable")]
    [InlineData("Buffered")]
    public async Task Every_token_that_was_answered_has_its_record_and_every_refusal_its_entry(string durability)
    {
        await using var server = await DevelopmentServer.StartAsync(_directory, ("ServiceAccounts__Journal__Issuance", durability));
        var client = await server.CreateClientAsync();
        var answered = new ConcurrentBag<string>();
        using var ending = new CancellationTokenSource();
        var load = Enumerable.Range(0, 8).Select(_ => AskAsync(server, client, answered, ending.Token)).ToArray();
        await Eventually.IsTrueAsync(() => answered.Count > 100);
        using var refused = await server.RequestTokenAsync(SecretClient.BasicOf(client.ClientId, "wrong"), ("X-Correlation-Id", "the-last-one"));

        var exitCode = await server.Process.TerminateAsync();
        await ending.CancelAsync();
        await Task.WhenAll(load);

        Assert.Equal(0, exitCode);
        Assert.Empty(server.Process.Errors.Trim());
        await using var database = new SqliteConnection($"Data Source={Path.Combine(_directory, "data", "serviceaccounts.db")};Pooling=False");
        await database.OpenAsync();
        var recorded = await RecordedAsync(database);
        Assert.Empty(answered.Except(recorded));
        Assert.Equal(1L, await CountAsync(database, "SELECT COUNT(*) FROM ledger WHERE correlation_id = 'the-last-one'"));
        Assert.Equal(0L, await CountAsync(database, "SELECT COUNT(*) FROM leases"));
        Assert.True(await CountAsync(database, "SELECT COUNT(*) FROM credential_uses") > 0);
    }

    // Three seconds, because that is what is shown: it must still be there when a load balancer asks.
    [Fact]
    public async Task A_server_that_is_asked_to_end_says_so_before_it_goes_and_serves_meanwhile()
    {
        await using var server = await DevelopmentServer.StartAsync(_directory, ("ServiceAccounts__DrainSeconds", "3"));
        var client = await server.CreateClientAsync();

        var ending = server.Process.TerminateAsync();
        await Eventually.IsTrueAsync(async () =>
        {
            using var probe = await server.Http.GetAsync(new Uri("/health/ready", UriKind.Relative));
            return probe.StatusCode == HttpStatusCode.ServiceUnavailable
                && await probe.Content.ReadAsStringAsync() == """{"status":"unavailable","reasons":["stopping"]}""";
        });
        using var live = await server.Http.GetAsync(new Uri("/health/live", UriKind.Relative));
        using var issued = await server.RequestTokenAsync(client.Basic);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (live.StatusCode, issued.StatusCode));
        Assert.Equal(0, await ending);
    }

    private static async Task AskAsync(DevelopmentServer server, SecretClient client, ConcurrentBag<string> answered, CancellationToken ending)
    {
        var tokens = new JwtSecurityTokenHandler();
        while (!ending.IsCancellationRequested)
        {
            try
            {
                using var response = await server.RequestTokenAsync(client.Basic);
                if (response.StatusCode == HttpStatusCode.OK)
                {
                    answered.Add(tokens.ReadJwtToken(await response.MemberAsync("access_token")).Id);
                }
            }
            catch (HttpRequestException)
            {
                return; // It does not listen any more.
            }
        }
    }

    private static async Task<HashSet<string>> RecordedAsync(SqliteConnection database)
    {
        await using var command = database.CreateCommand();
        command.CommandText = "SELECT payload FROM issuance_batches";
        await using var rows = await command.ExecuteReaderAsync();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        while (await rows.ReadAsync())
        {
            ids.UnionWith(IssuanceCodec.Decode((byte[])rows.GetValue(0)).Select(issuance => issuance.TokenId.ToString()));
        }

        return ids;
    }

    private static async Task<long> CountAsync(SqliteConnection database, string sql)
    {
        await using var command = database.CreateCommand();
        command.CommandText = sql;
        return (long)(await command.ExecuteScalarAsync())!; // A count is never nothing.
    }
}
