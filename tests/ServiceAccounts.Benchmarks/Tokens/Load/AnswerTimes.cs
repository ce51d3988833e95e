using System.Diagnostics;

namespace ServiceAccounts.Benchmarks.Tokens.Load;

/// <summary>What one connection has seen: its own, so that no other waits for it.</summary>
internal sealed class AnswerTimes
{
    private readonly List<long> _ticks = [];
    private long _refused;
    private long _failed;

    /// <summary>A request that began, or was due, at <paramref name="since"/> (a timestamp) has this status.</summary>
    public void Note(int status, long since)
    {
        _ticks.Add(Stopwatch.GetTimestamp() - since);
        _refused += status >= 400 ? 1 : 0;
    }

    /// <summary>A request had no answer.</summary>
    public void NoteFailed() => _failed++;

    /// <summary>What all connections have seen in this time.</summary>
    public static LoadResult Sum(IReadOnlyList<AnswerTimes> all, TimeSpan duration)
    {
        var ticks = all.SelectMany(one => one._ticks).ToArray();
        Array.Sort(ticks);
        return new LoadResult(
            ticks.Length, duration.TotalSeconds, At(0.50), At(0.99), all.Sum(one => one._refused), all.Sum(one => one._failed));

        double At(double share) =>
            ticks.Length == 0 ? 0 : ticks[Math.Min(ticks.Length - 1, (int)(ticks.Length * share))] * 1_000.0 / Stopwatch.Frequency;
    }
}
