using System.Diagnostics;
using ServiceAccounts.Testing.Crashes;

namespace ServiceAccounts.Benchmarks;

/// <summary>Kills the server many times, and says what was lost.</summary>
internal static class CrashCommand
{
    public static async Task<int> RunAsync(int kills, ulong seed, string provider, string? connectionString)
    {
        var directory = Directory.CreateTempSubdirectory("serviceaccounts-crash-");
        List<(string, string)> environment = [("ServiceAccounts__Storage__Provider", provider)];
        if (connectionString is not null)
        {
            environment.Add(("ServiceAccounts__Storage__ConnectionString", connectionString));
        }

        var watch = Stopwatch.StartNew();
        var report = await new CrashRun(directory.FullName, seed, [.. environment]).RunAsync(kills, Console.Out);
        foreach (var problem in report.Problems)
        {
            Console.WriteLine(problem);
        }

        Console.WriteLine($"{provider}, seed {seed}: {report}, in {watch.Elapsed.TotalSeconds:F0} s");
        if (report.Problems.Count > 0)
        {
            Console.WriteLine($"The server's directory is left as it was: {directory.FullName}");
            return 1;
        }

        directory.Delete(recursive: true);
        return 0;
    }
}
