using ServiceAccounts.Server.Callers;
using ServiceAccounts.Server.Management;

namespace ServiceAccounts.Server.Surfaces;

/// <summary>Says of a refusal that it is the credential that is narrowed: to bind a role to its owner would not help.</summary>
internal sealed class NarrowedCredentials : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var answer = await next(context);
        if (RefusalResult.RefusalIn(answer) is { Permission: { } permission } refusal
            && context.HttpContext.Features.Get<AuthenticatedCaller>() is { Caller.Scopes: { } scopes } && !scopes.Contains(permission))
        {
            var detail = $"The credential is narrowed to other permissions than {permission}: send one that has it.";
            if (RequestProblems.ProblemOf(answer) is not { } problem)
            {
                return new RefusalResult(refusal with { Detail = detail });
            }

            problem.ProblemDetails.Detail = detail;
        }

        return answer;
    }
}
