using System.Data.Common;
using Microsoft.AspNetCore.Diagnostics;
using ServiceAccounts.Protocol.OAuth;
using ServiceAccounts.Server.OAuth;
using ServiceAccounts.Server.Surfaces;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Resilience;

namespace ServiceAccounts.Server.Hosting;

/// <summary>
/// The top, where exceptions are caught: each surface answers in its own tongue, all else in that of OAuth, and nothing is said of
/// what happened inside.
/// </summary>
internal sealed class UnexpectedErrors(OwnSurfaces surfaces, Freshness freshness, ILogger<UnexpectedErrors> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext http, Exception exception, CancellationToken cancellationToken)
    {
        if (http.Response.HasStarted)
        {
            return false;
        }

        try
        {
            await AnswerAsync(http, exception);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // Whom the answer was for has gone: no failure of ours, and no line in the log for each that a stranger gives up.
        }

        return true;
    }

    private async Task AnswerAsync(HttpContext http, Exception exception)
    {
        var surface = surfaces.Of(http.Request.Path);
        if (AsBadRequest(exception) is { } bad)
        {
            await (surface is null
                ? OAuthErrorAnswer.WriteAsync(http, OAuthError.InvalidRequest("The request cannot be read."), bad.StatusCode)
                : surface.RefuseAsync(http, Refusal.Of(bad)));
            return;
        }

        // A flood is no fault of ours: a line for each request would be a second flood. Of an outage the follower of the ledger tells.
        if (exception is StaleException)
        {
            freshness.NoteRefused();
        }
        else if (exception is not OverloadedException)
        {
            logger.RequestFailed(exception, http.Request.Method, RouteOf(http));
        }

        var unavailable = exception is DbException or TimeoutException or OverloadedException or StaleException || exception.InnerException is DbException;
        if (surface is null)
        {
            await OAuthErrorAnswer.WriteAsync(
                http, unavailable ? OAuthError.TemporarilyUnavailable("The database does not answer.") : ServerError,
                unavailable ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status500InternalServerError);
        }
        else
        {
            if (unavailable)
            {
                http.Response.Headers.RetryAfter = Refusal.RetryAfterSeconds;
            }

            await surface.RefuseAsync(http, Refusal.Unexpected(unavailable));
        }
    }

    // What the web server cannot read of a body, such as a chunk of 2^64 bytes, it says in exceptions of several kinds.
    private static BadHttpRequestException? AsBadRequest(Exception exception) => exception switch
    {
        BadHttpRequestException bad => bad,
        IOException { Source: { } source } when source.StartsWith("Microsoft.AspNetCore.Server.Kestrel", StringComparison.Ordinal) =>
            new BadHttpRequestException("The body cannot be read."),
        _ => null,
    };

    private static OAuthError ServerError { get; } = new("server_error", "The server failed. The failure is in its log.");

    // The template, not the path: a path may hold what a stranger sent.
    private static string RouteOf(HttpContext http) =>
        (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "(no route)";
}
