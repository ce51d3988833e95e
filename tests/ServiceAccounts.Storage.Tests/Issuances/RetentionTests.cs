using Microsoft.Extensions.Options;
using ServiceAccounts.Storage.Issuances;

namespace ServiceAccounts.Storage.Tests.Issuances;

public sealed class RetentionTests
{
    [Fact]
    public async Task What_has_run_out_goes_and_nothing_else()
    {
        await using var database = await TestDatabase.CreateAsync();
        var retention = new Retention(database.Database, Options.Create(new JournalOptions { IssuanceRetentionDays = 30 }), database.Time);
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

    private static SingleUseClaim Claim(string key, DateTimeOffset expiresAt) =>
        new() { Key = key, ExpiresAt = expiresAt, Node = Guid.Empty, Sequence = 1 };

    private static IssuanceBatch Batch(long sequence, DateTimeOffset createdAt) =>
        new() { Node = Guid.Empty, Sequence = sequence, CreatedAt = createdAt, Count = 0, Payload = [1] };
}
