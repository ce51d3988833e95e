using FsCheck.Fluent;

namespace ServiceAccounts.Protocol.Tests.Proofs;

/// <summary>How an <c>htu</c> is compared (RFC 9449 section 4.3, RFC 3986 sections 6.2.2 and 6.2.3).</summary>
public sealed class ProofTargetTests
{
    [Theory]
    [InlineData("https://issuer.example/oauth2/token")]
    [InlineData("HTTPS://Issuer.EXAMPLE/oauth2/token")]
    [InlineData("https://issuer.example:443/oauth2/token")]
    [InlineData("https://issuer.example/oauth2/token?grant_type=x")]
    [InlineData("https://issuer.example/oauth2/token#fragment")]
    [InlineData("https://issuer.example/oauth2/./x/../token")]
    [InlineData("https://issuer.example/oauth2/t%6Fken")]
    public void The_same_URL_in_another_form_is_the_same(string url) => Assert.True(TestProof.Target().IsAt(url));

    [Theory]
    [InlineData("http://issuer.example/oauth2/token")]
    [InlineData("https://issuer.example:444/oauth2/token")]
    [InlineData("https://issuer.example/oauth2/token/")]
    [InlineData("https://issuer.example/oauth2/Token")]
    [InlineData("https://issuer.example//oauth2/token")]
    [InlineData("https://issuer.example/oauth2%2Ftoken")]
    [InlineData("https://issuer.example/")]
    [InlineData("https://issuer.example")]
    [InlineData("https://issuer.example.evil/oauth2/token")]
    [InlineData("https://issuer.example@evil.example/oauth2/token")]
    [InlineData("https://user@issuer.example/oauth2/token")]
    [InlineData("https://sub.issuer.example/oauth2/token")]
    [InlineData("https://issuer.example./oauth2/token")]
    [InlineData("//issuer.example/oauth2/token")]
    [InlineData("/oauth2/token")]
    [InlineData("file:///oauth2/token")]
    [InlineData("https://")]
    [InlineData("https://[/oauth2/token")]
    [InlineData("")]
    public void Another_URL_is_another(string url) => Assert.False(TestProof.Target().IsAt(url));

    [Theory]
    [InlineData("/a%2fb", "/a%2Fb", true)]
    [InlineData("/a%2fb", "/a/b", false)]
    [InlineData("/%C3%A9", "/%c3%a9", true)]
    [InlineData("/\u00e9", "/%C3%A9", true)]
    [InlineData("/a b", "/a%20b", true)]
    [InlineData("/%7Euser", "/~user", true)]
    public void Escapes_are_compared_without_their_case(string asked, string proved, bool isSame) =>
        Assert.Equal(isSame, TestProof.Target(url: "https://issuer.example" + asked).IsAt("https://issuer.example" + proved));

    [Fact]
    public void No_URL_makes_it_throw()
    {
        string[] hosts =
        [
            "xn--", "xn--\u00fc", "xn--a", "\u0130", "\u00df", "\ud800", "\u200d.example", new('a', 64), new string('\u00fc', 70) + ".example", "\u3002", "a..b", "-",
            "[::1]", "[::1%25x]", "[v1.x]", "0x7f.1", "1.2.3.4.5", "%65xample", "a_b", "a b", "\u0000", "*", "@", ":", "h:99999", "h:-1", "h:", "issuer.example:",
        ];
        foreach (var scheme in new[] { "https", "HTTP", "htt\u0440s" })
        {
            Assert.All(hosts, host => Assert.False(TestProof.Target().IsAt($"{scheme}://{host}/oauth2/token") && !host.StartsWith("issuer", StringComparison.Ordinal)));
            Always.Holds(
                from host in Always.AnyText from path in Always.AnyText select $"{scheme}://{host}/{path}", url => !TestProof.Target().IsAt(url), 1_000);
        }

        Always.Holds(Always.MutationsOf(TestProof.Url, "/:@?#%[].\\ \u00fc\u0130\ud800\udc00x"), url => TestProof.Target().IsAt(url) || true, 10_000);
    }
}
