using Microsoft.Extensions.Caching.Memory;
using ServiceAccounts.Protocol.Keys;
using ServiceAccounts.Storage.Credentials;
using ServiceAccounts.Storage.Ledger;

namespace ServiceAccounts.Server.Outbound;

/// <summary>Clients' keys by URL, in memory: fetched once for all who wait, renewed in the background, kept while a host is down.</summary>
internal sealed class ClientKeyCache : IClientKeys, IDisposable
{
    private const double ShareMadeRoomFor = 0.05;

    // A set that nobody has asked for in so long would not be used any more, even if its host were down.
    private static readonly TimeSpan KeptUnused = CachedKeySet.Outage;

    private readonly Lock _lock = new();
    private readonly KeySetClient _client;
    private readonly Func<KeySetUrl, CachedKeySet> _create;

    // No size limit of its own: with one, a full cache would refuse new URLs, and each of their requests would fetch.
    private readonly MemoryCache _urls = new(new MemoryCacheOptions());

    /// <summary>Follows the feed from now on.</summary>
    public ClientKeyCache(
        KeySetClient client, FetchedKeySets stored, RefusalJournal refusals, ChangeFeed feed, TimeProvider time, ILogger<ClientKeyCache> logger)
    {
        (_client, _create) = (client, url => new CachedKeySet(url, client, stored, refusals, time, logger));
        feed.Subscribe(Drop);
    }

    /// <summary>How many URLs are kept; those that have not been asked for longest give way.</summary>
    internal int MaxUrls { get; init; } = 100_000;

    public ValueTask<ClientKeySet?> GetAsync(KeySetUrl url, CancellationToken cancellationToken) =>
        KeysOf(url).GetAsync(cancellationToken);

    public ValueTask<ClientKeySet?> RefetchAsync(KeySetUrl url, ClientKeySet seen, CancellationToken cancellationToken) =>
        KeysOf(url).RefetchAsync(seen, cancellationToken);

    public Task<ClientKeyRefresh> RefreshAsync(KeySetUrl url, CancellationToken cancellationToken) =>
        KeysOf(url).RefreshAsync(cancellationToken);

    public async Task<ClientKeyRefresh> TryAsync(KeySetUrl url, CancellationToken cancellationToken)
    {
        var answer = await _client.FetchAsync(url, cancellationToken);
        return new ClientKeyRefresh(answer.Keys, answer.Problem);
    }

    public void Dispose() => _urls.Dispose();

    // What an administrator no longer trusts, and has fetched anew on another node. The ledger tells of which tenant, and not of
    // which URL: all of the tenant's are asked for again, each once.
    private void Drop(Change change)
    {
        if (change is not { IsOwn: false, TenantId: { } tenantId, Action: FetchedKeySets.RefreshedAction or FetchedKeySets.IssuerRefreshedAction })
        {
            return;
        }

        foreach (var url in _urls.Keys.OfType<KeySetUrl>().Where(url => url.TenantId == tenantId).ToList())
        {
            _urls.Get<CachedKeySet>(url)?.Drop();
        }
    }

    private CachedKeySet KeysOf(KeySetUrl url)
    {
        if (_urls.TryGetValue<CachedKeySet>(url, out var known) && known is not null)
        {
            return known;
        }

        // Two first requests would else get a set each, and each set would fetch.
        lock (_lock)
        {
            return _urls.GetOrCreate(url, entry =>
            {
                if (_urls.Count >= MaxUrls)
                {
                    _urls.Compact(ShareMadeRoomFor);
                }

                entry.SlidingExpiration = KeptUnused;
                return _create(url);
            })!; // The factory returns one.
        }
    }
}
