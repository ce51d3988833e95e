using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using ServiceAccounts.Server.Metadata;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Ledger;

namespace ServiceAccounts.Server.StatusLists;

/// <summary>
/// The status lists that are published now. A list is made when it is asked for, and again after <c>ttl</c> or a change of a
/// principal of its tenant, however many ask for it.
/// </summary>
internal sealed class StatusListDocuments : IDisposable
{
    private const int MaxTenants = 1_000;

    // A flood of made-up lists waits for these, and leaves the database to tokens.
    private const int MaxReads = 8;
    private const int MaxWaiting = 5_000;

    private readonly ConcurrentDictionary<Guid, OfTenant> _tenants = new();
    private readonly SemaphoreSlim _reads = new(MaxReads);
    private readonly Storage.Credentials.StatusLists _lists;
    private readonly StatusListToken _tokens;
    private readonly TimeSpan _ttl;
    private readonly TimeProvider _time;
    private int _waiting;

    /// <summary>Follows the feed from now on.</summary>
    public StatusListDocuments(
        Storage.Credentials.StatusLists lists, StatusListToken tokens, ChangeFeed feed, IOptions<StatusListOptions> options, TimeProvider time)
    {
        (_lists, _tokens, _time, _ttl) = (lists, tokens, time, TimeSpan.FromSeconds(options.Value.TtlSeconds));
        feed.Subscribe(Forget);
    }

    /// <summary>A list as it is now; null where there is none of that number.</summary>
    public async ValueTask<PublicDocument?> FindAsync(Guid tenantId, int list, CancellationToken cancellationToken)
    {
        if (_tenants.TryGetValue(tenantId, out var tenant) && tenant.Find(list) is { } made)
        {
            return made;
        }

        // Only what there is takes a place in memory.
        if (!await ReadAsync(() => _lists.HasAsync(tenantId, list, cancellationToken), cancellationToken))
        {
            return null;
        }

        if (_tenants.Count >= MaxTenants)
        {
            _tenants.Clear();
        }

        return await _tenants.GetOrAdd(tenantId, static (id, documents) => new OfTenant(id, documents), this)
            .MakeAsync(list, cancellationToken);
    }

    /// <inheritdoc />
    public void Dispose() => _reads.Dispose();

    // Whoever is still making a list of before the change keeps it where nobody looks.
    private void Forget(Change change)
    {
        if (change is { TenantId: { } tenantId, PrincipalId: not null })
        {
            _tenants.TryRemove(tenantId, out _);
        }
    }

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

    /// <summary>The lists of one tenant, between two changes.</summary>
    private sealed class OfTenant(Guid tenantId, StatusListDocuments documents)
    {
        private readonly ConcurrentDictionary<int, Made> _made = new();
        private readonly ConcurrentDictionary<int, Lazy<Task<PublicDocument>>> _making = new();

        /// <summary>A list that is not too old.</summary>
        public PublicDocument? Find(int list) =>
            _made.TryGetValue(list, out var made) && documents._time.GetUtcNow() - made.At < documents._ttl ? made.Document : null;

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

                var at = documents._time.GetUtcNow();
                var bits = await documents.ReadAsync(() => documents._lists.ReadAsync(tenantId, list, CancellationToken.None), CancellationToken.None);
                var document = documents._tokens.Sign(tenantId, list, bits);
                _made[list] = new Made(document, at);
                return document;
            }
            finally
            {
                _making.TryRemove(list, out _);
            }
        }
    }

    private sealed record Made(PublicDocument Document, DateTimeOffset At);
}
