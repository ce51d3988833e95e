using System.Text.Json;
using ServiceAccounts.Protocol.Keys;
using ServiceAccounts.Storage.Credentials;

namespace ServiceAccounts.Management.Accounts;

/// <summary>What public keys an administrator may give to an application.</summary>
internal static class KeyRules
{
    /// <summary>The text of a JSON value; null where it is absent or null.</summary>
    public static string? TextOf(JsonElement? jwks) =>
        jwks is { ValueKind: not (JsonValueKind.Null or JsonValueKind.Undefined) } given ? given.GetRawText() : null;

    /// <summary>A URL as the ledger shows it: without its query, which may have a token in it.</summary>
    public static string? ShownUrl(string? jwksUrl) => jwksUrl is null ? null : new Uri(jwksUrl).GetLeftPart(UriPartial.Path);

    /// <summary>Checks that exactly one of the two is there, and is good.</summary>
    public static void Check(string? jwksUrl, string? jwks, Fields fields)
    {
        if (jwksUrl is null == jwks is null)
        {
            fields.Add("jwks_url", "oauth_private_key_jwt needs either jwks_url or jwks, and not both.");
        }
        else if (jwksUrl is not null && !IsKeyUrl(jwksUrl))
        {
            fields.Add("jwks_url", $"It is an https URL without user info and fragment, at most {KeySet.MaxUrlLength} characters.");
        }
        else if (jwks is not null && WhyNoKeySet(jwks) is { } problem)
        {
            fields.Add("jwks", problem);
        }
    }

    private static bool IsKeyUrl(string url) =>
        url.Length <= KeySet.MaxUrlLength
        && Uri.TryCreate(url, UriKind.Absolute, out var uri)
        && uri.Scheme == Uri.UriSchemeHttps
        && uri.UserInfo.Length == 0
        && uri.Fragment.Length == 0
        && !url.Any(c => char.IsControl(c) || char.IsWhiteSpace(c));

    private static string? WhyNoKeySet(string jwks)
    {
        if (jwks.Length > ClientKeySet.MaxBytes)
        {
            return $"It is larger than {ClientKeySet.MaxBytes} bytes.";
        }

        if (!ClientKeySet.TryParse(jwks, out var set, out var problem))
        {
            return problem;
        }

        return set switch
        {
            { Refused: [var reason, ..] } => reason,
            { Keys.Length: 0 } => "It has no key.",
            { Keys.Length: > ClientKeySet.MaxKeysTried } => $"It has more than {ClientKeySet.MaxKeysTried} keys.",
            _ when set.Keys.Length > 1 && set.Keys.Select(key => key.KeyId).Distinct().Count() < set.Keys.Length =>
                "Of several keys each needs a kid of its own.",
            _ => null,
        };
    }
}
