using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using ServiceAccounts.Protocol.Tokens;
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
    // Few enough for memory and for a short transaction: a busy minute takes several, and so does what was left unsealed for
    // long, where each minute makes blocks of its own.
    private const int MaxBatchesAtOnce = 2_000;
    private const int MaxTokensAtOnce = 100_000;

    // More than a batch ever has, and few enough for its number beside it in one.
    private const long CountsUpTo = 1_000_000;

    private static readonly TimeSpan MostAtOnce = TimeSpan.FromHours(1);

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
                // Another node sealed or completed some of them meanwhile: the rest is left for the next minute.
                break;
            }

            tokens += count.Value;
        }

        return tokens;
    }

    private async Task<List<Batch>> ReadAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = db.Set<IssuanceBatch>().AsNoTracking().Where(b => b.CreatedAt < before)
            .OrderBy(b => b.CreatedAt).Take(MaxBatchesAtOnce).AsAsyncEnumerable();
        var (read, tokens) = (new List<Batch>(), 0);
        await foreach (var row in rows.WithCancellation(cancellationToken))
        {
            if (read.Count > 0 && (tokens + row.Count > MaxTokensAtOnce || row.CreatedAt - read[0].CreatedAt > MostAtOnce))
            {
                break;
            }

            if (Decode(row) is { } issuances)
            {
                read.Add(new Batch(row.Node, row.Sequence, row.Count, row.CreatedAt, issuances));
                tokens += row.Count;
            }
        }

        return read;
    }

    // One that is not whole stays where it is, and keeps none of the others from being sealed.
    private List<Issuance>? Decode(IssuanceBatch row)
    {
        try
        {
            return [.. IssuanceCodec.Decode(row.Payload)];
        }
        catch (Exception e) when (e is InvalidDataException or ArgumentException)
        {
            logger.BatchNotReadable(e, row.Sequence, row.Node);
            return null;
        }
    }

    private async Task<int?> SealAsync(List<Batch> batches, CancellationToken cancellationToken)
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

    private async Task<List<IssuedToken>> TokensOfAsync(List<Batch> batches, CancellationToken cancellationToken)
    {
        var issuances = batches.SelectMany(b => b.Issuances).ToList();

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
        ServiceAccountsDbContext db, List<Batch> batches, List<IssuanceBlock> blocks, CancellationToken cancellationToken)
    {
        foreach (var node in batches.GroupBy(b => b.Node))
        {
            // By number, and not up to a time: what another node has committed since is not ours to delete. And as it was read:
            // one that is sent again may have got records since, which it had left out.
            foreach (var chunk in node.Chunk(500))
            {
                var (numbers, contents) = (chunk.Select(b => b.Sequence).ToList(), chunk.Select(b => (b.Sequence * CountsUpTo) + b.Count).ToList());
                var deleted = await db.Set<IssuanceBatch>()
                    .Where(b => b.Node == node.Key && numbers.Contains(b.Sequence) && contents.Contains((b.Sequence * CountsUpTo) + b.Count))
                    .ExecuteDeleteAsync(cancellationToken);
                if (deleted != chunk.Length)
                {
                    return false;
                }
            }
        }

        var minutes = blocks.Select(b => b.Minute).Distinct().ToList();
        var last = await db.Set<IssuanceBlock>().Where(b => minutes.Contains(b.Minute)).GroupBy(b => new { b.Shard, b.Minute })
            .Select(own => new { own.Key, Part = own.Max(b => b.Part) })
            .ToDictionaryAsync(own => (own.Key.Shard, own.Key.Minute), own => own.Part, cancellationToken);
        var placed = blocks.ConvertAll(block => new IssuanceBlock
        {
            Shard = block.Shard,
            Minute = block.Minute,
            Part = last.TryGetValue((block.Shard, block.Minute), out var part) ? part + 1 : 0,
            Count = block.Count,
            Payload = block.Payload,
            Hash = block.Hash,
        });
        db.AddRange(placed);
        await ledger.AppendAsync(db, [(Actor.Server, SealedBlocks.Deed(placed))], cancellationToken);
        return true;
    }

    private sealed record Batch(Guid Node, long Sequence, int Count, DateTimeOffset CreatedAt, List<Issuance> Issuances);
}
