using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using ServiceAccounts.Protocol.Federation;

namespace ServiceAccounts.Protocol.Tests.Federation;

/// <summary>When a claim meets a condition.</summary>
public sealed class ClaimConditionTests
{
    [Theory]
    [InlineData("""{"c":"abc"}""", "c", "equals", "abc", true)]
    [InlineData("""{"c":"abc"}""", "c", "equals", "ABC", false)]
    [InlineData("""{"c":"abcd"}""", "c", "equals", "abc", false)]
    [InlineData("""{"c":"abcd"}""", "c", "prefix", "abc", true)]
    [InlineData("""{"c":"ab"}""", "c", "prefix", "abc", false)]
    [InlineData("""{"c":["x","abc"]}""", "c", "any_of", "abc", true)]
    [InlineData("""{"c":[["abc"]]}""", "c", "any_of", "abc", false)]
    [InlineData("""{"c":{"abc":"abc"}}""", "c", "equals", "abc", false)]
    [InlineData("""{"c":true}""", "c", "equals", "true", true)]
    [InlineData("""{"c":10}""", "c", "equals", "10", true)]
    [InlineData("""{"c":10.0}""", "c", "equals", "10", false)]
    [InlineData("""{"c":1000}""", "c", "prefix", "10", false)]
    [InlineData("""{"c":null}""", "c", "equals", "null", false)]
    [InlineData("""{}""", "c", "equals", "abc", false)]
    [InlineData("""{"c":"\u0061bc"}""", "c", "equals", "abc", true)]
    [InlineData("""{"c":"a\u0301"}""", "c", "equals", "\u00e1", false)]
    [InlineData("""{"a":{"b/c":{"~":"abc"}}}""", "/a/b~1c/~0", "equals", "abc", true)]
    [InlineData("""{"a":["abc"]}""", "/a/0", "equals", "abc", false)]
    [InlineData("""{"a.b":"abc"}""", "a.b", "equals", "abc", true)]
    [InlineData("""{"a":{"b":"abc"}}""", "a.b", "equals", "abc", false)]
    [InlineData("""{"~01":"abc"}""", "/~001", "equals", "abc", true)]
    [InlineData("""{"":"abc"}""", "/", "equals", "abc", true)]
    public void It_is_compared_as_it_was_signed(string claims, string claim, string match, string value, bool isMet)
    {
        var condition = new ClaimCondition(claim, ClaimMatches.ByWord[match], [value]);

        Assert.Equal(isMet, condition.IsMetBy(Read(claims)?.Find(condition.Path)));
    }

    [Theory]
    [InlineData("""{"a":1,"a":2}""")]
    [InlineData("""{"x":{"a":1,"a":2}}""")]
    public void Claims_of_which_one_is_there_twice_are_none(string claims) => Assert.Null(Read(claims));

    [Fact]
    public void What_is_kept_is_read_again_and_nothing_else_is()
    {
        ClaimCondition[] conditions = [new("/a/b", ClaimMatch.Prefix, ["x", "\"y\""]), new("sub", ClaimMatch.AnyOf, ["\u00e1"])];

        Assert.True(ClaimCondition.TryParseAll(ClaimCondition.ToJson(conditions), out var read));
        Assert.Equal(conditions.Select(c => (c.Claim, c.Match, string.Join('|', c.Values))), read.Value.Select(c => (c.Claim, c.Match, string.Join('|', c.Values))));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("[{}]")]
    [InlineData("[null]")]
    [InlineData("""[{"claim":"a","match":"like","values":[]}]""")]
    [InlineData("""[{"claim":"a","match":"equals"}]""")]
    public void What_is_not_ours_is_no_condition(string text) => Assert.False(ClaimCondition.TryParseAll(text, out _));

    [Theory]
    [InlineData("spiffe://example.org", true)]
    [InlineData("spiffe://example.org/", false)]
    [InlineData("spiffe://Example.org", false)]
    [InlineData("spiffe://", false)]
    [InlineData("spiffe://example.org:443", false)]
    [InlineData("https://example.org", false)]
    public void A_trust_domain_is_a_plain_name(string text, bool isOne) => Assert.Equal(isOne, SpiffeId.IsTrustDomain(text));

    [Theory]
    [InlineData("spiffe://example.org/a", true)]
    [InlineData("spiffe://example.org/a/B-1_2.3", true)]
    [InlineData("spiffe://example.org", false)]
    [InlineData("spiffe://example.org/", false)]
    [InlineData("spiffe://example.org/a/", false)]
    [InlineData("spiffe://example.org//a", false)]
    [InlineData("spiffe://example.org/./a", false)]
    [InlineData("spiffe://example.org/../a", false)]
    [InlineData("spiffe://example.org/a%2fb", false)]
    [InlineData("spiffe://example.org/a?b", false)]
    [InlineData("spiffe://example.orgx/a", false)]
    [InlineData("SPIFFE://example.org/a", false)]
    public void A_workload_has_a_plain_path_below_its_trust_domain(string text, bool isOne) => Assert.Equal(isOne, SpiffeId.IsIn(text, "spiffe://example.org"));

    private static ForeignToken? Read(string claims) => ForeignToken.TryRead(
        new JsonWebToken($"{Base64UrlEncoder.Encode("""{"alg":"ES256"}""")}.{Base64UrlEncoder.Encode(claims)}.AAAA"));
}
