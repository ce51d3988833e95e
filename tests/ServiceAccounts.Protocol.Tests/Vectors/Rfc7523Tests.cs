using System.Text;
using Microsoft.Extensions.Options;
using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Protocol.Federation;
using ServiceAccounts.Protocol.Keys;
using ServiceAccounts.Protocol.Metadata;
using ServiceAccounts.Protocol.OAuth;

namespace ServiceAccounts.Protocol.Tests.Vectors;

/// <summary>The examples printed in RFC 7523. Its signatures are left out there: a key of the test's own makes one.</summary>
public sealed class Rfc7523Tests
{
    // Section 4: the header and the claims of the example.
    private const string Header = """{"alg":"ES256","kid":"16"}""";

    private const string Claims = """
        {"iss":"https://jwt-idp.example.com",
         "sub":"mailto:mike@example.com",
         "aud":"https://jwt-rp.example.net",
         "nbf":1300815780,
         "exp":1300819380,
         "http://claims.example.com/member":true}
        """;

    [Fact]
    public void Section_4_the_claims_of_its_example()
    {
        var token = ForeignToken.TryRead(SignedJwt.TryParse(TestKey.Es256.Sign(Header, Claims))!)!;
        var trust = new FederatedTrust
        {
            Id = Guid.Empty,
            Name = "example",
            Issuer = "https://jwt-idp.example.com",
            IsSpiffe = false,
            Conditions = [new ClaimCondition("http://claims.example.com/member", ClaimMatch.Equals, ["true"])],
        };

        // Good but for one thing: the RFC lets an issuer leave iat out, and here it must say for how long its tokens are good.
        Assert.Equal(["times"], Broken(token, trust, 1_300_815_780));
        Assert.All(TrustRules.Conditions(token, trust), check => Assert.Null(check.Problem));
        var withIat = ForeignToken.TryRead(SignedJwt.TryParse(TestKey.Es256.Sign(Header, Claims.Replace("\"nbf\"", "\"iat\":1300815780,\"nbf\"", StringComparison.Ordinal)))!)!;
        Assert.Empty(Broken(withIat, trust, 1_300_815_780));
        Assert.Equal(["times"], Broken(withIat, trust, 1_300_819_380));
        Assert.Equal(["times"], Broken(withIat, trust, 1_300_815_700));
    }

    [Fact]
    public void Section_2_1_the_parameters_of_its_example()
    {
        var request = OAuthRequest.Read(
            Encoding.ASCII.GetBytes(
                "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer"
                + "&assertion=eyJhbGciOiJFUzI1NiIsImtpZCI6IjE2In0.eyJpc3Mi.J9l-ZhwP"),
            default(RequestHead)).Value;

        Assert.Equal("urn:ietf:params:oauth:grant-type:jwt-bearer", request?.GrantType);
        Assert.Equal("eyJhbGciOiJFUzI1NiIsImtpZCI6IjE2In0.eyJpc3Mi.J9l-ZhwP", request!.Assertion);
    }

    private static IEnumerable<string> Broken(ForeignToken token, FederatedTrust trust, long now) =>
        new TrustRules(
            new Issuer("https://jwt-rp.example.net"), Options.Create(new AssertionOptions()), new FixedTime(DateTimeOffset.FromUnixTimeSeconds(now)))
            .BeforeSignature(token, trust).Where(check => check.Problem is not null).Select(check => check.Name);
}
