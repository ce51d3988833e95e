using System.Globalization;
using ServiceAccounts.Benchmarks.Micro;
using ServiceAccounts.Benchmarks.Tokens;
using ServiceAccounts.Benchmarks.Tokens.Children;

namespace ServiceAccounts.Benchmarks;

/// <summary>Runs that take longer than a test may: what each does is said by its own file.</summary>
internal static class Program
{
    private const string Usage = """
        Runs of ServiceAccounts that take longer than a test may.

          tokens [--seconds 4] [--rounds 3] [--only TEXT] [--connections 32,256] [--driver wrk|own] [--json FILE] [--flood 2000]
                 [--peer node-oidc-provider]
              requests/s, times, processor time and memory of the token endpoint, beside floors on the same machine

          start [--server DIRECTORY] [--count 10000] [--seen 100000] [--runs 5]
              starts a server, such as a published one, on an existing database: time to ready and to the first token, and memory

          management [--server DIRECTORY] [--create 20000] [--count 100000] [--provider Sqlite|PostgreSql] [--connection-string TEXT]
              makes accounts in batches through the API, and reads list pages among 1,000 accounts and among so many

          micro [--only TEXT]
              the steps of a token request, each alone

          crash [--kills 200] [--seed 1] [--provider Sqlite|PostgreSql] [--connection-string TEXT]
              starts the server, keeps it busy, kills it, starts it again and looks whether all that it had answered is there

          accounts [--count 1000000] [--provider Sqlite|PostgreSql] [--connection-string TEXT]
              writes so many accounts past the API, and measures start, memory, first token and list pages of a server on them

        For example
          dotnet run -c Release --project tests/ServiceAccounts.Benchmarks -- tokens --only secret --json tokens.json
          dotnet run -c Release --project tests/ServiceAccounts.Benchmarks -- crash --kills 200
        """;

    public static async Task<int> Main(string[] args)
    {
        switch (args)
        {
            // What tokens starts for itself.
            case ["serve", .. var settings]:
                return await ServeCommand.RunAsync(settings);
            case ["floor", var floor, .. var about] when Read(about) is { } given:
                return await FloorCommand.RunAsync(floor, given);
        }

        if (args is not [var command, .. var rest] || Read(rest) is not { } options)
        {
            await Console.Error.WriteLineAsync(Usage);
            return 1;
        }

        switch (command)
        {
            case "tokens":
                return await TokensCommand.RunAsync(TokensOptions.Read(options));
            case "start":
                await new StartCommand(options.GetValueOrDefault("server", AppContext.BaseDirectory)).RunAsync(
                    (int)Number(options, "count", 10_000), (int)Number(options, "seen", 100_000), (int)Number(options, "runs", 5));
                return 0;
            case "management":
                await new ManagementCommand(
                    options.GetValueOrDefault("server", AppContext.BaseDirectory), options.GetValueOrDefault("provider", "Sqlite"),
                    options.GetValueOrDefault("connection-string")).RunAsync((int)Number(options, "create", 20_000), (int)Number(options, "count", 100_000));
                return 0;
            case "micro":
                return MicroCommand.Run(options.GetValueOrDefault("only"));
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
