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
        if (_tenants.TryGetValue(tenantId, out var tenant) && tenant.Find(list, _time.GetUtcNow() - _ttl) is { } made)
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
        private readonly ConcurrentDictionary<int, Lazy<Task<Made>>> _made = new();

        /// <summary>A list that was made later than that.</summary>
        public PublicDocument? Find(int list, DateTimeOffset since) =>
            _made.TryGetValue(list, out var making) && making is { IsValueCreated: true, Value: { IsCompletedSuccessfully: true } task } && task.Result.At > since
                ? task.Result.Document
                : null;

        /// <summary>Makes a list, once for all who ask meanwhile.</summary>
        public async Task<PublicDocument> MakeAsync(int list, CancellationToken cancellationToken)
        {
            while (true)
            {
                var making = _made.GetOrAdd(list, static (number, self) => new Lazy<Task<Made>>(() => self.ReadAsync(number)), this);
                try
                {
                    var made = await making.Value.WaitAsync(cancellationToken);
                    if (made.At > documents._time.GetUtcNow() - documents._ttl)
                    {
                        return made.Document;
                    }
                }
                catch (Exception) when (making.Value.IsFaulted)
                {
                    _made.TryRemove(new(list, making));
                    throw;
                }

                _made.TryRemove(new(list, making));
            }
        }

        private async Task<Made> ReadAsync(int list)
        {
            await Task.Yield();
            var at = documents._time.GetUtcNow();
            var bits = await documents.ReadAsync(() => documents._lists.ReadAsync(tenantId, list, CancellationToken.None), CancellationToken.None);
            return new Made(documents._tokens.Sign(tenantId, list, bits), at);
        }
    }

    private sealed record Made(PublicDocument Document, DateTimeOffset At);
}
