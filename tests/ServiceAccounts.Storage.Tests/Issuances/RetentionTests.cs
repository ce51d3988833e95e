using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using ServiceAccounts.Storage.Issuances;

namespace ServiceAccounts.Storage.Tests.Issuances;

public sealed class RetentionTests
{
    [Theory]
    [OnEachDatabase]
    public async Task What_has_run_out_goes_and_nothing_else(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var retention = RetentionOf(database);
        var now = database.Time.GetUtcNow();
        var month = TimeSpan.FromDays(30);
        await database.Database.WriteAsync(
            (db, cancellationToken) =>
            {
                db.AddRange(Claim("over", now.AddMilliseconds(-1)), Claim("at", now), Claim("ahead", now.AddMilliseconds(1)));
                db.AddRange(Batch(1, now - month - TimeSpan.FromMilliseconds(1)), Batch(2, now - month), Batch(3, now));
                return db.SaveChangesAsync(cancellationToken);
            },
            CancellationToken.None);

        Assert.Equal(2, await retention.ApplyAsync(CancellationToken.None));
        Assert.Equal(["ahead", "at"], (await database.RowsAsync<SingleUseClaim>()).Select(c => c.Key).Order(StringComparer.Ordinal));
        Assert.Equal([2, 3], (await database.RowsAsync<IssuanceBatch>()).Select(b => b.Sequence).Order());

        Assert.Equal(0, await retention.ApplyAsync(CancellationToken.None));
        database.Time.Advance(month + TimeSpan.FromMilliseconds(1));
        Assert.Equal(4, await retention.ApplyAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_backlog_goes_in_one_call_and_each_transaction_stays_small()
    {
        await using var database = await TestDatabase.CreateAsync();
        var now = database.Time.GetUtcNow();
        await database.Database.WriteAsync(
            (db, cancellationToken) =>
            {
                db.AddRange(Enumerable.Range(1, 5_000).Select(i => Claim($"{i}", now.AddSeconds(-i))));
                db.Add(Claim("kept", now.AddSeconds(1)));
                return db.SaveChangesAsync(cancellationToken);
            },
            CancellationToken.None);
        database.Commands.Clear();

        Assert.Equal(5_000, await RetentionOf(database).ApplyAsync(CancellationToken.None));

        Assert.Equal("kept", Assert.Single(await database.RowsAsync<SingleUseClaim>()).Key);
        Assert.Equal(3, database.Commands.Count("DELETE FROM \"single_use_claims\""));
    }

    [Theory]
    [OnEachDatabase]
    public async Task Where_nothing_is_due_nothing_is_written(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        database.Commands.Clear();

        Assert.Equal(0, await RetentionOf(database).ApplyAsync(CancellationToken.None));

        Assert.Equal(0, database.Commands.Count("DELETE"));
    }

    // A scan of the table while the only write lock is held would stop every token.
    [Theory]
    [InlineData("single_use_claims", "expires_at")]
    [InlineData("issuance_batches", "created_at")]
    [InlineData("client_secrets", "expires_at")]
    public async Task What_is_due_is_found_by_an_index(string table, string column)
    {
        await using var database = await TestDatabase.CreateAsync();

        await using var db = await database.Contexts.CreateDbContextAsync();
        await db.Database.OpenConnectionAsync();
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = $"EXPLAIN QUERY PLAN DELETE FROM {table} WHERE {column} <= 1";
        await using var plan = await command.ExecuteReaderAsync();

        Assert.True(await plan.ReadAsync());
        Assert.Matches($"^SEARCH {table} USING (COVERING )?INDEX", plan.GetString(3));
    }

    private static Retention RetentionOf(TestDatabase database) => new(
        database.Database, database.Contexts, Options.Create(new JournalOptions { IssuanceRetentionDays = 30 }), database.Time);

    private static SingleUseClaim Claim(string key, DateTimeOffset expiresAt) =>
        new() { Key = key, ExpiresAt = expiresAt, Node = Guid.Empty, Sequence = 1 };

    private static IssuanceBatch Batch(long sequence, DateTimeOffset createdAt) =>
        new() { Node = Guid.Empty, Sequence = sequence, CreatedAt = createdAt, Count = 0, Payload = [1] };
}
