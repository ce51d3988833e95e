using System.Globalization;

namespace ServiceAccounts.Benchmarks.Tokens;

/// <summary>Results as people read them.</summary>
internal static class Table
{
    private const string Head =
        "| scenario | measured | connections | requests/s | spread | p50 ms | p99 ms | CPU-s/1000 | bytes/request | MiB | requests/s | CPU | p99 |";

    private const string Line = "|---|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|";

    public static void Write(IReadOnlyList<Row> rows, TextWriter output)
    {
        output.WriteLine();
        output.WriteLine(Head);
        output.WriteLine(Line);
        foreach (var row in rows)
        {
            output.WriteLine(TextOf(row));
        }

        output.WriteLine();
    }

    private static string TextOf(Row row)
    {
        var (median, of) = (row.Median, row.Against is null ? string.Empty : $" of {row.Against}");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {row.Scenario} | {row.Entry} | {row.Connections} | {median.PerSecond:N0} | {row.Spread:P0} | {median.P50:F2} | {median.P99:F2} | {median.CpuPerThousand:F4} | {(median.Allocated == 0 ? "" : median.Allocated.ToString("N0", CultureInfo.InvariantCulture))} | {median.WorkingSet / 1_048_576:F0} | {row.Ratio:F2}{of} | {row.CpuRatio:F2} | {row.P99Ratio:F2} |");
    }
}
