using System.Collections.Frozen;
using System.Diagnostics;
using Microsoft.AspNetCore.Http.Features;

namespace ServiceAccounts.Server.Telemetry;

/// <summary>Gives the framework's span of a request its method, its route's template and its outcome, by the names of the semantic conventions.</summary>
internal static class RequestSpans
{
    // A method is any text of the caller's choice.
    private static readonly FrozenSet<string> Methods =
        FrozenSet.ToFrozenSet(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"]);

    /// <summary>Must come before all that answers; nothing is done where no traces are exported.</summary>
    public static void UseRequestSpans(this WebApplication app, TelemetrySettings settings)
    {
        if (settings.Traces)
        {
            app.Use(DescribeAsync);
        }
    }

    private static async Task DescribeAsync(HttpContext http, RequestDelegate next)
    {
        await next(http);
        if (http.Features.Get<IHttpActivityFeature>()?.Activity is not { IsAllDataRequested: true } span)
        {
            return;
        }

        var method = Methods.Contains(http.Request.Method) ? http.Request.Method : "_OTHER";
        span.SetTag("http.request.method", method).SetTag("http.response.status_code", http.Response.StatusCode);
        if (http.GetEndpoint() is RouteEndpoint { RoutePattern.RawText: { } route })
        {
            span.SetTag("http.route", route);
        }

        if (http.Response.StatusCode >= StatusCodes.Status500InternalServerError)
        {
            span.SetStatus(ActivityStatusCode.Error);
        }
    }
}
