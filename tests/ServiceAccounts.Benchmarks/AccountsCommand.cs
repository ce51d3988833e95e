using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Benchmarks;

/// <summary>Makes very many accounts, and says what a server on them costs: its start, its memory, its first token, its pages.</summary>
internal static class AccountsCommand
{
    private const int Pages = 40;

    public static async Task RunAsync(int count, string provider, string? connectionString)
    {
        var directory = Directory.CreateTempSubdirectory("serviceaccounts-accounts-").FullName;
        connectionString ??= $"Data Source={Path.Combine(directory, "data", "serviceaccounts.db")}";
        var token = CredentialFormat.Create(CredentialFormat.ApiTokenPrefix);
        var watch = Stopwatch.StartNew();
        var accounts = new BulkAccounts(
        [
            "--environment=Development",
            $"--ServiceAccounts:Storage:Provider={provider}",
            $"--ServiceAccounts:Storage:ConnectionString={connectionString}",
            $"--ServiceAccounts:Certificates:Directory={Path.Combine(directory, "certs")}",
            $"--ServiceAccounts:Bootstrap:TokenFile={Path.Combine(directory, "data", "bootstrap.json")}",
            $"--ServiceAccounts:Bootstrap:Token={token}",
        ]);
        await accounts.AddAsync(count, Console.Out);
        Console.WriteLine($"{count} accounts written in {watch.Elapsed.TotalSeconds:F0} s");

        var url = ServerProcess.FreeUrl();
        watch.Restart();
        await using var server = ServerProcess.Start(
            directory, [],
            ("ASPNETCORE_ENVIRONMENT", "Development"), ("ASPNETCORE_URLS", url),
            ("ServiceAccounts__Storage__Provider", provider), ("ServiceAccounts__Storage__ConnectionString", connectionString));
        await server.ReadyAsync();
        Console.WriteLine($"ready after {watch.ElapsedMilliseconds} ms");
        using var tokens = new HttpClient { BaseAddress = new Uri(url) };
        using var http = new HttpClient { BaseAddress = new Uri(url) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        await TokenAsync(tokens, count / 2, accounts.Secret);
        Console.WriteLine($"first token after {watch.ElapsedMilliseconds} ms, with {server.WorkingSet / 1_048_576} MiB");

        await PagesAsync(http, "all", "?limit=200");
        await PagesAsync(http, "by name", $"?limit=200&q=account {Math.Max(1, count / 10_000)}");
        await PagesAsync(http, "unused", "?limit=200&unused_since=2020-01-01");
        Console.WriteLine($"after the lists {server.WorkingSet / 1_048_576} MiB");

        watch.Restart();
        var clients = Math.Min(100_000, count);
        await Parallel.ForEachAsync(
            Enumerable.Range(1, clients), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (number, _) => await TokenAsync(tokens, number, accounts.Secret));
        Console.WriteLine($"{clients} clients, a token each, in {watch.Elapsed.TotalSeconds:F0} s, then {server.WorkingSet / 1_048_576} MiB");
        await server.KillAsync();
        Directory.Delete(directory, recursive: true);
    }

    private static async Task TokenAsync(HttpClient http, int number, string secret)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/oauth2/token")
        {
            Content = new FormUrlEncodedContent(
            [
                KeyValuePair.Create("grant_type", "client_credentials"),
                KeyValuePair.Create("client_id", BulkAccounts.ClientIdOf(number)),
                KeyValuePair.Create("client_secret", secret),
            ]),
        };
        using var response = await http.SendAsync(request);
        response.EnsureSuccessStatusCode();
    }

    private static async Task PagesAsync(HttpClient http, string what, string query)
    {
        var times = new List<double>();
        string? cursor = null;
        for (var page = 0; page < Pages; page++)
        {
            var watch = Stopwatch.StartNew();
            var text = await http.GetStringAsync(
                new Uri($"/management/v1/service-accounts{query}{(cursor is null ? string.Empty : $"&cursor={cursor}")}", UriKind.Relative));
            times.Add(watch.Elapsed.TotalMilliseconds);
            cursor = JsonNode.Parse(text)!["next_cursor"]?.GetValue<string>();
            if (cursor is null)
            {
                break;
            }
        }

        Console.WriteLine(
            $"{what}: first page {times[0]:F1} ms, then {times.Skip(1).Order().ElementAtOrDefault(times.Count / 2):F1} ms in the middle of {times.Count}");
    }
}
