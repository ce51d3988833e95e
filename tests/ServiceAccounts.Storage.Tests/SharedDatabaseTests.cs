using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Server.Hosting;
using ServiceAccounts.Storage.Credentials;
using ServiceAccounts.Storage.Issuances;
using ServiceAccounts.Storage.Ledger;

namespace ServiceAccounts.Storage.Tests;

/// <summary>What holds between nodes that share a database, each with connections of its own.</summary>
public sealed class SharedDatabaseTests
{
    [Theory]
    [OnEachDatabase(SharedOnly = true)]
    public async Task Its_clock_can_be_read(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);

        var there = await database.Database.ReadClockAsync(CancellationToken.None);

        Assert.InRange((there!.Value - TimeProvider.System.GetUtcNow()).Duration(), TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }

    [Theory]
    [OnEachDatabase(SharedOnly = true)]
    public async Task Exclusive_writers_of_two_nodes_come_one_after_the_other(string provider)
    {
        await using var one = await TestDatabase.CreateAsync(provider);
        await using var two = one.Beside();
        var inside = 0;

        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => (i % 2 == 0 ? one : two).Database.WriteAsync(
            async (db, cancellationToken) =>
            {
                Assert.Equal(1, Interlocked.Increment(ref inside));
                var count = await db.Set<IssuanceBatch>().CountAsync(cancellationToken);
                db.Add(Batch(count));
                await db.SaveChangesAsync(cancellationToken);
                Interlocked.Decrement(ref inside);
                return count;
            },
            CancellationToken.None)));

        // Each saw what all before it had committed: otherwise two had taken the same number.
        Assert.Equal(40, (await one.RowsAsync<IssuanceBatch>()).Count);
    }

    [Theory]
    [OnEachDatabase(SharedOnly = true)]
    public async Task Writers_beside_do_not_wait_for_an_exclusive_one(string provider)
    {
        await using var one = await TestDatabase.CreateAsync(provider);
        await using var two = one.Beside();
        var (entered, leave) = (new TaskCompletionSource(), new TaskCompletionSource());
        var exclusive = one.Database.WriteAsync(
            async (_, _) =>
            {
                entered.SetResult();
                await leave.Task;
                return true;
            },
            CancellationToken.None);
        await entered.Task;

        foreach (var node in new[] { one, two })
        {
            await node.Database.WriteBesideAsync(
                async (db, cancellationToken) =>
                {
                    db.Add(Batch(node == one ? 1 : 2));
                    return await db.SaveChangesAsync(cancellationToken);
                },
                CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(10));
        }

        leave.SetResult();
        await exclusive;
        Assert.Equal(2, (await one.RowsAsync<IssuanceBatch>()).Count);
    }

    [Theory]
    [OnEachDatabase(SharedOnly = true)]
    public async Task A_claim_made_by_two_nodes_at_once_is_held_by_one(string provider)
    {
        await using var one = await TestDatabase.CreateAsync(provider);
        await using var two = one.Beside();
        var keys = Enumerable.Range(0, 50).Select(i => $"key {i:00}").ToList();

        var held = await Task.WhenAll(
            ClaimAsync(one, new BatchId(Guid.CreateVersion7(one.Time.GetUtcNow()), 1), keys),
            ClaimAsync(two, new BatchId(Guid.CreateVersion7(one.Time.GetUtcNow()), 1), Enumerable.Reverse(keys)));

        Assert.Equal(50, held[0].Count + held[1].Count);
        Assert.Empty(held[0].Intersect(held[1]));
    }

    [Theory]
    [OnEachDatabase(SharedOnly = true)]
    public async Task Two_that_wait_for_each_other_both_get_through(string provider)
    {
        await using var one = await TestDatabase.CreateAsync(provider);
        await using var two = one.Beside();
        await AddAsync(one, 1);
        await AddAsync(one, 2);
        var meeting = new Barrier(2);
        var first = new int[2];

        await Task.WhenAll(RaiseAsync(one, 0, 1, 2), RaiseAsync(two, 1, 2, 1));

        Assert.All(await one.RowsAsync<IssuanceBatch>(), batch => Assert.Equal(2, batch.Count));

        Task RaiseAsync(TestDatabase node, int who, params long[] sequences) => node.Database.WriteBesideAsync(
            async (db, cancellationToken) =>
            {
                await RaiseOneAsync(db, sequences[0], cancellationToken);
                if (Interlocked.Increment(ref first[who]) == 1)
                {
                    await Task.Yield();
                    meeting.SignalAndWait(TimeSpan.FromSeconds(10), cancellationToken);
                }

                return await RaiseOneAsync(db, sequences[1], cancellationToken);
            },
            CancellationToken.None);
    }

    [PostgreSqlFact]
    public async Task A_connection_that_was_lost_before_the_commit_is_replaced()
    {
        await using var database = await TestDatabase.CreateAsync(Databases.PostgreSql);
        var runs = 0;

        await database.Database.WriteAsync(
            async (db, cancellationToken) =>
            {
                runs++;
                db.Add(Batch(1));
                await db.SaveChangesAsync(cancellationToken);
                if (runs == 1)
                {
                    await EndOwnConnectionAsync(db, cancellationToken);
                }

                return true;
            },
            CancellationToken.None);

        Assert.Equal(2, runs);
        Assert.Single(await database.RowsAsync<IssuanceBatch>());
    }

    [Theory]
    [OnEachDatabase(SharedOnly = true)]
    public async Task The_later_use_stays_whichever_node_writes_last(string provider)
    {
        await using var one = await TestDatabase.CreateAsync(provider);
        await using var two = one.Beside();
        var credentials = Enumerable.Range(0, 100).Select(i => Guid.CreateVersion7(one.Time.GetUtcNow())).ToList();

        await Task.WhenAll(
            KeepAsync(one, credentials.Select(id => Use(id, 2_000))),
            KeepAsync(two, credentials.Select(id => Use(id, 3_000)).Reverse()),
            KeepAsync(one, credentials.Select(id => Use(id, 1_000))));

        Assert.All(await one.RowsAsync<CredentialUse>(), use => Assert.Equal(3_000, use.UsedAt.ToUnixTimeMilliseconds()));
    }

    private static Task<int> RaiseOneAsync(ServiceAccountsDbContext db, long sequence, CancellationToken cancellationToken) =>
        db.Set<IssuanceBatch>().Where(b => b.Sequence == sequence)
            .ExecuteUpdateAsync(batch => batch.SetProperty(b => b.Count, b => b.Count + 1), cancellationToken);

    private static async Task EndOwnConnectionAsync(ServiceAccountsDbContext db, CancellationToken cancellationToken)
    {
        await db.Database.ExecuteSqlRawAsync("SELECT pg_terminate_backend(pg_backend_pid())", cancellationToken);
        await db.Set<LedgerPosition>().CountAsync(cancellationToken);
    }

    private static Task<IReadOnlySet<string>> ClaimAsync(TestDatabase node, BatchId batch, IEnumerable<string> keys) =>
        node.Database.WriteBesideAsync(
            (db, cancellationToken) => node.Database.ClaimAsync(
                db,
                [
                    .. keys.Select(key => new SingleUseClaim
                    {
                        Key = key, ExpiresAt = node.Time.GetUtcNow(), Node = batch.Node, Sequence = batch.Sequence,
                    }),
                ],
                cancellationToken),
            CancellationToken.None);

    private static Task<bool> KeepAsync(TestDatabase node, IEnumerable<CredentialUse> uses) => node.Database.WriteBesideAsync(
        async (db, cancellationToken) =>
        {
            await node.Database.KeepLatestAsync(db, [.. uses], cancellationToken);
            return true;
        },
        CancellationToken.None);

    private static Task<int> AddAsync(TestDatabase database, long sequence) => database.Database.WriteAsync(
        (db, cancellationToken) =>
        {
            db.Add(Batch(sequence));
            return db.SaveChangesAsync(cancellationToken);
        },
        CancellationToken.None);

    private static CredentialUse Use(Guid credential, long at) => new()
    {
        CredentialId = credential,
        KeyId = string.Empty,
        PrincipalId = credential,
        TenantId = credential,
        UsedAt = DateTimeOffset.FromUnixTimeMilliseconds(at),
        Address = null,
    };

    private static IssuanceBatch Batch(long sequence) =>
        new() { Node = Guid.Empty, Sequence = sequence, CreatedAt = DateTimeOffset.UnixEpoch, Count = 0, Payload = [1] };
}
