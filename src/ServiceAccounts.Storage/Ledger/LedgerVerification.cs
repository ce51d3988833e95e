using Microsoft.EntityFrameworkCore;

namespace ServiceAccounts.Storage.Ledger;

/// <summary>One end of the chain, as somebody wrote it down.</summary>
/// <param name="Position">The number of the entry.</param>
/// <param name="At">When it was written.</param>
/// <param name="Seal">Its seal.</param>
public sealed record LedgerHead(long Position, DateTimeOffset At, byte[] Seal);

/// <summary>What came of recomputing the chain.</summary>
/// <param name="Head">The last entry that the chain holds up to; null where there is none.</param>
/// <param name="FirstBroken">The number of the first entry that is not what it was, or not there; null where there is none.</param>
/// <param name="Matching">Those of the seals asked for that the chain has.</param>
/// <param name="PrunedUpTo">The number of the last entry that was dropped for its age; 0 where none was.</param>
public sealed record LedgerCheck(LedgerHead? Head, long? FirstBroken, IReadOnlySet<long> Matching, long PrunedUpTo);

/// <summary>Recomputes the chain of seals from the first entry to the last, page by page.</summary>
public sealed class LedgerVerification(IDbContextFactory<ServiceAccountsDbContext> contexts, LedgerSeal seal)
{
    private const int PageLength = 1_000;

    /// <summary>The end of the chain as the ledger has it; null where it is empty.</summary>
    public async Task<LedgerHead?> HeadAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Set<LedgerEntry>().OrderByDescending(e => e.Position)
            .Select(e => new LedgerHead(e.Position, e.At, e.Seal)).FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>
    /// Checks every entry: changed, removed, inserted and reordered ones break the chain where they are, and a tail that was
    /// cut off where it began. <paramref name="seen"/> is called with each entry that holds; what it answers <c>false</c> to
    /// is broken too.
    /// </summary>
    public async Task<LedgerCheck> CheckAsync(
        IReadOnlyDictionary<long, byte[]> heads, Func<LedgerEntry, CancellationToken, Task<bool>> seen,
        CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        while (true)
        {
            // What it says is believed only as long as the chain holds up to the entry that says it.
            var origin = await LedgerPruning.OriginAsync(db, cancellationToken);
            var check = await CheckAsync(db, origin, heads, seen, cancellationToken);

            // What went meanwhile is no break.
            if (check.FirstBroken is null || (await LedgerPruning.OriginAsync(db, cancellationToken))?.Position == origin?.Position)
            {
                return check;
            }
        }
    }

    private async Task<LedgerCheck> CheckAsync(
        ServiceAccountsDbContext db, LedgerOrigin? origin, IReadOnlyDictionary<long, byte[]> heads,
        Func<LedgerEntry, CancellationToken, Task<bool>> seen, CancellationToken cancellationToken)
    {
        var last = origin is null ? null : new LedgerHead(origin.Position, DateTimeOffset.MinValue, origin.Seal);
        var matching = new HashSet<long>();
        if (last is not null)
        {
            Compare(last);
        }

        // Below where the chain begins nothing may be left.
        if (last is not null && await db.Set<LedgerEntry>().AnyAsync(e => e.Position <= last.Position, cancellationToken))
        {
            return Ended(1);
        }

        while (true)
        {
            if (await ReadAsync(db, last, cancellationToken) is not { } page)
            {
                return Ended(Next(last));
            }

            foreach (var entry in page)
            {
                if (entry.Position != Next(last) || !seal.IsOf(entry, last?.Seal ?? []) || !await seen(entry, cancellationToken))
                {
                    return Ended(Next(last));
                }

                last = new LedgerHead(entry.Position, entry.At, entry.Seal);
                Compare(last);
            }

            if (page.Count == 0)
            {
                // Read after the entries: the two are committed together, so an honest one is never behind them.
                var end = await db.Set<LedgerPosition>().AsNoTracking().SingleOrDefaultAsync(
                    p => p.Id == LedgerPosition.OnlyId, cancellationToken);
                if (end?.Position < Next(last) || !await After(db, last).AnyAsync(cancellationToken))
                {
                    return Ended(WhereEndIsWrong(end, last));
                }
            }
        }

        LedgerCheck Ended(long? firstBroken) => new(last, firstBroken, matching, origin?.Position ?? 0);

        void Compare(LedgerHead head)
        {
            if (heads.TryGetValue(head.Position, out var expected) && expected.AsSpan().SequenceEqual(head.Seal))
            {
                matching.Add(head.Position);
            }
        }
    }

    private static long Next(LedgerHead? last) => (last?.Position ?? 0) + 1;

    // From below zero: what somebody put in under a number that the server never gives is found too.
    private static IQueryable<LedgerEntry> After(ServiceAccountsDbContext db, LedgerHead? last)
    {
        var from = last?.Position ?? long.MinValue;
        return db.Set<LedgerEntry>().AsNoTracking().Where(e => e.Position > from).OrderBy(e => e.Position);
    }

    // Null where the next entry cannot even be read: what an intruder wrote need not be a time, a word of ours or an id.
    private static async Task<List<LedgerEntry>?> ReadAsync(
        ServiceAccountsDbContext db, LedgerHead? last, CancellationToken cancellationToken)
    {
        foreach (var length in new[] { PageLength, 1 })
        {
            try
            {
                return await After(db, last).Take(length).ToListAsync(cancellationToken);
            }
            catch (Exception e) when (e is FormatException or ArgumentException or InvalidOperationException or InvalidCastException or OverflowException)
            {
                continue;
            }
        }

        return null;
    }

    private static long? WhereEndIsWrong(LedgerPosition? end, LedgerHead? last)
    {
        var position = last?.Position ?? 0;
        return end switch
        {
            null => position + 1,
            _ when end.Position > position => position + 1,
            _ when end.Position < position => end.Position + 1,
            _ when !end.Seal.AsSpan().SequenceEqual(last?.Seal ?? []) => position,
            _ => null,
        };
    }
}
