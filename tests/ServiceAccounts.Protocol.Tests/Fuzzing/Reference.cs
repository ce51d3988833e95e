using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace ServiceAccounts.Protocol.Tests.Fuzzing;

/// <summary>The same rules once more, slowly and with other people's decoders.</summary>
internal static partial class Reference
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The parameters of a form, empty ones included; null where the form is to be refused.</summary>
    public static Dictionary<string, string>? Form(byte[] body)
    {
        // A byte is a character here, so that a text's methods can be used.
        var pairs = Encoding.Latin1.GetString(body).Split('&', StringSplitOptions.RemoveEmptyEntries);
        if (body.Length > 32 * 1024 || pairs.Length > 64)
        {
            return null;
        }

        var form = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in pairs)
        {
            var parts = pair.Split('=', 2);
            if (Decode(parts[0]) is not { } name || Decode(parts.Length == 2 ? parts[1] : "") is not { } value || !form.TryAdd(name, value))
            {
                return null;
            }
        }

        return form;
    }

    /// <summary>Id and secret of a header; null where it is to be refused.</summary>
    public static (string Id, string Secret)? Basic(string header)
    {
        var encoded = header["Basic ".Length..].Trim(' ');
        if (!Base64().IsMatch(encoded))
        {
            return null;
        }

        var bytes = Convert.FromBase64String(encoded);
        var parts = Encoding.Latin1.GetString(bytes).Split(':', 2);
        return Convert.ToBase64String(bytes) == encoded
            && parts is [{ Length: > 0 } encodedId, var encodedSecret]
            && Decode(encodedId) is { } id
            && Decode(encodedSecret) is { } secret
            ? (id, secret)
            : null;
    }

    /// <summary>The scopes of a parameter, each once; null where it is to be refused.</summary>
    public static string[]? Scopes(string scope)
    {
        var names = ScopeNames().Matches(scope).Select(name => name.Value).ToArray();
        return names.Length <= 256 && names.All(name => ScopeName().IsMatch(name)) ? [.. names.Distinct()] : null;
    }

    private static string? Decode(string encoded)
    {
        if (BrokenEscape().IsMatch(encoded))
        {
            return null;
        }

        try
        {
            var bytes = Encoding.Latin1.GetBytes(encoded);
            return WebUtility.UrlDecodeToBytes(bytes, 0, bytes.Length) is { } decoded && !decoded.Contains((byte)0) ? Strict.GetString(decoded) : null;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    [GeneratedRegex("%(?![0-9A-Fa-f]{2})")]
    private static partial Regex BrokenEscape();

    // RFC 4648 section 4.
    [GeneratedRegex(@"\A(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?\z")]
    private static partial Regex Base64();

    [GeneratedRegex("[^ ]+")]
    private static partial Regex ScopeNames();

    // RFC 6749 section 3.3.
    [GeneratedRegex(@"\A[\x21\x23-\x5B\x5D-\x7E]{1,255}\z")]
    private static partial Regex ScopeName();
}
