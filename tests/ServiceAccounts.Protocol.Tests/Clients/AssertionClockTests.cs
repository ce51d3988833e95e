using System.Text.Json.Nodes;
using ServiceAccounts.Protocol.Clients;

namespace ServiceAccounts.Protocol.Tests.Clients;

/// <summary>The edges of the times in an assertion: 60 seconds of skew, and 600 of lifetime.</summary>
public sealed class AssertionClockTests
{
    [Theory]
    [InlineData(-60, false)]
    [InlineData(-59, true)]
    [InlineData(0, true)]
    [InlineData(600, true)]
    [InlineData(660, true)]
    [InlineData(661, false)]
    public void Exp_may_be_passed_by_less_than_the_skew_and_ahead_by_lifetime_and_skew(int seconds, bool accepted) =>
        Assert.Equal(accepted, Check("exp", seconds).Succeeded);

    [Theory]
    [InlineData("nbf", 60, true)]
    [InlineData("nbf", 61, false)]
    [InlineData("nbf", -100_000, true)]
    [InlineData("iat", 60, true)]
    [InlineData("iat", 61, false)]
    [InlineData("iat", -100_000, true)]
    public void Nbf_and_iat_may_be_ahead_by_the_skew(string claim, int seconds, bool accepted) =>
        Assert.Equal(accepted, Check(claim, seconds).Succeeded);

    [Fact]
    public void At_the_last_millisecond_of_the_skew_it_still_passes()
    {
        var assertion = TestAssertion.Make(claims => claims["exp"] = TestAssertion.Now);
        var end = FixedTime.Noon.GetUtcNow().AddSeconds(60);

        Assert.True(TestAssertion.Check(assertion, time: new FixedTime(end.AddMilliseconds(-1))).Succeeded);
        Assert.False(TestAssertion.Check(assertion, time: new FixedTime(end)).Succeeded);
    }

    [Theory]
    [InlineData(0, 0, false)]
    [InlineData(0, 1, true)]
    [InlineData(300, -299, true)]
    [InlineData(300, -300, false)]
    public void The_skew_is_a_setting(int skew, int exp, bool accepted) =>
        Assert.Equal(accepted, Check("exp", exp, new AssertionOptions { ClockSkewSeconds = skew }).Succeeded);

    [Theory]
    [InlineData(3_600, 3_660, true)]
    [InlineData(3_600, 3_661, false)]
    [InlineData(7_200, 3_661, false)]
    [InlineData(60, 120, true)]
    [InlineData(60, 121, false)]
    public void An_application_chooses_its_lifetime_up_to_the_servers_maximum(int lifetime, int exp, bool accepted)
    {
        var keys = TestClient.InlineKeys(TestKey.Es256) with { MaximumLifetimeSeconds = lifetime };
        var assertion = TestAssertion.Make(claims => claims["exp"] = TestAssertion.Now + exp);

        Assert.Equal(accepted, TestAssertion.Check(assertion, TestClient.WithKeys(keys)).Succeeded);
    }

    [Theory]
    [InlineData(3_600, "the application's assertion_max_lifetime_seconds")]
    [InlineData(7_200, "the server's ServiceAccounts:Assertions:MaximumLifetimeSeconds")]
    public void The_refusal_names_the_setting_that_limits_the_lifetime(int lifetime, string setting)
    {
        var keys = TestClient.InlineKeys(TestKey.Es256) with { MaximumLifetimeSeconds = lifetime };
        var assertion = TestAssertion.Make(claims => claims["exp"] = TestAssertion.Now + 3_661);

        Assert.Equal(
            $"The assertion's exp is more than 3600 seconds ahead: bring it closer, or raise {setting}.",
            TestAssertion.Check(assertion, TestClient.WithKeys(keys)).Error?.Reason);
    }

    [Theory]
    [InlineData("exp", null)]
    [InlineData("exp", "null")]
    [InlineData("exp", "true")]
    [InlineData("exp", "\"\"")]
    [InlineData("exp", "\"soon\"")]
    [InlineData("exp", "[]")]
    [InlineData("exp", "{}")]
    [InlineData("exp", "-1")]
    [InlineData("exp", "1e30")]
    [InlineData("exp", "9223372036854775807")]
    [InlineData("exp", "9223372036854775808")]
    [InlineData("nbf", "\"soon\"")]
    [InlineData("nbf", "9223372036854775807")]
    [InlineData("iat", "[]")]
    [InlineData("iat", "1e30")]
    public void What_is_no_time_is_refused(string claim, string? json)
    {
        var assertion = TestAssertion.Make(claims =>
        {
            claims.Remove(claim);
            if (json is not null)
            {
                claims[claim] = JsonNode.Parse(json);
            }
        });

        Assert.Equal("invalid_client", TestAssertion.Check(assertion).Error?.Error);
    }

    [Fact]
    public void A_time_may_have_a_fraction_as_RFC_7519_says()
    {
        var assertion = TestAssertion.Make(claims =>
        {
            claims["iat"] = TestAssertion.Now + 0.25;
            claims["exp"] = TestAssertion.Now + 59.75;
        });

        Assert.True(TestAssertion.Check(assertion).Succeeded);
    }

    [Fact]
    public void The_claim_on_the_jti_lasts_as_long_as_the_assertion_would_be_accepted()
    {
        var claim = TestAssertion.Check(TestAssertion.Make()).Value?.SingleUse;

        Assert.Equal(TestAssertion.Now + 60 + 60, claim?.ExpiresAt.ToUnixTimeSeconds());
    }

    private static Protocol.OAuth.Result<AuthenticatedClient> Check(string claim, int seconds, AssertionOptions? options = null) =>
        TestAssertion.Check(TestAssertion.Make(claims => claims[claim] = TestAssertion.Now + seconds), options: options);
}
