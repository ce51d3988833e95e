using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using ServiceAccounts.Storage.Issuances;

namespace ServiceAccounts.Storage.Ledger;

/// <summary>Where the chain begins now.</summary>
/// <param name="Position">The number of the last entry that has gone.</param>
/// <param name="Seal">Its seal, after which the first entry that is there is sealed.</param>
public sealed record LedgerOrigin(long Position, byte[] Seal);

/// <summary>
/// Drops entries older than they are to be kept. The entry that tells of it holds the seal of the last one that went, so the
/// chain goes on from there, and nobody without the key can shorten it.
/// </summary>
public sealed class LedgerPruning(
    IDatabase database, IDbContextFactory<ServiceAccountsDbContext> contexts, LedgerWriter ledger,
    IOptions<JournalOptions> options, TimeProvider time)
{
    /// <summary>The action of the entry that tells which entries have gone.</summary>
    public const string PrunedAction = "journal.pruned";

    // All of these entries are about one thing, by which the newest is found.
    private static readonly Guid Chain = new("01990000-0000-7000-8000-00000000c4a1");

    // A management change waits for one such transaction at most.
    private const int MaxEntriesAtOnce = 2_000;

    // Not every minute of a year ago for itself: an entry tells of a day.
    private static readonly TimeSpan AtLeast = TimeSpan.FromDays(1);

    /// <summary>Drops what is due; how many entries went.</summary>
    public async Task<int> ApplyAsync(CancellationToken cancellationToken)
    {
        var kept = time.GetUtcNow().AddDays(-options.Value.RetentionDays);
        if (await OldestAsync(cancellationToken) is not { } oldest || oldest + AtLeast > kept)
        {
            return 0;
        }

        var (dropped, now) = (0, 0);
        do
        {
            now = await database.WriteAsync((db, cancellation) => DropAsync(db, kept, cancellation), cancellationToken);
            dropped += now;
        }
        while (now == MaxEntriesAtOnce);

        return dropped;
    }

    /// <summary>Where the chain begins, as the newest entry about it says; null where nothing has gone.</summary>
    internal static async Task<LedgerOrigin?> OriginAsync(ServiceAccountsDbContext db, CancellationToken cancellationToken)
    {
        var details = await db.Set<LedgerEntry>().Where(e => e.SubjectId == Chain && e.Action == PrunedAction)
            .OrderByDescending(e => e.Position).Select(e => e.Details).FirstOrDefaultAsync(cancellationToken);
        if (details is null)
        {
            return null;
        }

        try
        {
            var root = JsonDocument.Parse(details).RootElement;
            return new LedgerOrigin(root.GetProperty("up_to").GetInt64(), Convert.FromHexString(root.GetProperty("seal").GetString() ?? string.Empty));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            // Somebody has been at the entry: the chain says so.
            return null;
        }
    }

    // From the first number on and without a gap, not by time alone: a clock that was set back must leave no hole.
    private async Task<int> DropAsync(ServiceAccountsDbContext db, DateTimeOffset kept, CancellationToken cancellationToken)
    {
        var first = await db.Set<LedgerEntry>().AsNoTracking().OrderBy(e => e.Position)
            .Select(e => new { e.Position, e.At, e.Seal }).Take(MaxEntriesAtOnce).ToListAsync(cancellationToken);
        var due = first.TakeWhile(e => e.At < kept).ToList();
        if (due.Count == 0)
        {
            return 0;
        }

        var last = due[^1];
        await db.Set<LedgerEntry>().Where(e => e.Position <= last.Position).ExecuteDeleteAsync(cancellationToken);
        var deed = new Deed(PrunedAction, "journal", Chain)
        {
            Details = new Dictionary<string, object?>
            {
                ["up_to"] = last.Position,
                ["seal"] = Convert.ToHexStringLower(last.Seal),
                ["entries"] = due.Count,
            },
        };
        await ledger.AppendAsync(db, [(Actor.Server, deed)], cancellationToken);
        return due.Count;
    }

    private async Task<DateTimeOffset?> OldestAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Set<LedgerEntry>().OrderBy(e => e.Position).Select(e => (DateTimeOffset?)e.At).FirstOrDefaultAsync(cancellationToken);
    }
}
