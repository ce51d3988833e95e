using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.Tokens;

namespace ServiceAccounts.Testing;

/// <summary>A client's key, and JWTs signed with it: made by hand, so that they can be as wrong as a test needs them.</summary>
public sealed class ClientKeyPair : IDisposable
{
    private readonly AsymmetricAlgorithm _key;

    private ClientKeyPair(AsymmetricAlgorithm key, string algorithm, string? keyId)
    {
        _key = key;
        Algorithm = algorithm;
        KeyId = keyId;
    }

    /// <summary>The algorithm that <see cref="Sign(JsonObject, JsonObject)"/> signs with.</summary>
    public string Algorithm { get; }

    /// <summary>The <c>kid</c>; null for none.</summary>
    public string? KeyId { get; }

    /// <summary>A P-256 key.</summary>
    public static ClientKeyPair Es256(string? keyId = "key-1") => new(ECDsa.Create(ECCurve.NamedCurves.nistP256), "ES256", keyId);

    /// <summary>A key for any algorithm that assertions may have.</summary>
    public static ClientKeyPair For(string algorithm, string? keyId = "key-1") => algorithm switch
    {
        "ES256" => Es256(keyId),
        "ES384" => new(ECDsa.Create(ECCurve.NamedCurves.nistP384), algorithm, keyId),
        "ES512" => new(ECDsa.Create(ECCurve.NamedCurves.nistP521), algorithm, keyId),
        _ => Rsa(2048, algorithm, keyId),
    };

    /// <summary>An RSA key.</summary>
    public static ClientKeyPair Rsa(int bits, string algorithm = "RS256", string? keyId = "key-1") =>
        new(RSA.Create(bits), algorithm, keyId);

    /// <summary>The public half as a JWK, with the private half beside it where a test wants that mistake.</summary>
    public JsonObject ToJwk(bool withPrivateHalf = false)
    {
        var jwk = _key switch
        {
            ECDsa ecdsa => Jwk(ecdsa.ExportParameters(withPrivateHalf)),
            RSA rsa => Jwk(rsa.ExportParameters(withPrivateHalf)),
            _ => throw new InvalidOperationException(),
        };
        if (KeyId is not null)
        {
            jwk["kid"] = KeyId;
        }

        jwk["use"] = "sig";
        return jwk;
    }

    /// <summary>The public half as a key set.</summary>
    public JsonObject ToJwks() => SetOf(ToJwk());

    /// <summary>Keys as a key set.</summary>
    public static JsonObject SetOf(params JsonObject[] keys) => new() { ["keys"] = new JsonArray([.. keys.Select(k => k.DeepClone())]) };

    /// <summary>The public key as a PEM text: what attackers use as an HMAC secret.</summary>
    public string ToPublicPem() => _key.ExportSubjectPublicKeyInfoPem();

    /// <summary>A signed JWT of exactly these members.</summary>
    public string Sign(JsonObject header, JsonObject payload) => Sign(header.ToJsonString(), payload.ToJsonString());

    /// <summary>A signed JWT of exactly these bytes.</summary>
    public string Sign(string header, string payload)
    {
        var input = $"{Encode(header)}.{Encode(payload)}";
        var data = Encoding.ASCII.GetBytes(input);
        var hash = Algorithm[^3..] switch
        {
            "256" => HashAlgorithmName.SHA256,
            "384" => HashAlgorithmName.SHA384,
            _ => HashAlgorithmName.SHA512,
        };
        var signature = _key switch
        {
            ECDsa ecdsa => ecdsa.SignData(data, hash),
            RSA rsa => rsa.SignData(data, hash, Algorithm.StartsWith('P') ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1),
            _ => throw new InvalidOperationException(),
        };
        return $"{input}.{Base64UrlEncoder.Encode(signature)}";
    }

    /// <summary>The header that an honest client sends.</summary>
    public JsonObject Header()
    {
        var header = new JsonObject { ["alg"] = Algorithm, ["typ"] = "JWT" };
        if (KeyId is not null)
        {
            header["kid"] = KeyId;
        }

        return header;
    }

    /// <inheritdoc />
    public void Dispose() => _key.Dispose();

    private static string Encode(string text) => Base64UrlEncoder.Encode(Encoding.UTF8.GetBytes(text));

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
        if (key.D is not null)
        {
            jwk["d"] = Base64UrlEncoder.Encode(key.D);
            jwk["p"] = Base64UrlEncoder.Encode(key.P!);
            jwk["q"] = Base64UrlEncoder.Encode(key.Q!);
            jwk["dp"] = Base64UrlEncoder.Encode(key.DP!);
            jwk["dq"] = Base64UrlEncoder.Encode(key.DQ!);
            jwk["qi"] = Base64UrlEncoder.Encode(key.InverseQ!);
        }

        return jwk;
    }
}
