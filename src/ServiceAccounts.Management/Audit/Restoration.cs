using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Accounts;
using ServiceAccounts.Storage.Ledger;

namespace ServiceAccounts.Management.Audit;

/// <summary>
/// After a database has been restored from a backup: ends every access token that was issued before, and says what entries written
/// down elsewhere know to be missing.
/// </summary>
public sealed class Restoration(IDatabase database, LedgerVerification ledger, LedgerWriter writer, TimeProvider time)
{
    // Nobody waits for an answer, and a million rows take longer than a request may.
    private static readonly TimeSpan CommandTimeout = TimeSpan.FromHours(1);

    /// <summary>Does both, and writes into the ledger that it was done. To be run before any server starts on the database.</summary>
    /// <param name="known">Entries of the ledger that were written down: heads of the log, or an export of the journal.</param>
    /// <param name="cancellationToken">Ends it before anything is written.</param>
    public async Task<RestorationReport> RunAsync(IReadOnlyCollection<KnownEntry> known, CancellationToken cancellationToken)
    {
        var report = await CompareAsync(known, cancellationToken);
        return report with { Principals = await database.WriteAsync((db, cancellation) => WriteAsync(db, report, cancellation), cancellationToken) };
    }

    private async Task<RestorationReport> CompareAsync(IReadOnlyCollection<KnownEntry> known, CancellationToken cancellationToken)
    {
        var seals = known.ToLookup(entry => entry.Position, entry => entry.Seal);
        long? lastCommon = null;
        var contradicting = new List<long>();
        var check = await ledger.CheckAsync(
            new Dictionary<long, byte[]>(),
            (entry, _) =>
            {
                foreach (var seal in seals[entry.Position].Distinct())
                {
                    if (string.Equals(seal, Convert.ToHexStringLower(entry.Seal), StringComparison.Ordinal))
                    {
                        lastCommon = entry.Position;
                    }
                    else
                    {
                        contradicting.Add(entry.Position);
                    }
                }

                return Task.FromResult(true);
            },
            cancellationToken);
        var end = check.Head?.Position ?? 0;
        return new RestorationReport
        {
            Head = check.Head,
            FirstBroken = check.FirstBroken,
            LastCommon = lastCommon,
            Contradicting = contradicting,
            Lost = [.. known.Where(entry => entry.Position > end).OrderBy(entry => entry.Position).DistinctBy(entry => (entry.Position, entry.Seal))],
        };
    }

    private async Task<int> WriteAsync(ServiceAccountsDbContext db, RestorationReport report, CancellationToken cancellationToken)
    {
        // By one would not do: a token of an epoch that the backup does not know would come back when that is reached again.
        // No epoch has been raised a thousand times a second, so a time in milliseconds is above all there were.
        var epoch = time.GetUtcNow().ToUnixTimeMilliseconds();
        db.Database.SetCommandTimeout(CommandTimeout);
        var principals = await db.Set<Principal>()
            .ExecuteUpdateAsync(all => all.SetProperty(p => p.Epoch, p => p.Epoch < epoch ? epoch : p.Epoch + 1), cancellationToken);
        var deed = new Deed("server.restored", "server", Guid.Empty)
        {
            Details = new Dictionary<string, object?>
            {
                ["principals"] = principals,
                ["last_common_position"] = report.LastCommon,
                ["last_known_position"] = report.Lost.Count > 0 ? report.Lost[^1].Position : null,
                ["lost_entries"] = report.LostEntries,
                ["contradicting_positions"] = report.Contradicting.Take(100).ToList(),
            },
        };
        await writer.AppendAsync(db, [(Actor.Server, deed)], cancellationToken);
        return principals;
    }
}

/// <summary>An entry of the ledger as it was written down elsewhere.</summary>
/// <param name="Position">Its number.</param>
/// <param name="Seal">Its seal, in lower-case hexadecimal.</param>
/// <param name="At">When it was written, where that is known.</param>
/// <param name="What">What was done, where that is known.</param>
public sealed record KnownEntry(long Position, string Seal, DateTimeOffset? At, string? What);

/// <summary>What came of a restoration.</summary>
public sealed record RestorationReport
{
    /// <summary>The last entry of the backup.</summary>
    public required LedgerHead? Head { get; init; }

    /// <summary>The first entry that is not what it was; null where there is none.</summary>
    public required long? FirstBroken { get; init; }

    /// <summary>The last known entry that the backup has; null where it has none.</summary>
    public required long? LastCommon { get; init; }

    /// <summary>Known entries that the backup has otherwise: after them it is another journal.</summary>
    public required IReadOnlyList<long> Contradicting { get; init; }

    /// <summary>Known entries that came after the backup.</summary>
    public required IReadOnlyList<KnownEntry> Lost { get; init; }

    /// <summary>How many principals' tokens were ended.</summary>
    public int Principals { get; init; }

    /// <summary>How many entries came after the backup at least: as many as up to the last one known.</summary>
    public long LostEntries => Lost.Count > 0 ? Lost[^1].Position - (Head?.Position ?? 0) : 0;
}
