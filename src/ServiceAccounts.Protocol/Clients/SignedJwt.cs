using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace ServiceAccounts.Protocol.Clients;

/// <summary>Reads a JWT that a stranger has signed, or says that it is none; nothing in it is believed yet.</summary>
internal static class SignedJwt
{
    /// <summary>A JWS in compact form (RFC 7515 section 7.1) whose header and claims are JSON objects; null for everything else.</summary>
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
