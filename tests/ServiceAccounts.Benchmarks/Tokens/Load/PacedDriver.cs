using System.Diagnostics;
using System.Threading.Channels;

namespace ServiceAccounts.Benchmarks.Tokens.Load;

/// <summary>
/// So many requests a second, whatever the answers take: a request's time counts from when it was due, so that one that had to wait
/// for a slow one before it is as slow as it was for its sender.
/// </summary>
/// <param name="perSecond">How many requests are due in a second.</param>
internal sealed class PacedDriver(double perSecond) : ILoadDriver
{
    // How long the clock sleeps: what is due meanwhile is sent at once, and late by so much for whoever is measured.
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    /// <inheritdoc />
    public async Task<LoadResult> RunAsync(string url, RequestSet requests, int connections, TimeSpan duration)
    {
        var due = Channel.CreateUnbounded<(int Number, long At)>(new UnboundedChannelOptions { SingleWriter = true });
        var times = Enumerable.Range(0, connections).Select(_ => new AnswerTimes()).ToList();
        var watch = Stopwatch.StartNew();

        // A thread of its own: the pool's, busy with answers, would be late.
        new Thread(() => Pace(due.Writer, duration)) { IsBackground = true, Name = "pace", Priority = ThreadPriority.Highest }.Start();
        await Task.WhenAll(times.Select(SendAsync));
        return AnswerTimes.Sum(times, watch.Elapsed);

        async Task SendAsync(AnswerTimes seen)
        {
            await using var connection = await HttpConnection.OpenAsync(new Uri(url), CancellationToken.None);
            await foreach (var (number, at) in due.Reader.ReadAllAsync())
            {
                try
                {
                    seen.Note(await connection.SendAsync(requests.Requests[number % requests.Requests.Count], CancellationToken.None), at);
                }
                catch (IOException)
                {
                    seen.NoteFailed();
                    return;
                }
            }
        }
    }

    private void Pace(ChannelWriter<(int Number, long At)> due, TimeSpan duration)
    {
        using var never = new ManualResetEvent(initialState: false);
        var (start, interval) = (Stopwatch.GetTimestamp(), Stopwatch.Frequency / perSecond);
        var count = (int)(perSecond * duration.TotalSeconds);
        for (var number = 0; number < count;)
        {
            var now = Stopwatch.GetTimestamp();
            for (; number < count && start + (long)(number * interval) is var at && at <= now; number++)
            {
                due.TryWrite((number, start + (long)(number * interval)));
            }

            never.WaitOne(Tick);
        }

        due.Complete();
    }
}
