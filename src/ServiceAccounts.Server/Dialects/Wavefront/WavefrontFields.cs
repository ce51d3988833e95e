using System.Collections.Frozen;
using ServiceAccounts.Server.Surfaces;

namespace ServiceAccounts.Server.Dialects.Wavefront;

/// <summary>What the members of Wavefront's bodies are called that the operations know by other names.</summary>
internal static class WavefrontFields
{
    private static readonly FrozenDictionary<string, string> OfAccounts = new Dictionary<string, string>
    {
        ["handle"] = "identifier",
        ["name"] = "identifier",
        ["role_ids"] = "roles",
        ["group_ids"] = "userGroups",
        ["permissions"] = "groups",
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, string> OfTokens =
        new Dictionary<string, string> { ["name"] = "tokenName" }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, string> OfGroups =
        new Dictionary<string, string> { ["role_ids"] = "roleIDs", ["role_id"] = "roleIDs" }.ToFrozenDictionary();

    /// <summary>A refusal in one sentence or several, with the members of the request's own body.</summary>
    public static string MessageOf(Refusal refusal, PathString path)
    {
        if (refusal.Fields.Count == 0)
        {
            return refusal.Detail;
        }

        var names = path.StartsWithSegments(WavefrontDialect.Accounts) ? OfAccounts
            : path.StartsWithSegments(WavefrontDialect.Tokens) ? OfTokens
            : path.StartsWithSegments(WavefrontDialect.Groups) ? OfGroups
            : FrozenDictionary<string, string>.Empty;
        return string.Join(' ', refusal.Fields.Select(field => $"{names.GetValueOrDefault(field.Key, field.Key)}: {field.Value}"));
    }
}
