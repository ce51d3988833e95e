using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Protocol.Tokens;
using ServiceAccounts.Server.Hosting;
using ServiceAccounts.Storage.Issuances;
using ServiceAccounts.Storage.Issuances.Spill;

namespace ServiceAccounts.Storage.Tests.Issuances;

/// <summary>A batch that is sent again is there once, whatever became of it the first time.</summary>
public sealed class IssuanceBatchesTests
{
    [Theory]
    [OnEachDatabase]
    public async Task One_that_had_arrived_is_there_once(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var batches = new IssuanceBatches(database.Database);
        var batch = Batch(database, 1, TestIssuance.Make("jti"), TestIssuance.Make());
        Assert.Equal(batch.Claims[0].Key, Assert.Single(await batches.WriteAsync(batch, CancellationToken.None)));

        Assert.Empty(await batches.WriteAgainAsync([batch], mayBeThere: true, CancellationToken.None));

        Assert.Equal(2, Assert.Single(await database.RowsAsync<IssuanceBatch>()).Count);
    }

    [Theory]
    [OnEachDatabase]
    public async Task One_that_had_arrived_and_been_sealed_is_not_there_again(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var batches = new IssuanceBatches(database.Database);
        var (sent, other) = (Batch(database, 1, TestIssuance.Make(), TestIssuance.Make()), Batch(database, 2, TestIssuance.Make()));
        await batches.WriteAsync(sent, CancellationToken.None);
        await SealAsync(database);

        await batches.WriteAgainAsync([sent, other], mayBeThere: true, CancellationToken.None);

        Assert.Equal(2, Assert.Single(await database.RowsAsync<IssuanceBatch>()).Sequence);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_record_that_was_left_out_then_and_whose_token_is_out_is_added(bool isSealed)
    {
        await using var database = await TestDatabase.CreateAsync();
        var batches = new IssuanceBatches(database.Database);
        var earlier = Batch(database, 1, TestIssuance.Make("jti"));
        var batch = Batch(database, 2, TestIssuance.Make("jti"), TestIssuance.Make());
        await batches.WriteAsync(earlier, CancellationToken.None);
        Assert.Empty(await batches.WriteAsync(batch, CancellationToken.None));
        if (isSealed)
        {
            await SealAsync(database);
        }

        var (lost, claim) = Assert.Single(await batches.WriteAgainAsync([batch], mayBeThere: true, CancellationToken.None));

        Assert.Equal((batch.Issuances[0].TokenId, batch.Claims[0].Key), (lost.TokenId, claim.Key));
        var rows = await database.RowsAsync<IssuanceBatch>();
        Assert.Equal(isSealed ? 1 : 2, rows.Single(row => row.Sequence == 2).Count);
        Assert.Equal(
            isSealed ? [batch.Issuances[0].TokenId] : [.. batch.Issuances.Select(i => i.TokenId)],
            IssuanceCodec.Decode(rows.Single(row => row.Sequence == 2).Payload).Select(i => i.TokenId));
    }

    [Theory]
    [OnEachDatabase]
    public async Task Many_small_ones_go_together_and_of_two_with_one_claim_the_first_has_it(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var batches = new IssuanceBatches(database.Database);
        var small = Enumerable.Range(2, 200).Select(i => Batch(database, i, TestIssuance.Make($"jti{i % 199}"))).ToList();
        await batches.WriteAsync(Batch(database, 1, TestIssuance.Make("jti77")), CancellationToken.None);
        database.Commands.Clear();

        var lost = await batches.WriteAgainAsync(small, mayBeThere: false, CancellationToken.None);

        Assert.Equal(
            new[] { small[75], small[199] }.Select(batch => batch.Issuances[0].TokenId).Order(), lost.Select(l => l.Issuance.TokenId).Order());
        Assert.Equal(1, database.Commands.Count("INSERT INTO single_use_claims"));
        Assert.Equal(201, (await database.RowsAsync<IssuanceBatch>()).Sum(row => row.Count));
    }

    [Theory]
    [OnEachDatabase(SharedOnly = true)]
    public async Task A_record_that_is_added_while_its_batch_is_being_sealed_is_not_lost(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var (batches, batch) = await LeaveOutAsync(database);
        database.Time.Advance(TimeSpan.FromMinutes(1));
        var gate = database.Commands.Hold("position FROM ledger_position");
        var sealing = SealerOf(database).SealAsync(CancellationToken.None);
        await gate.Reached;

        // The sealer has read the batch, and has not written yet.
        await batches.WriteAgainAsync([batch], mayBeThere: true, CancellationToken.None);
        gate.Open();

        Assert.Equal(0, await sealing);
        Assert.Equal(3, await SealerOf(database).SealAsync(CancellationToken.None));
        Assert.Empty(batch.Issuances.Select(i => i.TokenId).Except(await SealedAsync(database)));
    }

    [PostgreSqlFact]
    public async Task A_record_whose_batch_is_sealed_before_it_is_added_is_added_the_next_time()
    {
        await using var database = await TestDatabase.CreateAsync(Databases.PostgreSql);
        var (batches, batch) = await LeaveOutAsync(database);
        var gate = database.Commands.Hold("UPDATE issuance_batches");
        var sending = batches.WriteAgainAsync([batch], mayBeThere: false, CancellationToken.None);
        await gate.Reached;
        await SealAsync(database);
        gate.Open();

        await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => sending);
        Assert.Single(await batches.WriteAgainAsync([batch], mayBeThere: true, CancellationToken.None));

        var row = Assert.Single(await database.RowsAsync<IssuanceBatch>());
        Assert.Equal(batch.Issuances[0].TokenId, Assert.Single(IssuanceCodec.Decode(row.Payload)).TokenId);
        Assert.Contains(batch.Issuances[1].TokenId, await SealedAsync(database));
    }

    [Fact]
    public void A_batch_comes_back_from_the_disk_as_it_was()
    {
        var claims = new[] { new BatchClaim(new string('a', 64), DateTimeOffset.UnixEpoch.AddDays(20_000), 1, true), new BatchClaim(new string('0', 64), DateTimeOffset.UnixEpoch, BatchClaim.Nobody, false) };
        var batch = new BatchRecord(new BatchId(Guid.CreateVersion7(TimeProvider.System.GetUtcNow()), 7), DateTimeOffset.UnixEpoch.AddMilliseconds(1), [TestIssuance.Make(), TestIssuance.Make()], claims);

        var read = SpillCodec.Decode(SpillCodec.Encode(batch));

        Assert.Equal((batch.Id, batch.CreatedAt), (read.Id, read.CreatedAt));
        Assert.Equal(batch.Issuances, read.Issuances);
        Assert.Equal(batch.Claims, read.Claims);
    }

    [Fact]
    public void A_batch_cut_short_anywhere_in_its_head_or_claims_is_no_batch()
    {
        var claim = new BatchClaim(new string('a', 64), DateTimeOffset.UnixEpoch, 0, true);
        var bytes = SpillCodec.Encode(new BatchRecord(new BatchId(Guid.Empty, 1), DateTimeOffset.UnixEpoch, [TestIssuance.Make()], [claim]));

        Assert.All(Enumerable.Range(0, bytes.Length), length =>
            Assert.Throws<InvalidDataException>(() => SpillCodec.Decode(bytes.AsSpan(0, length))));
    }

    private static BatchRecord Batch(TestDatabase database, long sequence, params Issuance[] issuances) => new(
        new BatchId(new Guid("01990000-0000-7000-8000-00000000bbbb"), sequence), database.Time.GetUtcNow(), issuances,
        [
            .. issuances.Select((issuance, at) => (issuance.SingleUse, at)).Where(use => use.SingleUse is not null)
                .Select(use => new BatchClaim(Convert.ToHexStringLower(use.SingleUse!.Key.AsSpan()), use.SingleUse.ExpiresAt, use.at, false)),
        ]);

    // A batch whose first record was not written, because another batch has its claim.
    private static async Task<(IssuanceBatches Batches, BatchRecord Batch)> LeaveOutAsync(TestDatabase database)
    {
        var batches = new IssuanceBatches(database.Database);
        var batch = Batch(database, 2, TestIssuance.Make("jti"), TestIssuance.Make());
        await batches.WriteAsync(Batch(database, 1, TestIssuance.Make("jti")), CancellationToken.None);
        Assert.Empty(await batches.WriteAsync(batch, CancellationToken.None));
        return (batches, batch);
    }

    private static IssuanceSealer SealerOf(TestDatabase database) =>
        new(database.Database, database.Contexts, database.Ledger, database.Time, database.Logger<IssuanceSealer>());

    private static async Task<List<Guid>> SealedAsync(TestDatabase database) =>
    [
        .. (await database.RowsAsync<IssuanceBlock>()).SelectMany(b => IssuanceBlockCodec.Decode(b.Minute, b.Payload, null)).Select(t => t.TokenId),
    ];

    private static async Task SealAsync(TestDatabase database)
    {
        database.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.NotEqual(0, await SealerOf(database).SealAsync(CancellationToken.None));
        Assert.Empty(await database.RowsAsync<IssuanceBatch>());
    }
}
