using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace ServiceAccounts.Protocol.Federation;

/// <summary>
/// A JWT of another issuer, read and not yet believed. Its claims are the JSON that was signed, for conditions may lead into
/// nested objects; a claim that is there twice makes it no token at all.
/// </summary>
public sealed class ForeignToken
{
    private const int MaxShownLength = 500;

    // Some room below the last year of the calendar, so that adding a lifetime cannot leave it.
    private const double MaxSeconds = 253_000_000_000;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    private readonly JsonElement _claims;

    private ForeignToken(JsonWebToken jwt, JsonElement claims)
    {
        Jwt = jwt;
        _claims = claims;
    }

    /// <summary>The token with its header and signature.</summary>
    public JsonWebToken Jwt { get; }

    /// <summary>The <c>iss</c>; null where it is none.</summary>
    public string? Issuer => TextOf(Find("iss"));

    /// <summary>The <c>sub</c>; null where it is none.</summary>
    public string? Subject => TextOf(Find("sub"));

    /// <summary>The <c>aud</c> (RFC 7519 section 4.1.3): one text, or a list of them.</summary>
    public IEnumerable<string> Audiences => Find("aud") switch
    {
        { ValueKind: JsonValueKind.String } one when TextOf(one) is { } audience => [audience],
        { ValueKind: JsonValueKind.Array } list => list.EnumerateArray().Select(element => TextOf(element)).OfType<string>(),
        _ => [],
    };

    /// <summary>Reads the claims of a signed JWT; null where they are no JSON object with each name once.</summary>
    public static ForeignToken? TryRead(JsonWebToken jwt)
    {
        try
        {
            var claims = JsonElement.Parse(Base64UrlEncoder.DecodeBytes(jwt.EncodedPayload), Strict);
            return claims.ValueKind == JsonValueKind.Object ? new ForeignToken(jwt, claims) : null;
        }
        catch (Exception e) when (e is JsonException or FormatException or ArgumentException or InvalidOperationException)
        {
            // The last is what the framework says to halves of surrogate pairs in names.
            return null;
        }
    }

    /// <summary>The claim to which the names lead; null where there is none.</summary>
    public JsonElement? Find(params ImmutableArray<string> path)
    {
        var found = _claims;
        foreach (var name in path)
        {
            if (found.ValueKind != JsonValueKind.Object || !found.TryGetProperty(name, out found))
            {
                return null;
            }
        }

        return found;
    }

    /// <summary>A NumericDate (RFC 7519 section 2), down to the second; null where it is absent, no number, or no time that a calendar has.</summary>
    public DateTimeOffset? Time(string claim) =>
        Find(claim) is { ValueKind: JsonValueKind.Number } number && number.TryGetDouble(out var seconds) && seconds is >= 0 and <= MaxSeconds
            ? DateTimeOffset.FromUnixTimeSeconds((long)seconds)
            : null;

    /// <summary>A text; null for everything else, and for what no text can hold: half of a surrogate pair, bytes that are no UTF-8.</summary>
    public static string? TextOf(JsonElement? value)
    {
        try
        {
            return value is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>A value as JSON, cut short, for whoever sent the token; null where there is none.</summary>
    public static string? Show(JsonElement? value)
    {
        try
        {
            return value?.GetRawText() switch
            {
                null => null,
                { Length: <= MaxShownLength } text => text,
                var text => string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[MaxShownLength - 1]) ? MaxShownLength - 1 : MaxShownLength), "..."),
            };
        }
        catch (Exception e) when (e is InvalidOperationException or DecoderFallbackException)
        {
            return "(not valid UTF-8)";
        }
    }
}
