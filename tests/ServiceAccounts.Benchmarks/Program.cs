using System.Globalization;

namespace ServiceAccounts.Benchmarks;

/// <summary>Runs that take longer than a test may: what each does is said by its own file.</summary>
internal static class Program
{
    private const string Usage = """
        Runs of ServiceAccounts that take longer than a test may.

          crash [--kills 200] [--seed 1] [--provider Sqlite|PostgreSql] [--connection-string TEXT]
              starts the server, keeps it busy, kills it, starts it again and looks whether all that it had answered is there

          accounts [--count 1000000] [--provider Sqlite|PostgreSql] [--connection-string TEXT]
              writes so many accounts past the API, and measures start, memory, first token and list pages of a server on them

        For example
          dotnet run -c Release --project tests/ServiceAccounts.Benchmarks -- crash --kills 200
        """;

    public static async Task<int> Main(string[] args)
    {
        if (args is not [var command, .. var rest] || Read(rest) is not { } options)
        {
            await Console.Error.WriteLineAsync(Usage);
            return 1;
        }

        switch (command)
        {
            case "crash":
                return await CrashCommand.RunAsync(
                    (int)Number(options, "kills", 200), (ulong)Number(options, "seed", 1),
                    options.GetValueOrDefault("provider", "Sqlite"), options.GetValueOrDefault("connection-string"));
            case "accounts":
                await AccountsCommand.RunAsync(
                    (int)Number(options, "count", 1_000_000), options.GetValueOrDefault("provider", "Sqlite"), options.GetValueOrDefault("connection-string"));
                return 0;
            default:
                await Console.Error.WriteLineAsync(Usage);
                return 1;
        }
    }

    private static long Number(Dictionary<string, string> options, string name, long otherwise) =>
        options.TryGetValue(name, out var text) ? long.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    private static Dictionary<string, string>? Read(string[] args)
    {
        var options = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in args.Chunk(2))
        {
            if (pair is not [['-', '-', .. var name], var value])
            {
                return null;
            }

            options[name] = value;
        }

        return options;
    }
}
