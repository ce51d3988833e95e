using System.Collections.Immutable;
using ServiceAccounts.Protocol.Federation;

namespace ServiceAccounts.Protocol.Tests.Federation;

/// <summary>Which conditions make a trust, and which would let strangers in.</summary>
public sealed class ConditionRulesTests
{
    private const string Own = "https://issuer.example";
    private const string GitHub = "https://token.actions.githubusercontent.com";
    private const string Spiffe = "spiffe://example.org";

    [Theory]
    [InlineData(Own, "sub", "equals", "a", true)]
    [InlineData(Own, "/kubernetes.io/namespace", "equals", "prod", true)]
    [InlineData(Own, "sub", "prefix", "system:serviceaccount:prod:", true)]
    [InlineData(Own, "sub", "prefix", "system:serviceaccount:", false)]
    [InlineData(Own, "sub", "prefix", "system:serv", false)]
    [InlineData(Own, "sub", "prefix", "workload:", false)]
    [InlineData(Own, "sub", "prefix", "abc", false)]
    [InlineData(Own, "iss", "equals", Own, false)]
    [InlineData(Own, "aud", "equals", "x", false)]
    [InlineData(Own, "/exp", "equals", "1", false)]
    [InlineData(GitHub, "repository", "equals", "octo/app", true)]
    [InlineData(GitHub, "repository_owner_id", "equals", "65", true)]
    [InlineData(GitHub, "repository_owner", "prefix", "octo", false)]
    [InlineData(GitHub, "repository", "prefix", "octo/", true)]
    [InlineData(GitHub, "repository", "prefix", "octo", false)]
    [InlineData(GitHub, "sub", "prefix", "repo:octo/", true)]
    [InlineData(GitHub, "sub", "prefix", "repo:octo", false)]
    [InlineData(GitHub, "sub", "prefix", "repo:", false)]
    [InlineData(GitHub, "ref", "equals", "refs/heads/main", false)]
    [InlineData(GitHub, "job_workflow_ref", "equals", "octo/app/.github/workflows/x.yml@refs/heads/main", false)]
    [InlineData(GitHub + "/enterprise", "environment", "equals", "prod", false)]
    [InlineData("https://gitlab.com", "project_path", "prefix", "group/", true)]
    [InlineData("https://gitlab.com", "ref", "equals", "main", false)]
    [InlineData("https://app.terraform.io", "sub", "prefix", "organization:mine:", true)]
    [InlineData("https://app.terraform.io", "sub", "prefix", "organization:mine", false)]
    [InlineData(Spiffe, "sub", "equals", "spiffe://example.org/billing", true)]
    [InlineData(Spiffe, "sub", "prefix", "spiffe://example.org/ns/prod/", true)]
    [InlineData(Spiffe, "sub", "prefix", "spiffe://example.org/ns/prod", false)]
    [InlineData(Spiffe, "sub", "prefix", "spiffe://example.org/", false)]
    [InlineData(Spiffe, "sub", "equals", "spiffe://example.com/billing", false)]
    [InlineData(Spiffe, "team", "equals", "billing", false)]
    public void A_trust_needs_a_condition_that_says_whose_the_tokens_are(string issuer, string claim, string match, string value, bool isEnough) =>
        Assert.Equal(
            isEnough, ConditionRules.WhyTooWide(issuer, issuer == Spiffe, [new ClaimCondition(claim, ClaimMatches.ByWord[match], [value])]) is null);

    [Fact]
    public void One_that_narrows_is_enough_among_others_and_every_value_of_a_prefix_must()
    {
        Assert.Null(ConditionRules.WhyTooWide(
            GitHub, false, [new ClaimCondition("ref", ClaimMatch.Equals, ["main"]), new ClaimCondition("repository", ClaimMatch.AnyOf, ["octo/a", "octo/b"])]));
        Assert.NotNull(ConditionRules.WhyTooWide(GitHub, false, [new ClaimCondition("sub", ClaimMatch.Prefix, ["repo:octo/", "repo:"])]));
    }

    [Theory]
    [InlineData("", "x")]
    [InlineData("a\nb", "x")]
    [InlineData("/a~2b", "x")]
    [InlineData("/a~", "x")]
    [InlineData("sub", "")]
    [InlineData("sub", "a*")]
    [InlineData("sub", "a\0")]
    public void What_could_never_be_met_or_reads_like_a_pattern_is_no_condition(string claim, string value) =>
        Assert.NotNull(ConditionRules.WhyWrong(new ClaimCondition(claim, ClaimMatch.Equals, [value])));

    [Fact]
    public void A_condition_has_its_limits()
    {
        static ImmutableArray<string> Values(int count) => [.. Enumerable.Range(0, count).Select(i => $"v{i}")];

        Assert.Null(ConditionRules.WhyWrong(new ClaimCondition("sub", ClaimMatch.AnyOf, Values(50))));
        Assert.NotNull(ConditionRules.WhyWrong(new ClaimCondition("sub", ClaimMatch.AnyOf, Values(51))));
        Assert.NotNull(ConditionRules.WhyWrong(new ClaimCondition("sub", ClaimMatch.AnyOf, [])));
        Assert.NotNull(ConditionRules.WhyWrong(new ClaimCondition("sub", ClaimMatch.Equals, Values(2))));
        Assert.NotNull(ConditionRules.WhyWrong(new ClaimCondition("sub", ClaimMatch.Equals, [new string('x', 1_001)])));
        Assert.NotNull(ConditionRules.WhyWrong(new ClaimCondition(new string('x', 201), ClaimMatch.Equals, ["x"])));
    }
}
