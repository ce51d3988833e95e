using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Microsoft.IdentityModel.Tokens;
using ServiceAccounts.Protocol.Keys;

namespace ServiceAccounts.Protocol.Proofs;

/// <summary>The key in the header of a DPoP proof: as strict as what a client gives us for assertions, and written in one way only.</summary>
/// <param name="Key">The key.</param>
/// <param name="Thumbprint">What tokens are bound to: its thumbprint (RFC 7638), base64url of SHA-256.</param>
internal sealed record ProofKey(ClientKey Key, string Thumbprint)
{
    private const string NotCanonical =
        "The proof's jwk has numbers that are not base64url of the right length: other servers would find another thumbprint. Write them as RFC 7518 section 6 does.";

    /// <summary>Reads a JWK; the reason repeats nothing of it.</summary>
    public static bool TryRead(JsonElement jwk, [NotNullWhen(true)] out ProofKey? key, [NotNullWhen(false)] out string? reason)
    {
        try
        {
            return TryReadText(jwk, out key, out reason);
        }
        catch (InvalidOperationException)
        {
            // What the framework says to broken UTF-8 and halves of surrogate pairs, once it is asked for the text.
            (key, reason) = (null, "The proof's jwk is not Unicode text.");
            return false;
        }
    }

    private static bool TryReadText(JsonElement jwk, [NotNullWhen(true)] out ProofKey? key, [NotNullWhen(false)] out string? reason)
    {
        key = null;
        if (ClientKey.HasPrivateHalf(jwk))
        {
            reason = "The proof's jwk has a private half in it: whoever saw this request has the key. Make another, and send its public half.";
            return false;
        }

        if (!ClientKey.TryCreate(jwk, isSpiffe: false, out var known, out _))
        {
            reason = "The proof's jwk is no key that is taken here: send an RSA key of 2048 to 4096 bits, or one on P-256, P-384 or P-521, that is for signatures.";
            return false;
        }

        var parsed = new JsonWebKey(jwk.GetRawText());
        reason = IsCanonical(parsed) ? null : NotCanonical;
        key = reason is null ? new ProofKey(known, Base64UrlEncoder.Encode(parsed.ComputeJwkThumbprint())) : null;
        return key is not null;
    }

    // The thumbprint is of the text, and the signature of the number: two texts of one key would be two keys.
    private static bool IsCanonical(JsonWebKey jwk) => jwk.Kty == "RSA"
        ? IsShortest(jwk.N) && IsShortest(jwk.E)
        : LengthOf(jwk.X) == FieldBytes(jwk.Crv) && LengthOf(jwk.Y) == FieldBytes(jwk.Crv);

    private static int FieldBytes(string curve) => curve switch { "P-256" => 32, "P-384" => 48, _ => 66 };

    private static bool IsShortest(string number) => LengthOf(number) > 0 && Base64UrlEncoder.DecodeBytes(number)[0] != 0;

    private static int LengthOf(string number)
    {
        var bytes = Base64UrlEncoder.DecodeBytes(number);
        return Base64UrlEncoder.Encode(bytes) == number ? bytes.Length : -1;
    }
}
