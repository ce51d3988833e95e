using Microsoft.EntityFrameworkCore;

namespace ServiceAccounts.Storage.Tests;

public sealed class MigrationTests
{
    [Fact]
    public async Task The_migrations_make_every_table_of_the_model()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var db = await database.Contexts.CreateDbContextAsync();

        var tables = await db.Database.SqlQueryRaw<string>("SELECT name AS Value FROM sqlite_master WHERE type = 'table'").ToListAsync();

        Assert.Empty(db.Model.GetEntityTypes().Select(entity => entity.GetTableName()).Except(tables));
        Assert.False(db.Database.HasPendingModelChanges());
        Assert.Empty(await db.Database.GetPendingMigrationsAsync());
    }

    [Fact]
    public async Task Migrating_again_changes_nothing()
    {
        await using var database = await TestDatabase.CreateAsync();

        await database.Database.MigrateAsync(CancellationToken.None);

        await using var db = await database.Contexts.CreateDbContextAsync();
        Assert.Empty(await db.Database.GetPendingMigrationsAsync());
    }

    [Fact]
    public async Task A_lock_left_behind_by_a_killed_migration_does_not_block_the_next_one()
    {
        await using var database = await TestDatabase.CreateEmptyAsync();
        await using (var db = await database.Contexts.CreateDbContextAsync())
        {
            await db.Database.ExecuteSqlRawAsync(
                """
                CREATE TABLE "__EFMigrationsLock" ("Id" INTEGER NOT NULL CONSTRAINT "PK___EFMigrationsLock" PRIMARY KEY, "Timestamp" TEXT NOT NULL);
                INSERT INTO "__EFMigrationsLock" VALUES (1, '2026-01-01 00:00:00');
                """);
        }

        await database.Database.MigrateAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(30));

        await using var migrated = await database.Contexts.CreateDbContextAsync();
        Assert.Empty(await migrated.Database.GetPendingMigrationsAsync());
    }

    [Fact]
    public async Task Every_connection_that_is_handed_out_syncs_each_commit_and_checks_foreign_keys()
    {
        await using var database = await TestDatabase.CreateAsync();

        Assert.Equal("wal", await database.ScalarAsync<string>("SELECT journal_mode AS Value FROM pragma_journal_mode"));
        var settings = await Task.WhenAll(Enumerable.Range(0, 10).Select(async _ => (
            Synchronous: await database.ScalarAsync<long>("SELECT synchronous AS Value FROM pragma_synchronous"),
            ForeignKeys: await database.ScalarAsync<long>("SELECT foreign_keys AS Value FROM pragma_foreign_keys"))));
        Assert.All(settings, connection => Assert.Equal((2, 1), connection));
    }
}
