using ServiceAccounts.Storage.Ledger;

namespace ServiceAccounts.Storage.Tests.Ledger;

/// <summary>What keeps a load from storing what a change has overtaken.</summary>
public sealed class ChangeFeedTests
{
    private static readonly Guid Tenant = new("01990000-0000-7000-8000-000000000001");
    private static readonly Guid Other = new("01990000-0000-7000-8000-000000000002");
    private static readonly Guid Principal = new("01990000-0000-7000-8000-000000000003");

    private readonly ChangeFeed _feed = new();

    [Fact]
    public void A_load_that_nothing_has_overtaken_is_kept() => Assert.True(TryKeep(_feed.Position, Principal));

    [Fact]
    public void A_change_of_the_same_principal_overtakes_a_load()
    {
        var position = _feed.Position;
        _feed.Publish(new Change(1, Tenant, Principal));

        Assert.False(TryKeep(position, Principal));
        Assert.True(TryKeep(_feed.Position, Principal));
    }

    [Fact]
    public void A_change_of_another_overtakes_nothing()
    {
        var position = _feed.Position;
        _feed.Publish(new Change(1, Tenant, Other));
        _feed.Publish(new Change(2, Other, null));
        _feed.Publish(new Change(3, null, null));

        Assert.True(TryKeep(position, Principal));
        Assert.True(TryKeep(position, null));
    }

    [Fact]
    public void A_change_of_the_tenant_overtakes_the_load_of_a_tenant_and_not_of_a_client()
    {
        var position = _feed.Position;
        _feed.Publish(new Change(1, Tenant, null));

        Assert.False(TryKeep(position, null));
        Assert.True(TryKeep(position, Principal));
    }

    [Theory]
    [InlineData(1_023, true)]
    [InlineData(1_024, true)]
    [InlineData(1_025, false)]
    public void A_load_that_more_changes_have_passed_than_are_remembered_is_done_again(int changes, bool kept)
    {
        var position = _feed.Position;
        Publish(changes, Other);

        Assert.Equal(kept, TryKeep(position, Principal));
    }

    [Fact]
    public void The_oldest_change_that_is_remembered_still_counts()
    {
        var position = _feed.Position;
        _feed.Publish(new Change(1, Tenant, Principal));
        Publish(1_023, Other);

        Assert.False(TryKeep(position, Principal));
    }

    [Fact]
    public void Every_subscriber_hears_every_change_in_order_before_publishing_returns()
    {
        var (first, second) = (new List<long>(), new List<long>());
        _feed.Subscribe(change => first.Add(change.Position));
        _feed.Publish(new Change(1, Tenant, null));
        _feed.Subscribe(change => second.Add(change.Position));
        _feed.Publish(new Change(2, Tenant, null));

        Assert.Equal([1, 2], first);
        Assert.Equal([2], second);
    }

    private void Publish(int count, Guid principalId)
    {
        for (var i = 0; i < count; i++)
        {
            _feed.Publish(new Change(i, Tenant, principalId));
        }
    }

    private bool TryKeep(long since, Guid? principalId)
    {
        var kept = false;
        Assert.Equal(_feed.TryKeep(since, Tenant, principalId, () => kept = true), kept);
        return kept;
    }
}
