using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Storage.Ledger;

namespace ServiceAccounts.Storage.Issuances;

/// <summary>Compares blocks with the ledger entries that seal them.</summary>
public sealed class SealedBlockCheck(IDbContextFactory<ServiceAccountsDbContext> contexts)
{
    // A transaction makes a few minutes' blocks.
    private const int MaxBlocks = 100_000;

    /// <summary>The first minute that has not been pruned, as the newest entry about it says.</summary>
    public async Task<long> FirstMinuteAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await FirstMinuteAsync(db, cancellationToken);
    }

    /// <summary>The same, in the transaction of <paramref name="db"/>.</summary>
    internal static async Task<long> FirstMinuteAsync(ServiceAccountsDbContext db, CancellationToken cancellationToken)
    {
        var details = await db.Set<LedgerEntry>().Where(e => e.TenantId == null && e.Action == SealedBlocks.PrunedAction)
            .OrderByDescending(e => e.Position).Select(e => e.Details).FirstOrDefaultAsync(cancellationToken);
        try
        {
            return details is null ? long.MinValue : JsonDocument.Parse(details).RootElement.GetProperty("before_minute").GetInt64();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            // Somebody has been at the entry: the chain says so.
            return long.MinValue;
        }
    }

    /// <summary>How many blocks an entry seals that are here just as they were sealed; null where one is not.</summary>
    public async Task<int?> CountAsync(LedgerEntry entry, long firstMinute, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        using var details = JsonDocument.Parse(entry.Details);
        var blocks = new List<IssuanceBlock>();
        foreach (var key in details.RootElement.GetProperty("blocks").EnumerateArray().Take(MaxBlocks))
        {
            var (minute, shard, part) = (key[0].GetInt64(), key[1].GetInt32(), key[2].GetInt32());
            if (minute < firstMinute)
            {
                // Whole minutes go, and an entry may seal several: what is left of it cannot be told from its one hash.
                return 0;
            }

            var block = await db.Set<IssuanceBlock>().AsNoTracking().SingleOrDefaultAsync(
                b => b.Shard == shard && b.Minute == minute && b.Part == part, cancellationToken);
            if (block is null && minute < await FirstMinuteAsync(cancellationToken))
            {
                // Pruned since the first minute was asked for.
                return 0;
            }

            if (block is null || !SHA256.HashData(block.Payload).AsSpan().SequenceEqual(block.Hash))
            {
                return null;
            }

            blocks.Add(new IssuanceBlock
            {
                Shard = shard,
                Minute = minute,
                Part = part,
                Count = block.Count,
                Payload = [],
                Hash = block.Hash,
            });
        }

        return SealedBlocks.HashOf(blocks) == details.RootElement.GetProperty("sha256").GetString() ? blocks.Count : null;
    }
}
