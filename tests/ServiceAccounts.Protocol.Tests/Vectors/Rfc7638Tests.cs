using System.Text.Json;
using ServiceAccounts.Protocol.Proofs;

namespace ServiceAccounts.Protocol.Tests.Vectors;

/// <summary>The example printed in RFC 7638.</summary>
public sealed class Rfc7638Tests
{
    [Fact]
    public void Section_3_1_the_thumbprint_of_an_RSA_key()
    {
        using var jwk = JsonDocument.Parse(
            """
            {
              "kty": "RSA",
              "n": "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw",
              "e": "AQAB",
              "alg": "RS256",
              "kid": "2011-04-29"
            }
            """);

        Assert.True(ProofKey.TryRead(jwk.RootElement, out var key, out var reason), reason);
        Assert.Equal("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs", key.Thumbprint);
    }
}
