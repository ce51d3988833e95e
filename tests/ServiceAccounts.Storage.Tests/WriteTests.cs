using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Storage.Issuances;

namespace ServiceAccounts.Storage.Tests;

/// <summary>The promise of <see cref="IDatabase.WriteAsync{T}(Func{ServiceAccountsDbContext, CancellationToken, Task{T}}, Func{T, bool}, CancellationToken)"/>.</summary>
public sealed class WriteTests
{
    [Theory]
    [OnEachDatabase]
    public async Task Two_writers_come_one_after_the_other(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await AddAsync(database, 0);
        var inside = 0;

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => database.Database.WriteAsync(
            async (db, cancellationToken) =>
            {
                Assert.Equal(1, Interlocked.Increment(ref inside));
                var count = await db.Set<IssuanceBatch>().CountAsync(cancellationToken);
                await Task.Yield();
                db.Add(Batch(count));
                await db.SaveChangesAsync(cancellationToken);
                Interlocked.Decrement(ref inside);
                return count;
            },
            CancellationToken.None)));

        // Each saw what all before it had written: otherwise two had taken the same number.
        Assert.Equal(21, (await database.RowsAsync<IssuanceBatch>()).Count);
    }

    [Theory]
    [OnEachDatabase]
    public async Task A_refused_outcome_leaves_nothing(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);

        var outcome = await database.Database.WriteAsync(
            async (db, cancellationToken) =>
            {
                db.Add(Batch(1));
                return await db.SaveChangesAsync(cancellationToken);
            },
            _ => false,
            CancellationToken.None);

        Assert.Equal(1, outcome);
        Assert.Empty(await database.RowsAsync<IssuanceBatch>());
    }

    [Theory]
    [OnEachDatabase]
    public async Task An_exception_leaves_nothing_and_the_next_writer_works(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);

        await Assert.ThrowsAsync<InvalidOperationException>(() => database.Database.WriteAsync<int>(
            async (db, cancellationToken) =>
            {
                db.Add(Batch(1));
                await db.SaveChangesAsync(cancellationToken);
                throw new InvalidOperationException();
            },
            CancellationToken.None));

        Assert.Empty(await database.RowsAsync<IssuanceBatch>());
        await AddAsync(database, 2);
        Assert.Equal(2, Assert.Single(await database.RowsAsync<IssuanceBatch>()).Sequence);
    }

    [Theory]
    [OnEachDatabase]
    public async Task Who_is_cancelled_while_waiting_writes_nothing_and_holds_nobody_up(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var (entered, leave) = (new TaskCompletionSource(), new TaskCompletionSource());
        var first = database.Database.WriteAsync(
            async (_, _) =>
            {
                entered.SetResult();
                await leave.Task;
                return true;
            },
            CancellationToken.None);
        await entered.Task;
        using var cancellation = new CancellationTokenSource();
        var waiting = database.Database.WriteAsync<int>((_, _) => throw new InvalidOperationException("It ran."), cancellation.Token);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        leave.SetResult();
        await first;
        await AddAsync(database, 1);
        Assert.Single(await database.RowsAsync<IssuanceBatch>());
    }

    [Theory]
    [OnEachDatabase]
    public async Task A_duplicate_is_known_as_one(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await AddAsync(database, 1);

        var duplicate = await Assert.ThrowsAsync<DbUpdateException>(() => AddAsync(database, 1));

        Assert.True(database.Database.IsDuplicate(duplicate));
        Assert.False(database.Database.IsDuplicate(new DbUpdateException()));
    }

    private static Task<int> AddAsync(TestDatabase database, long sequence) => database.Database.WriteAsync(
        (db, cancellationToken) =>
        {
            db.Add(Batch(sequence));
            return db.SaveChangesAsync(cancellationToken);
        },
        CancellationToken.None);

    private static IssuanceBatch Batch(long sequence) =>
        new() { Node = Guid.Empty, Sequence = sequence, CreatedAt = DateTimeOffset.UnixEpoch, Count = 0, Payload = [1] };
}
