using System.Diagnostics;

namespace ServiceAccounts.Benchmarks.Tokens.Load;

/// <summary>Our own driver: where wrk is missing, and for a new connection for each request, which wrk does not count.</summary>
/// <param name="isNewEachTime">Whether each request has a connection of its own, and its time that of the connection too.</param>
internal sealed class OwnDriver(bool isNewEachTime = false) : ILoadDriver
{
    // A run goes on with other clients than the one before.
    private int _next = -1;

    /// <inheritdoc />
    public async Task<LoadResult> RunAsync(string url, RequestSet requests, int connections, TimeSpan duration)
    {
        var watch = Stopwatch.StartNew();
        var times = Enumerable.Range(0, connections).Select(_ => new AnswerTimes()).ToList();
        await Task.WhenAll(times.Select(SendAsync));
        return AnswerTimes.Sum(times, watch.Elapsed);

        async Task SendAsync(AnswerTimes seen)
        {
            var connection = default(HttpConnection);
            while (watch.Elapsed < duration)
            {
                var request = requests.Requests[(int)((uint)Interlocked.Increment(ref _next) % (uint)requests.Requests.Count)];
                var since = Stopwatch.GetTimestamp();
                try
                {
                    connection ??= await HttpConnection.OpenAsync(new Uri(url), CancellationToken.None);
                    seen.Note(await connection.SendAsync(request, CancellationToken.None), since);
                }
                catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException)
                {
                    seen.NoteFailed();
                    await CloseAsync();
                }

                if (isNewEachTime)
                {
                    await CloseAsync();
                }
            }

            await CloseAsync();

            async ValueTask CloseAsync()
            {
                if (connection is not null)
                {
                    await connection.DisposeAsync();
                    connection = null;
                }
            }
        }
    }
}
