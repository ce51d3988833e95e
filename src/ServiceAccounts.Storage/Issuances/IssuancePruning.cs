using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using ServiceAccounts.Storage.Ledger;

namespace ServiceAccounts.Storage.Issuances;

/// <summary>Drops blocks older than they are to be kept, whole, and tells the ledger which.</summary>
public sealed class IssuancePruning(
    IDatabase database, IDbContextFactory<ServiceAccountsDbContext> contexts, LedgerWriter ledger,
    IOptions<JournalOptions> options, TimeProvider time)
{
    // Some hundred megabytes at the most: a token's record waits for one such transaction.
    private const int MaxBlocksAtOnce = 500;

    // Not every minute of a month ago for itself: an entry tells of an hour.
    private const long AtLeastMinutes = 60;

    /// <summary>Drops what is due; how many blocks went.</summary>
    public async Task<int> ApplyAsync(CancellationToken cancellationToken)
    {
        var kept = IssuedToken.MinuteOf(time.GetUtcNow().AddDays(-options.Value.IssuanceRetentionDays));
        if (await OldestAsync(cancellationToken) is not { } oldest || oldest + AtLeastMinutes > kept)
        {
            return 0;
        }

        var dropped = 0;
        while (await FindCutAsync(kept, cancellationToken) is { } cut)
        {
            dropped += await database.WriteAsync((db, cancellation) => DropAsync(db, cut, cancellation), cancellationToken);
        }

        return dropped;
    }

    private async Task<int> DropAsync(ServiceAccountsDbContext db, long before, CancellationToken cancellationToken)
    {
        var dropped = await db.Set<IssuanceBlock>().Where(b => b.Minute < before).ExecuteDeleteAsync(cancellationToken);
        if (dropped > 0)
        {
            // The newest entry speaks for all before it: another node may be further on, and a block of long ago come late.
            var first = Math.Max(before, await SealedBlockCheck.FirstMinuteAsync(db, cancellationToken));
            await ledger.AppendAsync(db, [(Actor.Server, SealedBlocks.Pruned(first, dropped))], cancellationToken);
        }

        return dropped;
    }

    private async Task<long?> OldestAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Set<IssuanceBlock>().OrderBy(b => b.Minute).Select(b => (long?)b.Minute).FirstOrDefaultAsync(cancellationToken);
    }

    private async Task<long?> FindCutAsync(long kept, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var due = await db.Set<IssuanceBlock>().Where(b => b.Minute < kept)
            .OrderBy(b => b.Minute).Take(MaxBlocksAtOnce).Select(b => b.Minute).ToListAsync(cancellationToken);
        return due.Count == 0 ? null : due[^1] + 1;
    }
}
