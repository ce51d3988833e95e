using System.Buffers;
using System.Globalization;
using System.Text;
using ServiceAccounts.Protocol.Tokens;

namespace ServiceAccounts.Server.Token;

/// <summary>The successful answer of the token endpoint (RFC 6749 section 5.1, RFC 8693 section 2.2.1).</summary>
internal static class TokenAnswer
{
    /// <summary>Writes it as JSON; nothing in it has a character that JSON escapes.</summary>
    public static void Write(AccessToken token, AccessTokenIssuer issuer, IBufferWriter<byte> output)
    {
        output.Write("{\"access_token\":\""u8);
        issuer.Write(token, output);
        output.Write(token.Grant.Possession.Binding?.KeyThumbprint is null
            ? "\",\"token_type\":\"Bearer\",\"expires_in\":"u8
            : "\",\"token_type\":\"DPoP\",\"expires_in\":"u8);
        token.ExpiresIn.TryFormat(output.GetSpan(20), out var digits, default, CultureInfo.InvariantCulture);
        output.Advance(digits);
        output.Write(",\"scope\":\""u8);
        Encoding.ASCII.GetBytes(token.Grant.Scope, output);
        if (token.Grant.IssuedTokenType is { } type)
        {
            output.Write("\",\"issued_token_type\":\""u8);
            Encoding.ASCII.GetBytes(type, output);
        }

        output.Write("\"}"u8);
    }
}
