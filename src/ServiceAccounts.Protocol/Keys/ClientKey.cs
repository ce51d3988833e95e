using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.IdentityModel.Tokens;

namespace ServiceAccounts.Protocol.Keys;

/// <summary>One public key of a client, and the algorithms it may be used with (RFC 8725 sections 3.1 and 3.2).</summary>
public sealed class ClientKey
{
    private const int MinRsaBits = 2048;
    private const int MaxRsaBits = 4096;

    private static readonly string[] PrivateMembers = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

    private readonly Func<string, byte[], byte[], bool> _verify;
    private readonly string _family;
    private readonly string? _onlyAlgorithm;

    private ClientKey(string? keyId, Func<string, byte[], byte[], bool> verify, string family, string? onlyAlgorithm)
    {
        KeyId = keyId;
        _verify = verify;
        _family = family;
        _onlyAlgorithm = onlyAlgorithm;
    }

    /// <summary>The <c>kid</c>, where the client gave one.</summary>
    public string? KeyId { get; }

    /// <summary>Whether the key may be used with an algorithm: its kind, its curve and its own <c>alg</c> say so.</summary>
    public bool Fits(string algorithm)
    {
        var fitsFamily = _family == "RSA"
            ? algorithm is "RS256" or "RS384" or "RS512" or "PS256" or "PS384" or "PS512"
            : algorithm == _family;
        return fitsFamily && (_onlyAlgorithm is null || _onlyAlgorithm == algorithm);
    }

    /// <summary>Verifies a JWS signature.</summary>
    public bool Verify(string algorithm, byte[] signingInput, byte[] signature) => _verify(algorithm, signingInput, signature);

    internal static bool TryCreate(
        JsonElement json, bool isSpiffe, [NotNullWhen(true)] out ClientKey? key, [NotNullWhen(false)] out string? reason)
    {
        key = null;
        if (!TryRead(json, out var jwk))
        {
            reason = HasPrivateHalf(json)
                ? "One of the keys has its private half in it: take it out of the set and out of use."
                : "One of the keys is not a JWK: a member has a value that it cannot have.";
            return false;
        }

        var name = $"The key '{jwk.Kid ?? "(without kid)"}'";
        reason = jwk switch
        {
            // Who publishes the private half has told the world how to be this client.
            _ when HasPrivateHalf(json) => $"{name} has its private half in it: take it out of the set and out of use.",

            // A bundle has the CAs of X.509-SVIDs beside them, which sign no token (SPIFFE Trust Domain and Bundle section 4.2).
            { Use: not "jwt-svid" } when isSpiffe => $"{name} is not for JWT-SVIDs: its use is not jwt-svid.",
            { Use: not (null or "" or "sig") } when !isSpiffe => $"{name} is not for signatures: its use is '{jwk.Use}'.",
            { KeyOps.Count: > 0 } when !jwk.KeyOps.Contains("verify") => $"{name} is not for verifying: its key_ops say so.",
            { Kty: "RSA" or "EC" } => null,
            _ => $"{name} is of kind '{jwk.Kty}': only RSA and EC keys sign assertions here.",
        };
        if (reason is not null)
        {
            return false;
        }

        return jwk.Kty == "RSA"
            ? TryCreateRsa(jwk, name, out key, out reason)
            : TryCreateElliptic(jwk, name, out key, out reason);
    }

    /// <summary>Whether any part of the private half is there: one is enough to find the others.</summary>
    // Read from the JSON itself: the library refuses some keys whole, and those leak too.
    internal static bool HasPrivateHalf(JsonElement json) =>
        json.ValueKind == JsonValueKind.Object
        && json.EnumerateObject().Any(part => PrivateMembers.Contains(part.Name, StringComparer.OrdinalIgnoreCase)
            && part.Value.ValueKind != JsonValueKind.Null
            && !(part.Value.ValueKind == JsonValueKind.String && part.Value.ValueEquals("")));

    private static bool TryRead(JsonElement json, [NotNullWhen(true)] out JsonWebKey? jwk)
    {
        try
        {
            jwk = json.ValueKind == JsonValueKind.Object ? new JsonWebKey(json.GetRawText()) : null;
        }
        catch (Exception e) when (e is ArgumentException or JsonException or FormatException)
        {
            jwk = null;
        }

        return jwk is not null;
    }

    private static bool TryCreateRsa(
        JsonWebKey jwk, string name, [NotNullWhen(true)] out ClientKey? key, [NotNullWhen(false)] out string? reason)
    {
        key = null;
        reason = null;
        try
        {
            var (modulus, exponent) = (Base64UrlEncoder.DecodeBytes(jwk.N), Base64UrlEncoder.DecodeBytes(jwk.E));
            if (modulus.Length == 0 || (modulus[^1] & 1) == 0 || !IsCheap(exponent))
            {
                reason = $"{name} is not a valid RSA key, or its exponent is not an odd number of at most 32 bits.";
                return false;
            }

            // Import proves that the numbers are a key, and counts the modulus' bits without leading zeros.
            using var rsa = RSA.Create(new RSAParameters { Modulus = modulus, Exponent = exponent });
            if (rsa.KeySize is < MinRsaBits or > MaxRsaBits)
            {
                reason = $"{name} has {rsa.KeySize} bits: RSA keys have {MinRsaBits} to {MaxRsaBits}.";
                return false;
            }

            var parameters = new RsaSecurityKey(rsa.ExportParameters(false));
            key = new ClientKey(
                jwk.Kid, (algorithm, signingInput, signature) => VerifyRsa(parameters, algorithm, signingInput, signature), "RSA", jwk.Alg);
            return true;
        }
        catch (Exception e) when (e is CryptographicException or FormatException or ArgumentException)
        {
            reason = $"{name} is not a valid RSA key.";
            return false;
        }
    }

    // The cost of a check grows with the exponent: one as long as the modulus makes a forged assertion fifty times as dear.
    private static bool IsCheap(byte[] exponent)
    {
        var digits = exponent.AsSpan().TrimStart((byte)0);
        return digits.Length is > 0 and <= sizeof(uint) && (digits[^1] & 1) == 1 && !digits.SequenceEqual<byte>([1]);
    }

    // Given parameters, the library makes its own copies, and keeps them for the next signature.
    private static bool VerifyRsa(RsaSecurityKey key, string algorithm, byte[] signingInput, byte[] signature)
    {
        var factory = key.CryptoProviderFactory;
        var provider = factory.CreateForVerifying(key, algorithm);
        try
        {
            return provider.Verify(signingInput, signature);
        }
        finally
        {
            factory.ReleaseSignatureProvider(provider);
        }
    }

    private static bool TryCreateElliptic(
        JsonWebKey jwk, string name, [NotNullWhen(true)] out ClientKey? key, [NotNullWhen(false)] out string? reason)
    {
        key = null;
        reason = null;
        var (curve, hash, algorithm) = jwk.Crv switch
        {
            "P-256" => (ECCurve.NamedCurves.nistP256, HashAlgorithmName.SHA256, "ES256"),
            "P-384" => (ECCurve.NamedCurves.nistP384, HashAlgorithmName.SHA384, "ES384"),
            "P-521" => (ECCurve.NamedCurves.nistP521, HashAlgorithmName.SHA512, "ES512"),
            _ => (default, default, null),
        };
        if (algorithm is null)
        {
            reason = $"{name} is on the curve '{jwk.Crv}': only P-256, P-384 and P-521 are known here.";
            return false;
        }

        try
        {
            // Import proves that the point lies on the curve.
            using var ecdsa = ECDsa.Create(new ECParameters
            {
                Curve = curve,
                Q = new ECPoint { X = Base64UrlEncoder.DecodeBytes(jwk.X), Y = Base64UrlEncoder.DecodeBytes(jwk.Y) },
            });
            var verifier = new EllipticVerifier(ecdsa.ExportParameters(false), hash);
            key = new ClientKey(jwk.Kid, (_, signingInput, signature) => verifier.Verify(signingInput, signature), algorithm, jwk.Alg);
            return true;
        }
        catch (Exception e) when (e is CryptographicException or FormatException or ArgumentException)
        {
            reason = $"{name} is not a point on {jwk.Crv}.";
            return false;
        }
    }
}
