using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Accounts;
using ServiceAccounts.Storage.Issuances;
using ServiceAccounts.Storage.Ledger;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Health;

/// <summary>A server that a test cuts off from its database.</summary>
public sealed class CutOffServer : IAsyncLifetime
{
    private readonly Outage _outage = new();
    private RunningServer? _server;

    internal RunningServer Server => _server ?? throw new InvalidOperationException("The server has not been started.");

    public async Task InitializeAsync()
    {
        _server = await StartAsync(_outage);
        _ = _server.TenantId; // Read before anything fails.
    }

    public async Task DisposeAsync() => await Server.DisposeAsync();

    internal static Task<RunningServer> StartAsync(Outage outage, params string[] settings) => RunningServer.StartAsync(
        null, builder => builder.Services.ConfigureDbContext<ServiceAccountsDbContext>(options => options.AddInterceptors(outage)), settings);

    /// <summary>Cuts it off for so long that it is stale; reached again, and ready, when the answer is disposed.</summary>
    internal async Task<Cut> CutOffAsync(TimeSpan? since = null)
    {
        _outage.IsOn = true;

        // Its last reading may be on its way just now.
        await Eventually.IsTrueAsync(async () =>
        {
            Server.Time.Elapse(since ?? TimeSpan.FromSeconds(3));
            return (await ReadinessAsync()).Body.Contains("database", StringComparison.Ordinal);
        });
        return new Cut(this);
    }

    internal async Task<(HttpStatusCode Status, string Body)> ReadinessAsync()
    {
        using var answer = await Server.Http.GetAsync("/health/ready");
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>How often the database has the record of a token.</summary>
    internal async Task<int> RecordsAsync(Guid tokenId)
    {
        await using var db = await Server.Services.GetRequiredService<IDbContextFactory<ServiceAccountsDbContext>>().CreateDbContextAsync();
        return (await db.Set<IssuanceBatch>().AsNoTracking().Select(b => b.Payload).ToListAsync())
            .SelectMany(IssuanceCodec.Decode).Count(i => i.TokenId == tokenId);
    }

    /// <summary>Deactivates an account as another node does: this one hears of it from the ledger alone.</summary>
    internal Task<bool> DeactivateElsewhereAsync(SecretClient client) => _outage.ElsewhereAsync(() =>
        Server.Services.GetRequiredService<IDatabase>().WriteAsync(
            async (db, cancellation) =>
            {
                var principal = await db.Set<Principal>().SingleAsync(p => p.Id == Guid.Parse(client.AccountId), cancellation);
                principal.Status = PrincipalStatus.Inactive;
                principal.Epoch++;
                await Server.Services.GetRequiredService<LedgerWriter>().AppendAsync(
                    db,
                    [(Actor.Server, new Deed("service_account.deactivated", "service_account", principal.Id)
                    {
                        TenantId = principal.TenantId,
                        PrincipalId = principal.Id,
                    })],
                    cancellation);
                return true;
            },
            CancellationToken.None));

    internal sealed class Cut(CutOffServer server) : IAsyncDisposable
    {
        public async Task EndAsync()
        {
            server._outage.IsOn = false;
            await Eventually.IsTrueAsync(async () => (await server.ReadinessAsync()).Body.Contains("\"ready\"", StringComparison.Ordinal));
        }

        public async ValueTask DisposeAsync() => await EndAsync();
    }
}
