using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ServiceAccounts.Storage.Issuances;
using ServiceAccounts.Storage.Ledger;

namespace ServiceAccounts.Storage.Tests.Ledger;

/// <summary>What another node has committed is told to the caches of this one, once and in order.</summary>
public sealed class ChangeFollowerTests : IAsyncLifetime
{
    private static readonly Guid Tenant = new("01990000-0000-7000-8000-000000000001");

    private readonly ChangeFeed _feed = new();
    private readonly List<Change> _heard = [];
    private TestDatabase? _database;

    private TestDatabase Database => _database ?? throw new InvalidOperationException("There is no database yet.");

    public async Task InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _feed.Subscribe(_heard.Add);
    }

    public async Task DisposeAsync() => await Database.DisposeAsync();

    [Fact]
    public async Task It_begins_at_the_end_and_tells_what_comes_after()
    {
        await WriteAsync("thing.before");
        using var follower = await BeginAsync();

        await follower.FollowAsync(CancellationToken.None);
        Assert.Empty(_heard);

        await WriteAsync("thing.changed", "thing.changed_again");
        await follower.FollowAsync(CancellationToken.None);
        await follower.FollowAsync(CancellationToken.None);

        Assert.Equal([(2L, "thing.changed"), (3L, "thing.changed_again")], _heard.Select(change => (change.Position, change.Action)));
        Assert.All(_heard, change => Assert.Equal(Tenant, change.TenantId));
    }

    [Fact]
    public async Task More_than_a_page_is_read_to_the_end()
    {
        using var follower = await BeginAsync();
        await WriteAsync([.. Enumerable.Repeat("thing.changed", 2_500)]);

        await follower.FollowAsync(CancellationToken.None);

        Assert.Equal(Enumerable.Range(1, 2_500).Select(i => (long)i), _heard.Select(change => change.Position));
    }

    [Fact]
    public async Task What_this_node_has_told_already_is_not_told_twice()
    {
        using var follower = await BeginAsync();
        var own = (await WriteAsync("thing.changed"))[0];
        _feed.Publish(new Change(own.Position, own.TenantId, own.PrincipalId) { Seal = own.Seal });

        await follower.FollowAsync(CancellationToken.None);

        Assert.Single(_heard);
    }

    [Fact]
    public async Task Another_change_under_the_number_of_one_that_came_to_nothing_is_told()
    {
        using var follower = await BeginAsync();
        _feed.Publish(new Change(1, Tenant, null) { Seal = [1, 2, 3] });
        await WriteAsync("thing.changed");

        await follower.FollowAsync(CancellationToken.None);

        Assert.Equal(2, _heard.Count);
    }

    [Fact]
    public async Task What_was_refused_has_changed_nothing()
    {
        using var follower = await BeginAsync();
        await Database.Database.WriteAsync(
            (db, cancellation) => Database.Ledger.AppendAsync(
                db, [(Actor.Server, new Deed("thing.refused", "thing", Guid.Empty) { Outcome = LedgerOutcome.Refused })], cancellation),
            CancellationToken.None);

        await follower.FollowAsync(CancellationToken.None);

        Assert.Empty(_heard);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_ledger_that_was_set_back_has_everything_forgotten_however_far_it_has_come_again(int written)
    {
        using var follower = await BeginAsync();
        await WriteAsync("thing.kept", "thing.lost");
        await follower.FollowAsync(CancellationToken.None);
        _heard.Clear();
        var began = _feed.Position;

        // As a standby has it that was a moment behind when it took over.
        await SetBackAsync();
        await WriteAsync([.. Enumerable.Repeat("thing.changed", written)]);
        await follower.FollowAsync(CancellationToken.None);
        await follower.FollowAsync(CancellationToken.None);

        Assert.Equal((1L + written, true), (Assert.Single(_heard).Position, _heard[0].IsOfEverything));
        Assert.False(_feed.TryKeep(began, Tenant, null, () => { }));
        await WriteAsync("thing.next");
        await follower.FollowAsync(CancellationToken.None);
        Assert.Equal("thing.next", _heard[^1].Action);
    }

    [Fact]
    public async Task A_ledger_whose_last_entry_went_for_its_age_was_not_set_back()
    {
        using var follower = await BeginAsync();
        await WriteAsync("thing.changed");
        await follower.FollowAsync(CancellationToken.None);
        Database.Time.Advance(TimeSpan.FromDays(3));
        var pruning = new LedgerPruning(
            Database.Database, Database.Contexts, Database.Ledger, Options.Create(new JournalOptions { RetentionDays = 1, IssuanceRetentionDays = 1 }), Database.Time);
        Assert.Equal(1, await pruning.ApplyAsync(CancellationToken.None));

        await follower.FollowAsync(CancellationToken.None);

        Assert.Equal(["thing.changed", "journal.pruned"], _heard.Select(change => change.Action));
    }

    [Fact]
    public async Task Its_age_begins_anew_only_when_the_ledger_has_been_read()
    {
        using var follower = new ChangeFollower(Database.Contexts, _feed, Database.Time, NullLogger<ChangeFollower>.Instance);
        Assert.Equal(TimeSpan.MaxValue, follower.Age);

        await follower.BeginAsync(CancellationToken.None);
        Assert.InRange(follower.Age, TimeSpan.Zero, TimeSpan.FromSeconds(30));

        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        var before = follower.Age;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => follower.FollowAsync(cancelled.Token));
        Assert.True(follower.Age >= before);
    }

    private async Task<ChangeFollower> BeginAsync()
    {
        var follower = new ChangeFollower(Database.Contexts, _feed, Database.Time, NullLogger<ChangeFollower>.Instance);
        await follower.BeginAsync(CancellationToken.None);
        return follower;
    }

    private async Task SetBackAsync()
    {
        await using var db = await Database.Contexts.CreateDbContextAsync();
        await db.Database.ExecuteSqlRawAsync(
            "DELETE FROM ledger WHERE position = 2; UPDATE ledger_position SET position = 1, seal = (SELECT seal FROM ledger WHERE position = 1)");
        Database.Time.Advance(TimeSpan.FromSeconds(1));
    }

    private Task<IReadOnlyList<LedgerEntry>> WriteAsync(params string[] actions) => Database.Database.WriteAsync(
        (db, cancellation) => Database.Ledger.AppendAsync(
            db, actions.Select(action => (Actor.Server, new Deed(action, "thing", Guid.Empty) { TenantId = Tenant })), cancellation),
        CancellationToken.None);
}
