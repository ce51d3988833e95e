using ServiceAccounts.Server.Callers;
using ServiceAccounts.Server.Surfaces;
using ServiceAccounts.Storage.Access;

namespace ServiceAccounts.Server.Dialects.Rezolve;

/// <summary>Lets pass who holds <c>tenant_admin</c> of the tenant, or <c>super_admin</c>; what else an operation needs, it asks itself.</summary>
internal sealed class AdministratorsAlone : IEndpointFilter
{
    private static readonly Refusal Forbidden = new(
        StatusCodes.Status403Forbidden, "role_missing",
        "It takes the role tenant_admin of this tenant, or super_admin: an administrator of the tenant can bind it.");

    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        // The middleware of the surface has put the caller there.
        var caller = context.HttpContext.Features.Get<AuthenticatedCaller>()!.Caller;
        return caller.Holdings.Reaches(RoleReach.WholeTenant, caller.TenantPlace)
            ? next(context)
            : new ValueTask<object?>(new RefusalResult(Forbidden));
    }
}
