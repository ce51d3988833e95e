using System.Security.Cryptography.X509Certificates;
using ServiceAccounts.Protocol.Certificates;

namespace ServiceAccounts.Protocol.Tests.Certificates;

/// <summary>The example printed in RFC 8705.</summary>
public sealed class CertificateThumbprintTests
{
    internal const string Rfc8705 = """
        -----BEGIN CERTIFICATE-----
        MIIBBjCBrAIBAjAKBggqhkjOPQQDAjAPMQ0wCwYDVQQDDARtdGxzMB4XDTE4MTAx
        ODEyMzcwOVoXDTIyMDUwMjEyMzcwOVowDzENMAsGA1UEAwwEbXRsczBZMBMGByqG
        SM49AgEGCCqGSM49AwEHA0IABNcnyxwqV6hY8QnhxxzFQ03C7HKW9OylMbnQZjjJ
        /Au08/coZwxS7LfA4vOLS9WuneIXhbGGWvsDSb0tH6IxLm8wCgYIKoZIzj0EAwID
        SQAwRgIhAP0RC1E+vwJD/D1AGHGzuri+hlV/PpQEKTWUVeORWz83AiEA5x2eXZOV
        bUlJSGQgjwD5vaUaKlLR50Q2DmFfQj1L+SY=
        -----END CERTIFICATE-----
        """;

    [Fact]
    public void Rfc_8705_appendix_A_The_example_has_the_thumbprint_that_is_printed()
    {
        using var certificate = X509Certificate2.CreateFromPem(Rfc8705);

        Assert.Equal("A4DtL2JmUMhAsvJj5tKyn64SqzmuXbMrJa0n761y5v0", CertificateThumbprint.Of(certificate));
        Assert.Null(CertificateKey.WhyWeak(certificate));
        Assert.NotNull(CertificateTimes.WhyNotValid(certificate, new DateTimeOffset(2022, 5, 2, 12, 37, 9, TimeSpan.Zero)));
        Assert.Null(CertificateTimes.WhyNotValid(certificate, new DateTimeOffset(2018, 10, 18, 12, 37, 9, TimeSpan.Zero)));
        Assert.NotNull(CertificateTimes.WhyNotValid(certificate, new DateTimeOffset(2018, 10, 18, 12, 37, 8, TimeSpan.Zero)));
    }
}
