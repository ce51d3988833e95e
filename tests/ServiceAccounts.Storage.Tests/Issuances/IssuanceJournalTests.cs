using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Protocol.Tokens;
using ServiceAccounts.Storage.Issuances;

namespace ServiceAccounts.Storage.Tests.Issuances;

public sealed class IssuanceJournalTests
{
    private const string Insert = "INSERT INTO \"issuance_batches\"";

    [Fact]
    public async Task What_arrives_while_a_batch_is_written_goes_into_the_next()
    {
        await using var database = await TestDatabase.CreateAsync();
        using var journal = await database.StartJournalAsync();
        var issuances = Enumerable.Range(0, 501).Select(_ => TestIssuance.Make()).ToList();
        var gate = database.Commands.Hold(Insert);

        var first = journal.RecordAsync(issuances[0], CancellationToken.None).AsTask();
        await gate.Reached;
        var others = issuances.Skip(1).Select(i => journal.RecordAsync(i, CancellationToken.None).AsTask()).ToList();
        Assert.DoesNotContain(others.Append(first), recording => recording.IsCompleted);
        gate.Open();

        Assert.All(await Task.WhenAll(others.Append(first)), outcome => Assert.Equal(IssuanceOutcome.Recorded, outcome));
        var batches = await database.RowsAsync<IssuanceBatch>();
        Assert.Equal([1, 500], batches.OrderBy(b => b.Sequence).Select(b => b.Count));
        Assert.Equal(issuances, batches.OrderBy(b => b.Sequence).SelectMany(b => IssuanceCodec.Decode(b.Payload)));
    }

    [Fact]
    public async Task Many_writers_at_once_lose_nothing()
    {
        await using var database = await TestDatabase.CreateAsync();
        using var journal = await database.StartJournalAsync();
        var issuances = Enumerable.Range(0, 2_000).Select(_ => TestIssuance.Make()).ToList();

        await Parallel.ForEachAsync(issuances, new ParallelOptions { MaxDegreeOfParallelism = 100 }, async (issuance, cancellationToken) =>
            Assert.Equal(IssuanceOutcome.Recorded, await journal.RecordAsync(issuance, cancellationToken)));

        var batches = await database.RowsAsync<IssuanceBatch>();
        Assert.True(batches.Count < issuances.Count / 2, $"{batches.Count} batches");
        Assert.Equal(
            issuances.Select(i => i.TokenId).Order(), batches.SelectMany(b => IssuanceCodec.Decode(b.Payload)).Select(i => i.TokenId).Order());
    }

    [Fact]
    public async Task Of_two_claims_of_one_key_in_a_batch_the_first_wins_and_only_its_token_is_recorded()
    {
        await using var database = await TestDatabase.CreateAsync();
        using var journal = await database.StartJournalAsync();
        var gate = database.Commands.Hold(Insert);
        var held = journal.RecordAsync(TestIssuance.Make(), CancellationToken.None).AsTask();
        await gate.Reached;
        Issuance[] issuances = [TestIssuance.Make("jti"), TestIssuance.Make("jti"), TestIssuance.Make("other"), TestIssuance.Make()];

        var recordings = issuances.Select(i => journal.RecordAsync(i, CancellationToken.None).AsTask()).ToList();
        gate.Open();
        await held;

        Assert.Equal(
            [IssuanceOutcome.Recorded, IssuanceOutcome.AlreadyUsed, IssuanceOutcome.Recorded, IssuanceOutcome.Recorded],
            await Task.WhenAll(recordings));
        Assert.Equal(IssuanceOutcome.AlreadyUsed, await journal.RecordAsync(TestIssuance.Make("jti"), CancellationToken.None));
        Assert.Equal([1, 3], (await database.RowsAsync<IssuanceBatch>()).OrderBy(b => b.Sequence).Select(b => b.Count));
    }

    [Fact]
    public async Task It_says_which_of_two_proofs_has_been_used_and_of_both_that_of_the_client()
    {
        await using var database = await TestDatabase.CreateAsync();
        using var journal = await database.StartJournalAsync();
        Assert.Equal(IssuanceOutcome.Recorded, await RecordAsync("a", "p"));
        Assert.Equal(IssuanceOutcome.ProofAlreadyUsed, await RecordAsync("b", "p"));
        Assert.Equal(IssuanceOutcome.AlreadyUsed, await RecordAsync("a", "q"));
        Assert.Equal(IssuanceOutcome.AlreadyUsed, await RecordAsync("a", "p"));

        // The same within one batch.
        var gate = database.Commands.Hold(Insert);
        var held = RecordAsync("c", "r");
        await gate.Reached;
        var recordings = new[] { RecordAsync("d", "s"), RecordAsync("e", "s"), RecordAsync("d", "t"), RecordAsync("d", "s") };
        gate.Open();
        await held;

        Assert.Equal(
            [IssuanceOutcome.Recorded, IssuanceOutcome.ProofAlreadyUsed, IssuanceOutcome.AlreadyUsed, IssuanceOutcome.AlreadyUsed],
            await Task.WhenAll(recordings));

        Task<IssuanceOutcome> RecordAsync(string assertion, string proof) => journal.RecordAsync(
            TestIssuance.Make(assertion) with { ProofUse = SingleUse.OfProof("key", proof, DateTimeOffset.UnixEpoch) }, CancellationToken.None).AsTask();
    }

    [Fact]
    public async Task Without_a_disk_of_its_own_a_failing_database_makes_it_unavailable_until_it_works_again()
    {
        await using var database = await TestDatabase.CreateAsync();
        using var journal = await database.StartJournalAsync();
        await ExecuteAsync(database, "ALTER TABLE issuance_batches RENAME TO away");

        Assert.Equal(IssuanceOutcome.Unavailable, await journal.RecordAsync(TestIssuance.Make("jti"), CancellationToken.None));
        Assert.Single(database.Log.Lines, line => line.Contains(" 2001: ", StringComparison.Ordinal));

        await ExecuteAsync(database, "ALTER TABLE away RENAME TO issuance_batches");

        // Nothing was granted for it, so the claim was not used up either.
        Assert.Equal(IssuanceOutcome.Recorded, await journal.RecordAsync(TestIssuance.Make("jti"), CancellationToken.None));
        Assert.Single(await database.RowsAsync<IssuanceBatch>());
    }

    [Fact]
    public async Task Buffered_records_are_not_waited_for_but_claims_are()
    {
        await using var database = await TestDatabase.CreateAsync();
        using var journal = await database.StartJournalAsync(IssuanceDurability.Buffered);
        var gate = database.Commands.Hold(Insert);

        var record = journal.RecordAsync(TestIssuance.Make(), CancellationToken.None).AsTask();
        await gate.Reached;
        var claim = journal.RecordAsync(TestIssuance.Make("jti"), CancellationToken.None).AsTask();
        var claimAgain = journal.RecordAsync(TestIssuance.Make("jti"), CancellationToken.None).AsTask();

        Assert.True(record.IsCompletedSuccessfully);
        Assert.False(claim.IsCompleted);
        gate.Open();
        Assert.Equal(IssuanceOutcome.Recorded, await claim);
        Assert.Equal(IssuanceOutcome.AlreadyUsed, await claimAgain);
        Assert.Equal(2, (await database.RowsAsync<IssuanceBatch>()).Sum(b => b.Count));
    }

    [Fact]
    public async Task Records_for_which_nobody_waits_are_gathered_until_somebody_does()
    {
        await using var database = await TestDatabase.CreateAsync();
        using var journal = await database.StartJournalAsync(IssuanceDurability.Buffered, gathering: TimeSpan.FromHours(1));
        for (var i = 0; i < 50; i++)
        {
            await journal.RecordAsync(TestIssuance.Make(), CancellationToken.None);
        }

        Assert.Equal(IssuanceOutcome.Recorded, await journal.RecordAsync(TestIssuance.Make("jti"), CancellationToken.None));

        Assert.Equal([51], (await database.RowsAsync<IssuanceBatch>()).Select(b => b.Count));
    }

    [Fact]
    public async Task Records_that_are_being_gathered_are_written_when_the_server_stops()
    {
        await using var database = await TestDatabase.CreateAsync();
        using var journal = await database.StartJournalAsync(IssuanceDurability.Buffered, gathering: TimeSpan.FromHours(1));
        await journal.RecordAsync(TestIssuance.Make(), CancellationToken.None);

        await journal.StopAsync(CancellationToken.None);

        Assert.Equal([1], (await database.RowsAsync<IssuanceBatch>()).Select(b => b.Count));
    }

    [Fact]
    public async Task Stopping_writes_what_waits_and_takes_no_more()
    {
        await using var database = await TestDatabase.CreateAsync();
        using var journal = await database.StartJournalAsync(IssuanceDurability.Buffered);
        var gate = database.Commands.Hold(Insert);
        await journal.RecordAsync(TestIssuance.Make(), CancellationToken.None);
        await gate.Reached;
        for (var i = 0; i < 50; i++)
        {
            await journal.RecordAsync(TestIssuance.Make(), CancellationToken.None);
        }

        var stopping = journal.StopAsync(CancellationToken.None);
        Assert.Equal(IssuanceOutcome.Unavailable, await journal.RecordAsync(TestIssuance.Make(), CancellationToken.None));
        Assert.False(stopping.IsCompleted);
        gate.Open();
        await stopping;

        Assert.Equal(51, (await database.RowsAsync<IssuanceBatch>()).Sum(b => b.Count));
    }

    private static async Task ExecuteAsync(TestDatabase database, string sql)
    {
        await using var db = await database.Contexts.CreateDbContextAsync();
        await db.Database.ExecuteSqlRawAsync(sql);
    }
}
