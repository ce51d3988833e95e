using System.Buffers;
using System.Globalization;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;
using ServiceAccounts.Protocol.OAuth;
using ServiceAccounts.Server.Callers;
using ServiceAccounts.Server.Telemetry;
using ServiceAccounts.Storage.Ledger;

namespace ServiceAccounts.Server.Surfaces;

/// <summary>
/// Authenticates every request to one of our own APIs, whatever route it finds: before its body is read, and again when it is
/// here. What is refused on the way is answered in the words of that API.
/// </summary>
internal sealed class SurfaceMiddleware(RequestDelegate next, OwnSurfaces surfaces, CallerAuthenticator authenticator, RefusalJournal refusals,
    FailureLimits limits, Challenges challenges)
{
    // A body may hold a secret: none goes into a temporary file, and all of it is kept in memory.
    private const int MaxBody = 1024 * 1024;

    // Far longer than a body of a management request takes to arrive, and far shorter than somebody could wait for a chance.
    private static readonly TimeSpan BodyLimit = TimeSpan.FromSeconds(10);

    public async Task InvokeAsync(HttpContext http)
    {
        if (surfaces.Of(http.Request.Path) is not { } surface)
        {
            await next(http);
            return;
        }

        http.Features.Set(surface);
        LetClientFinish(http);

        // Answers may hold a credential that has just been made.
        http.Response.Headers.CacheControl = "no-store";
        if (WhyUnreadable(http, surface) is { } unreadable)
        {
            await surface.RefuseAsync(http, unreadable);
            return;
        }

        var result = await authenticator.AuthenticateAsync(http, surface);
        using var admission = result.Caller is { } known ? surface.Admit(http, known) : Admission.Free;
        if (admission.Refusal is { } tooMuch)
        {
            await surface.RefuseAsync(http, tooMuch);
            return;
        }

        if (result.Caller is not null && http.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true })
        {
            // Once more when the body is here: who holds back the end of it must not act with rights of long ago.
            await ReadBodyAsync(http);
            result = await authenticator.AuthenticateAsync(http, surface);
        }

        if (result.Caller is { } caller)
        {
            http.Features.Set(new AuthenticatedCaller(caller));
            if (TypedQuery.WhyRefused(http) is { } mistyped)
            {
                await surface.RefuseAsync(http, mistyped);
                return;
            }

            await next(http);
            await AnswerForRoutingAsync(http, surface);
            return;
        }

        if (result.Refusal == Refusal.Unauthenticated)
        {
            // Who is asked for a nonce has not failed at anything.
            if (result.Problem is not { AsksForNonce: true } && NoteFailure(http, surface, result.Refused) is { } wait)
            {
                http.Response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
                await surface.RefuseAsync(http, Refusal.TooManyFailures);
                return;
            }

            http.Response.Headers.WWWAuthenticate = challenges.For(http, result.Problem);
        }

        await surface.RefuseAsync(http, result.Refusal);
    }

    private static Refusal? WhyUnreadable(HttpContext http, ISurface surface) =>
        http.Request.GetTypedHeaders().ContentType is { Charset: { HasValue: true } charset }
            && !HeaderUtilities.RemoveQuotes(charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase)
            ? Refusal.NotUtf8
            : surface.WhyUnreadable(http);

    // No route, another method, another media type: the framework sets a status and leaves the words to us.
    private static Task AnswerForRoutingAsync(HttpContext http, ISurface surface)
    {
        var response = http.Response;
        return response is { HasStarted: false, StatusCode: >= StatusCodes.Status400BadRequest, ContentLength: null, ContentType: null }
            ? surface.RefuseAsync(http, Refusal.OfStatus(response.StatusCode))
            : Task.CompletedTask;
    }

    // For how long to wait, where too many have failed from there.
    private TimeSpan? NoteFailure(HttpContext http, ISurface surface, Deed? known)
    {
        var isSent = CallerCredential.IsSentIn(http.Request.Headers);
        AuthenticationMetrics.Failed(surface.Name, isSent ? FailureCause.WrongToken : FailureCause.NoCredential);
        refusals.Report(
            Stranger.Of(http, surface.Name, null),
            known ?? new Deed("caller.refused", "caller", Guid.Empty)
            {
                Reason = isSent
                    ? "The request has no API token or access token that is good here: it is unknown, expired, for another audience, or in no form that is taken. Send a current one as Bearer."
                    : "The request has no credential: send an API token, or an access token for this server, as Authorization: Bearer.",
            },
            about: surface.Name);
        return limits.Note(null, http.Connection.RemoteIpAddress);
    }

    // Our own limit stands in ReadBodyAsync. The web server's closes the connection on a client that is still sending, which
    // then never sees the answer; without it, what is left of the body is thrown away for five seconds at most.
    private static void LetClientFinish(HttpContext http)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = null;
        }
    }

    private static async Task ReadBodyAsync(HttpContext http)
    {
        if (http.Request.ContentLength > MaxBody)
        {
            throw TooLarge();
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        limit.CancelAfter(BodyLimit);
        http.Request.EnableBuffering(MaxBody);
        var buffer = ArrayPool<byte>.Shared.Rent(16 * 1024);
        try
        {
            var (total, read) = (0, 0);
            while ((read = await http.Request.Body.ReadAsync(buffer, limit.Token)) > 0)
            {
                if ((total += read) > MaxBody)
                {
                    throw TooLarge();
                }
            }
        }
        catch (OperationCanceledException) when (!http.RequestAborted.IsCancellationRequested)
        {
            throw new BadHttpRequestException("The body took too long.", StatusCodes.Status408RequestTimeout);
        }
        finally
        {
            // It may hold a secret: the pool hands its arrays on.
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }

        http.Request.Body.Position = 0;
    }

    private static BadHttpRequestException TooLarge() => new("The body is too large.", StatusCodes.Status413PayloadTooLarge);
}
