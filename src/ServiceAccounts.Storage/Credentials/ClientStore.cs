using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Ledger;

namespace ServiceAccounts.Storage.Credentials;

/// <summary>Finds clients: a known one in memory, without a read; an unknown one by one look-up of which few run at a time.</summary>
public sealed class ClientStore : IClients, IDisposable
{
    // A flood of made-up ids waits for these, and leaves the database to those who are known.
    private const int MaxLookUps = 50;

    // Past it the answer is 503, and not a queue that outlives those who made it.
    private const int MaxWaiting = 5_000;

    private readonly SemaphoreSlim _lookUps = new(MaxLookUps);
    private readonly OneAtATime<string, ClientRecord?> _loads;
    private int _waiting;
    private readonly IDbContextFactory<ServiceAccountsDbContext> _contexts;
    private readonly TenantAccessStore _tenants;
    private readonly ClientCache _cache;
    private readonly ChangeFeed _feed;

    /// <summary>Joins the cache and what fills it.</summary>
    public ClientStore(
        IDbContextFactory<ServiceAccountsDbContext> contexts, TenantAccessStore tenants, ClientCache cache, ChangeFeed feed)
    {
        (_contexts, _tenants, _cache, _feed) = (contexts, tenants, cache, feed);
        _loads = new OneAtATime<string, ClientRecord?>(LoadAsync);
    }

    /// <inheritdoc />
    public ValueTask<Client?> FindAsync(string clientId, CancellationToken cancellationToken)
    {
        if (_cache.Find(clientId) is { } record && _tenants.Current(record.TenantId) is { } access)
        {
            return new ValueTask<Client?>(record.With(access));
        }

        return CredentialFormat.IsClientId(clientId) && !_cache.IsKnownMissing(clientId)
            ? FindSlowlyAsync(clientId, cancellationToken)
            : new ValueTask<Client?>((Client?)null);
    }

    /// <inheritdoc />
    public void Dispose() => _lookUps.Dispose();

    private async ValueTask<Client?> FindSlowlyAsync(string clientId, CancellationToken cancellationToken)
    {
        var record = _cache.Find(clientId) ?? await _loads.LoadAsync(clientId).WaitAsync(cancellationToken);
        return record is not null && await _tenants.GetAsync(record.TenantId, cancellationToken) is { } access
            ? record.With(access)
            : null;
    }

    private void Keep(ClientRecord record)
    {
        _cache.Keep(record);
        _loads.End(record.ClientId);
    }

    private async Task<ClientRecord?> LoadAsync(string clientId)
    {
        if (Interlocked.Increment(ref _waiting) > MaxWaiting)
        {
            Interlocked.Decrement(ref _waiting);
            throw new OverloadedException("Too many look-ups of clients that are not in memory.");
        }

        await _lookUps.WaitAsync(CancellationToken.None);
        try
        {
            await using var db = await _contexts.CreateDbContextAsync(CancellationToken.None);
            while (true)
            {
                var position = _feed.Position;
                var record = await ClientRecord.LoadAsync(db, clientId, CancellationToken.None);
                if (record is null)
                {
                    _cache.RememberMissing(clientId);
                    return null;
                }

                if (_feed.TryKeep(position, record.TenantId, record.PrincipalId, () => Keep(record)))
                {
                    return record;
                }
            }
        }
        finally
        {
            _lookUps.Release();
            Interlocked.Decrement(ref _waiting);
        }
    }
}
