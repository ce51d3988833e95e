using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using System.Text;
using FsCheck.Fluent;
using ServiceAccounts.Protocol.Clients;

namespace ServiceAccounts.Protocol.Tests.Clients;

public sealed class SecretHasherTests
{
    private static readonly SecretHashKey Old = new(1, [.. Enumerable.Repeat((byte)1, 32)]);
    private static readonly SecretHashKey New = new(2, [.. Enumerable.Repeat((byte)2, 32)]);

    [Fact]
    public void A_hash_is_HMAC_SHA256_under_the_newest_key()
    {
        var hash = HasherWith(Old, New).Hash("secret");

        Assert.Equal(2, hash.KeyVersion);
        Assert.Equal<byte>(HMACSHA256.HashData(New.Key.AsSpan(), "secret"u8), hash.Value);
    }

    [Fact]
    public void A_secret_hashed_under_an_older_key_is_still_found_after_a_change_of_version()
    {
        var (first, second) = (Candidate(HasherWith(Old).Hash("first")), Candidate(HasherWith(New).Hash("second")));
        var hasher = HasherWith(Old, New);

        Assert.Equal(0, hasher.FindMatch("first", [first, second], 2));
        Assert.Equal(1, hasher.FindMatch("second", [first, second], 2));
        Assert.Equal(0, hasher.FindMatch("second", [second, first], 2));
        Assert.Equal(1, hasher.FindMatch("first", [second, first], 2));
        Assert.Equal(-1, hasher.FindMatch("third", [first, second], 2));
    }

    [Fact]
    public void A_hash_counts_only_under_the_key_that_made_it()
    {
        var forged = Candidate(HasherWith(New).Hash("secret") with { KeyVersion = 1 });

        Assert.Equal(-1, HasherWith(Old, New).FindMatch("secret", [forged], 2));
    }

    [Fact]
    public void A_secret_is_hashed_under_every_key_for_finding_it()
    {
        var hashes = HasherWith(Old, New).HashUnderEveryKey("secret");

        Assert.Equal([2, 1], hashes.Select(hash => hash.KeyVersion));
        Assert.Equal<byte>(HasherWith(Old).Hash("secret").Value, hashes[1].Value);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void The_work_of_a_wrong_secret_is_the_same_however_many_there_are(int present)
    {
        var hasher = HasherWith(New);
        var candidates = Enumerable.Range(0, present).Select(i => Candidate(hasher.Hash($"secret {i}"))).ToImmutableArray();

        Assert.Equal((1, 2), WorkOf(() => hasher.FindMatch("wrong", candidates, 2)));
    }

    [Fact]
    public void A_match_does_not_end_the_comparing()
    {
        var hasher = HasherWith(New);
        ImmutableArray<ClientSecretHash> candidates = [Candidate(hasher.Hash("a")), Candidate(hasher.Hash("b"))];

        Assert.Equal((1, 2), WorkOf(() => hasher.FindMatch("a", candidates, 2)));
    }

    [Fact]
    public void Nothing_matches_where_there_is_nothing() =>
        Assert.Equal(-1, HasherWith(New).FindMatch("", [], 2));

    [Fact]
    public void A_hasher_without_keys_says_so() =>
        Assert.Throws<InvalidOperationException>(() => new SecretHasher().Hash("secret"));

    [Fact]
    public void Any_text_can_be_compared_and_matches_its_own_hash_alone()
    {
        var hasher = HasherWith(Old, New);
        Always.Holds(
            from a in Always.AnyText
            from b in Always.AnyText
            select (a, b),
            pair => hasher.FindMatch(pair.a, [Candidate(hasher.Hash(pair.b))], 2) == (pair.a == pair.b ? 0 : -1));
    }

    [Fact]
    public void A_secret_longer_than_the_stack_buffer_is_hashed_whole()
    {
        var secret = new string('\u20ac', 5_000);

        Assert.Equal<byte>(HMACSHA256.HashData(New.Key.AsSpan(), Encoding.UTF8.GetBytes(secret)), HasherWith(New).Hash(secret).Value);
    }

    private static ClientSecretHash Candidate(SecretHash hash) => new(Guid.Empty, hash, null);

    private static SecretHasher HasherWith(params SecretHashKey[] keys)
    {
        var hasher = new SecretHasher();
        hasher.Use(keys);
        return hasher;
    }

    private static (int Hashes, int Comparisons) WorkOf(Action work)
    {
        // The meter is the process's own and other tests run beside this one: only what this thread does counts.
        var (thread, hashes, comparisons) = (Environment.CurrentManagedThreadId, 0, 0);
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, own) =>
        {
            if (instrument.Meter.Name == SecretHasher.MeterName)
            {
                own.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, count, _, _) =>
        {
            if (Environment.CurrentManagedThreadId == thread)
            {
                hashes += instrument.Name.EndsWith("hashes", StringComparison.Ordinal) ? (int)count : 0;
                comparisons += instrument.Name.EndsWith("comparisons", StringComparison.Ordinal) ? (int)count : 0;
            }
        });
        listener.Start();
        work();
        return (hashes, comparisons);
    }
}
