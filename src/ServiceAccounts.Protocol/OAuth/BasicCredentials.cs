using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace ServiceAccounts.Protocol.OAuth;

/// <summary>Client id and secret from an <c>Authorization: Basic</c> header (RFC 6749 section 2.3.1, RFC 7617).</summary>
/// <param name="ClientId">The part before the first colon, form-decoded once.</param>
/// <param name="ClientSecret">The part after it, form-decoded once.</param>
public sealed record BasicCredentials(string ClientId, string ClientSecret)
{
    private const string Scheme = "Basic ";

    /// <summary>Whether a header speaks of Basic at all; scheme names have no case (RFC 9110 section 11.1).</summary>
    public static bool IsBasic(string authorization) => authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads a header for which <see cref="IsBasic"/> holds; false when it is not strict base64 of <c>id:secret</c>.</summary>
    public static bool TryParse(string authorization, [NotNullWhen(true)] out BasicCredentials? credentials)
    {
        credentials = null;
        var encoded = authorization.AsSpan(Scheme.Length).Trim(' ');

        // The framework's decoder skips white space inside; two spellings of one credential are one too many.
        if (encoded.IsEmpty || encoded.ContainsAny(" \t\r\n") || !Base64.IsValid(encoded, out var length))
        {
            return false;
        }

        var decoded = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            if (!Convert.TryFromBase64Chars(encoded, decoded, out var written))
            {
                return false;
            }

            var pair = decoded.AsSpan(0, written);
            var colon = pair.IndexOf((byte)':');
            if (colon <= 0
                || !FormDecoder.TryDecode(pair[..colon], out var clientId)
                || !FormDecoder.TryDecode(pair[(colon + 1)..], out var clientSecret))
            {
                return false;
            }

            credentials = new BasicCredentials(clientId, clientSecret);
            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(decoded, clearArray: true);
        }
    }

    // A record prints its members; this one never prints the secret.
    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append("ClientId = ").Append(ClientId);
        return true;
    }
}
