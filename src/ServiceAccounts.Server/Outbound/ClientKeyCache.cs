using Microsoft.Extensions.Caching.Memory;
using ServiceAccounts.Protocol.Keys;
using ServiceAccounts.Storage.Credentials;

namespace ServiceAccounts.Server.Outbound;

/// <summary>Clients' keys by URL, in memory: fetched once for all who wait, renewed in the background, kept while a host is down.</summary>
internal sealed class ClientKeyCache(
    KeySetClient client, FetchedKeySets stored, TimeProvider time, ILogger<ClientKeyCache> logger) : IClientKeys, IDisposable
{
    private const int MaxUrls = 100_000;

    private readonly Lock _lock = new();
    private readonly MemoryCache _urls = new(new MemoryCacheOptions { SizeLimit = MaxUrls });

    public ValueTask<ClientKeySet?> GetAsync(string jwksUrl, CancellationToken cancellationToken) =>
        KeysOf(jwksUrl).GetAsync(cancellationToken);

    public ValueTask<ClientKeySet?> RefetchAsync(string jwksUrl, ClientKeySet seen, CancellationToken cancellationToken) =>
        KeysOf(jwksUrl).RefetchAsync(seen, cancellationToken);

    public Task<ClientKeyRefresh> RefreshAsync(string jwksUrl, CancellationToken cancellationToken) =>
        KeysOf(jwksUrl).RefreshAsync(cancellationToken);

    public void Dispose() => _urls.Dispose();

    private CachedKeySet KeysOf(string jwksUrl)
    {
        if (_urls.TryGetValue<CachedKeySet>(jwksUrl, out var known) && known is not null)
        {
            return known;
        }

        // Two first requests would else get a set each, and each set would fetch.
        lock (_lock)
        {
            return _urls.GetOrCreate(jwksUrl, entry =>
            {
                entry.Size = 1;
                return new CachedKeySet(jwksUrl, client, stored, time, logger);
            })!; // The factory returns one.
        }
    }
}
