using System.Globalization;
using System.Text;

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

    /// <summary>
    /// Where in each thread's share the request stands that comes after so many, in bytes: so that the next run goes on with other
    /// clients than the one before. 0 where requests differ in length.
    /// </summary>
    public long OffsetAfter(long sent, int threads)
    {
        var share = Requests.Count / threads;
        return share == 0 || Requests.Any(request => request.Length != Requests[0].Length)
            ? 0
            : sent / threads % share * (LineOf(Requests[0]).Length + Requests[0].Length);
    }

    /// <summary>Writes each thread's share for wrk: a line with the length, then the request.</summary>
    public async Task WriteAsync(string path, int threads)
    {
        for (var thread = 0; thread < threads; thread++)
        {
            await using var file = File.Create(ShareOf(path, thread));
            for (var i = thread; i < Requests.Count; i += threads)
            {
                await file.WriteAsync(LineOf(Requests[i]));
                await file.WriteAsync(Requests[i]);
            }
        }
    }

    private static byte[] LineOf(byte[] request) => Encoding.ASCII.GetBytes($"{request.Length.ToString(CultureInfo.InvariantCulture)}\n");

    private static string ShareOf(string path, int thread) => string.Create(CultureInfo.InvariantCulture, $"{path}.{thread}");
}
