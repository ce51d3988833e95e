using ServiceAccounts.Protocol.Tokens;
using ServiceAccounts.Storage.Issuances;
using ServiceAccounts.Storage.Issuances.Spill;

namespace ServiceAccounts.Storage.Tests.Issuances;

/// <summary>A batch that is sent again is there once, whatever became of it the first time.</summary>
public sealed class IssuanceBatchesTests
{
    [Fact]
    public async Task One_that_had_arrived_is_there_once()
    {
        await using var database = await TestDatabase.CreateAsync();
        var batches = new IssuanceBatches(database.Database);
        var batch = Batch(database, 1, TestIssuance.Make("jti"), TestIssuance.Make());
        Assert.Equal(batch.Claims[0].Key, Assert.Single(await batches.WriteAsync(batch, CancellationToken.None)));

        Assert.Empty(await batches.WriteAgainAsync([batch], mayBeThere: true, CancellationToken.None));

        Assert.Equal(2, Assert.Single(await database.RowsAsync<IssuanceBatch>()).Count);
    }

    [Fact]
    public async Task One_that_had_arrived_and_been_sealed_is_not_there_again()
    {
        await using var database = await TestDatabase.CreateAsync();
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

    private static async Task SealAsync(TestDatabase database)
    {
        database.Time.Advance(TimeSpan.FromMinutes(1));
        var sealer = new IssuanceSealer(database.Database, database.Contexts, database.Ledger, database.Time, database.Logger<IssuanceSealer>());
        Assert.NotEqual(0, await sealer.SealAsync(CancellationToken.None));
        Assert.Empty(await database.RowsAsync<IssuanceBatch>());
    }
}
