using ServiceAccounts.Server.Callers;

namespace ServiceAccounts.Server.Management;

/// <summary>Says of a refusal that it is the credential that is narrowed: to bind a role to its owner would not help.</summary>
internal sealed class NarrowedCredentials : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var answer = await next(context);
        if (RequestProblems.ProblemOf(answer) is { } problem
            && problem.ProblemDetails.Extensions.TryGetValue(RequestProblems.Permission, out var extension) && extension is string permission
            && context.HttpContext.Features.Get<AuthenticatedCaller>() is { Caller.Scopes: { } scopes } && !scopes.Contains(permission))
        {
            problem.ProblemDetails.Detail = $"The credential is narrowed to other permissions than {permission}: send one that has it.";
        }

        return answer;
    }
}
