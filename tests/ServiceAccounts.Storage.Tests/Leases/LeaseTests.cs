namespace ServiceAccounts.Storage.Tests.Leases;

public sealed class LeaseTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Theory]
    [OnEachDatabase]
    public async Task One_node_has_it_until_it_runs_out(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var (one, other) = (LeasesOf(database), LeasesOf(database));

        Assert.True(await one.TryTakeAsync("work", Minute, CancellationToken.None));
        Assert.False(await other.TryTakeAsync("work", Minute, CancellationToken.None));
        Assert.True(await other.TryTakeAsync("other work", Minute, CancellationToken.None));

        database.Time.Advance(Minute);
        Assert.True(await other.TryTakeAsync("work", Minute, CancellationToken.None));
        Assert.False(await one.TryTakeAsync("work", Minute, CancellationToken.None));
    }

    [Theory]
    [OnEachDatabase]
    public async Task Who_has_it_prolongs_it(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var (one, other) = (LeasesOf(database), LeasesOf(database));
        await one.TryTakeAsync("work", Minute, CancellationToken.None);

        database.Time.Advance(Minute / 2);
        Assert.True(await one.TryTakeAsync("work", Minute, CancellationToken.None));

        database.Time.Advance(Minute / 2);
        Assert.False(await other.TryTakeAsync("work", Minute, CancellationToken.None));
    }

    [Theory]
    [OnEachDatabase]
    public async Task It_is_let_go_by_who_has_it_and_by_nobody_else(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var (one, other) = (LeasesOf(database), LeasesOf(database));
        await one.TryTakeAsync("work", Minute, CancellationToken.None);

        await other.ReleaseAsync("work", CancellationToken.None);
        Assert.False(await other.TryTakeAsync("work", Minute, CancellationToken.None));

        await one.ReleaseAsync("work", CancellationToken.None);
        Assert.True(await other.TryTakeAsync("work", Minute, CancellationToken.None));
    }

    [Theory]
    [OnEachDatabase]
    public async Task Of_many_that_ask_at_once_one_gets_it(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);

        var taken = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => LeasesOf(database).TryTakeAsync("work", Minute, CancellationToken.None)));

        Assert.Single(taken, got => got);
    }

    private static Storage.Leases.Leases LeasesOf(TestDatabase database) =>
        new(database.Database, new Node(Guid.CreateVersion7(database.Time.GetUtcNow())), database.Time);
}
