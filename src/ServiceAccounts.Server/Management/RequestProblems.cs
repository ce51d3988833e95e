using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using ServiceAccounts.Contracts.Access;
using ServiceAccounts.Management;
using ServiceAccounts.Server.Surfaces;

namespace ServiceAccounts.Server.Management;

/// <summary>The errors of the management API: problem details (RFC 9457) with a <c>code</c>, and <c>errors</c> by field.</summary>
internal static class RequestProblems
{
    /// <summary>The member under which a path waits to become the <c>Location</c> of an answer.</summary>
    public const string Location = "location";

    private const string Code = "code";
    private const string Errors = "errors";
    private const string Permission = "permission";
    private const string UsedBy = "used_by";

    /// <summary>What an operation refused, as an answer.</summary>
    public static ProblemHttpResult ToProblem(this OperationError error) => Refusal.Of(error).ToProblem();

    /// <summary>A refusal as an answer.</summary>
    public static ProblemHttpResult ToProblem(this Refusal refusal)
    {
        var details = new ProblemDetails { Status = refusal.StatusCode, Detail = refusal.Detail, Extensions = { [Code] = refusal.Code } };
        if (refusal.Fields.Count > 0)
        {
            details.Extensions[Errors] = refusal.Fields;
        }

        if (refusal.Permission is { } permission)
        {
            details.Extensions[Permission] = permission;
        }

        if (refusal.Location is { } location)
        {
            details.Extensions[Location] = location;
        }

        if (refusal.UsedBy is { } usedBy)
        {
            details.Extensions[UsedBy] = usedBy;
        }

        return TypedResults.Problem(details);
    }

    /// <summary>The problem in what a handler returned; null where it is none.</summary>
    public static ProblemHttpResult? ProblemOf(object? answer) => answer switch
    {
        INestedHttpResult { Result: var inner } => ProblemOf(inner),
        ProblemHttpResult problem => problem,
        _ => null,
    };

    /// <summary>The refusal that a problem was made of.</summary>
    public static Refusal? RefusalOf(ProblemHttpResult problem)
    {
        var extensions = problem.ProblemDetails.Extensions;
        return extensions.TryGetValue(Code, out var code) && code is string word
            ? new Refusal(problem.StatusCode, word, problem.ProblemDetails.Detail ?? string.Empty)
            {
                Permission = extensions.TryGetValue(Permission, out var permission) ? permission as string : null,
                Location = extensions.TryGetValue(Location, out var location) ? location as string : null,
                UsedBy = extensions.TryGetValue(UsedBy, out var usedBy) ? usedBy as UsageResponse : null,
            }
            : null;
    }
}
