using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;
using ServiceAccounts.Server.Callers;
using ServiceAccounts.Storage.Ledger;

namespace ServiceAccounts.Server.Management;

/// <summary>Authenticates every request below <c>/management</c>, whatever route it finds: before its body is read, and again when it is here.</summary>
internal sealed class CallerMiddleware(RequestDelegate next, CallerAuthenticator authenticator, RefusalJournal refusals)
{
    public const string Surface = "management";

    // All that the web server takes: a body may hold a secret, and none goes into a temporary file.
    private const int MaxBodyInMemory = 1024 * 1024;

    // Far longer than a body of a management request takes to arrive, and far shorter than somebody could wait for a chance.
    private static readonly TimeSpan BodyLimit = TimeSpan.FromSeconds(10);

    public async Task InvokeAsync(HttpContext http)
    {
        // Answers may hold a credential that has just been made.
        http.Response.Headers.CacheControl = "no-store";
        if (http.Request.GetTypedHeaders().ContentType is { Charset: { HasValue: true } charset }
            && !HeaderUtilities.RemoveQuotes(charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase))
        {
            await RequestProblems.WriteAsync(
                http, StatusCodes.Status415UnsupportedMediaType, "unsupported_media_type", "Send the body as UTF-8.");
            return;
        }

        var result = await authenticator.AuthenticateAsync(http, Surface);
        if (result.Status == CallerStatus.Authenticated && http.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true })
        {
            // Once more when the body is here: who holds back the end of it must not act with rights of long ago.
            await ReadBodyAsync(http);
            result = await authenticator.AuthenticateAsync(http, Surface);
        }

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
                    http, StatusCodes.Status400BadRequest, "ambiguous_credentials", "The request has more than one credential: send one of Authorization, X-AUTH-TOKEN and X-API-Key, once.");
                break;
            default:
                Report(http, result.Refused);
                http.Response.Headers.WWWAuthenticate = "Bearer realm=\"ServiceAccounts\"";
                await RequestProblems.WriteAsync(
                    http, StatusCodes.Status401Unauthorized, "unauthenticated",
                    "Send an API token, or an access token for this server, as Authorization: Bearer; or an API token as Authorization: Token, "
                    + "X-AUTH-TOKEN, X-API-Key or, after its id, as Authorization: Basic. The one sent, if any, is unknown, expired, revoked, or its owner is inactive.");
                break;
        }
    }

    private void Report(HttpContext http, Deed? known) => refusals.Report(
        Stranger.Of(http, Surface, null),
        known ?? new Deed("caller.refused", "caller", Guid.Empty)
        {
            Reason = CallerCredential.IsSentIn(http.Request.Headers)
                ? "The request has no API token or access token that is good here: it is unknown, expired, for another audience, or in no form that is taken. Send a current one as Bearer."
                : "The request has no credential: send an API token, or an access token for this server, as Authorization: Bearer.",
        });

    private static async Task ReadBodyAsync(HttpContext http)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        limit.CancelAfter(BodyLimit);
        http.Request.EnableBuffering(MaxBodyInMemory);
        try
        {
            await http.Request.Body.CopyToAsync(Stream.Null, limit.Token);
        }
        catch (OperationCanceledException) when (!http.RequestAborted.IsCancellationRequested)
        {
            throw new BadHttpRequestException("The body took too long.", StatusCodes.Status408RequestTimeout);
        }

        http.Request.Body.Position = 0;
    }
}
