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
}
