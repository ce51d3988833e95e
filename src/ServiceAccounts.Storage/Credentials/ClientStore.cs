using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Protocol.Tokens;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Ledger;
using ServiceAccounts.Storage.Resilience;

namespace ServiceAccounts.Storage.Credentials;

/// <summary>Finds clients: a known one in memory, without a read; an unknown one by one look-up of which few run at a time.</summary>
public sealed class ClientStore : IClients, IDisposable
{
    private const int MostById = 50;
    private const int MostByText = 16;

    // A flood of made-up ids waits for these, and one of made-up texts for those: neither keeps the other waiting.
    private readonly LookUps _byId;
    private readonly LookUps _byText;
    private readonly OneAtATime<string, CachedClient?> _loads;
    private readonly IDbContextFactory<ServiceAccountsDbContext> _contexts;
    private readonly TenantAccessStore _tenants;
    private readonly ClientCache _cache;
    private readonly ChangeFeed _feed;
    private readonly Freshness _freshness;
    private readonly SecretHasher _hasher;
    private readonly TimeProvider _time;
    private readonly int _apiTokenTtlSeconds;

    /// <summary>Joins the cache and what fills it.</summary>
    public ClientStore(
        IDatabase database, IDbContextFactory<ServiceAccountsDbContext> contexts, TenantAccessStore tenants, ClientCache cache, ChangeFeed feed, Freshness freshness,
        SecretHasher hasher, IOptions<TokenOptions> tokens, TimeProvider time)
    {
        (_contexts, _tenants, _cache, _feed, _freshness, _hasher, _time) = (contexts, tenants, cache, feed, freshness, hasher, time);
        _apiTokenTtlSeconds = tokens.Value.DefaultTtlSeconds;

        // Half of the connections at most: the others are left to the journals and to whoever follows the ledger.
        _byId = new LookUps(LookUps.Limit(MostById, database.MaxConnections, 3), "clients that are not in memory");
        _byText = new LookUps(LookUps.Limit(MostByText, database.MaxConnections, 1), "API tokens by their text");
        _loads = new OneAtATime<string, CachedClient?>(LoadAsync);
    }

    /// <inheritdoc />
    public ValueTask<Client?> FindAsync(string clientId, CancellationToken cancellationToken)
    {
        if (_cache.Find(clientId) is { } record && _tenants.Current(record.TenantId) is { } access)
        {
            ClientCacheMetrics.Hit();
            return new ValueTask<Client?>(record.With(access));
        }

        if (!CredentialFormat.IsClientId(clientId) && !CredentialFormat.IsApiTokenId(clientId))
        {
            ClientCacheMetrics.Unknown();
            return new ValueTask<Client?>((Client?)null);
        }

        // What was not there a moment ago may be there by now, and what changed has been dropped: neither is a no.
        _freshness.ThrowIfStale("clients that are not in memory");
        if (_cache.IsKnownMissing(clientId))
        {
            ClientCacheMetrics.Unknown();
            return new ValueTask<Client?>((Client?)null);
        }

        ClientCacheMetrics.Miss();
        return FindSlowlyAsync(clientId, cancellationToken);
    }

    // The text costs a read each time: what is kept in memory is found by id, and no hash of a secret is a key of it.
    /// <inheritdoc />
    public async ValueTask<KnownApiToken?> FindByApiTokenAsync(string text, CancellationToken cancellationToken)
    {
        _freshness.ThrowIfStale("API tokens by their text");
        var found = await _byText.InTurnAsync(async () =>
        {
            await using var db = await _contexts.CreateDbContextAsync(CancellationToken.None);
            return await ApiTokenHashes.FindAsync(db, _hasher, text, _time.GetUtcNow(), CancellationToken.None);
        }).WaitAsync(cancellationToken);
        return found is var (token, isRetiring) && await FindAsync(token.Id.ToString(), cancellationToken) is { } client
            ? new KnownApiToken(client, token.EndOf(isRetiring))
            : null;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _byId.Dispose();
        _byText.Dispose();
    }

    private async ValueTask<Client?> FindSlowlyAsync(string clientId, CancellationToken cancellationToken)
    {
        var record = _cache.Find(clientId) ?? await _loads.LoadAsync(clientId).WaitAsync(cancellationToken);
        return record is not null && await _tenants.GetAsync(record.TenantId, cancellationToken) is { } access
            ? record.With(access)
            : null;
    }

    private void Keep(CachedClient record)
    {
        _cache.Keep(record);
        _loads.End(record.ClientId);
    }

    private Task<CachedClient?> LoadAsync(string clientId) => _byId.InTurnAsync(async () =>
    {
        await using var db = await _contexts.CreateDbContextAsync(CancellationToken.None);
        while (true)
        {
            var position = _feed.Position;
            var record = await ReadAsync(db, clientId);
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
    });

    private async Task<CachedClient?> ReadAsync(ServiceAccountsDbContext db, string clientId) => CredentialFormat.IsClientId(clientId)
        ? await ClientRecord.LoadAsync(db, clientId, CancellationToken.None)
        : await ApiTokenRecord.LoadAsync(db, Guid.Parse(clientId), _apiTokenTtlSeconds, CancellationToken.None);
}
