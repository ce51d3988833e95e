using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Ledger;

namespace ServiceAccounts.Storage.Credentials;

/// <summary>Finds clients: a known one in memory, without a read; an unknown one by one look-up of which few run at a time.</summary>
public sealed class ClientStore(
    IDbContextFactory<ServiceAccountsDbContext> contexts, TenantAccessStore tenants, ClientCache cache, ChangeFeed feed)
    : IClients, IDisposable
{
    // A flood of made-up ids waits for these, and leaves the database to those who are known.
    private const int MaxLookUps = 50;

    private readonly SemaphoreSlim _lookUps = new(MaxLookUps);
    private readonly ConcurrentDictionary<string, Lazy<Task<ClientRecord?>>> _running = new(StringComparer.Ordinal);

    /// <inheritdoc />
    public ValueTask<Client?> FindAsync(string clientId, CancellationToken cancellationToken)
    {
        if (cache.Find(clientId) is { } record && tenants.Current(record.TenantId) is { } access)
        {
            return new ValueTask<Client?>(record.With(access));
        }

        return CredentialFormat.IsClientId(clientId) && !cache.IsKnownMissing(clientId)
            ? FindSlowlyAsync(clientId, cancellationToken)
            : new ValueTask<Client?>((Client?)null);
    }

    /// <inheritdoc />
    public void Dispose() => _lookUps.Dispose();

    private async ValueTask<Client?> FindSlowlyAsync(string clientId, CancellationToken cancellationToken)
    {
        var record = cache.Find(clientId) ?? await LoadOnceAsync(clientId).WaitAsync(cancellationToken);
        return record is not null && await tenants.GetAsync(record.TenantId, cancellationToken) is { } access
            ? record.With(access)
            : null;
    }

    // A thousand requests of one client that is not in memory yet are one read.
    private async Task<ClientRecord?> LoadOnceAsync(string clientId)
    {
        var load = _running.GetOrAdd(clientId, id => new Lazy<Task<ClientRecord?>>(() => LoadAsync(id)));
        try
        {
            return await load.Value;
        }
        finally
        {
            _running.TryRemove(new(clientId, load));
        }
    }

    private async Task<ClientRecord?> LoadAsync(string clientId)
    {
        // Not cancelled with the request that began it: others wait for it too.
        await _lookUps.WaitAsync(CancellationToken.None);
        try
        {
            await using var db = await contexts.CreateDbContextAsync(CancellationToken.None);
            while (true)
            {
                var position = feed.Position;
                var record = await ClientRecord.LoadAsync(db, clientId, CancellationToken.None);
                if (record is null)
                {
                    cache.RememberMissing(clientId);
                    return null;
                }

                if (feed.TryKeep(position, record.TenantId, record.PrincipalId, () => cache.Keep(record)))
                {
                    return record;
                }
            }
        }
        finally
        {
            _lookUps.Release();
        }
    }
}
