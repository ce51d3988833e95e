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
        var median = row.Median;
        string?[] cells =
        [
            row.Scenario, row.Entry, Text($"{row.Connections}"), Text($"{median.PerSecond:N0}"), Text($"{row.Spread:P0}"), Text($"{median.P50:F2}"),
            Text($"{median.P99:F2}"), Text($"{median.CpuPerThousand:F4}"), median.Allocated == 0 ? null : Text($"{median.Allocated:N0}"),
            Text($"{median.WorkingSet / 1_048_576:F0}"), row.Against is null ? null : Text($"{row.Ratio:F2} of {row.Against}"),
            Text($"{row.CpuRatio:F2}"), Text($"{row.P99Ratio:F2}"),
        ];
        return $"| {string.Join(" | ", cells)} |";
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
