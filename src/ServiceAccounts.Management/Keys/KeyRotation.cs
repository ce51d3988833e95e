using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using ServiceAccounts.Management.Audit;
using ServiceAccounts.Protocol.Keys;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Keys;

namespace ServiceAccounts.Management.Keys;

/// <summary>Announces, ends and forgets signing keys when it is time. It is right when two nodes do it: what is due is asked again in the transaction.</summary>
public sealed class KeyRotation(
    ManagementTransaction transaction, IDbContextFactory<ServiceAccountsDbContext> contexts, NewKeys newKeys, KeyStore keys,
    GeneratedKeyUse use, IOptions<KeyOptions> options, TimeProvider time)
{
    /// <summary>Does what is due; nothing is written where nothing is. Whether a key has been made that signs at once, because there was none.</summary>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        List<SigningKey> rows;
        IReadOnlySet<string> unused;
        await using (var db = await contexts.CreateDbContextAsync(cancellationToken))
        {
            rows = await KeyRows.ReadAsync(db.Set<SigningKey>().AsNoTracking(), cancellationToken);
            unused = await use.UnusedAsync(db, cancellationToken);
        }

        var turns = TurnsOf(rows, unused);
        var isDue = turns.ConvertAll(turn =>
        {
            turn.Turns.Settle();
            return turn.Turns.IsSuccessorDue(options.Value) || turn.Turns.Deeds.Count > 0;
        }).Contains(true);
        if (!isDue)
        {
            return false;
        }

        var fresh = turns.Where(turn => turn.Turns.IsSuccessorDue(options.Value)).ToDictionary(turn => turn.Algorithm, turn => newKeys.Create(turn.Algorithm));
        await transaction.RunAsync<object>((db, cancellation) => TurnAsync(db, fresh, cancellation), cancellationToken);
        await keys.ReloadAsync(cancellationToken);
        return fresh.Values.Any(key => key.State == SigningKeyState.Active);
    }

    private async Task<Outcome<Done<object>>> TurnAsync(
        ServiceAccountsDbContext db, Dictionary<string, SigningKey> fresh, CancellationToken cancellationToken)
    {
        var turns = TurnsOf(await KeyRows.ReadAsync(db.Set<SigningKey>(), cancellationToken), await use.UnusedAsync(db, cancellationToken));
        foreach (var (algorithm, turn) in turns)
        {
            turn.Settle();
            if (turn.IsSuccessorDue(options.Value) && fresh.TryGetValue(algorithm, out var successor))
            {
                turn.Announce(successor, time.GetUtcNow() + TimeSpan.FromDays(options.Value.AnnounceDays));
            }

            KeyRows.Keep(db, turn);
        }

        return new Done<object>(turns, [.. turns.SelectMany(turn => turn.Turns.Deeds)]);
    }

    // With keys of the operator's own this node still turns those of others that sign with what the server makes.
    private List<(string Algorithm, SigningKeyTurns Turns)> TurnsOf(List<SigningKey> rows, IReadOnlySet<string> unused)
    {
        var now = time.GetUtcNow();
        return [.. SignatureAlgorithms.ForAccessTokens.Select(algorithm => (algorithm, new SigningKeyTurns(algorithm, rows, unused.Contains(algorithm), now)))];
    }
}

/// <summary>The rows of signing keys.</summary>
internal static class KeyRows
{
    // Far more than are kept: each goes a day after its turn.
    private const int MaxKeys = 1_000;

    public static Task<List<SigningKey>> ReadAsync(IQueryable<SigningKey> keys, CancellationToken cancellationToken) =>
        keys.OrderByDescending(key => key.CreatedAt).Take(MaxKeys).ToListAsync(cancellationToken);

    public static void Keep(ServiceAccountsDbContext db, SigningKeyTurns turns)
    {
        db.AddRange(turns.Added);
        db.RemoveRange(turns.Removed);
    }
}
