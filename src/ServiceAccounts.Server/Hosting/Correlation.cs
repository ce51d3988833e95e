using System.Collections;
using System.Diagnostics;

namespace ServiceAccounts.Server.Hosting;

/// <summary>
/// One id of a request in its answer, its lines of the log and its entries of the journal: the caller's <c>X-Correlation-Id</c>, or
/// else the trace id (W3C Trace Context).
/// </summary>
internal static class Correlation
{
    /// <summary>The header, of requests and of answers.</summary>
    public const string Header = "X-Correlation-Id";

    private const int MaxLength = 64;

    /// <summary>Gives each request its id; must come before whatever logs.</summary>
    public static void UseCorrelation(this WebApplication app)
    {
        var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(Correlation));
        app.Use((http, next) =>
        {
            if (http.Request.Headers.TryGetValue(Header, out var values) && values is [{ } given] && IsWellFormed(given))
            {
                http.TraceIdentifier = given;
                return InScopeAsync(http, next, logger);
            }

            // The log has the trace id in every line by itself.
            if (Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity)
            {
                http.TraceIdentifier = activity.TraceId.ToHexString();
            }

            return next(http);
        });
    }

    /// <summary>The id of a request.</summary>
    public static string IdOf(HttpContext http) => http.TraceIdentifier;

    // No dot and no underscore: whoever puts a token or one of our secrets there does not find it in the log.
    private static bool IsWellFormed(string id) => id.Length is > 0 and <= MaxLength && id.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');

    private static async Task InScopeAsync(HttpContext http, RequestDelegate next, ILogger logger)
    {
        using var scope = logger.BeginScope(new Scope(http.TraceIdentifier));
        await next(http);
    }

    /// <summary>What each line of the log is given, by name where the format has names.</summary>
    private sealed class Scope(string id) : IReadOnlyList<KeyValuePair<string, object?>>
    {
        public int Count => 1;

        public KeyValuePair<string, object?> this[int index] =>
            index == 0 ? new("CorrelationId", id) : throw new ArgumentOutOfRangeException(nameof(index));

        public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
        {
            yield return this[0];
        }

        public override string ToString() => $"CorrelationId:{id}";

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
