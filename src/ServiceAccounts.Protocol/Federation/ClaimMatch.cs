using System.Text.Json.Serialization;

namespace ServiceAccounts.Protocol.Federation;

/// <summary>How a claim is compared with what is expected.</summary>
public enum ClaimMatch
{
    /// <summary>It is the one value.</summary>
    Equals,

    /// <summary>It begins with one of the values.</summary>
    Prefix,

    /// <summary>It is one of the values.</summary>
    AnyOf,
}

/// <summary>The words for it in the management API and in what is kept.</summary>
public static class ClaimMatches
{
    /// <summary>Each way by its word.</summary>
    public static IReadOnlyDictionary<string, ClaimMatch> ByWord { get; } = new Dictionary<string, ClaimMatch>
    {
        ["equals"] = ClaimMatch.Equals,
        ["prefix"] = ClaimMatch.Prefix,
        ["any_of"] = ClaimMatch.AnyOf,
    };

    /// <summary>The word of a way.</summary>
    public static string WordOf(ClaimMatch match) => ByWord.First(word => word.Value == match).Key;
}

/// <summary>A condition as it is kept.</summary>
internal sealed record ClaimConditionText(string Claim, string Match, string[] Values);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ClaimConditionText[]))]
internal sealed partial class ConditionsJson : JsonSerializerContext;
