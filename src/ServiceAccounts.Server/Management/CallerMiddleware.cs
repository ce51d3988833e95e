using ServiceAccounts.Server.Callers;

namespace ServiceAccounts.Server.Management;

/// <summary>Authenticates every request below <c>/management</c>, before its body is read and whatever route it finds.</summary>
internal sealed class CallerMiddleware(RequestDelegate next, CallerAuthenticator authenticator)
{
    private const string Surface = "management";

    public async Task InvokeAsync(HttpContext http)
    {
        // Answers may hold a credential that has just been made.
        http.Response.Headers.CacheControl = "no-store";
        var result = await authenticator.AuthenticateAsync(http, Surface);
        switch (result.Status)
        {
            case CallerStatus.Authenticated:
                http.Features.Set(new AuthenticatedCaller(result.Caller!)); // Its status says that it is there.
                await next(http);
                break;
            case CallerStatus.NoSuchTenant:
                await RequestProblems.WriteAsync(http, StatusCodes.Status404NotFound, "not_found", "There is no tenant of this id.");
                break;
            case CallerStatus.Ambiguous:
                await RequestProblems.WriteAsync(
                    http, StatusCodes.Status400BadRequest, "ambiguous_credentials", "The request has more than one Authorization header: send one.");
                break;
            default:
                http.Response.Headers.WWWAuthenticate = "Bearer realm=\"ServiceAccounts\"";
                await RequestProblems.WriteAsync(
                    http, StatusCodes.Status401Unauthorized, "unauthenticated",
                    "Send an API token, or an access token for this server, as Authorization: Bearer. The one sent, if any, is unknown, expired, revoked, or its owner is inactive.");
                break;
        }
    }
}
