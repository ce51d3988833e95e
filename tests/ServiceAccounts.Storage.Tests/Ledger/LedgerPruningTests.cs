using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using ServiceAccounts.Storage.Issuances;
using ServiceAccounts.Storage.Ledger;

namespace ServiceAccounts.Storage.Tests.Ledger;

/// <summary>Old entries go, and what is left is a chain that nobody can have shortened.</summary>
public sealed class LedgerPruningTests
{
    [Fact]
    public async Task Old_entries_go_and_the_chain_holds_from_there()
    {
        await using var database = await PrunedAsync();

        var check = await CheckAsync(database);

        Assert.Null(check.FirstBroken);
        Assert.Equal(10, check.PrunedUpTo);
        Assert.Equal(21, check.Head?.Position);
        var entries = await EntriesAsync(database);
        Assert.Equal(11, entries[0].Position);
        Assert.Equal(LedgerPruning.PrunedAction, entries[^1].Action);
    }

    [Theory]
    [OnEachDatabase]
    public async Task What_is_less_than_a_day_over_its_time_stays(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await WriteAsync(database, 3);
        database.Time.Advance(TimeSpan.FromDays(10) + TimeSpan.FromHours(23));

        Assert.Equal(0, await PruningOf(database).ApplyAsync(CancellationToken.None));
        Assert.Equal(3, (await EntriesAsync(database)).Count);
    }

    [Theory]
    [OnEachDatabase]
    public async Task More_than_a_transaction_takes_goes_in_several_and_the_last_one_tells_where_it_begins(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await WriteAsync(database, 4_500);
        database.Time.Advance(TimeSpan.FromDays(12));

        Assert.Equal(4_500, await PruningOf(database).ApplyAsync(CancellationToken.None));

        var check = await CheckAsync(database);
        Assert.Null(check.FirstBroken);
        Assert.Equal(4_500, check.PrunedUpTo);
        Assert.Equal(3, (await EntriesAsync(database)).Count);
    }

    [Theory]
    [OnEachDatabase]
    public async Task Entries_after_a_clock_that_was_set_back_wait_for_those_before_them(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await WriteAsync(database, 2);
        database.Time.Advance(TimeSpan.FromDays(20));
        await WriteAsync(database, 1);
        database.Time.Advance(TimeSpan.FromDays(-20));
        await WriteAsync(database, 1);
        database.Time.Advance(TimeSpan.FromDays(12));

        Assert.Equal(2, await PruningOf(database).ApplyAsync(CancellationToken.None));

        Assert.Equal([3L, 4L, 5L], (await EntriesAsync(database)).Select(e => e.Position));
        Assert.Null((await CheckAsync(database)).FirstBroken);
    }

    [Theory]
    [InlineData("DELETE FROM ledger WHERE position = 11", 11)]
    [InlineData("DELETE FROM ledger WHERE position <= 15", 11)]
    [InlineData("UPDATE ledger SET details = replace(details, '\"up_to\":10', '\"up_to\":12') WHERE action = 'journal.pruned'", 1)]
    [InlineData("UPDATE ledger SET details = 'nothing' WHERE action = 'journal.pruned'", 1)]
    [InlineData("DELETE FROM ledger WHERE action = 'journal.pruned'", 1)]
    [InlineData("UPDATE ledger SET position = 5 WHERE position = 11", 1)]
    public async Task Who_shortens_it_further_is_found(string intrusion, long broken)
    {
        await using var database = await PrunedAsync();
        await using (var db = await database.Contexts.CreateDbContextAsync())
        {
            await db.Database.ExecuteSqlRawAsync(intrusion);
        }

        Assert.Equal(broken, (await CheckAsync(database)).FirstBroken);
    }

    [Theory]
    [OnEachDatabase]
    public async Task The_head_that_went_last_can_still_be_compared_and_those_before_it_cannot(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await WriteAsync(database, 10);
        var heads = (await EntriesAsync(database)).ToDictionary(e => e.Position, e => e.Seal);
        database.Time.Advance(TimeSpan.FromDays(12));
        await PruningOf(database).ApplyAsync(CancellationToken.None);

        var check = await Verification(database).CheckAsync(heads, (_, _) => Task.FromResult(true), CancellationToken.None);

        Assert.Equal([10L], check.Matching);
    }

    private static async Task<TestDatabase> PrunedAsync()
    {
        var database = await TestDatabase.CreateAsync();
        await WriteAsync(database, 10);
        database.Time.Advance(TimeSpan.FromDays(12));
        await WriteAsync(database, 10);
        Assert.Equal(10, await PruningOf(database).ApplyAsync(CancellationToken.None));
        return database;
    }

    private static LedgerPruning PruningOf(TestDatabase database) => new(
        database.Database, database.Contexts, database.Ledger,
        Options.Create(new JournalOptions { RetentionDays = 10, IssuanceRetentionDays = 10 }), database.Time);

    private static LedgerVerification Verification(TestDatabase database) => new(database.Contexts, TestDatabase.Seal);

    private static Task<LedgerCheck> CheckAsync(TestDatabase database) => Verification(database).CheckAsync(
        new Dictionary<long, byte[]>(), (_, _) => Task.FromResult(true), CancellationToken.None);

    private static async Task<List<LedgerEntry>> EntriesAsync(TestDatabase database) =>
        [.. (await database.RowsAsync<LedgerEntry>()).OrderBy(e => e.Position)];

    private static Task<IReadOnlyList<LedgerEntry>> WriteAsync(TestDatabase database, int entries) => database.Database.WriteAsync(
        (db, cancellation) => database.Ledger.AppendAsync(
            db, Enumerable.Range(0, entries).Select(_ => (Actor.Server, new Deed("thing.changed", "thing", Guid.Empty))), cancellation),
        CancellationToken.None);
}
