using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace ServiceAccounts.Protocol.Federation;

/// <summary>What one claim of a foreign token must say.</summary>
/// <param name="Claim">The claim's name; where it begins with <c>/</c>, a JSON Pointer (RFC 6901) to a member of nested objects.</param>
/// <param name="Match">How it is compared.</param>
/// <param name="Values">With what: one value, or several where one of them must fit.</param>
public sealed record ClaimCondition(string Claim, ClaimMatch Match, ImmutableArray<string> Values)
{
    /// <summary>The longest name of a claim, in characters.</summary>
    public const int MaxClaimLength = 200;

    /// <summary>The longest value, in characters.</summary>
    public const int MaxValueLength = 1_000;

    /// <summary>The most values of a condition.</summary>
    public const int MaxValues = 50;

    /// <summary>The most conditions of a credential.</summary>
    public const int MaxConditions = 20;

    private const int MaxShownLength = 300;

    /// <summary>The names that lead to the claim, the outermost first.</summary>
    public ImmutableArray<string> Path { get; } = PathOf(Claim);

    /// <summary>What it demands, in words, for people.</summary>
    public string Expected
    {
        get
        {
            var values = string.Join(" or ", Values.Select(value => $"'{value}'"));
            var shown = values.Length <= MaxShownLength ? values : values[..MaxShownLength] + "...";
            return Match == ClaimMatch.Prefix ? $"begins with {shown}" : $"is {shown}";
        }
    }

    /// <summary>
    /// Whether a claim's value meets it: a text by its characters, a number or truth value by its JSON text, a list if any of its
    /// elements does.
    /// </summary>
    public bool IsMetBy(JsonElement? found) => found switch
    {
        { ValueKind: JsonValueKind.Array } list => list.EnumerateArray().Any(Fits),
        { } value => Fits(value),
        null => false,
    };

    /// <summary>Reads conditions as they are kept; false where the text is none of ours.</summary>
    public static bool TryParseAll(string json, [NotNullWhen(true)] out ImmutableArray<ClaimCondition>? conditions)
    {
        conditions = null;
        try
        {
            var read = JsonSerializer.Deserialize(json, ConditionsJson.Default.ClaimConditionTextArray);
            if (read is null || !read.All(text => text is { Claim: not null, Values: not null } && ClaimMatches.ByWord.ContainsKey(text.Match)))
            {
                return false;
            }

            conditions = [.. read.Select(text => new ClaimCondition(text.Claim, ClaimMatches.ByWord[text.Match], [.. text.Values]))];
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Conditions as they are kept.</summary>
    public static string ToJson(IEnumerable<ClaimCondition> conditions) => JsonSerializer.Serialize(
        [.. conditions.Select(c => new ClaimConditionText(c.Claim, ClaimMatches.WordOf(c.Match), [.. c.Values]))],
        ConditionsJson.Default.ClaimConditionTextArray);

    private bool Fits(JsonElement value)
    {
        var text = value.ValueKind switch
        {
            JsonValueKind.String => ForeignToken.TextOf(value),
            JsonValueKind.True or JsonValueKind.False or JsonValueKind.Number when Match != ClaimMatch.Prefix => value.GetRawText(),
            _ => null,
        };
        return text is not null && Values.Any(expected => Match == ClaimMatch.Prefix
            ? text.StartsWith(expected, StringComparison.Ordinal)
            : text == expected);
    }

    // RFC 6901 section 4: ~1 before ~0, or ~01 would become a slash.
    private static ImmutableArray<string> PathOf(string claim) => claim.StartsWith('/')
        ? [.. claim[1..].Split('/').Select(step => step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))]
        : [claim];
}
