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
public sealed record LedgerCheck(LedgerHead? Head, long? FirstBroken, IReadOnlySet<long> Matching);

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
        LedgerHead? last = null;
        var matching = new HashSet<long>();
        while (true)
        {
            if (await ReadAsync(db, last, cancellationToken) is not { } page)
            {
                return new LedgerCheck(last, Next(last), matching);
            }

            foreach (var entry in page)
            {
                if (entry.Position != Next(last) || !seal.IsOf(entry, last?.Seal ?? []) || !await seen(entry, cancellationToken))
                {
                    return new LedgerCheck(last, Next(last), matching);
                }

                last = new LedgerHead(entry.Position, entry.At, entry.Seal);
                if (heads.TryGetValue(entry.Position, out var expected) && expected.AsSpan().SequenceEqual(entry.Seal))
                {
                    matching.Add(entry.Position);
                }
            }

            if (page.Count == 0)
            {
                // Read after the entries: the two are committed together, so an honest one is never behind them.
                var end = await db.Set<LedgerPosition>().AsNoTracking().SingleOrDefaultAsync(
                    p => p.Id == LedgerPosition.OnlyId, cancellationToken);
                if (end?.Position < Next(last) || !await After(db, last).AnyAsync(cancellationToken))
                {
                    return new LedgerCheck(last, WhereEndIsWrong(end, last), matching);
                }
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
