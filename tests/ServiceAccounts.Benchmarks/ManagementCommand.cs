using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Benchmarks;

/// <summary>How fast accounts are made through the management API, and what a page of a list costs when there are few or many.</summary>
/// <param name="binaries">The directory of the server's binary, such as a published one.</param>
/// <param name="provider">The database.</param>
/// <param name="connectionString">What connects to it; null for a SQLite of the run's own.</param>
internal sealed class ManagementCommand(string binaries, string provider, string? connectionString)
{
    private const int BatchSize = 100;
    private const int Pages = 40;
    private const int Few = 1_000;

    // Exclusive writers queue: a second batch is read and checked while the first one is written.
    private const int AtOnce = 2;

    /// <summary>Makes <paramref name="create"/> accounts in batches; then adds <paramref name="count"/> past the API and reads lists.</summary>
    public async Task RunAsync(int create, int count)
    {
        var directory = Directory.CreateTempSubdirectory("serviceaccounts-management-").FullName;
        var connection = connectionString ?? $"Data Source={Path.Combine(directory, "data", "serviceaccounts.db")}";
        var token = CredentialFormat.Create(CredentialFormat.ApiTokenPrefix);
        var accounts = new BulkAccounts(
        [
            "--environment=Development",
            $"--ServiceAccounts:Storage:Provider={provider}",
            $"--ServiceAccounts:Storage:ConnectionString={connection}",
            $"--ServiceAccounts:Certificates:Directory={Path.Combine(directory, "certs")}",
            $"--ServiceAccounts:Bootstrap:TokenFile={Path.Combine(directory, "data", "bootstrap.json")}",
            $"--ServiceAccounts:Bootstrap:Token={token}",
        ]);
        await accounts.AddAsync(Few, TextWriter.Null);
        await WithServerAsync(http => PagesAsync(http, Few));
        await WithServerAsync(http => CreateAsync(http, create));
        await accounts.AddAsync(count - Few, Console.Out, first: Few + 1);
        await WithServerAsync(http => PagesAsync(http, create + count));
        Directory.Delete(directory, recursive: true);

        async Task WithServerAsync(Func<HttpClient, Task> use)
        {
            var url = ServerProcess.FreeUrl();
            await using var server = ServerProcess.StartFrom(
                binaries, directory, [],
                ("ASPNETCORE_ENVIRONMENT", "Development"), ("ASPNETCORE_URLS", url),
                ("ServiceAccounts__Storage__Provider", provider), ("ServiceAccounts__Storage__ConnectionString", connection));
            await server.ReadyAsync();
            using var http = new HttpClient { BaseAddress = new Uri(url + "/management/v1/") };
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
            await use(http);
            await server.TerminateAsync();
        }
    }

    private static async Task CreateAsync(HttpClient http, int count)
    {
        var batches = Enumerable.Range(0, count / BatchSize).ToList();
        await CreateBatchAsync(http, batches.Count, CancellationToken.None); // What a first request compiles is not measured.
        var watch = Stopwatch.StartNew();
        await Parallel.ForEachAsync(
            batches, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (batch, cancellation) => await CreateBatchAsync(http, batch, cancellation));
        Console.WriteLine($"{count} accounts in batches of {BatchSize}: {count / watch.Elapsed.TotalSeconds:N0}/s");
    }

    private static async Task CreateBatchAsync(HttpClient http, int batch, CancellationToken cancellationToken)
    {
        var accounts = Enumerable.Range(0, BatchSize).Select(i => (JsonNode)new JsonObject
        {
            ["name"] = $"batch {batch} account {i}",
            ["auth_type"] = "oauth_client_secret",
            ["role_ids"] = new JsonArray(RunningServer.ApiDefaultRole),
        });
        using var response = await http.PostAsJsonAsync("service-accounts/batch", new JsonObject { ["accounts"] = new JsonArray([.. accounts]) }, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            throw new Tokens.BenchmarkException(await response.Content.ReadAsStringAsync(cancellationToken));
        }
    }

    private static async Task PagesAsync(HttpClient http, int count)
    {
        const string Query = "service-accounts?limit=25";
        var times = new List<double>();
        string? cursor = null;
        for (var page = 0; page < Pages; page++)
        {
            var since = Stopwatch.GetTimestamp();
            var text = await http.GetStringAsync(new Uri(cursor is null ? Query : $"{Query}&cursor={cursor}", UriKind.Relative));
            times.Add(Stopwatch.GetElapsedTime(since).TotalMilliseconds);
            cursor = JsonNode.Parse(text)!["next_cursor"]?.GetValue<string>(); // A page is an object.
        }

        Console.WriteLine($"a page of 25 among {count} accounts: {times.Order().ElementAt(Pages / 2):F2} ms, the median of {Pages}");
    }
}
