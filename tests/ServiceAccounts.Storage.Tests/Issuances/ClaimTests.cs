using ServiceAccounts.Storage.Issuances;

namespace ServiceAccounts.Storage.Tests.Issuances;

/// <summary>Insert unless present: what may be used once belongs to the batch that came first.</summary>
public sealed class ClaimTests
{
    private static readonly BatchId First = new(new Guid("01990000-0000-7000-8000-000000000001"), 1);
    private static readonly BatchId Second = First with { Sequence = 2 };
    private static readonly BatchId OfOtherNode = First with { Node = new Guid("01990000-0000-7000-8000-000000000002") };

    [Theory]
    [OnEachDatabase]
    public async Task What_nobody_has_claimed_is_ours_and_what_somebody_has_is_theirs(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);

        Assert.Equal(["a", "b"], await ClaimAsync(database, First, "a", "b"));
        Assert.Empty(await ClaimAsync(database, Second, "a", "b"));
        Assert.Empty(await ClaimAsync(database, OfOtherNode, "a"));
        Assert.Equal(["c"], await ClaimAsync(database, Second, "a", "c"));
        Assert.Equal(3, (await database.RowsAsync<SingleUseClaim>()).Count);
    }

    [Theory]
    [OnEachDatabase]
    public async Task The_same_batch_sent_again_holds_what_it_held(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await ClaimAsync(database, First, "a", "b");

        Assert.Equal(["a", "b"], await ClaimAsync(database, First, "a", "b"));
        Assert.Equal(["a", "d"], await ClaimAsync(database, First, "a", "d"));
    }

    [Theory]
    [OnEachDatabase]
    public async Task More_claims_than_a_statement_takes_go_at_once(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var keys = Enumerable.Range(0, 6_000).Select(i => $"{i:x64}").ToArray();
        await ClaimAsync(database, First, keys[0], keys[5_999]);

        Assert.Equal(keys[1..^1], await ClaimAsync(database, Second, keys));
    }

    [Theory]
    [OnEachDatabase]
    public async Task Claims_of_a_transaction_that_is_refused_are_nobodys(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await ClaimAsync(database, First, commits: false, "a");

        Assert.Equal(["a"], await ClaimAsync(database, Second, "a"));
    }

    private static Task<IEnumerable<string>> ClaimAsync(TestDatabase database, BatchId batch, params string[] keys) =>
        ClaimAsync(database, batch, commits: true, keys);

    private static async Task<IEnumerable<string>> ClaimAsync(TestDatabase database, BatchId batch, bool commits, params string[] keys)
    {
        var claims = keys.Select(key => new SingleUseClaim
        {
            Key = key,
            ExpiresAt = database.Time.GetUtcNow(),
            Node = batch.Node,
            Sequence = batch.Sequence,
        }).ToList();
        var held = await database.Database.WriteAsync(
            (db, cancellationToken) => database.Database.ClaimAsync(db, claims, cancellationToken), _ => commits, CancellationToken.None);
        return held.Order(StringComparer.Ordinal);
    }
}
