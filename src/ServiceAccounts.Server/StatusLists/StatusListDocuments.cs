using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using ServiceAccounts.Server.Metadata;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Ledger;
using ServiceAccounts.Storage.Resilience;

namespace ServiceAccounts.Server.StatusLists;

/// <summary>
/// The status lists that are published now. A list is made when it is asked for, and again after <c>ttl</c> or a change of a
/// principal of its tenant, however many ask for it; but at most once in two seconds, however much changes. So a list shows a change
/// at once where its tenant has been quiet for two seconds, and is at most two seconds behind where it has not. While the database
/// cannot be read the last one is sent, until verifiers take it no more.
/// </summary>
internal sealed class StatusListDocuments : IDisposable
{
    private const int MaxTenants = 1_000;
    private const int MaxAbsent = 10_000;

    // A flood of made-up lists waits for these, and leaves the database to tokens.
    private const int MaxReads = 8;
    private const int MaxWaiting = 5_000;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<Guid, OfTenant> _tenants = new();
    private readonly ConcurrentDictionary<(Guid, int), DateTimeOffset> _absent = new();
    private readonly SemaphoreSlim _reads = new(MaxReads);
    private readonly Storage.Credentials.StatusLists _lists;
    private readonly StatusListToken _tokens;
    private readonly Freshness _freshness;
    private readonly TimeSpan _ttl;
    private readonly TimeProvider _time;
    private int _waiting;

    /// <summary>Follows the feed from now on.</summary>
    public StatusListDocuments(
        Storage.Credentials.StatusLists lists, StatusListToken tokens, ChangeFeed feed, Freshness freshness,
        IOptions<StatusListOptions> options, TimeProvider time)
    {
        (_lists, _tokens, _freshness, _time, _ttl) = (lists, tokens, freshness, time, TimeSpan.FromSeconds(options.Value.TtlSeconds));
        feed.Subscribe(Outdate);
    }

    /// <summary>A list as it is now; null where there is none of that number.</summary>
    public async ValueTask<PublicDocument?> FindAsync(Guid tenantId, int list, CancellationToken cancellationToken)
    {
        if (_tenants.TryGetValue(tenantId, out var tenant) && tenant.Find(list) is { } made)
        {
            return made;
        }

        if (_freshness.IsStale)
        {
            return tenant?.FindLast(list) ?? throw new StaleException("status lists that are not in memory");
        }

        // Only what there is takes a place in memory for longer than a moment.
        if (IsKnownAbsent(tenantId, list))
        {
            return null;
        }

        if (!await ReadAsync(() => _lists.HasAsync(tenantId, list, cancellationToken), cancellationToken))
        {
            RememberAbsent(tenantId, list);
            return null;
        }

        if (!_tenants.ContainsKey(tenantId) && _tenants.Count >= MaxTenants)
        {
            EvictOne();
        }

        return await _tenants.GetOrAdd(tenantId, static (id, documents) => new OfTenant(id, documents), this)
            .MakeAsync(list, cancellationToken);
    }

    /// <summary>Notes that a token refers to a list, so that it is there.</summary>
    public void Expect(Guid tenantId, int list) => _absent.TryRemove((tenantId, list), out _);

    /// <inheritdoc />
    public void Dispose() => _reads.Dispose();

    private void Outdate(Change change)
    {
        if (change.IsOfEverything)
        {
            foreach (var (_, any) in _tenants)
            {
                any.Outdate();
            }
        }
        else if (change is { TenantId: { } tenantId, PrincipalId: not null } && _tenants.TryGetValue(tenantId, out var tenant))
        {
            tenant.Outdate();
        }
    }

    // Nothing tells us when another node gives the first place of a list, so it is not for long.
    private bool IsKnownAbsent(Guid tenantId, int list) => _absent.TryGetValue((tenantId, list), out var at) && IsWithin(Pause, at);

    private void RememberAbsent(Guid tenantId, int list)
    {
        if (_absent.Count >= MaxAbsent)
        {
            _absent.Clear();
        }

        _absent[(tenantId, list)] = _time.GetUtcNow();
    }

    // Any: it is made anew when it is asked for.
    private void EvictOne()
    {
        foreach (var (tenantId, _) in _tenants)
        {
            _tenants.TryRemove(tenantId, out _);
            return;
        }
    }

    // A clock that has been set back makes nothing last longer.
    private bool IsWithin(TimeSpan span, DateTimeOffset at) => _time.GetUtcNow() - at is var age && age >= TimeSpan.Zero && age < span;

    private async Task<T> ReadAsync<T>(Func<Task<T>> read, CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref _waiting) > MaxWaiting)
        {
            Interlocked.Decrement(ref _waiting);
            throw new OverloadedException("Too many status lists are asked for that are not in memory.");
        }

        try
        {
            await _reads.WaitAsync(cancellationToken);
            try
            {
                return await read();
            }
            finally
            {
                _reads.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    /// <summary>The lists of one tenant.</summary>
    private sealed class OfTenant(Guid tenantId, StatusListDocuments documents)
    {
        private readonly ConcurrentDictionary<int, Made> _made = new();
        private readonly ConcurrentDictionary<int, Lazy<Task<PublicDocument>>> _making = new();

        private long _changes;

        /// <summary>Notes that something has changed since the lists were made.</summary>
        public void Outdate() => Interlocked.Increment(ref _changes);

        /// <summary>A list that is not too old.</summary>
        public PublicDocument? Find(int list) =>
            _made.TryGetValue(list, out var made)
            && documents.IsWithin(made.Changes == Interlocked.Read(ref _changes) ? documents._ttl : Pause, made.At)
                ? made.Document
                : null;

        /// <summary>A list, however old.</summary>
        public PublicDocument? FindLast(int list) => _made.TryGetValue(list, out var made) ? made.Document : null;

        /// <summary>Makes a list, once for all who ask meanwhile, and whether they wait for it or not.</summary>
        public Task<PublicDocument> MakeAsync(int list, CancellationToken cancellationToken) =>
            _making.GetOrAdd(list, static (number, self) => new Lazy<Task<PublicDocument>>(() => self.ReadAsync(number)), this)
                .Value.WaitAsync(cancellationToken);

        private async Task<PublicDocument> ReadAsync(int list)
        {
            // Out of the lock that the others wait at.
            await Task.Yield();
            try
            {
                // Whoever looked before it was made, and asks after that, finds it here.
                if (Find(list) is { } made)
                {
                    return made;
                }

                // Noted when its turn has come and before it is read: what changes meanwhile is not in it.
                var (at, changes, bits) = await documents.ReadAsync(
                    async () => (
                        documents._time.GetUtcNow(), Interlocked.Read(ref _changes),
                        await documents._lists.ReadAsync(tenantId, list, CancellationToken.None)),
                    CancellationToken.None);
                var document = documents._tokens.Sign(tenantId, list, bits);
                _made[list] = new Made(document, at, changes);
                return document;
            }
            finally
            {
                _making.TryRemove(list, out _);
            }
        }
    }

    private sealed record Made(PublicDocument Document, DateTimeOffset At, long Changes);
}
