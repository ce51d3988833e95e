using System.Text;
using System.Text.Json;
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
            return !token.IsEncrypted && token.IsSigned && IsObject(token.EncodedHeader) && IsObject(token.EncodedPayload) ? token : null;
        }
        catch (Exception e) when (e is ArgumentException or SecurityTokenException or FormatException or JsonException)
        {
            return null;
        }
    }

    /// <summary>What has been signed.</summary>
    public static byte[] InputOf(JsonWebToken token)
    {
        var input = new byte[token.EncodedHeader.Length + 1 + token.EncodedPayload.Length];
        var length = Encoding.ASCII.GetBytes(token.EncodedHeader, input);
        input[length] = (byte)'.';
        Encoding.ASCII.GetBytes(token.EncodedPayload, input.AsSpan(length + 1));
        return input;
    }

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

    // RFC 7519 section 7.2: a completely valid object. The library stops reading at the end of the first one, whatever follows it.
    private static bool IsObject(string encoded)
    {
        var reader = new Utf8JsonReader(Base64UrlEncoder.DecodeBytes(encoded));
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        reader.Skip();
        return !reader.Read();
    }
}
