using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Storage.Ledger;

namespace ServiceAccounts.Storage.Tests.Ledger;

/// <summary>What is refused is told in full once and then counted, and neither a flood nor a failing database costs more than that.</summary>
public sealed class RefusalJournalTests
{
    private static readonly Guid Tenant = new("01990000-0000-7000-8000-00000000aaaa");

    [Theory]
    [OnEachDatabase]
    public async Task The_first_is_written_at_once_and_its_repeats_are_counted_once_a_minute(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        using var journal = JournalOf(database);
        for (var i = 0; i < 5; i++)
        {
            Report(journal, "wrong", "192.0.2.1", Tenant);
        }

        Assert.Equal([("wrong", 1, "192.0.2.1")], await WrittenAsync(database, journal));

        database.Time.Advance(TimeSpan.FromSeconds(59));
        Assert.Single(await WrittenAsync(database, journal));
        database.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal([("wrong", 1, "192.0.2.1"), ("wrong", 4, "192.0.2.1")], await WrittenAsync(database, journal));

        // A minute without any: the next is told in full again.
        database.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(2, (await WrittenAsync(database, journal)).Count);
        Report(journal, "wrong", "192.0.2.1", Tenant);
        Assert.Equal(3, (await WrittenAsync(database, journal)).Count);
    }

    [Theory]
    [OnEachDatabase]
    public async Task Reason_tenant_and_network_make_a_kind_and_what_a_stranger_calls_itself_does_not(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        using var journal = JournalOf(database);
        Report(journal, "one", "192.0.2.1", Tenant);
        Report(journal, "one", "::ffff:192.0.2.1", Tenant);
        Report(journal, "one", "192.0.2.2", Tenant);
        Report(journal, "two", "192.0.2.1", Tenant);
        Report(journal, "one", "192.0.2.1", null);
        Report(journal, "v6", "2001:db8::1", Tenant);
        Report(journal, "v6", "2001:db8:0:0:ffff::2", Tenant);
        Report(journal, "v6", "2001:db8:0:1::1", Tenant);
        journal.Report(
            new Actor(null, "x", "token", "192.0.2.1", null), new Deed("token.refused", "client", Guid.Empty) { Reason = "one", ClientId = "sa_client_000000000001" });

        Assert.Equal(6, (await WrittenAsync(database, journal)).Count);
        database.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(
            [("one", 1, "192.0.2.1"), ("one", 1, "192.0.2.1"), ("v6", 1, "2001:db8::/64")],
            (await WrittenAsync(database, journal))[6..].OrderBy(entry => entry.Reason, StringComparer.Ordinal));
    }

    [Theory]
    [OnEachDatabase]
    public async Task More_kinds_than_are_told_apart_are_counted_and_strangers_do_not_crowd_out_tenants(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        using var journal = JournalOf(database);
        for (var i = 0; i < 3_000; i++)
        {
            Report(journal, $"unknown {i}", "192.0.2.1", null);
        }

        for (var i = 0; i < 700; i++)
        {
            Report(journal, $"known {i}", "192.0.2.1", Tenant);
        }

        var written = await WrittenAsync(database, journal);
        Assert.Equal(500, written.Count(entry => entry.Reason!.StartsWith("unknown", StringComparison.Ordinal)));
        Assert.Equal(500, written.Count(entry => entry.Reason!.StartsWith("known", StringComparison.Ordinal)));

        database.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(2_700, Assert.Single((await WrittenAsync(database, journal))[1_000..]).Count);
    }

    [Theory]
    [OnEachDatabase]
    public async Task What_a_full_queue_does_not_take_is_counted_and_nobody_waits(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        using var journal = JournalOf(database);
        for (var i = 0; i < 12_000; i++)
        {
            Report(journal, "wrong", "192.0.2.1", Tenant);
        }

        await WrittenAsync(database, journal);
        database.Time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal([1, 9_999, 2_000], (await WrittenAsync(database, journal)).Select(entry => entry.Count));
    }

    [Theory]
    [OnEachDatabase]
    public async Task A_failing_database_loses_nothing(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        using var journal = JournalOf(database);
        await ExecuteAsync(database, "ALTER TABLE ledger RENAME TO away");
        Report(journal, "one", "192.0.2.1", Tenant);
        await journal.FlushAsync(CancellationToken.None);
        Report(journal, "two", "192.0.2.1", Tenant);
        await journal.FlushAsync(CancellationToken.None);
        Assert.Contains(database.Log.Lines, line => line.Contains(" 2010: ", StringComparison.Ordinal));

        await ExecuteAsync(database, "ALTER TABLE away RENAME TO ledger");

        Assert.Equal(["one", "two"], (await WrittenAsync(database, journal)).Select(entry => entry.Reason));
    }

    [Theory]
    [OnEachDatabase]
    public async Task A_commit_whose_answer_is_lost_is_not_made_twice(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        using var journal = JournalOf(database);
        database.Commands.LoseNextAnswer();
        Report(journal, "one", "192.0.2.1", Tenant);
        Report(journal, "two", "192.0.2.1", Tenant);
        await journal.FlushAsync(CancellationToken.None);
        Assert.Contains(database.Log.Lines, line => line.Contains(" 2010: ", StringComparison.Ordinal));
        Report(journal, "three", "192.0.2.1", Tenant);

        Assert.Equal(["one", "two", "three"], (await WrittenAsync(database, journal)).Select(entry => entry.Reason));
    }

    [Theory]
    [OnEachDatabase]
    public async Task In_the_background_it_is_written_without_a_reader_and_stopping_writes_the_counts_too(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        using var journal = JournalOf(database);
        await journal.StartAsync(CancellationToken.None);
        Report(journal, "wrong", "192.0.2.1", Tenant);
        await Testing.Eventually.IsTrueAsync(async () => (await database.RowsAsync<LedgerEntry>()).Count == 1);
        Report(journal, "wrong", "192.0.2.1", Tenant);
        Report(journal, "wrong", "192.0.2.1", Tenant);

        await journal.StopAsync(CancellationToken.None);

        Assert.Equal([1, 2], (await database.RowsAsync<LedgerEntry>()).OrderBy(entry => entry.Position).Select(entry => entry.Count));
    }

    private static void Report(RefusalJournal journal, string reason, string address, Guid? tenant) => journal.Report(
        new Actor(null, "unknown", "token", address, "correlation"),
        new Deed("token.refused", "client", Guid.Empty) { TenantId = tenant, Reason = reason });

    private static async Task<List<(string? Reason, int Count, string? Address)>> WrittenAsync(TestDatabase database, RefusalJournal journal)
    {
        await journal.FlushAsync(CancellationToken.None);
        var entries = (await database.RowsAsync<LedgerEntry>()).OrderBy(entry => entry.Position).ToList();
        Assert.All(entries, entry => Assert.Equal(LedgerOutcome.Refused, entry.Outcome));
        return [.. entries.Select(entry => (entry.Reason, entry.Count, entry.Address))];
    }

    private static RefusalJournal JournalOf(TestDatabase database) => new(
        database.Database, database.Ledger, new NoClients(), database.Time, new Logger<RefusalJournal>(new LoggerFactory([database.Log])));

    private static async Task ExecuteAsync(TestDatabase database, string sql)
    {
        await using var db = await database.Contexts.CreateDbContextAsync();
        await db.Database.ExecuteSqlRawAsync(sql);
    }

    private sealed class NoClients : IClients
    {
        public ValueTask<Client?> FindAsync(string clientId, CancellationToken cancellationToken) => new((Client?)null);

        public ValueTask<KnownApiToken?> FindByApiTokenAsync(string text, CancellationToken cancellationToken) => new((KnownApiToken?)null);
    }
}
