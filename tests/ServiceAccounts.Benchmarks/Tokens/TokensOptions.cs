using System.Globalization;

namespace ServiceAccounts.Benchmarks.Tokens;

/// <summary>What whoever starts <c>tokens</c> may say.</summary>
internal sealed record TokensOptions
{
    /// <summary>How long each measurement takes, in seconds.</summary>
    public required int Seconds { get; init; }

    /// <summary>How many rounds there are; what is shown is their median.</summary>
    public required int Rounds { get; init; }

    /// <summary>A part of the names of the scenarios to run; null for all.</summary>
    public string? Only { get; init; }

    /// <summary>Over how many connections requests are sent, one after the other.</summary>
    public required int[] Connections { get; init; }

    /// <summary>Whether our own driver is used where wrk could be.</summary>
    public bool IsOwnDriver { get; init; }

    /// <summary>A file for the results as JSON.</summary>
    public string? Json { get; init; }

    /// <summary>The name of a peer to measure beside; null for none.</summary>
    public string? Peer { get; init; }

    /// <summary>How many requests a second a flood has.</summary>
    public required int FloodPerSecond { get; init; }

    /// <summary>Reads them.</summary>
    public static TokensOptions Read(Dictionary<string, string> options)
    {
        return new TokensOptions
        {
            Seconds = Number("seconds", 4),
            Rounds = Number("rounds", 3),
            Only = options.GetValueOrDefault("only"),
            Connections = [.. options.GetValueOrDefault("connections", "32,256").Split(',').Select(text => int.Parse(text, CultureInfo.InvariantCulture))],
            IsOwnDriver = options.GetValueOrDefault("driver", "wrk") != "wrk",
            Json = options.GetValueOrDefault("json"),
            Peer = options.GetValueOrDefault("peer"),
            FloodPerSecond = Number("flood", 2_000),
        };

        int Number(string name, int otherwise) =>
            options.TryGetValue(name, out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
    }
}
