using System.Diagnostics;
using ServiceAccounts.Benchmarks.Tokens.Load;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Benchmarks;

/// <summary>How long a start on an existing database takes, to ready and to the first token, and what memory many clients cost.</summary>
/// <param name="binaries">The directory of the server's binary, such as a published one.</param>
internal sealed class StartCommand(string binaries)
{
    private const int Connections = 16;

    /// <summary>Starts it so often on <paramref name="count"/> accounts, and then gives <paramref name="seen"/> clients a token each.</summary>
    public async Task RunAsync(int count, int seen, int runs)
    {
        await OnDatabaseAsync(count, async (accounts, start) =>
        {
            var all = new List<(double Ready, double Token, long WorkingSet)>();
            for (var run = 0; run < runs; run++)
            {
                var (server, url, ready) = await start();
                await using (server)
                {
                    var since = Stopwatch.GetTimestamp();
                    await TokensAsync(url, accounts, [count / 2]);
                    all.Add((ready, ready + Stopwatch.GetElapsedTime(since).TotalMilliseconds, server.WorkingSet));
                    await server.TerminateAsync();
                }
            }

            Console.WriteLine(
                $"{count} accounts, median of {runs} starts: ready after {Median(all.Select(one => one.Ready)):F0} ms, first token after "
                + $"{Median(all.Select(one => one.Token)):F0} ms (slowest {all.Max(one => one.Token):F0} ms), "
                + $"with {Median(all.Select(one => (double)one.WorkingSet)) / 1_048_576:F0} MiB");
        });

        await OnDatabaseAsync(seen, async (accounts, start) =>
        {
            var (server, url, _) = await start();
            await using (server)
            {
                var watch = Stopwatch.StartNew();
                await TokensAsync(url, accounts, Enumerable.Range(1, seen));
                Console.WriteLine($"{seen} clients, a token each, in {watch.Elapsed.TotalSeconds:F0} s, then {server.WorkingSet / 1_048_576} MiB");
                await server.TerminateAsync();
            }
        });
    }

    private async Task OnDatabaseAsync(int count, Func<BulkAccounts, Func<Task<(ServerProcess, string, double)>>, Task> measure)
    {
        var directory = Directory.CreateTempSubdirectory("serviceaccounts-start-").FullName;
        var connection = $"Data Source={Path.Combine(directory, "data", "serviceaccounts.db")}";
        var accounts = new BulkAccounts(
        [
            "--environment=Development",
            $"--ServiceAccounts:Storage:ConnectionString={connection}",
            $"--ServiceAccounts:Certificates:Directory={Path.Combine(directory, "certs")}",
            $"--ServiceAccounts:Bootstrap:TokenFile={Path.Combine(directory, "data", "bootstrap.json")}",
        ]);
        await accounts.AddAsync(count, TextWriter.Null);
        await measure(accounts, StartAsync);
        Directory.Delete(directory, recursive: true);

        async Task<(ServerProcess, string, double)> StartAsync()
        {
            var (url, since) = (ServerProcess.FreeUrl(), Stopwatch.GetTimestamp());
            var server = ServerProcess.StartFrom(binaries, directory, [], ("ASPNETCORE_ENVIRONMENT", "Development"), ("ASPNETCORE_URLS", url));
            await server.ReadyAsync();
            return (server, url, Stopwatch.GetElapsedTime(since).TotalMilliseconds);
        }
    }

    private static async Task TokensAsync(string url, BulkAccounts accounts, IEnumerable<int> clients)
    {
        using var numbers = clients.GetEnumerator();
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(async _ =>
        {
            HttpConnection? connection = null;
            while (Next(numbers) is { } number)
            {
                connection ??= await HttpConnection.OpenAsync(new Uri(url), CancellationToken.None);
                var status = await connection.SendAsync(Tokens.TokenRequests.Post(number, accounts.Secret), CancellationToken.None);
                if (status != 200)
                {
                    throw new Tokens.BenchmarkException($"A token is answered with {status}.");
                }
            }

            if (connection is not null)
            {
                await connection.DisposeAsync();
            }
        }));
    }

    private static int? Next(IEnumerator<int> numbers)
    {
        lock (numbers)
        {
            return numbers.MoveNext() ? numbers.Current : null;
        }
    }

    private static double Median(IEnumerable<double> values) => values.Order().ToList() is var all ? all[all.Count / 2] : 0;
}
