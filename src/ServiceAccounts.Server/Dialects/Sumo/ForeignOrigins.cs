using ServiceAccounts.Management;
using ServiceAccounts.Server.Callers;

namespace ServiceAccounts.Server.Dialects.Sumo;

/// <summary>
/// Refuses requests of browser pages elsewhere that come with an access key: a key has a list of origins that may use it, and here
/// that list is always empty.
/// </summary>
internal sealed class ForeignOrigins : IEndpointFilter
{
    /// <summary>Refuses a list of origins that is not empty: it would be a promise that nothing keeps.</summary>
    public static void Check(IReadOnlyList<string>? corsHeaders, SumoFields fields)
    {
        if (corsHeaders is { Count: > 0 })
        {
            fields.Add("corsHeaders", "No origin can be allowed here: a request with an Origin header is refused with any access key. Leave it out or empty.");
        }
    }

    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        return http.Request.Headers.Origin.Count > 0 && http.Features.Get<AuthenticatedCaller>() is { Caller.Actor.ApiTokenId: not null }
            ? ValueTask.FromResult<object?>(SumoAnswers.Refused(new OperationError(
                OperationErrorKind.Forbidden, "forbidden",
                "The origin of the request is in no list of origins that may use this access key: call from a program, not from a page.")))
            : next(context);
    }
}
