namespace ServiceAccounts.Benchmarks.Tokens;

/// <summary>What one entry did and used in one round.</summary>
/// <param name="PerSecond">Answers a second.</param>
/// <param name="P50">The median time to an answer, in milliseconds.</param>
/// <param name="P99">The 99th percentile, in milliseconds.</param>
/// <param name="CpuPerThousand">Processor seconds of its processes for 1,000 answers; what a flood takes beside them is in it.</param>
/// <param name="Allocated">Bytes allocated for one answer; 0 where its processes do not say.</param>
/// <param name="WorkingSet">Memory of its processes afterwards, in bytes.</param>
internal sealed record Measurement(double PerSecond, double P50, double P99, double CpuPerThousand, double Allocated, double WorkingSet)
{
    /// <summary>The median of each, over the rounds.</summary>
    public static Measurement MedianOf(IReadOnlyCollection<Measurement> rounds)
    {
        return new Measurement(
            Of(one => one.PerSecond), Of(one => one.P50), Of(one => one.P99), Of(one => one.CpuPerThousand), Of(one => one.Allocated), Of(one => one.WorkingSet));

        double Of(Func<Measurement, double> what) => rounds.Select(what).Order().ElementAt(rounds.Count / 2);
    }
}

/// <summary>A line of the table.</summary>
/// <param name="Scenario">The scenario's name.</param>
/// <param name="Entry">What was measured.</param>
/// <param name="Connections">Over how many connections.</param>
/// <param name="Median">The medians of all rounds.</param>
/// <param name="Spread">The distance of the fastest round from the slowest, in parts of the median.</param>
/// <param name="Against">What it is compared with; null for what others are compared with.</param>
/// <param name="Ratio">Its requests a second in parts of that one's.</param>
/// <param name="CpuRatio">That one's processor time for a request in parts of its own.</param>
/// <param name="P99Ratio">Its 99th percentile in parts of that one's.</param>
internal sealed record Row(
    string Scenario, string Entry, int Connections, Measurement Median, double Spread, string? Against, double? Ratio, double? CpuRatio, double? P99Ratio);
