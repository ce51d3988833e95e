using System.Diagnostics.Metrics;
using ServiceAccounts.Server.Telemetry;

namespace ServiceAccounts.Server.Outbound;

/// <summary>Measures how long fetches of clients' keys take, by outcome; never by host, which clients choose.</summary>
internal static class KeyFetchMetrics
{
    private static readonly Meter Meter = new(NodeMetrics.MeterName);
    private static readonly Histogram<double> Duration = Meter.CreateHistogram(
        "serviceaccounts.key_fetch.duration", "s", "Fetches of clients' key sets, by outcome: fetched, failed, not_asked.",
        tags: null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2] });

    /// <summary>One has ended.</summary>
    public static void Fetched(KeySetAnswer answer, TimeSpan duration) => Duration.Record(
        duration.TotalSeconds,
        new KeyValuePair<string, object?>(
            "serviceaccounts.outcome", answer.Keys is not null ? "fetched" : answer.NotAsked ? "not_asked" : "failed"));
}
