using System.Collections.Concurrent;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;
using ServiceAccounts.Storage.Ledger;

namespace ServiceAccounts.Storage.Credentials;

/// <summary>The clients in memory, bounded; those that a change concerns are dropped when it is published.</summary>
public sealed class ClientCache : IDisposable
{
    private const int MaxMissing = 10_000;

    private static readonly TimeSpan MissingFor = TimeSpan.FromSeconds(10);

    private readonly MemoryCache _clients;
    // Which clients a change of a principal concerns; touched only when one is loaded, changed or evicted.
    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, Dictionary<string, CachedClient>> _ofPrincipal = [];

    // Unknown ids live apart: a flood of them displaces no client.
    private readonly ConcurrentDictionary<string, DateTimeOffset> _missing = new(StringComparer.Ordinal);
    private readonly TimeProvider _time;

    /// <summary>Follows the feed from now on.</summary>
    public ClientCache(IOptions<CacheOptions> options, ChangeFeed feed, TimeProvider time)
    {
        _time = time;
        _clients = new MemoryCache(new MemoryCacheOptions { SizeLimit = options.Value.Clients });
        feed.Subscribe(Forget);
    }

    /// <summary>How many are in memory.</summary>
    public int Count => _clients.Count;

    /// <inheritdoc />
    public void Dispose() => _clients.Dispose();

    internal CachedClient? Find(string clientId) => _clients.TryGetValue(clientId, out CachedClient? record) ? record : null;

    internal void Keep(CachedClient record)
    {
        lock (_lock)
        {
            if (!_ofPrincipal.TryGetValue(record.PrincipalId, out var clients))
            {
                _ofPrincipal[record.PrincipalId] = clients = new(StringComparer.Ordinal);
            }

            clients[record.ClientId] = record;
        }

        using var entry = _clients.CreateEntry(record.ClientId);
        entry.Size = 1;
        entry.Value = record;
        entry.RegisterPostEvictionCallback(OnEvicted, this);
    }

    internal bool IsKnownMissing(string clientId) =>
        _missing.TryGetValue(clientId, out var until) && until > _time.GetUtcNow();

    internal void RememberMissing(string clientId)
    {
        if (_missing.Count >= MaxMissing)
        {
            _missing.Clear();
        }

        _missing[clientId] = _time.GetUtcNow() + MissingFor;
    }

    /// <summary>Forgets every client.</summary>
    internal void Clear()
    {
        List<Guid> principals;
        lock (_lock)
        {
            principals = [.. _ofPrincipal.Keys];
        }

        principals.ForEach(Forget);
    }

    /// <summary>Forgets the clients of a principal.</summary>
    internal void Forget(Guid principalId)
    {
        Dictionary<string, CachedClient>? clients;
        lock (_lock)
        {
            _ofPrincipal.Remove(principalId, out clients);
        }

        foreach (var clientId in clients?.Keys ?? Enumerable.Empty<string>())
        {
            _clients.Remove(clientId);
        }
    }

    private void Forget(Change change)
    {
        if (change.IsOfEverything)
        {
            Clear();
        }
        else if (change.PrincipalId is { } principalId)
        {
            Forget(principalId);
        }
    }

    private static void OnEvicted(object key, object? value, EvictionReason reason, object? state)
    {
        // A replaced entry's key is still in use; and this is called later and on another thread, when the client may have
        // come back: its new record must stay where a change finds it.
        if (reason is EvictionReason.Capacity or EvictionReason.Expired && value is CachedClient record && state is ClientCache cache)
        {
            ClientCacheMetrics.Evicted();
            cache.Drop(record);
        }
    }

    private void Drop(CachedClient record)
    {
        lock (_lock)
        {
            if (_ofPrincipal.TryGetValue(record.PrincipalId, out var clients)
                && clients.TryGetValue(record.ClientId, out var kept) && ReferenceEquals(kept, record)
                && clients.Remove(record.ClientId) && clients.Count == 0)
            {
                _ofPrincipal.Remove(record.PrincipalId);
            }
        }
    }
}
