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
    OwnSigningKeys own, IOptions<KeyOptions> options, TimeProvider time)
{
    /// <summary>Does what is due; nothing is written where nothing is.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        List<SigningKey> rows;
        await using (var db = await contexts.CreateDbContextAsync(cancellationToken))
        {
            rows = await KeyRows.ReadAsync(db.Set<SigningKey>().AsNoTracking(), cancellationToken);
        }

        var turns = TurnsOf(rows);
        var isDue = turns.ConvertAll(turn =>
        {
            turn.Turns.Settle();
            return turn.Turns.IsSuccessorDue(options.Value) || turn.Turns.Deeds.Count > 0;
        }).Contains(true);
        if (!isDue)
        {
            return;
        }

        var fresh = turns.Where(turn => turn.Turns.IsSuccessorDue(options.Value)).ToDictionary(turn => turn.Algorithm, turn => newKeys.Create(turn.Algorithm));
        await transaction.RunAsync<object>((db, cancellation) => TurnAsync(db, fresh, cancellation), cancellationToken);
        await keys.ReloadAsync(cancellationToken);
    }

    private async Task<Outcome<Done<object>>> TurnAsync(
        ServiceAccountsDbContext db, Dictionary<string, SigningKey> fresh, CancellationToken cancellationToken)
    {
        var turns = TurnsOf(await KeyRows.ReadAsync(db.Set<SigningKey>(), cancellationToken));
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

    private List<(string Algorithm, SigningKeyTurns Turns)> TurnsOf(List<SigningKey> rows)
    {
        var now = time.GetUtcNow();
        return [.. SignatureAlgorithms.ForAccessTokens.Select(algorithm => (algorithm, new SigningKeyTurns(algorithm, rows, own, now)))];
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
