using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.Tokens;
using ServiceAccounts.Protocol.Keys;

namespace ServiceAccounts.Protocol.Tests;

/// <summary>A private key with all that a test does with it: its JWK in every shape, and JWTs signed with it.</summary>
internal sealed class TestKey
{
    private readonly AsymmetricAlgorithm _key;

    private TestKey(AsymmetricAlgorithm key, string algorithm)
    {
        _key = key;
        Algorithm = algorithm;
    }

    public string Algorithm { get; }

    // Made once: an RSA key takes long, and none of the tests changes one.
    public static TestKey Es256 { get; } = OnCurve(ECCurve.NamedCurves.nistP256, "ES256");

    public static TestKey Rs256 { get; } = Rsa(2048);

    public static TestKey OnCurve(ECCurve curve, string algorithm) => new(ECDsa.Create(curve), algorithm);

    public static TestKey Rsa(int bits, string algorithm = "RS256") => new(RSA.Create(bits), algorithm);

    public Signer Signer(string keyId) => new(keyId, Algorithm, _key.ExportPkcs8PrivateKey());

    public SecurityKey Public => new JsonWebKey(Jwk().ToJsonString());

    public JsonObject Jwk(bool withPrivateHalf = false, string? keyId = null)
    {
        var jwk = _key switch
        {
            ECDsa ecdsa => Jwk(ecdsa.ExportParameters(withPrivateHalf)),
            RSA rsa => Jwk(rsa.ExportParameters(withPrivateHalf)),
            _ => throw new InvalidOperationException(),
        };
        if (keyId is not null)
        {
            jwk["kid"] = keyId;
        }

        return jwk;
    }

    public static string SetOf(params JsonNode[] keys) =>
        new JsonObject { ["keys"] = new JsonArray([.. keys.Select(k => k.DeepClone())]) }.ToJsonString();

    public string Sign(JsonObject header, JsonObject payload) => Sign(header.ToJsonString(), payload.ToJsonString());

    /// <summary>A signed JWT of exactly these texts.</summary>
    public string Sign(string header, string payload) => SignBytes(Encoding.UTF8.GetBytes(header), Encoding.UTF8.GetBytes(payload));

    /// <summary>The same of any bytes, whether they are text or not.</summary>
    public string SignBytes(ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload)
    {
        var input = $"{Base64UrlEncoder.Encode(header.ToArray())}.{Base64UrlEncoder.Encode(payload.ToArray())}";
        var data = Encoding.ASCII.GetBytes(input);
        var hash = new HashAlgorithmName("SHA" + Algorithm[^3..]);
        var signature = _key switch
        {
            ECDsa ecdsa => ecdsa.SignData(data, hash),
            RSA rsa => rsa.SignData(data, hash, Algorithm[0] == 'P' ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1),
            _ => throw new InvalidOperationException(),
        };
        return $"{input}.{Base64UrlEncoder.Encode(signature)}";
    }

    private static JsonObject Jwk(ECParameters key)
    {
        var jwk = new JsonObject
        {
            ["kty"] = "EC",
            ["crv"] = key.Q.X!.Length switch { 32 => "P-256", 48 => "P-384", _ => "P-521" },
            ["x"] = Base64UrlEncoder.Encode(key.Q.X),
            ["y"] = Base64UrlEncoder.Encode(key.Q.Y!),
        };
        if (key.D is not null)
        {
            jwk["d"] = Base64UrlEncoder.Encode(key.D);
        }

        return jwk;
    }

    private static JsonObject Jwk(RSAParameters key)
    {
        var jwk = new JsonObject
        {
            ["kty"] = "RSA",
            ["n"] = Base64UrlEncoder.Encode(key.Modulus!),
            ["e"] = Base64UrlEncoder.Encode(key.Exponent!),
        };
        foreach (var (name, part) in new[]
                 {
                     ("d", key.D), ("p", key.P), ("q", key.Q), ("dp", key.DP), ("dq", key.DQ), ("qi", key.InverseQ),
                 })
        {
            if (part is not null)
            {
                jwk[name] = Base64UrlEncoder.Encode(part);
            }
        }

        return jwk;
    }
}
