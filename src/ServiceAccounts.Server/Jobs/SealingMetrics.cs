using System.Diagnostics.Metrics;
using ServiceAccounts.Server.Telemetry;

namespace ServiceAccounts.Server.Jobs;

/// <summary>Measures how long the sealing of issued tokens takes: where it nears a minute, blocks begin to lag behind.</summary>
internal static class SealingMetrics
{
    private static readonly Meter Meter = new(NodeMetrics.MeterName);
    private static readonly Histogram<double> Duration = Meter.CreateHistogram(
        "serviceaccounts.sealing.duration", "s", "Rounds of sealing issued tokens into blocks.",
        tags: null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.01, 0.1, 0.5, 1, 2.5, 5, 10, 30, 60] });

    /// <summary>One round has ended.</summary>
    public static void Ended(TimeSpan duration) => Duration.Record(duration.TotalSeconds);
}
