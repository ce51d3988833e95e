using System.Buffers;
using System.Text;
using System.Text.Json;
using ServiceAccounts.Protocol.Keys;
using ServiceAccounts.Storage.Credentials;

namespace ServiceAccounts.Management.Accounts;

/// <summary>What public keys an administrator may give to an application.</summary>
internal static class KeyRules
{
    // What a public key is made of. Whatever else stands in a set is not kept: it would be shown to every reader.
    private static readonly string[] PublicMembers = ["kty", "kid", "alg", "use", "key_ops", "n", "e", "crv", "x", "y"];

    /// <summary>A URL as the ledger shows it: without its query, which may have a token in it.</summary>
    public static string? ShownUrl(string? jwksUrl) => jwksUrl is null ? null : new Uri(jwksUrl).GetLeftPart(UriPartial.Path);

    /// <summary>Checks that exactly one of the two is there, and is good; the set in the form in which it is kept.</summary>
    public static string? Read(string? jwksUrl, JsonElement? jwks, Fields fields)
    {
        var given = jwks is { ValueKind: not (JsonValueKind.Null or JsonValueKind.Undefined) } set ? set : (JsonElement?)null;
        if (jwksUrl is null == given is null)
        {
            fields.Add("jwks_url", "oauth_private_key_jwt needs either jwks_url or jwks, and not both.");
        }
        else if (jwksUrl is not null && !IsKeyUrl(jwksUrl))
        {
            fields.Add("jwks_url", $"It is an https URL without user info and fragment, at most {KeySet.MaxUrlLength} characters.");
        }
        else if (given is { } keys)
        {
            return Keep(keys, isSpiffe: false, fields);
        }

        return null;
    }

    /// <summary>The same for the keys of an issuer, which may be found by its discovery document where none of the two is there.</summary>
    public static (string? JwksUrl, string? Jwks) ReadOfIssuer(string? jwksUrl, JsonElement? jwks, bool isSpiffe, Fields fields)
    {
        var given = jwks is { ValueKind: not (JsonValueKind.Null or JsonValueKind.Undefined) } set ? set : (JsonElement?)null;
        if (jwksUrl is not null && given is not null)
        {
            fields.Add("jwks_url", "Give either jwks_url or jwks, and not both.");
            return (null, null);
        }

        if (jwksUrl is not null && !IsKeyUrl(jwksUrl))
        {
            fields.Add("jwks_url", $"It is an https URL without user info and fragment, at most {KeySet.MaxUrlLength} characters.");
        }
        else if (isSpiffe && jwksUrl is null && given is null)
        {
            fields.Add("jwks_url", "A trust domain has no discovery document: give its bundle as jwks_url or jwks.");
        }

        return (jwksUrl, given is { } keys ? Keep(keys, isSpiffe, fields) : null);
    }

    private static string? Keep(JsonElement jwks, bool isSpiffe, Fields fields)
    {
        if (WhyNoKeySet(jwks.GetRawText(), isSpiffe) is { } problem)
        {
            fields.Add("jwks", problem);
        }
        else if (TryKeep(jwks, isSpiffe, out var kept))
        {
            return kept;
        }
        else
        {
            fields.Add("jwks", "It has a text that is not valid Unicode.");
        }

        return null;
    }

    private static bool TryKeep(JsonElement jwks, bool isSpiffe, out string kept)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        try
        {
            using var json = new Utf8JsonWriter(buffer);
            json.WriteStartObject();
            json.WriteStartArray("keys");
            foreach (var key in jwks.GetProperty("keys").EnumerateArray().Where(key => !isSpiffe || IsForTokens(key)))
            {
                json.WriteStartObject();
                foreach (var member in key.EnumerateObject().Where(m => PublicMembers.Contains(m.Name, StringComparer.Ordinal)))
                {
                    member.WriteTo(json);
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
            json.Flush();
            kept = Encoding.UTF8.GetString(buffer.WrittenSpan);
            return true;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair, escaped: JSON allows it, and no text can hold it.
            kept = string.Empty;
            return false;
        }
    }

    private static bool IsForTokens(JsonElement key) =>
        key.ValueKind == JsonValueKind.Object && key.TryGetProperty("use", out var use) && use.ValueKind == JsonValueKind.String && use.ValueEquals("jwt-svid");

    private static bool IsKeyUrl(string url) =>
        url.Length <= KeySet.MaxUrlLength
        && Uri.TryCreate(url, UriKind.Absolute, out var uri)
        && uri.Scheme == Uri.UriSchemeHttps
        && uri.UserInfo.Length == 0
        && uri.Fragment.Length == 0
        && !url.Any(c => char.IsControl(c) || char.IsWhiteSpace(c));

    private static string? WhyNoKeySet(string jwks, bool isSpiffe)
    {
        if (jwks.Length > ClientKeySet.MaxBytes)
        {
            return $"It is larger than {ClientKeySet.MaxBytes} bytes.";
        }

        if (!ClientKeySet.TryParse(jwks, isSpiffe, out var set, out var problem))
        {
            return problem;
        }

        return set switch
        {
            // A bundle has other keys beside them; they are left out, and what was left out would fit no token.
            { Refused: [var reason, ..] } when !isSpiffe || set.Keys.Length == 0 || set.PrivateKeys > 0 => reason,
            { Keys.Length: 0 } => "It has no key.",
            { Keys.Length: > ClientKeySet.MaxKeysTried } => $"It has more than {ClientKeySet.MaxKeysTried} keys.",
            _ when set.Keys.Length > 1 && set.Keys.Select(key => key.KeyId).Distinct().Count() < set.Keys.Length =>
                "Of several keys each needs a kid of its own.",
            _ => null,
        };
    }
}
