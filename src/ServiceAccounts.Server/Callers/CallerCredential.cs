using System.Security.Cryptography;
using Microsoft.Extensions.Primitives;
using ServiceAccounts.Protocol.OAuth;

namespace ServiceAccounts.Server.Callers;

/// <summary>
/// What a request has to say who calls, in any of the forms that tools send: <c>Authorization</c> with <c>Bearer</c>, <c>DPoP</c>,
/// <c>Token</c> or <c>Basic</c>, <c>X-AUTH-TOKEN</c>, <c>X-API-Key</c>.
/// </summary>
/// <param name="Text">The token.</param>
/// <param name="MayBeAccessToken">Whether the form takes an access token beside an API token.</param>
/// <param name="TokenId">The id that must be the token's, where the form names one.</param>
internal sealed record CallerCredential(string Text, bool MayBeAccessToken = false, string? TokenId = null)
{
    private const string DPoPScheme = "DPoP ";

    /// <summary>Whether it is an access token whose sender says that it proves to have a key (RFC 9449 section 7.1).</summary>
    public bool IsDPoP { get; private init; }

    /// <summary>The headers that take an API token alone.</summary>
    public static readonly string[] TokenHeaders = ["X-AUTH-TOKEN", "X-API-Key"];

    /// <summary>The credential, or null where there is none of a known form; false where there is more than one.</summary>
    public static bool TryRead(IHeaderDictionary headers, out CallerCredential? credential)
    {
        var authorization = headers.Authorization;
        var tokens = StringValues.Empty;
        foreach (var header in TokenHeaders)
        {
            tokens = StringValues.Concat(tokens, headers[header]);
        }

        credential = null;
        if (authorization.Count + tokens.Count > 1)
        {
            return false;
        }

        credential = tokens.Count == 1 ? OfToken(tokens.ToString()) : OfAuthorization(authorization.ToString());
        return true;
    }

    /// <summary>Whether a request has any of the headers at all, whatever is in it.</summary>
    public static bool IsSentIn(IHeaderDictionary headers) =>
        headers.Authorization.Count > 0 || TokenHeaders.Any(headers.ContainsKey);

    /// <summary>Whether the form of a request's credential is <c>DPoP</c>, whatever is in it.</summary>
    public static bool IsDPoPSentIn(IHeaderDictionary headers) =>
        headers.Authorization.Count == 1 && headers.Authorization.ToString().StartsWith(DPoPScheme, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a token is the one that the form names, where it names one.</summary>
    public bool Names(Guid tokenId) =>
        TokenId is null
        || (Guid.TryParseExact(TokenId, "D", out var named)
            && CryptographicOperations.FixedTimeEquals(named.ToByteArray(), tokenId.ToByteArray()));

    // A record prints its members; this one prints none.
    public override string ToString() => nameof(CallerCredential);

    private static CallerCredential? OfToken(string text) => text.Trim() is { Length: > 0 } token ? new CallerCredential(token) : null;

    private static CallerCredential? OfAuthorization(string header)
    {
        if (BasicCredentials.IsBasic(header))
        {
            return BasicCredentials.TryParse(header, out var basic) ? new CallerCredential(basic.ClientSecret, TokenId: basic.ClientId) : null;
        }

        var space = header.IndexOf(' ', StringComparison.Ordinal);
        var (scheme, text) = space < 0 ? (header, string.Empty) : (header[..space], header[(space + 1)..].Trim());
        return (scheme.ToUpperInvariant(), text) switch
        {
            (_, "") => null,
            ("BEARER", _) => new CallerCredential(text, MayBeAccessToken: true),
            ("DPOP", _) => new CallerCredential(text, MayBeAccessToken: true) { IsDPoP = true },
            ("TOKEN", _) => new CallerCredential(text),
            _ => null,
        };
    }
}
