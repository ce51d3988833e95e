using ServiceAccounts.Management.Access;
using ServiceAccounts.Server.Callers;
using ServiceAccounts.Storage.Accounts;
using ServiceAccounts.Storage.Ledger;

namespace ServiceAccounts.Server.Surfaces;

/// <summary>Tells the journal what a caller that is known was not allowed to do; what was merely asked wrongly is nobody's business.</summary>
internal sealed class RefusedOperations(RefusalJournal refusals, PrincipalStore principals) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var answer = await next(context);
        if (RefusalResult.RefusalIn(answer) is { } refusal && IsRefusal(refusal)
            && context.HttpContext.Features.Get<AuthenticatedCaller>() is { } who)
        {
            await ReportAsync(context.HttpContext, who.Caller, refusal);
        }

        return answer;
    }

    private async Task ReportAsync(HttpContext http, Caller caller, Refusal refusal)
    {
        var operation = http.GetEndpoint()?.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName;
        var id = SubjectOf(http) ?? caller.Tenant.TenantId;

        // Where it was: who looks after an organization sees what was tried with its accounts.
        var owner = await principals.FindOrganizationAsync(caller.Tenant.TenantId, id, http.RequestAborted);

        // Counted by operation, whose name is one of a surface: one that is tried here does not hide one that is tried there.
        refusals.Report(
            caller.Actor,
            new Deed("operation.refused", "operation", id)
            {
                TenantId = caller.Tenant.TenantId,
                PrincipalId = owner is null ? null : id,
                OrganizationId = owner ?? (caller.Tenant.Places.ContainsKey(id) ? id : null),
                Reason = refusal.Detail,
                Details = new Dictionary<string, object?> { ["operation"] = operation, ["code"] = refusal.Code },
            },
            about: operation);
    }

    private static Guid? SubjectOf(HttpContext http) =>
        http.Features.Get<OperationSubject>()?.Id ?? (Guid.TryParse(http.GetRouteValue("id") as string, out var named) ? named : null);

    private static bool IsRefusal(Refusal refusal) =>
        refusal.StatusCode is StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden
        || refusal.Code is "last_administrator" or "above_own_privileges";
}

/// <summary>What a request is about, where its path does not say so by our id: set by the handler that has found out.</summary>
internal sealed record OperationSubject(Guid Id);
