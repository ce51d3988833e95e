using ServiceAccounts.Protocol.Tokens;
using ServiceAccounts.Storage.Issuances;
using ServiceAccounts.Storage.Ledger;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Storage.Tests.Issuances;

/// <summary>What the database does not take in time is kept on the node's disk and is in the database in the end, once.</summary>
public sealed class SpillTests : IDisposable
{
    private const string Insert = "INSERT INTO \"issuance_batches\"";

    private readonly string _directory = Directory.CreateTempSubdirectory("serviceaccounts-spill-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task A_batch_that_is_not_committed_in_time_is_answered_and_arrives_once()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var journal = await SpillingJournal.StartAsync(database, _directory);
        var gate = database.Commands.Hold(Insert);
        var issuances = Enumerable.Range(0, 20).Select(_ => TestIssuance.Make()).ToList();

        foreach (var issuance in issuances)
        {
            Assert.Equal(IssuanceOutcome.Recorded, await journal.RecordAsync(issuance));
        }

        Assert.NotEqual(0, journal.Waiting);
        gate.Open();
        await journal.UntilSentAsync();

        Assert.Equal(issuances.Select(i => i.TokenId).Order(), (await journal.RecordedAsync()).Order());
        Assert.All(await database.RowsAsync<IssuanceBatch>(), batch => Assert.Equal(journal.Node.Id, batch.Node));
    }

    [Fact]
    public async Task Batches_arrive_in_their_order_and_the_database_is_used_again_when_all_have()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var journal = await SpillingJournal.StartAsync(database, _directory);
        var issuances = Enumerable.Range(0, 10).Select(_ => TestIssuance.Make()).ToList();
        await using (await SpillingJournal.OutageAsync(database))
        {
            foreach (var issuance in issuances.Take(8))
            {
                Assert.Equal(IssuanceOutcome.Recorded, await journal.RecordAsync(issuance));
            }
        }

        Assert.Equal(IssuanceOutcome.Recorded, await journal.RecordAsync(issuances[8]));
        await journal.UntilSentAsync();
        Assert.Equal(IssuanceOutcome.Recorded, await journal.RecordAsync(issuances[9]));

        Assert.Equal(0, journal.Waiting);
        var batches = (await database.RowsAsync<IssuanceBatch>()).OrderBy(b => b.Sequence).ToList();
        Assert.Equal(issuances, batches.SelectMany(b => IssuanceCodec.Decode(b.Payload)));
        Assert.Equal(Enumerable.Range(1, 10).Select(i => (long)i), batches.Select(b => b.Sequence));
    }

    [Fact]
    public async Task While_the_database_is_away_an_assertion_is_good_for_one_use_on_its_node()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var journal = await SpillingJournal.StartAsync(database, _directory);
        var end = database.Time.GetUtcNow().AddMinutes(1);
        Assert.Equal(IssuanceOutcome.Recorded, await journal.RecordAsync(TestIssuance.Make("before", end)));
        await using (await SpillingJournal.OutageAsync(database))
        {
            Assert.Equal(IssuanceOutcome.AlreadyUsed, await journal.RecordAsync(TestIssuance.Make("before", end)));
            Assert.Equal(IssuanceOutcome.Recorded, await journal.RecordAsync(TestIssuance.Make("during", end)));
            Assert.Equal(IssuanceOutcome.AlreadyUsed, await journal.RecordAsync(TestIssuance.Make("during", end)));

            var proof = TestIssuance.Make() with { ProofUse = SingleUse.OfProof("key", "proof", end) };
            Assert.Equal(IssuanceOutcome.Recorded, await journal.RecordAsync(proof));
            Assert.Equal(IssuanceOutcome.ProofAlreadyUsed, await journal.RecordAsync(proof with { TokenId = Guid.Empty }));
        }

        await journal.UntilSentAsync();
        Assert.Equal(IssuanceOutcome.AlreadyUsed, await journal.RecordAsync(TestIssuance.Make("during", end)));
        Assert.Equal(3, (await database.RowsAsync<SingleUseClaim>()).Count);
        Assert.Equal(3, (await journal.RecordedAsync()).Count);
    }

    [Fact]
    public async Task A_replay_on_another_node_is_found_when_the_disk_is_sent_and_journalled()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var journal = await SpillingJournal.StartAsync(database, _directory);
        var end = database.Time.GetUtcNow().AddMinutes(1);
        var replayed = TestIssuance.Make("replayed", end);
        var proved = TestIssuance.Make() with { ProofUse = SingleUse.OfProof("key", "proof", end) };
        await using (await SpillingJournal.OutageAsync(database))
        {
            Assert.Equal(IssuanceOutcome.Recorded, await journal.RecordAsync(replayed));
            Assert.Equal(IssuanceOutcome.Recorded, await journal.RecordAsync(proved));
            var elsewhere = new SingleUseClaims(database.Database, new ClaimsInMemory(database.Time), database.Time);
            Assert.True(await elsewhere.TryClaimAsync(replayed.SingleUse!, CancellationToken.None));
            Assert.True(await elsewhere.TryClaimAsync(proved.ProofUse, CancellationToken.None));
        }

        await journal.UntilSentAsync();
        await journal.Refusals.FlushAsync(CancellationToken.None);

        // Their tokens are out, so their records are there.
        Assert.Equal(new[] { replayed.TokenId, proved.TokenId }.Order(), (await journal.RecordedAsync()).Order());
        var entries = await database.RowsAsync<LedgerEntry>();
        Assert.All(entries, entry => Assert.Equal(("token.replay_found", LedgerOutcome.Refused), (entry.Action, entry.Outcome)));
        Assert.Equal(
            new Guid?[] { replayed.TenantId, proved.TenantId }.Order(), entries.Select(entry => entry.TenantId).Order());
        Assert.Contains(entries, entry => entry.Reason!.StartsWith("An assertion", StringComparison.Ordinal));
        Assert.Contains(entries, entry => entry.Reason!.StartsWith("A DPoP proof", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_the_database_does_not_take_together_is_sent_in_smaller_parts()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var journal = await SpillingJournal.StartAsync(database, _directory);
        await using (await SpillingJournal.OutageAsync(database))
        {
            for (var batch = 0; batch < 40; batch++)
            {
                await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => journal.RecordAsync(TestIssuance.Make())));
            }

            // There is more and more to send, and yet it asks for less than before.
            await Eventually.IsTrueAsync(() => LookUps().Zip(LookUps().Skip(1)).Any(two => two.Second < two.First));
        }

        await journal.UntilSentAsync();
        Assert.Equal(4_000, (await journal.RecordedAsync()).Distinct().Count());

        List<int> LookUps() =>
            [.. database.Commands.Texts.Where(text => text.Contains("FROM \"issuance_batches\"", StringComparison.Ordinal)).Select(text => text.Length)];
    }

    [Fact]
    public async Task Where_the_disk_is_full_nothing_is_issued_and_nothing_is_used_up()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var journal = await SpillingJournal.StartAsync(database, _directory);
        var large = TestIssuance.Make() with { Scope = string.Join(' ', Enumerable.Range(0, 6_000).Select(i => $"scope:{i}")) };
        var outcomes = new List<IssuanceOutcome>();
        await using (await SpillingJournal.OutageAsync(database))
        {
            for (var i = 0; i < 20; i++)
            {
                outcomes.Add(await journal.RecordAsync(large with { SingleUse = SingleUse.Of(Guid.Empty, $"{i}", database.Time.GetUtcNow().AddMinutes(1)) }));
            }
        }

        var kept = outcomes.Count(outcome => outcome == IssuanceOutcome.Recorded);
        Assert.InRange(kept, 10, 19);
        Assert.All(outcomes.Skip(kept), outcome => Assert.Equal(IssuanceOutcome.Unavailable, outcome));

        // Who asks again and again does not fill the log.
        Assert.Single(database.Log.Lines, line => line.Contains("was kept neither by the database nor on this node's disk", StringComparison.Ordinal));
        await journal.UntilSentAsync();
        Assert.Equal(
            IssuanceOutcome.Recorded,
            await journal.RecordAsync(TestIssuance.Make() with { SingleUse = SingleUse.Of(Guid.Empty, "19", database.Time.GetUtcNow().AddMinutes(1)) }));
        Assert.Equal(kept + 1, (await journal.RecordedAsync()).Count);
    }

    [Fact]
    public async Task What_a_killed_process_left_is_sent_by_the_next_under_the_same_ids()
    {
        await using var database = await TestDatabase.CreateAsync();
        var end = database.Time.GetUtcNow().AddMinutes(1);
        var (first, second) = (TestIssuance.Make("one", end), TestIssuance.Make());
        var killed = await SpillingJournal.StartAsync(database, _directory);
        var outage = await SpillingJournal.OutageAsync(database);
        Assert.Equal(IssuanceOutcome.Recorded, await killed.RecordAsync(first));
        Assert.Equal(IssuanceOutcome.Recorded, await killed.RecordAsync(second));
        killed.Crash();

        await using var journal = await SpillingJournal.StartAsync(database, _directory);
        Assert.NotEqual(0, journal.Waiting);
        Assert.Equal(IssuanceOutcome.AlreadyUsed, await journal.RecordAsync(TestIssuance.Make("one", end)));
        await outage.DisposeAsync();
        await journal.UntilSentAsync();

        var batches = await database.RowsAsync<IssuanceBatch>();
        Assert.Equal([(killed.Node.Id, 1L), (killed.Node.Id, 2L)], batches.OrderBy(b => b.Sequence).Select(b => (b.Node, b.Sequence)));
        Assert.Equal([first.TokenId, second.TokenId], await journal.RecordedAsync());
        Assert.Single(Directory.EnumerateFiles(_directory));
    }

    [Fact]
    public async Task What_a_crash_cut_short_is_dropped_and_what_is_whole_before_it_is_sent()
    {
        await using var database = await TestDatabase.CreateAsync();
        var issuance = TestIssuance.Make();
        var file = await LeaveAsync(database, issuance, TestIssuance.Make());
        await using (var left = File.Open(file, FileMode.Open))
        {
            left.SetLength(left.Length - 1);
        }

        await using var journal = await SpillingJournal.StartAsync(database, _directory);
        await journal.UntilSentAsync();

        Assert.Equal([issuance.TokenId], await journal.RecordedAsync());
        Assert.Single(Directory.EnumerateFiles(_directory));
        Assert.DoesNotContain(database.Log.Lines, line => line.Contains(" 2075: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_not_as_it_was_written_is_put_aside_and_told()
    {
        await using var database = await TestDatabase.CreateAsync();
        var issuance = TestIssuance.Make();
        var file = await LeaveAsync(database, issuance, TestIssuance.Make(), TestIssuance.Make());
        var bytes = await File.ReadAllBytesAsync(file);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(file, bytes);

        await using var journal = await SpillingJournal.StartAsync(database, _directory);
        await journal.UntilSentAsync();

        Assert.Equal([issuance.TokenId], await journal.RecordedAsync());
        Assert.True(File.Exists(file + ".damaged"));
        Assert.Single(database.Log.Lines, line => line.Contains(" 2075: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Stopping_sends_what_it_can_and_leaves_the_rest_on_the_disk()
    {
        await using var database = await TestDatabase.CreateAsync();
        var issuance = TestIssuance.Make();
        var file = await LeaveAsync(database, issuance);
        Assert.NotEqual(0, new FileInfo(file).Length);

        await using var journal = await SpillingJournal.StartAsync(database, _directory);
        await journal.StopAsync();

        Assert.Equal([issuance.TokenId], await journal.RecordedAsync());
        Assert.Empty(Directory.EnumerateFiles(_directory));
    }

    [Fact]
    public async Task The_file_of_a_process_that_runs_is_left_alone_and_is_for_its_owner_only()
    {
        await using var database = await TestDatabase.CreateAsync();
        var directory = Path.Combine(_directory, "own");
        await using var first = await SpillingJournal.StartAsync(database, directory);
        await using var second = await SpillingJournal.StartAsync(database, directory);
        await using (await SpillingJournal.OutageAsync(database))
        {
            Assert.Equal(IssuanceOutcome.Recorded, await first.RecordAsync(TestIssuance.Make()));
            await using var third = await SpillingJournal.StartAsync(database, directory);
            Assert.Equal((0, 0), (second.Waiting, third.Waiting));
        }

        if (!OperatingSystem.IsWindows())
        {
            foreach (var path in Directory.EnumerateFiles(directory))
            {
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
            }

            Assert.Equal(
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(directory));
        }
    }

    [Fact]
    public async Task A_directory_that_cannot_be_made_ends_the_start_by_the_name_of_its_setting()
    {
        await using var database = await TestDatabase.CreateAsync();
        var file = Path.Combine(_directory, "file");
        await File.WriteAllTextAsync(file, string.Empty);

        var problem = await Assert.ThrowsAsync<InvalidOperationException>(() => SpillingJournal.StartAsync(database, Path.Combine(file, "spill")));

        Assert.StartsWith("ServiceAccounts:Journal:SpillDirectory: ", problem.Message, StringComparison.Ordinal);
        Assert.Contains("ServiceAccounts__Journal__SpillDirectory=", problem.Message, StringComparison.Ordinal);
    }

    // A journal that was stopped while the database was away.
    private async Task<string> LeaveAsync(TestDatabase database, params Issuance[] issuances)
    {
        await using var journal = await SpillingJournal.StartAsync(database, _directory);
        await using (await SpillingJournal.OutageAsync(database))
        {
            foreach (var issuance in issuances)
            {
                Assert.Equal(IssuanceOutcome.Recorded, await journal.RecordAsync(issuance));
            }

            await journal.StopAsync();
        }

        return Assert.Single(Directory.EnumerateFiles(_directory));
    }
}
