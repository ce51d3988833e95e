using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using ServiceAccounts.Benchmarks.Tokens.Load;
using ServiceAccounts.Benchmarks.Tokens.Scenarios;

namespace ServiceAccounts.Benchmarks.Tokens;

/// <summary>Measures the token endpoint beside floors on the same machine in the same minutes, and says what part of them it reaches.</summary>
internal static class TokensCommand
{
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static async Task<int> RunAsync(TokensOptions options)
    {
        if (typeof(TokensCommand).Assembly.GetCustomAttribute<DebuggableAttribute>() is { IsJITOptimizerDisabled: true })
        {
            await Console.Error.WriteLineAsync("This is a Debug build, whose figures say nothing: dotnet run -c Release");
        }

        var isOwn = options.IsOwnDriver || !WrkDriver.IsInstalled;
        var machine = Machine.This(isOwn ? "own driver" : "wrk");
        var scenarios = AllScenarios.List.Where(scenario => IsAsked(scenario, options.Only)).ToList();
        var (rows, problems) = (new List<Row>(), new List<string>());
        var root = Directory.CreateTempSubdirectory("serviceaccounts-tokens-");
        var watch = Stopwatch.StartNew();
        Console.WriteLine(machine);
        try
        {
            var peers = new Peers(options.Peer);
            await peers.InstallAsync();
            foreach (var scenario in scenarios)
            {
                try
                {
                    await using var field = await Field.StartAsync(scenario, root.FullName, peers);
                    rows.AddRange(await new ScenarioRun(scenario, options, field, new Senders(root.FullName, isOwn)).RunAsync(Console.Out));
                    Table.Write([.. rows.Where(row => row.Scenario == scenario.Name)], Console.Out);
                }
                catch (BenchmarkException e)
                {
                    // What it says is worth nothing; what the others say is.
                    problems.Add(e.Message);
                    await Console.Error.WriteLineAsync($"FAILED: {e.Message}");
                }

                if (options.Json is not null)
                {
                    await File.WriteAllTextAsync(options.Json, JsonSerializer.Serialize(new { machine, options, rows, problems }, Indented));
                }
            }
        }
        catch (BenchmarkException e)
        {
            problems.Add(e.Message);
            await Console.Error.WriteLineAsync($"FAILED: {e.Message}");
        }
        finally
        {
            root.Delete(recursive: true);
        }

        Console.WriteLine($"{scenarios.Count} scenarios in {watch.Elapsed.TotalMinutes:F0} min, {problems.Count} failed");
        return problems.Count == 0 ? 0 : 1;
    }

    private static bool IsAsked(Scenario scenario, string? only) =>
        only is null ? !scenario.IsOnlyWhenAsked : scenario.Name.Contains(only, StringComparison.OrdinalIgnoreCase);
}
