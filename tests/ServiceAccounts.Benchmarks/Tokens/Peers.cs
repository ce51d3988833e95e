using System.Diagnostics;
using System.Globalization;
using ServiceAccounts.Benchmarks.Tokens.Scenarios;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Benchmarks.Tokens;

/// <summary>Other servers that can be measured beside ours: each has a folder with a script that starts it.</summary>
/// <param name="name">The folder's name; null for none.</param>
internal sealed class Peers(string? name)
{
    private const string Script = "server.mjs";

    /// <summary>The peer that was asked for.</summary>
    public string? Name => name;

    /// <summary>Fetches what it needs, once.</summary>
    public async Task InstallAsync()
    {
        if (name is null)
        {
            return;
        }

        if (!File.Exists(Path.Combine(Folder, Script)))
        {
            throw new BenchmarkException($"There is no peer {name}: node-oidc-provider.");
        }

        using var npm = Process.Start(new ProcessStartInfo("npm", ["ci", "--no-audit", "--no-fund", "--silent"]) { WorkingDirectory = Folder })!; // As wrk's.
        await npm.WaitForExitAsync();
        if (npm.ExitCode != 0)
        {
            throw new BenchmarkException($"npm ci in {Folder} has failed.");
        }
    }

    /// <summary>Starts it for a scenario that it can take part in, with the same clients; null for any other.</summary>
    public async Task<Contestant?> StartAsync(Scenario scenario, ServerBed bed)
    {
        if (name is null || scenario is { IsDurable: true } or not { Algorithm: "ES256", Nodes: 1, Accounts: <= 100 }
            || scenario.Entries.Any(entry => entry.Pace != Pace.Kept || entry.IsFlooded || entry.Kind is RequestKind.Mixed or RequestKind.Wrong))
        {
            return null;
        }

        var url = ServerProcess.FreeUrl();
        var start = new ProcessStartInfo("node", [Path.Combine(Folder, Script)]);
        start.Environment["PEER_PORT"] = new Uri(url).Port.ToString(CultureInfo.InvariantCulture);
        start.Environment["PEER_ISSUER"] = bed.Issuer;
        start.Environment["PEER_SECRET_CLIENT"] = BulkAccounts.ClientIdOf(1);
        start.Environment["PEER_SECRET"] = bed.Secret;
        start.Environment["PEER_KEY_CLIENT"] = bed.Signer.ClientId;
        start.Environment["PEER_KEYS"] = bed.Signer.Jwks().ToJsonString();
        return await Contestant.StartAsync(url, start);
    }

    // Copied beside the program.
    private string Folder => Path.Combine(AppContext.BaseDirectory, "Peers", name!); // Asked for only where there is one.
}
