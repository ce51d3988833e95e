using System.Reflection;
using ServiceAccounts.Management.Access;

namespace ServiceAccounts.Server.Callers;

/// <summary>The caller of a request, as a parameter of its handler.</summary>
internal sealed record AuthenticatedCaller(Caller Caller)
{
    /// <summary>Taken from the request, where the middleware of the surface has put it.</summary>
    public static ValueTask<AuthenticatedCaller?> BindAsync(HttpContext http, ParameterInfo parameter)
    {
        _ = parameter;
        return new ValueTask<AuthenticatedCaller?>(
            http.Features.Get<AuthenticatedCaller>()
            ?? throw new InvalidOperationException("The route is not behind the authentication of its surface."));
    }
}
