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

    /// <summary>
    /// What a handler refused, with the members of the request's own body. What could not be read has those names already, and
    /// comes by no handler.
    /// </summary>
    public static async ValueTask<object?> RenameAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var answer = await next(context);
        if (RefusalResult.RefusalIn(answer) is not { Fields.Count: > 0 } refusal)
        {
            return answer;
        }

        var path = context.HttpContext.Request.Path;
        var names = path.StartsWithSegments(WavefrontDialect.Accounts) ? OfAccounts
            : path.StartsWithSegments(WavefrontDialect.Tokens) ? OfTokens
            : path.StartsWithSegments(WavefrontDialect.Groups) ? OfGroups
            : FrozenDictionary<string, string>.Empty;
        return new RefusalResult(refusal with
        {
            Fields = refusal.Fields.GroupBy(field => names.GetValueOrDefault(field.Key, field.Key))
                .ToDictionary(same => same.Key, same => same.First().Value),
        });
    }

    /// <summary>A refusal in one sentence or several.</summary>
    public static string MessageOf(Refusal refusal) => refusal.Fields.Count == 0
        ? refusal.Detail
        : string.Join(' ', refusal.Fields.Select(field => $"{field.Key}: {field.Value}"));
}
