using ServiceAccounts.Protocol.Keys;
using ServiceAccounts.Storage.Credentials;
using ServiceAccounts.Storage.Ledger;
using ServiceAccounts.Storage.Resilience;

namespace ServiceAccounts.Server.Outbound;

/// <summary>The keys of one URL.</summary>
internal sealed class CachedKeySet(
    KeySetUrl url, KeySetClient client, FetchedKeySets stored, RefusalJournal refusals, TimeProvider time, ILogger logger)
{
    /// <summary>How long the last good set serves while its host is down.</summary>
    public static readonly TimeSpan Outage = TimeSpan.FromHours(24);

    private static readonly TimeSpan ForcedAtMostEvery = TimeSpan.FromSeconds(30);

    // A host that has just failed is left alone for a moment: every try costs a waiting request up to two seconds.
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(5);

    // The same set is not written again and again; the time of the last one may be behind by so much.
    private static readonly TimeSpan StoredAtLeastEvery = TimeSpan.FromHours(1);

    private readonly Lock _lock = new();
    private State? _state;
    private Task<KeySetAnswer>? _running;
    private DateTimeOffset _lastForced = DateTimeOffset.MinValue;
    private DateTimeOffset _lastFailure = DateTimeOffset.MinValue;
    private bool _loaded;

    // One write after the other, in the order of the fetches: what was decided last is what stays.
    private Task _storing = Task.CompletedTask;
    private Stored? _lastStored;

    // Raised with every drop: what was read or asked for under an earlier one is not to be trusted any more.
    private long _generation;

    public ValueTask<ClientKeySet?> GetAsync(CancellationToken cancellationToken)
    {
        if (_state is { } state && state.Usable(time.GetUtcNow()) is { } keys)
        {
            if (state.FreshUntil <= time.GetUtcNow() && !IsPausing())
            {
                // Nobody waits for this: the old set serves until the new one is here.
                _ = FetchOnce();
            }

            return new ValueTask<ClientKeySet?>(keys);
        }

        return GetSlowlyAsync(cancellationToken);
    }

    public async ValueTask<ClientKeySet?> RefetchAsync(ClientKeySet seen, CancellationToken cancellationToken)
    {
        Task<KeySetAnswer> fetch;
        lock (_lock)
        {
            if (_state is { } state && !ReferenceEquals(state.Keys, seen))
            {
                return state.Keys;
            }

            // Who comes while the keys are fetched waits for them: after a rotation many machines come at once.
            if (_running is null)
            {
                if (time.GetUtcNow() - _lastForced < ForcedAtMostEvery)
                {
                    return null;
                }

                _lastForced = time.GetUtcNow();
            }

            fetch = FetchOnce();
        }

        return (await fetch.WaitAsync(cancellationToken)).Keys;
    }

    public async Task<ClientKeyRefresh> RefreshAsync(CancellationToken cancellationToken)
    {
        // A fetch that is already running may have been answered before the owner changed the keys: only one that begins
        // after the administrator's word counts. How the earlier one ends does not matter.
        if (Running() is { } earlier)
        {
            await Task.WhenAny(earlier).WaitAsync(cancellationToken);
        }

        // From here on it happens, whether or not the caller still listens: a brake is not left half pulled.
        var answer = await FetchOnce();
        Task storing;
        lock (_lock)
        {
            if (answer.Keys is null)
            {
                // What an administrator no longer trusts is not used any more, whether or not there is something better; nor
                // does it come back with the next start.
                _generation++;
                _state = null;
                _loaded = true;
                _storing = ForgetAsync(_storing);
            }

            storing = _storing;
        }

        await storing;

        return new ClientKeyRefresh(answer.Keys, answer.Problem);
    }

    /// <summary>Forgets what is in memory: the database has what another node has fetched since, and the host is asked again.</summary>
    public void Drop()
    {
        lock (_lock)
        {
            _generation++;
            _state = null;
            _loaded = false;
            (_lastForced, _lastFailure) = (DateTimeOffset.MinValue, DateTimeOffset.MinValue);
        }
    }

    private async ValueTask<ClientKeySet?> GetSlowlyAsync(CancellationToken cancellationToken)
    {
        if (!_loaded)
        {
            await LoadAsync(cancellationToken);
        }

        if (!IsPausing())
        {
            Task<KeySetAnswer> fetch;
            lock (_lock)
            {
                // While this request read the database, another's fetch may have come to its end.
                if (_state is { } state && state.FreshUntil > time.GetUtcNow())
                {
                    return state.Keys;
                }

                fetch = FetchOnce();
            }

            if ((await fetch.WaitAsync(cancellationToken)).Keys is { } fetched)
            {
                return fetched;
            }
        }

        return _state?.Usable(time.GetUtcNow());
    }

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        var generation = Interlocked.Read(ref _generation);
        FetchedKeySet? last;
        try
        {
            last = await stored.FindAsync(url, cancellationToken);
        }
        catch (StaleException)
        {
            // The host that publishes the keys may be there although the database is not.
            return;
        }

        lock (_lock)
        {
            _loaded = true;
            if (generation == _generation && last is not null && ClientKeySet.TryParse(last.Jwks, url.IsSpiffeBundle, out var keys, out _))
            {
                // Another node's, or ours before a restart: good while the host is down, and asked for again at once.
                _state ??= new State(keys, last.FetchedAt, FreshUntil: last.FetchedAt);
            }
        }
    }

    private bool IsPausing() => time.GetUtcNow() - _lastFailure < PauseAfterFailure;

    private Task<KeySetAnswer>? Running()
    {
        lock (_lock)
        {
            return _running;
        }
    }

    private Task<KeySetAnswer> FetchOnce()
    {
        lock (_lock)
        {
            return _running ??= FetchAsync(_generation);
        }
    }

    private async Task<KeySetAnswer> FetchAsync(long generation)
    {
        await Task.Yield(); // Out of the lock.
        try
        {
            // Not cancelled with the request that began it: others wait for it too, and it ends by itself in two seconds.
            var answer = await client.FetchAsync(url, CancellationToken.None);
            return await TakeAsync(answer, generation);
        }
        finally
        {
            lock (_lock)
            {
                _running = null;
            }
        }
    }

    private async Task<KeySetAnswer> TakeAsync(KeySetAnswer answer, long generation)
    {
        var now = time.GetUtcNow();
        if (answer.NotAsked)
        {
            logger.KeysNotAskedFor(url.Shown, answer.Problem);
            return answer;
        }

        if (answer is not { Keys: { } keys, Json: { } json })
        {
            _lastFailure = now;
            logger.KeysNotFetched(url.Shown, answer.Problem);
            Report("key_set.unreachable", answer.Problem);
            return answer;
        }

        lock (_lock)
        {
            if (generation != _generation)
            {
                return KeySetAnswer.Failed("An administrator dropped the keys while they were fetched: they are fetched again.");
            }

            _lastFailure = DateTimeOffset.MinValue;
            _state = new State(keys, now, now + answer.Lifetime);

            // No request waits for it: the keys serve from memory. Our database is no place for somebody's private key, nor for
            // the set before, in which that key was still good.
            _storing = StoreAsync(new Stored(keys.PrivateKeys > 0 ? null : json, now), _storing);
        }

        if (keys.PrivateKeys > 0)
        {
            logger.PrivateKeyPublished(url.Shown, keys.PrivateKeys);
            Report(
                "key_set.private_key_published",
                "The key set publishes the private half of a key: that key is dropped. Take it out of use, and publish the public half of a new one.");
        }

        return answer;
    }

    private void Report(string action, string? reason) => refusals.Report(
        Actor.Server,
        new Deed(action, "tenant", url.TenantId)
        {
            TenantId = url.TenantId,
            Reason = reason,
            Details = new Dictionary<string, object?> { ["jwks_url"] = url.Shown },
        },
        url.Url);

    private async Task StoreAsync(Stored set, Task earlier)
    {
        await WaitOutAsync(earlier);
        if (_lastStored is { } last && last.Json == set.Json && set.At - last.At < StoredAtLeastEvery)
        {
            return;
        }

        try
        {
            await (set.Json is { } json
                ? stored.KeepAsync(url, json, set.At, CancellationToken.None)
                : stored.ForgetAsync(url, CancellationToken.None));
            _lastStored = set;
        }
        catch (Exception e) // Only a restart during an outage of the host would miss them.
        {
            logger.KeysNotStored(e, url.Shown);
        }
    }

    // Not caught: who pulls the brake is told when the old set may come back with the next start.
    private async Task ForgetAsync(Task earlier)
    {
        await WaitOutAsync(earlier);
        _lastStored = null;
        await stored.ForgetAsync(url, CancellationToken.None);
    }

    // Out of the lock, and whatever came of it: who began it has been told.
    private static async Task WaitOutAsync(Task earlier) =>
        await earlier.ConfigureAwait(ConfigureAwaitOptions.ForceYielding | ConfigureAwaitOptions.SuppressThrowing);

    private sealed record State(ClientKeySet Keys, DateTimeOffset FetchedAt, DateTimeOffset FreshUntil)
    {
        public ClientKeySet? Usable(DateTimeOffset now) => now - FetchedAt < Outage ? Keys : null;
    }

    /// <summary>What this node wrote last; null where it made the database forget.</summary>
    private sealed record Stored(string? Json, DateTimeOffset At);
}
