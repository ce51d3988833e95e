using System.Diagnostics.CodeAnalysis;

namespace ServiceAccounts.Protocol.Proofs;

/// <summary>The request that a DPoP proof must be made for (RFC 9449 section 4.3, rules 8, 9 and 12).</summary>
public sealed class ProofTarget
{
    private readonly Uri _url;

    private ProofTarget(string method, Uri url, string? accessToken)
    {
        Method = method;
        _url = url;
        AccessToken = accessToken;
    }

    /// <summary>The HTTP method.</summary>
    public string Method { get; }

    /// <summary>The access token that comes with it; null at the token endpoint, where there is none yet.</summary>
    public string? AccessToken { get; }

    /// <summary>The target of a method at a URL; false where that is no http(s) URL.</summary>
    public static bool TryCreate(string method, string url, string? accessToken, [NotNullWhen(true)] out ProofTarget? target)
    {
        target = TryParse(url) is { } parsed ? new ProofTarget(method, parsed, accessToken) : null;
        return target is not null;
    }

    /// <summary>Whether a proof's <c>htu</c> names its URL, whatever query and fragment either has.</summary>
    // RFC 9449 section 4.3 asks for the normalization of RFC 3986 sections 6.2.2 and 6.2.3, which the parser does: scheme and host in
    // lower case, no default port, no dot segments. A path is compared as it is: a final slash is another URL.
    // Not IdnHost, which throws for some names that the parser lets pass: a URL of ours has ASCII alone.
    public bool IsAt(string url) =>
        TryParse(url) is { UserInfo: "" } other
        && string.Equals(other.Scheme, _url.Scheme, StringComparison.Ordinal)
        && string.Equals(other.Host, _url.Host, StringComparison.Ordinal)
        && other.Port == _url.Port
        && string.Equals(PathOf(other), PathOf(_url), StringComparison.Ordinal);

    private static Uri? TryParse(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var parsed) && parsed.Scheme is "https" or "http" && parsed.Host.Length > 0 ? parsed : null;

    // RFC 3986 section 6.2.2.1: the digits of an escape have no case.
    private static string PathOf(Uri url)
    {
        var path = url.AbsolutePath;
        return path.Contains('%', StringComparison.Ordinal)
            ? string.Create(path.Length, path, static (normal, path) =>
            {
                for (var i = 0; i < path.Length; i++)
                {
                    normal[i] = (i > 0 && path[i - 1] == '%') || (i > 1 && path[i - 2] == '%') ? char.ToUpperInvariant(path[i]) : path[i];
                }
            })
            : path;
    }
}
