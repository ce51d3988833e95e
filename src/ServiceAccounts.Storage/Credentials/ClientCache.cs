using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using ServiceAccounts.Storage.Ledger;

namespace ServiceAccounts.Storage.Credentials;

/// <summary>
/// The clients in memory, bounded; those that a change concerns are dropped when it is published. A full cache evicts one that has
/// not been asked for since it last looked at it (the clock algorithm): finding a client writes nothing that others read.
/// </summary>
public sealed class ClientCache
{
    private const int MaxMissing = 10_000;

    private static readonly TimeSpan MissingFor = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, CachedClient> _clients = new(StringComparer.Ordinal);

    // Touched only when a client is loaded, changed or evicted: the clients in a row, in which the hand goes round, and the first
    // of each principal's, which a change of that principal concerns.
    private readonly Lock _lock = new();
    private readonly List<CachedClient> _row = [];
    private readonly Dictionary<Guid, CachedClient> _ofPrincipal = [];
    private readonly int _most;
    private int _hand;

    // Unknown ids live apart: a flood of them displaces no client.
    private readonly ConcurrentDictionary<string, DateTimeOffset> _missing = new(StringComparer.Ordinal);
    private readonly TimeProvider _time;

    /// <summary>Follows the feed from now on.</summary>
    public ClientCache(IOptions<CacheOptions> options, ChangeFeed feed, TimeProvider time)
    {
        _time = time;
        _most = options.Value.Clients;
        feed.Subscribe(Forget);
    }

    /// <summary>How many are in memory.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _row.Count;
            }
        }
    }

    internal CachedClient? Find(string clientId)
    {
        if (!_clients.TryGetValue(clientId, out var client))
        {
            return null;
        }

        // A write would take the line of memory from the other cores each time.
        if (!client.IsUsed)
        {
            client.IsUsed = true;
        }

        return client;
    }

    internal void Keep(CachedClient client)
    {
        lock (_lock)
        {
            if (_clients.TryGetValue(client.ClientId, out var before))
            {
                Drop(before);
            }
            else if (_row.Count >= _most)
            {
                Evict();
            }

            client.Place = _row.Count;
            _row.Add(client);
            client.Next = _ofPrincipal.GetValueOrDefault(client.PrincipalId);
            _ofPrincipal[client.PrincipalId] = client;
            _clients[client.ClientId] = client;
        }
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
        lock (_lock)
        {
            _clients.Clear();
            _row.Clear();
            _ofPrincipal.Clear();
        }
    }

    /// <summary>Forgets the clients of a principal.</summary>
    internal void Forget(Guid principalId)
    {
        lock (_lock)
        {
            while (_ofPrincipal.TryGetValue(principalId, out var client))
            {
                Drop(client);
            }
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

    // Each that has been asked for is passed over once; when the hand has been round, none has been.
    private void Evict()
    {
        while (true)
        {
            _hand = _hand < _row.Count ? _hand : 0;
            var client = _row[_hand];
            if (!client.IsUsed)
            {
                ClientCacheMetrics.Evicted();
                Drop(client);
                return;
            }

            client.IsUsed = false;
            _hand++;
        }
    }

    private void Drop(CachedClient client)
    {
        _clients.TryRemove(client.ClientId, out _);

        // The last one takes its place in the row.
        var last = _row[^1];
        (_row[client.Place], last.Place) = (last, client.Place);
        _row.RemoveAt(_row.Count - 1);
        Unlink(client);
    }

    // It is among those of its principal, so that each before it has a next.
    private void Unlink(CachedClient client)
    {
        var before = _ofPrincipal[client.PrincipalId];
        if (!ReferenceEquals(before, client))
        {
            while (!ReferenceEquals(before.Next, client))
            {
                before = before.Next!;
            }

            before.Next = client.Next;
        }
        else if (client.Next is { } next)
        {
            _ofPrincipal[client.PrincipalId] = next;
        }
        else
        {
            _ofPrincipal.Remove(client.PrincipalId);
        }
    }
}
