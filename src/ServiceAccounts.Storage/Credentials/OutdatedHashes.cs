using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Storage.Keys;
using ServiceAccounts.Storage.Ledger;

namespace ServiceAccounts.Storage.Credentials;

/// <summary>
/// Replaces hashes that an older key of the server made, when their secrets are used: only then the secret is here. In
/// memory first, and every few seconds in one write, so that whoever sent it waits for nothing.
/// </summary>
public sealed class OutdatedHashes : IOutdatedHashes
{
    // What does not fit is noted when it is used again.
    private const int MaxInMemory = 10_000;
    private const int MaxAtOnce = 500;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, (SecretHash Was, SecretHash Now)> _noted = [];
    private readonly IDatabase _database;
    private readonly ClientCache _cache;
    private readonly KeyFollower _keys;
    private readonly TimeProvider _time;
    private readonly ILogger<OutdatedHashes> _logger;
    private long _unknownAt;

    /// <summary>Has the hasher tell it.</summary>
    public OutdatedHashes(
        IDatabase database, ClientCache cache, ChangeFeed feed, KeyFollower keys, SecretHasher hasher, TimeProvider time,
        ILogger<OutdatedHashes> logger)
    {
        (_database, _cache, _keys, _time, _logger) = (database, cache, keys, time, logger);
        hasher.Outdated = this;
        feed.Subscribe(change =>
        {
            if (change.Action.StartsWith(KeyFollower.ServerSecretActions, StringComparison.Ordinal))
            {
                cache.Clear(); // Its hashes may be under a version that is no more.
            }
        });
    }

    /// <inheritdoc />
    public void Note(Guid credentialId, SecretHash was, SecretHash now)
    {
        lock (_lock)
        {
            if (_noted.Count < MaxInMemory || _noted.ContainsKey(credentialId))
            {
                _noted[credentialId] = (was, now);
            }
        }
    }

    // Either the keys here are old, or what is in memory of the client is. Whoever asks again and again changes nothing.
    /// <inheritdoc />
    public void MeetUnknownVersion()
    {
        var now = _time.GetTimestamp();
        var last = Interlocked.Read(ref _unknownAt);
        if ((last != 0 && _time.GetElapsedTime(last, now) < Patience) || Interlocked.CompareExchange(ref _unknownAt, now, last) != last)
        {
            return;
        }

        _cache.Clear();
        _keys.Ask();
    }

    /// <summary>Writes what is in memory.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        foreach (var chunk in Take().Chunk(MaxAtOnce))
        {
            try
            {
                var owners = await _database.WriteBesideAsync((db, cancellation) => ReplaceAsync(db, chunk, cancellation), cancellationToken);
                foreach (var owner in owners)
                {
                    _cache.Forget(owner); // It has the old hashes.
                }
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                _logger.NotRehashed(e, chunk.Length);
            }
        }
    }

    private List<KeyValuePair<Guid, (SecretHash Was, SecretHash Now)>> Take()
    {
        lock (_lock)
        {
            List<KeyValuePair<Guid, (SecretHash, SecretHash)>> noted = [.. _noted];
            _noted.Clear();
            return noted;
        }
    }

    // Where the secret has been replaced meanwhile, it stays replaced.
    private static async Task<IReadOnlyList<Guid>> ReplaceAsync(
        ServiceAccountsDbContext db, KeyValuePair<Guid, (SecretHash Was, SecretHash Now)>[] noted, CancellationToken cancellationToken)
    {
        foreach (var (id, (was, now)) in noted)
        {
            var (old, hash, version) = (was.Value.ToArray(), now.Value.ToArray(), now.KeyVersion);
            if (await db.Set<ClientSecret>().Where(s => s.Id == id && s.Hash == old).ExecuteUpdateAsync(
                secret => secret.SetProperty(s => s.Hash, hash).SetProperty(s => s.HashKeyVersion, version), cancellationToken) == 0)
            {
                await db.Set<ApiToken>().Where(t => t.Id == id && t.Hash == old).ExecuteUpdateAsync(
                    token => token.SetProperty(t => t.Hash, hash).SetProperty(t => t.HashKeyVersion, version), cancellationToken);
            }
        }

        var ids = noted.Select(pair => pair.Key).ToList();
        return await db.Set<Application>().Where(a => a.Secrets.Any(s => EF.Parameter(ids).Contains(s.Id)))
            .OrderBy(a => a.Id).Select(a => a.PrincipalId).Take(noted.Length).ToListAsync(cancellationToken);
    }
}
