using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Protocol.Tokens;

namespace ServiceAccounts.Storage.Issuances;

/// <summary>Writes batches into the database: for the first time, and again where nobody knows what became of the first time.</summary>
public sealed class IssuanceBatches(IDatabase database)
{
    // Far more than the blocks of one minute and shard.
    private const int MaxParts = 1_000;

    /// <summary>Claims and writes; the keys of the claims that the batch has got. The records whose claims others have are left out.</summary>
    internal async Task<IReadOnlySet<string>> WriteAsync(BatchRecord batch, CancellationToken cancellationToken)
    {
        // Out of the way of who waits: some databases' drivers write without ever awaiting.
        await Task.Yield();
        return await database.WriteBesideAsync((db, cancellation) => WriteAsync(db, batch, cancellation), cancellationToken);
    }

    /// <summary>
    /// Writes batches whose tokens are out, so all of their records, unless they are there; the claims that others have, with the
    /// records that rest on them.
    /// </summary>
    /// <param name="batches">The batches.</param>
    /// <param name="mayBeThere">Whether they have been sent before: then they may have been sealed, and are looked for in blocks.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    internal async Task<IReadOnlyList<(Issuance Issuance, BatchClaim Claim)>> WriteAgainAsync(
        IReadOnlyList<BatchRecord> batches, bool mayBeThere, CancellationToken cancellationToken)
    {
        await Task.Yield();
        return await database.WriteBesideAsync(
            (db, cancellation) => WriteAgainAsync(db, batches, mayBeThere, cancellation), cancellationToken);
    }

    private async Task<IReadOnlySet<string>> WriteAsync(ServiceAccountsDbContext db, BatchRecord batch, CancellationToken cancellationToken)
    {
        if (batch.Claims.Count == 0)
        {
            await InsertAsync(db, batch, batch.Issuances, cancellationToken);
            return new HashSet<string>();
        }

        var held = await database.ClaimAsync(db, batch.ClaimRows(), cancellationToken);
        var lost = batch.Claims.Where(claim => !held.Contains(claim.Key)).Select(claim => claim.At).ToHashSet();
        await InsertAsync(
            db, batch, lost.Count == 0 ? batch.Issuances : [.. batch.Issuances.Where((_, i) => !lost.Contains(i))], cancellationToken);
        return held;
    }

    private async Task<IReadOnlyList<(Issuance Issuance, BatchClaim Claim)>> WriteAgainAsync(
        ServiceAccountsDbContext db, IReadOnlyList<BatchRecord> batches, bool mayBeThere, CancellationToken cancellationToken)
    {
        // All at once: what waits here is many small batches, and more come while they are sent.
        var lost = await ClaimAgainAsync(db, batches, cancellationToken);
        var counts = await CountsAsync(db, batches, cancellationToken);
        var sealedAlready = mayBeThere
            ? await SealedAsync(db, [.. batches.Where(b => !counts.ContainsKey(b.Id)).SelectMany(b => b.Issuances)], cancellationToken)
            : [];
        foreach (var batch in batches)
        {
            if (!counts.TryGetValue(batch.Id, out var count))
            {
                Add(db, batch, [.. batch.Issuances.Where(i => !sealedAlready.Contains(i.TokenId))]);
            }
            else if (count != batch.Issuances.Count)
            {
                // It did arrive, without the records whose claims were lost then. Their tokens are out all the same.
                await CompleteAsync(db, batch, cancellationToken);
            }
        }

        await db.SaveChangesAsync(cancellationToken);
        return lost;
    }

    private async Task<IReadOnlyList<(Issuance Issuance, BatchClaim Claim)>> ClaimAgainAsync(
        ServiceAccountsDbContext db, IReadOnlyList<BatchRecord> batches, CancellationToken cancellationToken)
    {
        var first = new Dictionary<string, SingleUseClaim>(StringComparer.Ordinal);
        foreach (var row in batches.SelectMany(batch => batch.ClaimRows()))
        {
            first.TryAdd(row.Key, row);
        }

        if (first.Count == 0)
        {
            return [];
        }

        var held = await database.ClaimAsync(db, [.. first.Values], cancellationToken);
        return
        [
            .. from batch in batches
               from claim in batch.Claims
               where claim.At != BatchClaim.Nobody && !(held.Contains(claim.Key) && first[claim.Key].IsOf(batch.Id))
               select (batch.Issuances[claim.At], claim),
        ];
    }

    // By a text and not by a tracked entity: tokens wait for it, and one row is all there is to keep track of.
    internal static async Task InsertAsync(
        ServiceAccountsDbContext db, BatchRecord batch, IReadOnlyList<Issuance> issuances, CancellationToken cancellationToken)
    {
        if (issuances.Count > 0)
        {
            await db.Database.ExecuteSqlRawAsync(
                "INSERT INTO issuance_batches (node, sequence, created_at, count, payload) VALUES ({0}, {1}, {2}, {3}, {4})",
                [batch.Id.Node, batch.Id.Sequence, batch.CreatedAt.ToUnixTimeMilliseconds(), issuances.Count, IssuanceCodec.Encode(issuances)],
                cancellationToken);
        }
    }

    private static void Add(ServiceAccountsDbContext db, BatchRecord batch, IReadOnlyList<Issuance> issuances)
    {
        if (issuances.Count == 0)
        {
            return;
        }

        db.Add(new IssuanceBatch
        {
            Node = batch.Id.Node,
            Sequence = batch.Id.Sequence,
            CreatedAt = batch.CreatedAt,
            Count = issuances.Count,
            Payload = IssuanceCodec.Encode(issuances),
        });
    }

    private static async Task CompleteAsync(ServiceAccountsDbContext db, BatchRecord batch, CancellationToken cancellationToken)
    {
        var payload = IssuanceCodec.Encode(batch.Issuances);
        var completed = await db.Set<IssuanceBatch>().Where(b => b.Node == batch.Id.Node && b.Sequence == batch.Id.Sequence)
            .ExecuteUpdateAsync(
                row => row.SetProperty(b => b.Count, batch.Issuances.Count).SetProperty(b => b.Payload, payload), cancellationToken);
        if (completed == 0)
        {
            // Nothing of this transaction counts: sent again, what is missing is found by comparing with the blocks.
            throw new DbUpdateConcurrencyException($"Batch {batch.Id.Sequence} of node {batch.Id.Node} was sealed while it was sent again.");
        }
    }

    private static async Task<Dictionary<BatchId, int>> CountsAsync(
        ServiceAccountsDbContext db, IReadOnlyList<BatchRecord> batches, CancellationToken cancellationToken)
    {
        var counts = new Dictionary<BatchId, int>();
        foreach (var node in batches.GroupBy(b => b.Id.Node, b => b.Id.Sequence))
        {
            var sequences = node.ToList();
            var rows = await db.Set<IssuanceBatch>().AsNoTracking().Where(b => b.Node == node.Key && sequences.Contains(b.Sequence))
                .OrderBy(b => b.Sequence).Take(sequences.Count).Select(b => new { b.Sequence, b.Count }).ToListAsync(cancellationToken);
            foreach (var row in rows)
            {
                counts[new BatchId(node.Key, row.Sequence)] = row.Count;
            }
        }

        return counts;
    }

    // Whichever node sealed them: a batch that arrived although nobody heard of it is gone after a minute.
    private static async Task<HashSet<Guid>> SealedAsync(
        ServiceAccountsDbContext db, List<Issuance> issuances, CancellationToken cancellationToken)
    {
        var found = new HashSet<Guid>();
        foreach (var (shard, minute) in issuances.Select(IssuedToken.Of).Select(t => (IssuanceShard.Of(t.ClientId), t.Minute)).Distinct())
        {
            var blocks = db.Set<IssuanceBlock>().AsNoTracking().Where(b => b.Shard == shard && b.Minute == minute)
                .OrderBy(b => b.Part).Take(MaxParts).Select(b => b.Payload).AsAsyncEnumerable();
            await foreach (var payload in blocks.WithCancellation(cancellationToken))
            {
                found.UnionWith(IdsIn(minute, payload));
            }
        }

        return found;
    }

    // One that is not whole is for the verification to tell of: twice recorded is better than not sent.
    private static IEnumerable<Guid> IdsIn(long minute, byte[] payload)
    {
        try
        {
            return IssuanceBlockCodec.Decode(minute, payload, clientId: null).Select(t => t.TokenId);
        }
        catch (InvalidDataException)
        {
            return [];
        }
    }
}
