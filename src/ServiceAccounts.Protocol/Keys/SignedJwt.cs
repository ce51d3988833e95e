using System.Text;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace ServiceAccounts.Protocol.Keys;

/// <summary>JWTs of strangers, signed with a key of theirs: read by the library, and with one spelling only.</summary>
internal static class SignedJwt
{
    /// <summary>A JWT in JWS compact form (RFC 7515 section 7.1) whose signature nobody has checked; null for anything else.</summary>
    public static JsonWebToken? TryParse(string text)
    {
        try
        {
            var token = new JsonWebToken(text);
            return token.IsEncrypted || !token.IsSigned ? null : token;
        }
        catch (Exception e) when (e is ArgumentException or SecurityTokenException or FormatException)
        {
            return null;
        }
    }

    /// <summary>What has been signed.</summary>
    public static byte[] InputOf(JsonWebToken token) => Encoding.ASCII.GetBytes($"{token.EncodedHeader}.{token.EncodedPayload}");

    /// <summary>The signature; null where it is not base64url.</summary>
    public static byte[]? SignatureOf(JsonWebToken token)
    {
        try
        {
            // RFC 7515 section 2: no padding, no other alphabet. The decoder takes both; one JWT has one spelling.
            var signature = Base64UrlEncoder.DecodeBytes(token.EncodedSignature);
            return Base64UrlEncoder.Encode(signature) == token.EncodedSignature ? signature : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
