using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace ServiceAccounts.Protocol.Clients;

/// <summary>Reads what may be a signed JWT (RFC 7519), without believing it.</summary>
internal static class SignedJwt
{
    /// <summary>A JWS in compact form whose claims are JSON; null for anything else.</summary>
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
}
