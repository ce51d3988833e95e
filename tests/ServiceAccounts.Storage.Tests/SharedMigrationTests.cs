using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Server.Hosting;
using ServiceAccounts.Storage.Ledger;
using ServiceAccounts.Storage.Networked;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Storage.Tests;

/// <summary>Nodes that start at once, or after one that was killed, on a database that has not been migrated.</summary>
public sealed class SharedMigrationTests
{
    [Theory]
    [OnEachDatabase]
    public async Task The_migrations_are_those_of_the_model(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var db = await database.Contexts.CreateDbContextAsync();

        Assert.False(db.Database.HasPendingModelChanges());
        Assert.Empty(await db.Database.GetPendingMigrationsAsync());
    }

    [Theory]
    [OnEachDatabase(SharedOnly = true)]
    public async Task Several_that_migrate_at_once_make_each_table_once(string provider)
    {
        await using var one = await TestDatabase.CreateEmptyAsync(provider);
        await using var two = one.Beside();
        await using var three = one.Beside();

        await Task.WhenAll(new[] { one, two, three }.Select(node => node.Database.MigrateAsync(CancellationToken.None)));

        Assert.Single(await three.RowsAsync<LedgerPosition>());
        Assert.Equal(1, new[] { one, two, three }.Count(node => node.Commands.Texts.Any(IsTableOfTheLedger)));
        Assert.Equal(0, await one.ScalarAsync<int>("SELECT CAST(count(*) AS int) AS \"Value\" FROM migration_lease"));

        static bool IsTableOfTheLedger(string text) =>
            text.Contains("CREATE TABLE ledger ", StringComparison.Ordinal) || text.Contains("CREATE TABLE [ledger]", StringComparison.Ordinal);
    }

    [PostgreSqlFact]
    public async Task Who_was_killed_while_migrating_holds_the_next_one_up_until_the_lease_ends()
    {
        await using var killed = await TestDatabase.CreateEmptyAsync(Databases.PostgreSql);
        await using var next = killed.Beside();
        var gate = killed.Commands.Hold("CREATE TABLE ledger ");
        using var kill = new CancellationTokenSource();
        var migrating = killed.Database.MigrateAsync(kill.Token);
        await gate.Reached;
        var waiting = next.Database.MigrateAsync(CancellationToken.None);
        await Eventually.IsTrueAsync(() => next.Commands.Count("INSERT INTO migration_lease") > 1);
        Assert.False(waiting.IsCompleted);

        // Of one that is killed the database learns at once; its row stays.
        await (await PostgreSqlCluster.SharedAsync()).ExecuteAsync(
            $"""
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE datname = '{new Npgsql.NpgsqlConnectionStringBuilder(killed.Connection).Database}' AND state = 'idle in transaction'
            """);
        killed.Time.Advance(TimeSpan.FromMinutes(1));

        await waiting.WaitAsync(TimeSpan.FromSeconds(20));
        gate.Open();
        await Assert.ThrowsAnyAsync<Exception>(() => migrating);
        Assert.Single(await next.RowsAsync<LedgerPosition>());
    }

    // About 4 seconds: that is how often the lease is renewed.
    [PostgreSqlFact]
    public async Task Who_loses_the_lease_says_so_in_a_sentence()
    {
        await using var node = await TestDatabase.CreateAsync(Databases.PostgreSql);
        var table = new MigrationLeaseTable(
            "CREATE TABLE IF NOT EXISTS migration_lease (id integer PRIMARY KEY, holder uuid NOT NULL, expires_at bigint NOT NULL)", _ => false, _ => false);
        var lease = new MigrationLease(node.Contexts, new Node(Guid.CreateVersion7(node.Time.GetUtcNow())), table, node.Time);

        var lost = await Assert.ThrowsAsync<InvalidOperationException>(() => lease.HoldAsync(
            async held =>
            {
                await using var db = await node.Contexts.CreateDbContextAsync(held);
                await db.Database.ExecuteSqlAsync($"UPDATE migration_lease SET holder = {Guid.CreateVersion7(node.Time.GetUtcNow())}", held);
                await Task.Delay(Timeout.InfiniteTimeSpan, held);
            },
            CancellationToken.None));

        Assert.StartsWith("This node lost the lease under which it changed the database's tables", lost.Message, StringComparison.Ordinal);
    }

    [PostgreSqlFact]
    public async Task A_database_that_is_not_there_is_made()
    {
        await using var other = await TestDatabase.CreateEmptyAsync(Databases.PostgreSql);
        await FreshPostgreSql.DropAsync(other.Connection);

        await other.Database.MigrateAsync(CancellationToken.None);

        Assert.Single(await other.RowsAsync<LedgerPosition>());
    }

    [PostgreSqlFact]
    public async Task Its_name_tells_no_password()
    {
        await using var database = await TestDatabase.CreateEmptyAsync(Databases.PostgreSql);

        Assert.DoesNotContain("Username", database.Database.Name, StringComparison.OrdinalIgnoreCase);
        Assert.Contains(new Npgsql.NpgsqlConnectionStringBuilder(database.Connection).Database!, database.Database.Name, StringComparison.Ordinal);
    }
}
