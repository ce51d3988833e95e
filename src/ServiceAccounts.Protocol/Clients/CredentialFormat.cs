using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace ServiceAccounts.Protocol.Clients;

/// <summary>
/// The form of the secrets we make: a prefix that names the kind, 40 random base62 characters (238 bits), and 6 base62
/// characters of CRC-32 over all that stands before, so that leak scanners and typing errors need no look-up.
/// </summary>
public static class CredentialFormat
{
    /// <summary>The prefix of client secrets.</summary>
    public const string ClientSecretPrefix = "sa_secret_";

    /// <summary>The prefix of API tokens.</summary>
    public const string ApiTokenPrefix = "sa_token_";

    /// <summary>The prefix of client ids; 12 lower-case hexadecimal digits follow.</summary>
    public const string ClientIdPrefix = "sa_client_";

    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const int RandomLength = 40;
    private const int ChecksumLength = 6;
    private const int ClientIdDigits = 12;
    private const int HintLength = 4;

    private static readonly SearchValues<char> Base62 = SearchValues.Create(Alphabet);
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    /// <summary>Makes a new secret of the kind that <paramref name="prefix"/> names.</summary>
    public static string Create(string prefix)
    {
        var body = prefix + RandomNumberGenerator.GetString(Alphabet, RandomLength);
        return body + Checksum(body);
    }

    /// <summary>Makes a new client id.</summary>
    public static string CreateClientId() =>
        ClientIdPrefix + RandomNumberGenerator.GetHexString(ClientIdDigits, lowercase: true);

    /// <summary>Whether a string has the form of a secret of that kind, checksum included.</summary>
    public static bool IsWellFormed(string text, string prefix)
    {
        if (text.Length != prefix.Length + RandomLength + ChecksumLength
            || !text.StartsWith(prefix, StringComparison.Ordinal)
            || text.AsSpan(prefix.Length).ContainsAnyExcept(Base62))
        {
            return false;
        }

        Span<char> checksum = stackalloc char[ChecksumLength];
        WriteChecksum(text.AsSpan(0, text.Length - ChecksumLength), checksum);
        return text.AsSpan(text.Length - ChecksumLength).SequenceEqual(checksum);
    }

    /// <summary>Every secret of ours that stands in a text, whatever stands around it: by its prefix, its form and its checksum.</summary>
    public static IEnumerable<string> FindIn(string text)
    {
        foreach (var prefix in new[] { ClientSecretPrefix, ApiTokenPrefix })
        {
            var length = prefix.Length + RandomLength + ChecksumLength;
            for (var at = 0; (at = text.IndexOf(prefix, at, StringComparison.Ordinal)) >= 0; at++)
            {
                if (at + length <= text.Length && text.Substring(at, length) is var found && IsWellFormed(found, prefix))
                {
                    yield return found;
                }
            }
        }
    }

    /// <summary>Whether a string can be a client id of ours; what cannot be one needs no look-up.</summary>
    public static bool IsClientId(string text) =>
        text.Length == ClientIdPrefix.Length + ClientIdDigits
        && text.StartsWith(ClientIdPrefix, StringComparison.Ordinal)
        && !text.AsSpan(ClientIdPrefix.Length).ContainsAnyExcept(HexDigits);

    /// <summary>Whether a string can be the id of an API token, which is the client id of what is issued for it.</summary>
    // One spelling alone: caches and journals compare ids as strings.
    public static bool IsApiTokenId(string text) =>
        Guid.TryParseExact(text, "D", out var id) && string.Equals(text, id.ToString(), StringComparison.Ordinal);

    /// <summary>What may be shown of a secret later, so that a person tells two apart: its last four characters.</summary>
    // They belong to the checksum: nothing of the random part is ever kept in the clear.
    public static string HintOf(string secret) => "..." + secret[^HintLength..];

    private static string Checksum(string body) =>
        string.Create(ChecksumLength, body, static (span, text) => WriteChecksum(text, span));

    private static void WriteChecksum(ReadOnlySpan<char> body, Span<char> checksum)
    {
        Span<byte> bytes = stackalloc byte[128];
        var remainder = Crc32.Of(bytes[..Encoding.UTF8.GetBytes(body, bytes)]);
        for (var i = checksum.Length - 1; i >= 0; i--)
        {
            checksum[i] = Alphabet[(int)(remainder % 62)];
            remainder /= 62;
        }
    }
}
