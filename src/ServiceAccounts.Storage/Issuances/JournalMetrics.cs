using System.Diagnostics.Metrics;

namespace ServiceAccounts.Storage.Issuances;

/// <summary>Measures the batches in which the records of issued tokens are committed.</summary>
internal static class JournalMetrics
{
    private static readonly Meter Meter = new("ServiceAccounts");
    private static readonly Histogram<int> Sizes = Meter.CreateHistogram(
        "serviceaccounts.journal.batch.size", "{token}", "Issued tokens in one commit.",
        tags: null, new InstrumentAdvice<int> { HistogramBucketBoundaries = [1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_000] });

    private static readonly Histogram<double> Durations = Meter.CreateHistogram(
        "serviceaccounts.journal.commit.duration", "s", "Commits of such batches, by outcome: committed, failed.",
        tags: null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5] });

    /// <summary>One batch has ended, well or not.</summary>
    public static void Ended(int count, TimeSpan duration, bool isCommitted)
    {
        Sizes.Record(count);
        Durations.Record(
            duration.TotalSeconds, new KeyValuePair<string, object?>("serviceaccounts.outcome", isCommitted ? "committed" : "failed"));
    }
}
