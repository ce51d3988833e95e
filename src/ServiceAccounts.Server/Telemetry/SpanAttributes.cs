using System.Collections.Frozen;
using System.Diagnostics;
using OpenTelemetry;

namespace ServiceAccounts.Server.Telemetry;

/// <summary>
/// Takes from the span of a request all but the route's template and the outcome, before it is exported: a path, a query or a header may
/// hold what somebody sent to the wrong place.
/// </summary>
internal sealed class SpanAttributes : BaseProcessor<Activity>
{
    /// <summary>The framework's source of such spans.</summary>
    public const string RequestSource = "Microsoft.AspNetCore";

    // A list of what stays, so that what a later version of the framework adds does not.
    private static readonly FrozenSet<string> Kept = FrozenSet.ToFrozenSet(
        [
            "http.request.method", "http.response.status_code", "http.route", "url.scheme", "network.protocol.name", "network.protocol.version",
            "error.type",
        ]);

    /// <inheritdoc />
    public override void OnEnd(Activity data)
    {
        // Any text may stand in it, and it comes from whoever asks.
        data.TraceStateString = null;
        if (data.Source.Name != RequestSource)
        {
            return;
        }

        foreach (var name in data.TagObjects.Select(tag => tag.Key).Where(name => !Kept.Contains(name)).ToList())
        {
            data.SetTag(name, null);
        }

        // A method of nobody's becomes _OTHER there, and a request that found no route has no name but its method.
        var (method, route) = (data.GetTagItem("http.request.method") as string ?? "HTTP", data.GetTagItem("http.route") as string);
        data.DisplayName = route is null ? method : $"{method} {route}";
        if (data.Status == ActivityStatusCode.Error)
        {
            data.SetStatus(ActivityStatusCode.Error);
        }
    }
}
