using Microsoft.Extensions.Options;
using ServiceAccounts.Protocol.Proofs;

namespace ServiceAccounts.Protocol.Tests.Proofs;

/// <summary>The nonces of RFC 9449 section 8: nobody keeps them, and every node that has the key knows them.</summary>
public sealed class DPoPNoncesTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.FromUnixTimeSeconds(150 * 11_000_000L);

    [Theory]
    [InlineData(0, true)]
    [InlineData(149, true)]
    [InlineData(299, true)]
    [InlineData(300, false)]
    [InlineData(-1, false)]
    [InlineData(-300, false)]
    [InlineData(1_000_000, false)]
    public void A_nonce_is_good_until_the_next_but_one(int later, bool isGood)
    {
        var nonce = At(Start).Current;

        Assert.Equal(isGood, At(Start.AddSeconds(later)).IsGood(nonce));
    }

    [Fact]
    public void Two_nodes_give_the_same_and_take_each_others() => Assert.Equal(At(Start).Current, At(Start.AddSeconds(149)).Current);

    [Fact]
    public void Another_keys_nonce_is_not_good()
    {
        var other = new DPoPNonces(Options.Create(new DPoPOptions()), new FixedTime(Start));
        other.Use(new byte[32]);

        Assert.False(At(Start).IsGood(other.Current));
    }

    [Fact]
    public void Only_the_very_text_is_good()
    {
        var nonces = At(Start);
        Assert.Matches("^[A-Za-z0-9_-]{22}$", nonces.Current);
        Assert.NotEqual(nonces.Current, At(Start.AddSeconds(150)).Current);
        Always.Holds(
            Always.MutationsOf(nonces.Current, "ABCabc019-_= \u20ac"), mutated => nonces.IsGood(mutated) == (mutated == nonces.Current), 2_000);
        Assert.False(nonces.IsGood(string.Empty));
    }

    private static DPoPNonces At(DateTimeOffset time) => TestProof.Nonces(new FixedTime(time));
}
