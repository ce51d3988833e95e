namespace ServiceAccounts.Server.Hosting;

/// <summary>
/// What every answer tells a browser: to take it for nothing but what it is, and to tell nobody where it came from. And whoever asks
/// for help: by which id the request is found.
/// </summary>
internal static class AnswerHeaders
{
    // At the last moment: an answer that fails on its way is cleared, headers and all, before its error is written.
    public static void UseAnswerHeaders(this WebApplication app) => app.Use((http, next) =>
    {
        http.Response.OnStarting(SetAsync, http);
        return next(http);
    });

    private static Task SetAsync(object http)
    {
        var headers = ((HttpContext)http).Response.Headers;
        headers[Correlation.Header] = Correlation.IdOf((HttpContext)http);
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        return Task.CompletedTask;
    }
}
