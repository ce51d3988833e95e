using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Npgsql;
using ServiceAccounts.Server.Tests.Hosting;
using ServiceAccounts.Server.Tests.Management;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Issuances;
using ServiceAccounts.Testing;
using Xunit.Abstractions;

namespace ServiceAccounts.Server.Tests.Health;

/// <summary>PostgreSQL goes away under load and comes back. It takes seconds: an outage has to last for something to happen in it.</summary>
public sealed class OutageUnderLoadTests(ITestOutputHelper output)
{
    private const int Workers = 4;

    private static readonly (string, string) Grant = ("grant_type", "client_credentials");
    private static readonly TimeSpan Phase = TimeSpan.FromSeconds(1);

    private readonly ConcurrentBag<Guid> _issued = [];
    private readonly ConcurrentDictionary<HttpStatusCode, int> _answers = new();
    private int _issuedMeanwhile;
    private volatile bool _isAway;
    private volatile bool _isOver;

    [PostgreSqlFact]
    public async Task Every_token_that_was_answered_is_recorded_once_and_what_was_deactivated_stays_so()
    {
        var connection = new NpgsqlConnectionStringBuilder(await FreshPostgreSql.CreateAsync());
        await using var proxy = new TcpProxy(connection.Port);
        connection.Port = proxy.Port;
        await using var server = await RunningServer.StartAsync(
            "Storage:Provider=PostgreSql", $"Storage:ConnectionString={connection}", "Journal:CommitTimeoutMs=300");
        var clients = new List<SecretClient>();
        for (var i = 0; i < Workers; i++)
        {
            clients.Add(await KnownAsync(server));
        }

        var deactivated = await KnownAsync(server);
        await server.Admin.PostAsync($"{ApiCaller.Accounts}/{deactivated.AccountId}/deactivate", null).StatusAsync(HttpStatusCode.OK);
        var asserting = await server.CreateAssertionClientAsync(ClientKeyPair.Es256("key"));
        await asserting.RequestTokenAsync().StatusAsync(HttpStatusCode.OK);

        var load = clients.Select(client => AskAsync(server, client)).Append(TryAsync(server, deactivated)).ToList();
        await Task.Delay(Phase);
        _isAway = true;
        proxy.Pause();
        await AwayAsync(server);
        await AssertSingleUseAsync(asserting);
        Assert.Contains("degraded", await server.Http.GetStringAsync("/health/ready"), StringComparison.Ordinal);
        proxy.Cut();
        await AwayAsync(server);
        Assert.Contains("degraded", await server.Http.GetStringAsync("/health/ready"), StringComparison.Ordinal);
        _isAway = false;
        var back = Stopwatch.GetTimestamp();
        proxy.Open();
        var fresh = TimeSpan.Zero;
        await Eventually.IsTrueAsync(async () =>
        {
            var state = await server.Http.GetStringAsync("/health/ready");
            fresh = fresh == TimeSpan.Zero && !state.Contains("database", StringComparison.Ordinal) ? Stopwatch.GetElapsedTime(back) : fresh;
            return state.Contains("\"ready\"", StringComparison.Ordinal);
        });
        var caughtUp = Stopwatch.GetElapsedTime(back);
        await Task.Delay(Phase);
        _isOver = true;
        await Task.WhenAll(load);

        var recorded = await RecordedAsync(server);
        output.WriteLine(
            $"Issued {_issued.Count} tokens, {_issuedMeanwhile} of them while PostgreSQL was away; answers: "
            + $"{string.Join(", ", _answers.Select(a => $"{(int)a.Key}: {a.Value}"))}; "
            + $"{recorded.Count} records; {fresh.TotalMilliseconds:F0} ms after it came back the ledger was read, and after {caughtUp.TotalMilliseconds:F0} ms all had been sent.");
        Assert.NotEqual(0, _issuedMeanwhile);
        Assert.Equal(recorded.Count, recorded.Distinct().Count());
        Assert.Empty(_issued.Except(recorded));
    }

    // For one phase, and all the while nothing of the ledger is read.
    private static async Task AwayAsync(RunningServer server)
    {
        var began = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(began) < Phase)
        {
            server.Time.Elapse(TimeSpan.FromSeconds(1));
            await Task.Delay(TimeSpan.FromMilliseconds(50));
        }
    }

    private static async Task AssertSingleUseAsync(AssertionClient client)
    {
        var assertion = client.Assertion();
        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => client.RequestTokenAsync(assertion)));
        Assert.Equal(1, answers.Count(answer => answer.StatusCode == HttpStatusCode.OK));
        Array.ForEach(answers, answer => answer.Dispose());
    }

    private static async Task<SecretClient> KnownAsync(RunningServer server)
    {
        var client = await server.CreateSecretClientAsync();
        await server.RequestTokenAsync(client.Basic, Grant).StatusAsync(HttpStatusCode.OK);
        return client;
    }

    private static async Task<List<Guid>> RecordedAsync(RunningServer server)
    {
        await using var db = await server.Services.GetRequiredService<IDbContextFactory<ServiceAccountsDbContext>>().CreateDbContextAsync();
        var batches = await db.Set<IssuanceBatch>().AsNoTracking().Select(b => b.Payload).ToListAsync();
        var blocks = await db.Set<IssuanceBlock>().AsNoTracking().ToListAsync();
        return
        [
            .. batches.SelectMany(IssuanceCodec.Decode).Select(i => i.TokenId)
                .Concat(blocks.SelectMany(b => IssuanceBlockCodec.Decode(b.Minute, b.Payload, null)).Select(t => t.TokenId)),
        ];
    }

    private async Task AskAsync(RunningServer server, SecretClient client)
    {
        while (!_isOver)
        {
            var isAway = _isAway;
            using var answer = await server.RequestTokenAsync(client.Basic, Grant);
            _answers.AddOrUpdate(answer.StatusCode, 1, (_, count) => count + 1);
            Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.ServiceUnavailable, $"{answer.StatusCode}");
            if (answer.StatusCode == HttpStatusCode.OK)
            {
                _issued.Add(Guid.Parse(new JsonWebToken(await answer.MemberAsync("access_token")).Id));
                Interlocked.Add(ref _issuedMeanwhile, isAway && _isAway ? 1 : 0);
            }
        }
    }

    private async Task TryAsync(RunningServer server, SecretClient deactivated)
    {
        while (!_isOver)
        {
            using var answer = await server.RequestTokenAsync(deactivated.Basic, Grant);
            Assert.True(answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.ServiceUnavailable, $"{answer.StatusCode}");
        }
    }
}
