using System.Text;
using Microsoft.EntityFrameworkCore;

namespace ServiceAccounts.Storage.Issuances;

/// <summary>A place in the list of a client's tokens.</summary>
/// <param name="IssuedAt">When the token there was issued.</param>
/// <param name="TokenId">Its id.</param>
public readonly record struct IssuancePlace(DateTimeOffset IssuedAt, Guid TokenId)
{
    /// <summary>Whether a token comes after it.</summary>
    public bool IsBefore(IssuedToken token) =>
        token.IssuedAt > IssuedAt || (token.IssuedAt == IssuedAt && token.TokenId.CompareTo(TokenId) > 0);

    /// <summary>The place of a token.</summary>
    public static IssuancePlace Of(IssuedToken token) => new(token.IssuedAt, token.TokenId);
}

/// <summary>Which tokens are looked for.</summary>
/// <param name="ClientId">Of which client.</param>
/// <param name="TenantId">Of which tenant, whatever client ids its blocks have.</param>
/// <param name="From">Issued then or later.</param>
/// <param name="To">Issued before; null for no end.</param>
/// <param name="After">The last one of the page before; null for the first page.</param>
/// <param name="Limit">The most on a page.</param>
public sealed record IssuanceQuery(string ClientId, Guid TenantId, DateTimeOffset From, DateTimeOffset? To, IssuancePlace? After, int Limit);

/// <summary>A page of tokens, in the order of issuance; it may be short of the limit and still have a next.</summary>
/// <param name="Tokens">The tokens.</param>
/// <param name="Next">Where the next page begins; null on the last.</param>
public sealed record IssuanceResult(IReadOnlyList<IssuedToken> Tokens, IssuancePlace? Next);

/// <summary>Finds the tokens of a client, in one shard of the blocks and in what is not sealed yet.</summary>
public sealed class IssuanceSearch(IDbContextFactory<ServiceAccountsDbContext> contexts)
{
    // What one request looks through, whatever it looks for: the page is short, and its cursor goes on from there.
    private const int MaxBlocks = 2_000;

    // Far more than the blocks of one minute and shard.
    private const int MaxParts = 1_000;
    private const int MaxTokens = 250_000;
    private const int MaxBatches = 50_000;

    // A record is in the database so long after its token's iat at the latest, and nodes' clocks differ by less.
    private static readonly TimeSpan Delay = TimeSpan.FromMinutes(2);
    private static readonly Guid LastId = new("ffffffff-ffff-ffff-ffff-ffffffffffff");

    /// <summary>One page.</summary>
    public async Task<IssuanceResult> FindAsync(IssuanceQuery query, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var found = new FirstTokens(query.Limit + 1);

        // The batches first: what is sealed between the two reads is then found twice, and not missed.
        var end = await AddBatchesAsync(db, query, found, cancellationToken);
        if (await AddBlocksAsync(db, query, found, cancellationToken) is { } reached && !(end <= reached))
        {
            end = reached;
        }

        var page = found.InOrder.Where(token => !End(end).IsBefore(token)).ToList();
        return page.Count > query.Limit
            ? new IssuanceResult(page[..^1], IssuancePlace.Of(page[^2]))
            : new IssuanceResult(page, end is null ? null : End(end));
    }

    private static IssuancePlace End(DateTimeOffset? end) => new(end ?? DateTimeOffset.MaxValue, LastId);

    // The time up to which all is known, where that is not to the end.
    private static async Task<DateTimeOffset?> AddBatchesAsync(
        ServiceAccountsDbContext db, IssuanceQuery query, FirstTokens found, CancellationToken cancellationToken)
    {
        var from = Start(query);
        var earliest = from > DateTimeOffset.UnixEpoch + Delay ? from - Delay : from;
        var clientId = Encoding.UTF8.GetBytes(query.ClientId);
        var batches = db.Set<IssuanceBatch>().AsNoTracking().Where(b => b.CreatedAt >= earliest)
            .OrderBy(b => b.CreatedAt).AsAsyncEnumerable();
        var read = 0;
        await foreach (var batch in batches.WithCancellation(cancellationToken))
        {
            // Not before the search has got on: the next page would begin where this one did.
            if (read++ >= MaxBatches && batch.CreatedAt - Delay > from)
            {
                return batch.CreatedAt - Delay;
            }

            if (batch.Payload.AsSpan().IndexOf(clientId) >= 0)
            {
                Add(query, IssuanceCodec.Decode(batch.Payload).Select(IssuedToken.Of), found);
            }
        }

        return null;
    }

    private static async Task<DateTimeOffset?> AddBlocksAsync(
        ServiceAccountsDbContext db, IssuanceQuery query, FirstTokens found, CancellationToken cancellationToken)
    {
        var shard = IssuanceShard.Of(query.ClientId);
        var first = IssuedToken.MinuteOf(Start(query));
        var last = query.To is { } to ? IssuedToken.MinuteOf(to) : long.MaxValue;
        var blocks = db.Set<IssuanceBlock>().AsNoTracking()
            .Where(b => b.Shard == shard && b.Minute >= first && b.Minute <= last)
            .OrderBy(b => b.Minute).ThenBy(b => b.Part).Take(MaxBlocks + MaxParts).AsAsyncEnumerable();
        var (read, tokens, minute, added) = (0, 0L, first, 0);
        await foreach (var block in blocks.WithCancellation(cancellationToken))
        {
            // Whole minutes only: within one, blocks are not in the order of issuance.
            var isEnough = read >= MaxBlocks || tokens >= MaxTokens || added > query.Limit;
            if (block.Minute != minute && isEnough)
            {
                return DateTimeOffset.FromUnixTimeSeconds(block.Minute * 60).AddMilliseconds(-1);
            }

            (read, tokens, minute) = (read + 1, tokens + block.Count, block.Minute);
            added += Add(query, IssuanceBlockCodec.Decode(block.Minute, block.Payload, query.ClientId), found);
        }

        return null;
    }

    private static DateTimeOffset Start(IssuanceQuery query) =>
        query.After is { } after && after.IssuedAt > query.From ? after.IssuedAt : query.From;

    private static int Add(IssuanceQuery query, IEnumerable<IssuedToken> tokens, FirstTokens found)
    {
        var added = 0;
        foreach (var token in tokens)
        {
            if (token.ClientId == query.ClientId
                && token.TenantId == query.TenantId
                && token.IssuedAt >= query.From
                && !(token.IssuedAt >= query.To)
                && query.After?.IsBefore(token) != false)
            {
                found.Offer(token);
                added++;
            }
        }

        return added;
    }
}
