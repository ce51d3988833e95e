using System.Globalization;
using ServiceAccounts.Benchmarks.Tokens.Scenarios;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Benchmarks.Tokens;

/// <summary>All processes of a scenario: the server's nodes, the floors, and a peer where one is asked for.</summary>
internal sealed class Field : IAsyncDisposable
{
    private readonly Dictionary<string, Contestant> _floors = [];
    private Contestant? _peer;
    private string? _peerName;

    private Field(ServerBed bed) => Bed = bed;

    /// <summary>The server's nodes and their accounts.</summary>
    public ServerBed Bed { get; }

    /// <summary>Starts them.</summary>
    public static async Task<Field> StartAsync(Scenario scenario, string root, Peers peers)
    {
        var field = new Field(await ServerBed.MakeAsync(scenario, root));
        try
        {
            foreach (var floor in scenario.Entries.Where(entry => entry.Floor is not null))
            {
                field._floors[floor.Floor!] = await field.StartFloorAsync(floor, Path.Combine(root, "certs", "dev-localhost.pfx")); // Chosen above.
            }

            (field._peer, field._peerName) = (await peers.StartAsync(scenario, field.Bed), peers.Name);
            return field;
        }
        catch
        {
            await field.DisposeAsync();
            throw;
        }
    }

    /// <summary>What is measured: what the scenario says, and the peer with what it understands of it.</summary>
    public IReadOnlyList<Entry> EntriesOf(Scenario scenario) => _peer is null || _peerName is null
        ? scenario.Entries
        : [.. scenario.Entries, new Entry(_peerName, scenario.Floor == "D" ? RequestKind.Assertion : RequestKind.Post) { IsPeer = true }];

    /// <summary>Where the requests of an entry go.</summary>
    public IReadOnlyList<string> UrlsOf(Entry entry) =>
        entry.Floor is null && !entry.IsPeer && entry.Pace == Pace.NewConnection ? [Bed.TlsUrl] : [.. ProcessesOf(entry).Select(process => process.Url)];

    /// <summary>The processes that an entry is measured by.</summary>
    public IReadOnlyList<Contestant> ProcessesOf(Entry entry) => entry switch
    {
        { Floor: { } floor } => [_floors[floor]],
        { IsPeer: true } => [_peer!], // There is such an entry only where there is a peer.
        _ => [.. Bed.Nodes.Take(entry.Nodes)],
    };

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        foreach (var floor in _floors.Values)
        {
            await floor.DisposeAsync();
        }

        if (_peer is not null)
        {
            await _peer.DisposeAsync();
        }

        await Bed.DisposeAsync();
    }

    private Task<Contestant> StartFloorAsync(Entry floor, string certificate)
    {
        var url = floor.Pace == Pace.NewConnection
            ? ServerProcess.FreeUrl().Replace("http:", "https:", StringComparison.Ordinal)
            : ServerProcess.FreeUrl();
        return Contestant.StartAsync(
            url, "floor", floor.Floor!, "--url", url, "--token-length", Bed.Token.Length.ToString(CultureInfo.InvariantCulture), // A floor has a letter.
            "--client-key", Bed.Signer.PublicKey, "--certificate", certificate);
    }
}
