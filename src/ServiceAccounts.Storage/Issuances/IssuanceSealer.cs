using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using ServiceAccounts.Storage.Credentials;
using ServiceAccounts.Storage.Ledger;

namespace ServiceAccounts.Storage.Issuances;

/// <summary>
/// Turns batches into blocks: by minute and client, compressed, and told of by the ledger. Read and packed before the
/// transaction begins, so that a token's record waits for a few rows and not for the work.
/// </summary>
public sealed class IssuanceSealer(
    IDatabase database, IDbContextFactory<ServiceAccountsDbContext> contexts, LedgerWriter ledger, TimeProvider time,
    ILogger<IssuanceSealer> logger)
{
    // Few enough for a short transaction; a busy minute takes several.
    private const int MaxBatchesAtOnce = 2_000;

    // By then every batch that was on its way when another was written is there.
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(10);

    /// <summary>Seals what is old enough; how many tokens.</summary>
    public async Task<int> SealAsync(CancellationToken cancellationToken)
    {
        var before = time.GetUtcNow() - Settled;
        var tokens = 0;
        while (await ReadAsync(before, cancellationToken) is { Count: > 0 } batches)
        {
            var count = await SealAsync(batches, cancellationToken);
            if (count is null)
            {
                // Another node sealed some of them meanwhile: the rest is left for the next minute.
                break;
            }

            tokens += count.Value;
        }

        return tokens;
    }

    private async Task<List<IssuanceBatch>> ReadAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Set<IssuanceBatch>().AsNoTracking().Where(b => b.CreatedAt < before)
            .OrderBy(b => b.CreatedAt).Take(MaxBatchesAtOnce).ToListAsync(cancellationToken);
    }

    private async Task<int?> SealAsync(List<IssuanceBatch> batches, CancellationToken cancellationToken)
    {
        var blocks = Pack(await TokensOfAsync(batches, cancellationToken));
        var isSealed = await database.WriteAsync(
            (db, cancellation) => WriteAsync(db, batches, blocks, cancellation), all => all, cancellationToken);
        if (!isSealed)
        {
            return null;
        }

        var tokens = blocks.Sum(b => b.Count);
        logger.IssuancesSealed(tokens, batches.Count, blocks.Count);
        return tokens;
    }

    private async Task<List<IssuedToken>> TokensOfAsync(List<IssuanceBatch> batches, CancellationToken cancellationToken)
    {
        var issuances = batches.SelectMany(b => IssuanceCodec.Decode(b.Payload)).ToList();

        // Batches of before the client id was kept: whoever is still there lends it.
        var nameless = issuances.Where(i => i.ClientId is null).Select(i => i.ApplicationId).Distinct().ToList();
        var names = new Dictionary<Guid, string>();
        foreach (var ids in nameless.Chunk(500))
        {
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            foreach (var found in await db.Set<Application>().Where(a => ids.Contains(a.Id))
                .OrderBy(a => a.Id).Take(ids.Length).Select(a => new { a.Id, a.ClientId }).ToListAsync(cancellationToken))
            {
                names[found.Id] = found.ClientId;
            }
        }

        return [.. issuances.Select(i => IssuedToken.Of(i with { ClientId = i.ClientId ?? names.GetValueOrDefault(i.ApplicationId) }))];
    }

    // The part is found in the transaction, where nobody else can take it.
    private static List<IssuanceBlock> Pack(List<IssuedToken> tokens) =>
    [
        .. tokens.GroupBy(t => (t.Minute, Shard: IssuanceShard.Of(t.ClientId))).OrderBy(g => g.Key).Select(group =>
        {
            var payload = IssuanceBlockCodec.Encode(group.Key.Minute, group);
            return new IssuanceBlock
            {
                Shard = group.Key.Shard,
                Minute = group.Key.Minute,
                Part = 0,
                Count = group.Count(),
                Payload = payload,
                Hash = SHA256.HashData(payload),
            };
        }),
    ];

    private async Task<bool> WriteAsync(
        ServiceAccountsDbContext db, List<IssuanceBatch> batches, List<IssuanceBlock> blocks, CancellationToken cancellationToken)
    {
        foreach (var node in batches.GroupBy(b => b.Node))
        {
            // By number, and not up to a time: what another node has committed since is not ours to delete.
            foreach (var numbers in node.Select(b => b.Sequence).Chunk(500))
            {
                var deleted = await db.Set<IssuanceBatch>().Where(b => b.Node == node.Key && numbers.Contains(b.Sequence))
                    .ExecuteDeleteAsync(cancellationToken);
                if (deleted != numbers.Length)
                {
                    return false;
                }
            }
        }

        var placed = new List<IssuanceBlock>();
        foreach (var block in blocks)
        {
            var last = await db.Set<IssuanceBlock>().Where(b => b.Shard == block.Shard && b.Minute == block.Minute)
                .MaxAsync(b => (int?)b.Part, cancellationToken);
            placed.Add(new IssuanceBlock
            {
                Shard = block.Shard,
                Minute = block.Minute,
                Part = last + 1 ?? 0,
                Count = block.Count,
                Payload = block.Payload,
                Hash = block.Hash,
            });
        }

        db.AddRange(placed);
        await ledger.AppendAsync(db, [(Actor.Server, SealedBlocks.Deed(placed))], cancellationToken);
        return true;
    }
}
