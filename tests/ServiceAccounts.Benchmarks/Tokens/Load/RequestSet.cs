using System.Globalization;

namespace ServiceAccounts.Benchmarks.Tokens.Load;

/// <summary>Whole HTTP requests that are sent one after the other, and from the beginning when they are used up.</summary>
/// <param name="requests">As they go over the connection.</param>
/// <param name="refusals">How many of all answers are to be refusals (4xx): from 0 to 1.</param>
internal sealed class RequestSet(IReadOnlyList<byte[]> requests, double refusals = 0)
{
    /// <summary>As they go over the connection.</summary>
    public IReadOnlyList<byte[]> Requests { get; } = requests;

    /// <summary>How many of all answers are to be refusals.</summary>
    public double Refusals { get; } = refusals;

    /// <summary>Writes each thread's share for wrk: a line with the length, then the request.</summary>
    public async Task WriteAsync(string path, int threads)
    {
        for (var thread = 0; thread < threads; thread++)
        {
            await using var file = File.Create(ShareOf(path, thread));
            for (var i = thread; i < Requests.Count; i += threads)
            {
                await file.WriteAsync(System.Text.Encoding.ASCII.GetBytes($"{Requests[i].Length.ToString(CultureInfo.InvariantCulture)}\n"));
                await file.WriteAsync(Requests[i]);
            }
        }
    }

    private static string ShareOf(string path, int thread) => string.Create(CultureInfo.InvariantCulture, $"{path}.{thread}");
}
