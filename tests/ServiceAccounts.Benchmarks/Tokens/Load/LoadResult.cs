namespace ServiceAccounts.Benchmarks.Tokens.Load;

/// <summary>What came of sending requests for a while.</summary>
/// <param name="Requests">How many were answered.</param>
/// <param name="Seconds">In which time.</param>
/// <param name="P50">The median of the time to an answer, in milliseconds.</param>
/// <param name="P99">What 99 of 100 answers did not take longer than, in milliseconds.</param>
/// <param name="Refused">How many answers had a status of 400 or above.</param>
/// <param name="Failed">How many requests had no answer.</param>
internal sealed record LoadResult(long Requests, double Seconds, double P50, double P99, long Refused, long Failed)
{
    /// <summary>Answers a second.</summary>
    public double PerSecond => Requests / Seconds;

    /// <summary>Several loads that ran at the same time, as one; the slowest percentiles stand for all.</summary>
    public static LoadResult Together(IReadOnlyCollection<LoadResult> all) => new(
        all.Sum(one => one.Requests), all.Max(one => one.Seconds), all.Max(one => one.P50), all.Max(one => one.P99), all.Sum(one => one.Refused),
        all.Sum(one => one.Failed));
}
