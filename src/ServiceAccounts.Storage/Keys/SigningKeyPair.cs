using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.IdentityModel.Tokens;
using ServiceAccounts.Protocol.Keys;

namespace ServiceAccounts.Storage.Keys;

/// <summary>Makes key pairs for signing access tokens.</summary>
public static class SigningKeyPair
{
    private const int RsaBits = 2048;

    /// <summary>A new pair: its <c>kid</c> (RFC 7638 thumbprint), its public half as a JWK and its private half as PKCS#8.</summary>
    public static (string KeyId, string PublicJwk, byte[] Pkcs8) Create(string algorithm)
    {
        using var key = algorithm == SignatureAlgorithms.ES256
            ? (AsymmetricAlgorithm)ECDsa.Create(ECCurve.NamedCurves.nistP256)
            : RSA.Create(RsaBits);
        return Describe(key);
    }

    /// <summary>The same of a pair that there is.</summary>
    public static (string KeyId, string PublicJwk, byte[] Pkcs8) Describe(AsymmetricAlgorithm key)
    {
        // RFC 7638 section 3.2: the required members in lexical order, nothing else, no white space.
        var members = key switch
        {
            ECDsa ecdsa => PublicMembers(ecdsa.ExportParameters(false)),
            RSA rsa => PublicMembers(rsa.ExportParameters(false)),
            _ => throw new ArgumentException("Access tokens are signed with ES256 or RS256.", nameof(key)),
        };
        var keyId = Base64UrlEncoder.Encode(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(members)));

        var jwk = new SortedDictionary<string, string>(members, StringComparer.Ordinal)
        {
            ["kid"] = keyId,
            ["alg"] = key is ECDsa ? SignatureAlgorithms.ES256 : SignatureAlgorithms.RS256,
            ["use"] = "sig",
        };
        return (keyId, JsonSerializer.Serialize(jwk), key.ExportPkcs8PrivateKey());
    }

    private static SortedDictionary<string, string> PublicMembers(ECParameters key) => new(StringComparer.Ordinal)
    {
        ["kty"] = "EC",
        ["crv"] = "P-256",
        ["x"] = Base64UrlEncoder.Encode(key.Q.X!), // Exported parameters have their point.
        ["y"] = Base64UrlEncoder.Encode(key.Q.Y!),
    };

    private static SortedDictionary<string, string> PublicMembers(RSAParameters key) => new(StringComparer.Ordinal)
    {
        ["kty"] = "RSA",
        ["n"] = Base64UrlEncoder.Encode(key.Modulus!), // Exported parameters have their modulus.
        ["e"] = Base64UrlEncoder.Encode(key.Exponent!),
    };
}
