using ServiceAccounts.Management.Access;
using ServiceAccounts.Server.Callers;
using ServiceAccounts.Storage.Accounts;
using ServiceAccounts.Storage.Ledger;

namespace ServiceAccounts.Server.Management;

/// <summary>Tells the journal what a caller that is known was not allowed to do; what was merely asked wrongly is nobody's business.</summary>
internal sealed class RefusedOperations(RefusalJournal refusals, PrincipalStore principals) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var answer = await next(context);
        if (RequestProblems.ProblemOf(answer) is { } problem
            && problem.ProblemDetails.Extensions.TryGetValue("code", out var extension) && extension is string code
            && IsRefusal(problem.StatusCode, code)
            && context.HttpContext.Features.Get<AuthenticatedCaller>() is { } who)
        {
            await ReportAsync(context.HttpContext, who.Caller, code, problem.ProblemDetails.Detail);
        }

        return answer;
    }

    private async Task ReportAsync(HttpContext http, Caller caller, string code, string? reason)
    {
        var operation = http.GetEndpoint()?.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName;
        var id = Guid.TryParse(http.GetRouteValue("id") as string, out var named) ? named : caller.Tenant.TenantId;

        // Where it was: who looks after an organization sees what was tried with its accounts.
        var owner = await principals.FindOrganizationAsync(caller.Tenant.TenantId, id, http.RequestAborted);
        refusals.Report(caller.Actor, new Deed("operation.refused", "operation", id)
        {
            TenantId = caller.Tenant.TenantId,
            PrincipalId = owner is null ? null : id,
            OrganizationId = owner ?? (caller.Tenant.Places.ContainsKey(id) ? id : null),
            Reason = reason,
            Details = new Dictionary<string, object?> { ["operation"] = operation, ["code"] = code },
        });
    }

    private static bool IsRefusal(int statusCode, string code) =>
        statusCode is StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden
        || code is "last_administrator" or "above_own_privileges";
}
