using ServiceAccounts.Management;
using ServiceAccounts.Server.Callers;

namespace ServiceAccounts.Server.Dialects.Sumo;

/// <summary>
/// The capability family that this API asks of who manages accounts, roles and users, to read them too: all of it, in the whole
/// tenant. What each operation needs by itself it asks besides.
/// </summary>
internal sealed class UserManagement : IEndpointFilter
{
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        // The middleware of the surface has put it there.
        var caller = context.HttpContext.Features.Get<AuthenticatedCaller>()!.Caller;
        return Capabilities.UserManagement.FirstOrDefault(permission => !caller.Can(permission, caller.TenantPlace)) is { } missing
            ? ValueTask.FromResult<object?>(SumoAnswers.Refused(OperationError.Forbidden(missing)))
            : next(context);
    }
}
