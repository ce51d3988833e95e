using ServiceAccounts.Benchmarks.Tokens.Load;
using ServiceAccounts.Benchmarks.Tokens.Scenarios;

namespace ServiceAccounts.Benchmarks.Tokens;

/// <summary>Measures one scenario: warms all up, then goes round and round, so that a noisy minute meets all of them.</summary>
internal sealed class ScenarioRun(Scenario scenario, TokensOptions options, Field field, Senders senders)
{
    private const int FloodConnections = 16;

    // More than any server here answers; what is signed too many costs only time.
    private const double FirstGuess = 12_000;

    // Until every client that can be in memory is; on a slow machine what is left is measured.
    private const int MostCached = 100_000;
    private const int MostWarmUps = 60;

    private static readonly TimeSpan[] WarmUps = [TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(2)];

    private readonly TokenRequests _requests = new(field.Bed.Secret, field.Bed.Token, field.Bed.Signer);
    private readonly Dictionary<Entry, double> _rates = [];
    private readonly IReadOnlyList<Entry> _entries = field.EntriesOf(scenario);

    /// <summary>Measures over each number of connections; a line of the table for each entry.</summary>
    public async Task<IReadOnlyList<Row>> RunAsync(TextWriter output)
    {
        foreach (var entry in _entries)
        {
            await WarmUpAsync(entry);
        }

        var rows = new List<Row>();
        foreach (var connections in options.Connections)
        {
            var latency = scenario.IsDurable ? await CommitLatency.MeasureAsync(field.Bed, scenario.Provider) : 0;
            var rounds = _entries.ToDictionary(entry => entry, _ => new List<Measurement>());
            for (var round = 0; round < options.Rounds; round++)
            {
                foreach (var entry in _entries)
                {
                    rounds[entry].Add(await MeasureAsync(entry, connections));
                }
            }

            rows.AddRange(_entries.Select(entry => RowOf(entry, connections, rounds)));
            if (scenario.IsDurable)
            {
                var bound = connections / (1.5 * latency / 1_000);
                var reached = rows[^1].Median.PerSecond / bound;
                await output.WriteLineAsync(
                    $"{scenario.Name}: a commit takes {latency:F2} ms; at {connections} connections {reached:P0} of connections / (1.5 x commit) = {bound:N0}/s");
            }
        }

        // Still the same answers as at the start: what is refused is refused for its secret, and not for being too much.
        foreach (var entry in _entries.Where(entry => entry.Floor is null))
        {
            await ProbeAsync(entry);
        }

        return rows;
    }

    private async Task WarmUpAsync(Entry entry)
    {
        await ProbeAsync(entry);
        var (runs, answered) = (0, 0.0);
        while (runs < WarmUps.Length || (answered < Math.Min(entry.Clients, MostCached) && runs < MostWarmUps))
        {
            var duration = WarmUps[Math.Min(runs++, WarmUps.Length - 1)];
            var set = SetOf(entry, duration);
            var result = await SendAsFastAsync(entry, set, options.Connections[0], duration);
            (_rates[entry], answered) = (result.PerSecond, answered + result.Requests);
            await ForgetAsync(entry, set);
        }
    }

    // Each request once, and each answer looked at: what is only counted later is what it is taken for.
    private async Task ProbeAsync(Entry entry)
    {
        var set = SetOf(entry, TimeSpan.Zero);
        await using var connection = await HttpConnection.OpenAsync(new Uri(field.UrlsOf(entry)[0]), CancellationToken.None);
        var (sent, refused) = (Math.Min(10, set.Requests.Count), 0);
        foreach (var request in set.Requests.Take(sent))
        {
            var status = await connection.SendAsync(request, CancellationToken.None);
            refused += status == 401 ? 1 : 0;
            if (status is not 200 and not 401)
            {
                throw new BenchmarkException($"{scenario.Name}, {entry.Name}: a request is answered with {status}.");
            }
        }

        if (entry.Floor is null && refused != (int)(sent * set.Refusals))
        {
            throw new BenchmarkException($"{scenario.Name}, {entry.Name}: of {sent} requests {refused} are refused.");
        }
    }

    private async Task<Measurement> MeasureAsync(Entry entry, int connections)
    {
        var duration = TimeSpan.FromSeconds(options.Seconds);
        var set = SetOf(entry, duration);
        var processes = field.ProcessesOf(entry);
        var (use, allocated) = await TotalAsync(processes);
        var flood = entry.IsFlooded ? FloodAsync(duration) : null;
        var result = await SendAsync(entry, set, connections, duration);
        var (useAfter, allocatedAfter) = await TotalAsync(processes);
        await ForgetAsync(entry, set);
        if (flood is not null)
        {
            await flood;
        }

        Check(entry, set, result);
        return new Measurement(
            result.PerSecond, result.P50, result.P99, (useAfter.CpuSeconds - use.CpuSeconds) * 1_000 / result.Requests,
            (double)(allocatedAfter - allocated) / result.Requests, useAfter.WorkingSet);
    }

    private async Task<LoadResult> SendAsync(Entry entry, RequestSet set, int connections, TimeSpan duration)
    {
        return entry.Pace == Pace.HalfLoad
            ? await new PacedDriver(HalfLoad).RunAsync(field.UrlsOf(entry)[0], set, connections, duration)
            : await SendAsFastAsync(entry, set, connections, duration);
    }

    private async Task<LoadResult> SendAsFastAsync(Entry entry, RequestSet set, int connections, TimeSpan duration)
    {
        var urls = field.UrlsOf(entry);
        return LoadResult.Together(await Task.WhenAll(
            urls.Select(url => senders.Closed(entry, urls.Count).RunAsync(url, set, connections / urls.Count, duration))));
    }

    private async Task FloodAsync(TimeSpan duration)
    {
        var set = _requests.Unknown((int)(options.FloodPerSecond * duration.TotalSeconds));
        var result = await new PacedDriver(options.FloodPerSecond).RunAsync(field.Bed.Nodes[0].Url, set, FloodConnections, duration);
        if (result.Refused != result.Requests || result.Failed > 0)
        {
            throw new BenchmarkException($"{scenario.Name}: of the flood's {result.Requests} requests {result.Refused} are refused, and {result.Failed} have no answer.");
        }
    }

    private Task ForgetAsync(Entry entry, RequestSet set) => entry.Kind == RequestKind.Assertion ? senders.ForgetAsync(set) : Task.CompletedTask;

    // Half of what the server answers when it answers as fast as it can; the floor gets as many.
    private double HalfLoad => _rates[_entries.First(entry => entry.Floor is null)] / 2;

    private RequestSet SetOf(Entry entry, TimeSpan duration)
    {
        var rate = Math.Max(FirstGuess, _rates.Values.DefaultIfEmpty(0).Max() * 1.5);
        return _requests.Of(entry.Kind, entry.Clients, single: 10 + (int)(rate * duration.TotalSeconds));
    }

    private static async Task<(ProcessUse Use, long Allocated)> TotalAsync(IReadOnlyList<Contestant> processes)
    {
        var (use, allocated) = (default(ProcessUse), 0L);
        foreach (var process in processes)
        {
            allocated += await process.AllocatedAsync();
            var one = process.Use();
            use = new ProcessUse(use.CpuSeconds + one.CpuSeconds, use.WorkingSet + one.WorkingSet);
        }

        return (use, allocated);
    }

    private void Check(Entry entry, RequestSet set, LoadResult result)
    {
        var expected = entry.Floor is null ? set.Refusals : 0;
        var refused = (double)result.Refused / Math.Max(1, result.Requests);
        var problem = result switch
        {
            { Requests: 0 } => "nothing was answered",
            { Failed: > 0 } => $"{result.Failed} requests had no answer",
            _ when entry is { Kind: RequestKind.Assertion, Floor: null } && result.Requests > set.Requests.Count => "there were too few assertions",

            // A mix ends in the middle.
            _ when Math.Abs(refused - expected) > (expected is 0 or 1 ? 0 : 0.02) => $"{refused:P1} of the answers are refusals, and {expected:P1} are to be",
            _ when entry.Pace == Pace.HalfLoad && result.PerSecond < HalfLoad * 0.95 => $"{result.PerSecond:F0}/s were sent instead of {HalfLoad:F0}/s",
            _ => null,
        };
        if (problem is not null)
        {
            throw new BenchmarkException($"{scenario.Name}, {entry.Name}: {problem}. {field.ProcessesOf(entry)[0].LastLines}");
        }
    }

    private Row RowOf(Entry entry, int connections, Dictionary<Entry, List<Measurement>> rounds)
    {
        var all = rounds[entry];
        var (median, speeds) = (Measurement.MedianOf(all), all.ConvertAll(one => one.PerSecond));
        var reference = _entries.FirstOrDefault(other => other.Name == (entry.Against ?? $"floor {scenario.Floor}"));
        var spread = (speeds.Max() - speeds.Min()) / median.PerSecond;
        if (reference is null || reference == entry)
        {
            return new Row(scenario.Name, entry.Name, connections, median, spread, null, null, null, null);
        }

        var other = Measurement.MedianOf(rounds[reference]);
        return new Row(
            scenario.Name, entry.Name, connections, median, spread, reference.Name, median.PerSecond / other.PerSecond,
            other.CpuPerThousand / median.CpuPerThousand, median.P99 / other.P99);
    }
}
