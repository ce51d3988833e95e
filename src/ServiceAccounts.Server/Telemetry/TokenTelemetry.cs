using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace ServiceAccounts.Server.Telemetry;

/// <summary>Counts what becomes of token requests, and traces their steps. Where nobody listens neither costs anything.</summary>
internal static class TokenTelemetry
{
    /// <summary>The source of our spans.</summary>
    public const string SourceName = "ServiceAccounts";

    private static readonly ActivitySource Source = new(SourceName);
    private static readonly Meter Meter = new(NodeMetrics.MeterName);

    // The label values are ours: names of grants and methods that the server has, and codes of RFC 6749.
    private static readonly Counter<long> Requests = Meter.CreateCounter<long>(
        "serviceaccounts.token.requests", "{request}", "Requests to the token endpoint, by what came of them.");

    /// <summary>Begins the span of a token request; null where it is not traced.</summary>
    public static Activity? Begin() => Source.StartActivity("token");

    /// <summary>Begins the span of one step; null where it is not traced.</summary>
    public static Activity? Step(string name) => Source.StartActivity(name);

    /// <summary>A token was released.</summary>
    public static void Granted(Activity? span, string grant, string method)
    {
        span?.SetTag("serviceaccounts.outcome", "granted").SetTag("oauth.grant_type", grant).SetTag("oauth.client_authentication_method", method);
        if (Requests.Enabled)
        {
            Requests.Add(1, new TagList
            {
                { "serviceaccounts.outcome", "granted" }, { "oauth.grant_type", grant }, { "oauth.client_authentication_method", method },
            });
        }
    }

    /// <summary>A request was refused with an error code.</summary>
    public static void Refused(Activity? span, string error)
    {
        span?.SetTag("serviceaccounts.outcome", "refused").SetTag("error.type", error).SetStatus(ActivityStatusCode.Error);
        if (Requests.Enabled)
        {
            Requests.Add(1, new TagList { { "serviceaccounts.outcome", "refused" }, { "error.type", error } });
        }
    }
}
