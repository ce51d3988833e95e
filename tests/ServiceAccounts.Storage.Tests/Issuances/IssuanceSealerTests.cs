using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ServiceAccounts.Protocol.Tokens;
using ServiceAccounts.Storage.Issuances;
using ServiceAccounts.Storage.Ledger;

namespace ServiceAccounts.Storage.Tests.Issuances;

/// <summary>Batches become blocks, once, and are found before and after; what is old goes, and the ledger tells of both.</summary>
public sealed class IssuanceSealerTests
{
    private static readonly Guid Tenant = new("01990000-0000-7000-8000-00000000aaaa");

    [Fact]
    public async Task What_has_settled_is_sealed_by_minute_and_shard_and_the_rest_is_left()
    {
        await using var database = await TestDatabase.CreateAsync();
        var start = StartOf(database);
        var old = Enumerable.Range(0, 200).Select(i => Make(start.AddSeconds(i), $"sa_client_{i % 40:x12}")).ToList();
        await AddBatchesAsync(database, old.Chunk(7));
        database.Time.Advance(TimeSpan.FromSeconds(11));
        await AddBatchesAsync(database, [[Make(start, "sa_client_000000000001")]]);

        Assert.Equal(200, await SealerOf(database).SealAsync(CancellationToken.None));
        Assert.Equal(0, await SealerOf(database).SealAsync(CancellationToken.None));

        Assert.Single(await database.RowsAsync<IssuanceBatch>());
        var blocks = await database.RowsAsync<IssuanceBlock>();
        var read = blocks.SelectMany(b => IssuanceBlockCodec.Decode(b.Minute, b.Payload, null).Select(token => (Block: b, Token: token))).ToList();
        Assert.Equal(old.Select(IssuedToken.Of).OrderBy(t => t.TokenId), read.Select(r => r.Token).OrderBy(t => t.TokenId));
        Assert.All(read, r => Assert.Equal((r.Token.Minute, IssuanceShard.Of(r.Token.ClientId)), (r.Block.Minute, r.Block.Shard)));
        Assert.All(blocks, b => Assert.Equal(System.Security.Cryptography.SHA256.HashData(b.Payload), b.Hash));
        var entry = Assert.Single(await database.RowsAsync<LedgerEntry>());
        Assert.Equal(("issuances.sealed", "server", (Guid?)null), (entry.Action, entry.ActorName, entry.TenantId));
        Assert.Equal(blocks.Count, await new SealedBlockCheck(database.Contexts).CountAsync(entry, 0, CancellationToken.None));
    }

    [Fact]
    public async Task What_comes_late_makes_another_part()
    {
        await using var database = await TestDatabase.CreateAsync();
        var start = StartOf(database);
        for (var i = 0; i < 3; i++)
        {
            await AddBatchesAsync(database, [[Make(start, "sa_client_000000000001")]]);
            database.Time.Advance(TimeSpan.FromSeconds(11));
            Assert.Equal(1, await SealerOf(database).SealAsync(CancellationToken.None));
        }

        Assert.Equal([0, 1, 2], (await database.RowsAsync<IssuanceBlock>()).Select(b => b.Part).Order());
        Assert.Equal(3, (await FindAllAsync(database, "sa_client_000000000001", start, limit: 2)).Count);
    }

    [Fact]
    public async Task More_batches_than_fit_into_a_transaction_are_sealed_in_several()
    {
        await using var database = await TestDatabase.CreateAsync();
        var start = StartOf(database);
        await AddBatchesAsync(database, Enumerable.Range(0, 4_500).Select(i => new[] { Make(start, $"sa_client_{i % 3:x12}") }));
        database.Time.Advance(TimeSpan.FromSeconds(11));

        Assert.Equal(4_500, await SealerOf(database).SealAsync(CancellationToken.None));

        Assert.Equal(3, (await database.RowsAsync<LedgerEntry>()).Count);
        Assert.Equal(4_500, (await database.RowsAsync<IssuanceBlock>()).Sum(b => b.Count));
    }

    [Fact]
    public async Task What_was_left_unsealed_for_long_is_sealed_an_hour_at_a_time()
    {
        await using var database = await TestDatabase.CreateAsync();
        for (var hour = 0; hour < 3; hour++)
        {
            await AddBatchesAsync(database, [[Make(database.Time.GetUtcNow(), "sa_client_000000000001")]]);
            database.Time.Advance(TimeSpan.FromMinutes(61));
        }

        Assert.Equal(3, await SealerOf(database).SealAsync(CancellationToken.None));

        Assert.Equal(3, (await database.RowsAsync<LedgerEntry>()).Count);
    }

    [Fact]
    public async Task Batches_of_many_tokens_are_sealed_a_few_at_a_time()
    {
        await using var database = await TestDatabase.CreateAsync();
        var start = StartOf(database);
        await AddAsync(database, [.. Enumerable.Range(0, 3).Select(
            i => Batch(database, i, 40_000, IssuanceCodec.Encode([Make(start, "sa_client_000000000001")])))]);
        database.Time.Advance(TimeSpan.FromSeconds(11));

        Assert.Equal(3, await SealerOf(database).SealAsync(CancellationToken.None));

        Assert.Equal(2, (await database.RowsAsync<LedgerEntry>()).Count);
    }

    [Fact]
    public async Task A_batch_that_is_not_whole_stays_and_keeps_no_other_from_being_sealed()
    {
        await using var database = await TestDatabase.CreateAsync();
        var start = StartOf(database);
        await AddAsync(database, Batch(database, 1, 1, [2, 0]), Batch(database, 2, 1, []), Batch(database, 3, 1, [9]));
        database.Time.Advance(TimeSpan.FromHours(2));
        await AddBatchesAsync(database, [[Make(start, "sa_client_000000000001")]]);
        database.Time.Advance(TimeSpan.FromSeconds(11));

        Assert.Equal(1, await SealerOf(database).SealAsync(CancellationToken.None));

        Assert.Equal(3, (await database.RowsAsync<IssuanceBatch>()).Count);
        Assert.Contains(database.Log.Lines, line => line.Contains(" 2013: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_batch_of_an_earlier_version_is_read_and_sealed_too()
    {
        await using var database = await TestDatabase.CreateAsync();
        var issuance = Make(StartOf(database), "sa_client_000000000001");
        var payload = IssuanceCodec.Encode([issuance])[..^2];
        payload[0] = 2;
        Assert.Equal(issuance, Assert.Single(IssuanceCodec.Decode(payload)));
        payload = payload[..^24];
        payload[0] = 1;
        Assert.Equal(issuance with { ClientId = null }, Assert.Single(IssuanceCodec.Decode(payload)));
        await AddAsync(database, Batch(database, 1, 1, payload));
        database.Time.Advance(TimeSpan.FromSeconds(11));

        Assert.Equal(1, await SealerOf(database).SealAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_client_s_tokens_are_found_in_order_page_by_page_sealed_or_not()
    {
        await using var database = await TestDatabase.CreateAsync();
        var start = StartOf(database);
        var all = Enumerable.Range(0, 300).Select(i => Make(start.AddSeconds((i * 37) % 600), $"sa_client_{i % 4:x12}")).ToList();
        database.Time.Advance(TimeSpan.FromMinutes(11));
        await AddBatchesAsync(database, all[..150].Chunk(9));
        database.Time.Advance(TimeSpan.FromSeconds(11));
        await SealerOf(database).SealAsync(CancellationToken.None);
        await AddBatchesAsync(database, all[150..].Chunk(9));
        var others = Make(start, "sa_client_000000000002") with { TenantId = Guid.CreateVersion7(start) };
        await AddBatchesAsync(database, [[others]]);

        var expected = all.Where(i => i.ClientId == "sa_client_000000000002").Select(IssuedToken.Of)
            .OrderBy(t => t.IssuedAt).ThenBy(t => t.TokenId).ToList();
        foreach (var limit in Enumerable.Range(1, 9).Append(200))
        {
            Assert.Equal(expected, await FindAllAsync(database, "sa_client_000000000002", DateTimeOffset.UnixEpoch, limit));
        }

        var some = await new IssuanceSearch(database.Contexts).FindAsync(
            new IssuanceQuery("sa_client_000000000002", Tenant, start.AddSeconds(100), start.AddSeconds(200), null, 200), CancellationToken.None);
        Assert.Equal(expected.Where(t => t.IssuedAt >= start.AddSeconds(100) && t.IssuedAt < start.AddSeconds(200)), some.Tokens);
        Assert.Null(some.Next);
    }

    [Fact]
    public async Task A_search_through_months_stops_and_goes_on()
    {
        await using var database = await TestDatabase.CreateAsync();
        var client = "sa_client_000000000001";
        var start = StartOf(database);
        List<IssuedToken> tokens = [TokenAt(0), TokenAt(2_500), TokenAt(4_999)];
        var empty = IssuanceBlockCodec.Encode(0, []);
        await AddAsync(database, [.. Enumerable.Range(0, 5_000).Select(m =>
        {
            var minute = IssuedToken.MinuteOf(start) + m;
            var token = tokens.Where(t => t.Minute == minute).ToList();
            return (object)new IssuanceBlock
            {
                Shard = IssuanceShard.Of(client),
                Minute = minute,
                Part = 0,
                Count = token.Count,
                Payload = token.Count == 0 ? empty : IssuanceBlockCodec.Encode(minute, token),
                Hash = [],
            };
        })]);

        Assert.Equal(tokens, await FindAllAsync(database, client, DateTimeOffset.UnixEpoch, limit: 50, pages: 3));

        IssuedToken TokenAt(int minute) => IssuedToken.Of(Make(start.AddMinutes(minute), client));
    }

    [Fact]
    public async Task A_search_misses_nothing_among_more_batches_than_it_looks_through_at_once()
    {
        await using var database = await TestDatabase.CreateAsync();
        var start = StartOf(database);
        await using (var db = await database.Contexts.CreateDbContextAsync())
        {
            await db.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO issuance_batches (node, sequence, created_at, count, payload)
                WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50001)
                SELECT '01990000-0000-7000-8000-00000000AAAA', i, {start.ToUnixTimeMilliseconds()}, 0, x'02' FROM n
                """);
        }

        database.Time.Advance(TimeSpan.FromMinutes(1));
        await AddBatchesAsync(database, [[Make(start.AddMinutes(1), "sa_client_000000000001")]]);

        Assert.Single(await FindAllAsync(database, "sa_client_000000000001", start, limit: 10));
        Assert.Single(await FindAllAsync(database, "sa_client_000000000001", DateTimeOffset.UnixEpoch, limit: 10));
    }

    [Fact]
    public async Task Old_blocks_go_whole_and_the_ledger_tells_which()
    {
        await using var database = await TestDatabase.CreateAsync();
        var start = StartOf(database);
        await AddBatchesAsync(database, Enumerable.Range(0, 300).Select(m => new[] { Make(start.AddMinutes(m), "sa_client_000000000001") }));
        database.Time.Advance(TimeSpan.FromMinutes(301));
        await SealerOf(database).SealAsync(CancellationToken.None);
        var pruning = PruningOf(database);
        Assert.Equal(0, await pruning.ApplyAsync(CancellationToken.None));

        database.Time.Advance(start.AddDays(1).AddMinutes(200) - database.Time.GetUtcNow());
        Assert.Equal(200, await pruning.ApplyAsync(CancellationToken.None));
        Assert.Equal(0, await pruning.ApplyAsync(CancellationToken.None));

        Assert.Equal(100, (await database.RowsAsync<IssuanceBlock>()).Count);
        var entries = (await database.RowsAsync<LedgerEntry>()).OrderBy(e => e.Position).ToList();
        Assert.Equal("issuances.pruned", entries[^1].Action);
        var check = new SealedBlockCheck(database.Contexts);
        Assert.Equal(IssuedToken.MinuteOf(start) + 200, await check.FirstMinuteAsync(CancellationToken.None));

        // Who asked for the first minute before they went does not call them lost.
        Assert.Equal(0, await check.CountAsync(entries[0], long.MinValue, CancellationToken.None));
    }

    [Fact]
    public async Task A_block_of_long_ago_that_comes_late_and_goes_does_not_bring_back_the_minutes_after_it()
    {
        await using var database = await TestDatabase.CreateAsync();
        var start = StartOf(database);
        await AddBatchesAsync(database, Enumerable.Range(0, 100).Select(m => new[] { Make(start.AddMinutes(m), "sa_client_000000000001") }));
        database.Time.Advance(TimeSpan.FromMinutes(101));
        await SealerOf(database).SealAsync(CancellationToken.None);
        database.Time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(100, await PruningOf(database).ApplyAsync(CancellationToken.None));

        // From the disk of a node that was away.
        await AddBatchesAsync(database, [[Make(start.AddMinutes(-10), "sa_client_000000000001")]]);
        database.Time.Advance(TimeSpan.FromSeconds(11));
        Assert.Equal(1, await SealerOf(database).SealAsync(CancellationToken.None));
        Assert.Equal(1, await PruningOf(database).ApplyAsync(CancellationToken.None));

        var check = new SealedBlockCheck(database.Contexts);
        var first = await check.FirstMinuteAsync(CancellationToken.None);
        Assert.Equal(IssuedToken.MinuteOf(start) + 100, first);
        foreach (var entry in (await database.RowsAsync<LedgerEntry>()).Where(e => e.Action == "issuances.sealed"))
        {
            Assert.Equal(0, await check.CountAsync(entry, first, CancellationToken.None));
        }
    }

    [Theory]
    [OnEachDatabase(SharedOnly = true)]
    public async Task Of_two_nodes_that_drop_the_same_blocks_one_tells_of_it(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var other = database.Beside();
        await AddBatchesAsync(database, [[Make(StartOf(database), "sa_client_000000000001")]]);
        database.Time.Advance(TimeSpan.FromMinutes(1));
        await SealerOf(database).SealAsync(CancellationToken.None);
        database.Time.Advance(TimeSpan.FromDays(2));
        var gate = other.Commands.Hold("position FROM ledger_position");
        var late = PruningOf(other).ApplyAsync(CancellationToken.None);
        await gate.Reached;

        Assert.Equal(1, await PruningOf(database).ApplyAsync(CancellationToken.None));
        gate.Open();

        Assert.Equal(0, await late);
        Assert.Single(await database.RowsAsync<LedgerEntry>(), entry => entry.Action == "issuances.pruned");
    }

    [Theory]
    [InlineData("UPDATE issuance_blocks SET payload = x'00'")]
    [InlineData("DELETE FROM issuance_blocks")]
    [InlineData("UPDATE issuance_blocks SET count = 2")]
    [InlineData("UPDATE issuance_blocks SET minute = minute + 1")]
    public async Task A_block_that_somebody_has_been_at_is_not_the_one_that_was_sealed(string intrusion)
    {
        await using var database = await TestDatabase.CreateAsync();
        await AddBatchesAsync(database, [[Make(StartOf(database), "sa_client_000000000001")]]);
        database.Time.Advance(TimeSpan.FromSeconds(11));
        await SealerOf(database).SealAsync(CancellationToken.None);
        var entry = Assert.Single(await database.RowsAsync<LedgerEntry>());

        await database.ScalarAsync<int>($"{intrusion} RETURNING 1 AS Value");

        Assert.Null(await new SealedBlockCheck(database.Contexts).CountAsync(entry, 0, CancellationToken.None));
    }

    private static DateTimeOffset StartOf(TestDatabase database) =>
        DateTimeOffset.FromUnixTimeSeconds(IssuedToken.MinuteOf(database.Time.GetUtcNow()) * 60);

    private static IssuanceSealer SealerOf(TestDatabase database) => new(
        database.Database, database.Contexts, database.Ledger, database.Time,
        new Logger<IssuanceSealer>(new LoggerFactory([database.Log])));

    private static IssuancePruning PruningOf(TestDatabase database) => new(
        database.Database, database.Contexts, database.Ledger, Options.Create(new JournalOptions { IssuanceRetentionDays = 1 }), database.Time);

    private static Issuance Make(DateTimeOffset at, string clientId) =>
        TestIssuance.Make() with { IssuedAt = at, ExpiresAt = at.AddHours(1), ClientId = clientId, TenantId = Tenant };

    private static Task<int> AddBatchesAsync(TestDatabase database, IEnumerable<Issuance[]> batches) => AddAsync(
        database, [.. batches.Select((batch, i) => Batch(database, i, batch.Length, IssuanceCodec.Encode(batch)))]);

    private static IssuanceBatch Batch(TestDatabase database, long sequence, int count, byte[] payload) => new()
    {
        Node = Guid.CreateVersion7(TimeProvider.System.GetUtcNow()),
        Sequence = sequence,
        CreatedAt = database.Time.GetUtcNow(),
        Count = count,
        Payload = payload,
    };

    private static Task<int> AddAsync(TestDatabase database, params object[] rows) => database.Database.WriteAsync(
        (db, cancellationToken) =>
        {
            db.AddRange(rows);
            return db.SaveChangesAsync(cancellationToken);
        },
        CancellationToken.None);

    private static async Task<List<IssuedToken>> FindAllAsync(
        TestDatabase database, string client, DateTimeOffset from, int limit, int? pages = null)
    {
        var (all, after, read) = (new List<IssuedToken>(), (IssuancePlace?)null, 0);
        do
        {
            var page = await new IssuanceSearch(database.Contexts).FindAsync(
                new IssuanceQuery(client, Tenant, from, null, after, limit), CancellationToken.None);
            Assert.InRange(page.Tokens.Count, 0, limit);
            all.AddRange(page.Tokens);
            (after, read) = (page.Next, read + 1);
        }
        while (after is not null);

        Assert.Equal(pages ?? read, read);
        return all;
    }
}
