namespace ServiceAccounts.Benchmarks.Tokens.Scenarios;

/// <summary>A server with certain settings, and what is measured on it side by side.</summary>
/// <param name="Name">What it is called in the table.</param>
/// <param name="Entries">What is measured, in the order of each round.</param>
internal sealed record Scenario(string Name, params Entry[] Entries)
{
    /// <summary>The floor that its floor entries run on, and that the others are compared with.</summary>
    public string Floor { get; init; } = "B";

    /// <summary>The server's database.</summary>
    public string Provider { get; init; } = "Sqlite";

    /// <summary>Whether a token waits for its record.</summary>
    public bool IsDurable { get; init; }

    /// <summary>What tokens are signed with.</summary>
    public string Algorithm { get; init; } = "ES256";

    /// <summary>How many service accounts there are.</summary>
    public int Accounts { get; init; } = 100;

    /// <summary>How many clients a node keeps in memory: as many as it does by itself, unless given.</summary>
    public int CachedClients { get; init; } = 100_000;

    /// <summary>How many nodes run on the one database.</summary>
    public int Nodes { get; init; } = 1;

    /// <summary>Whether it takes so long that it is run only when asked for by name.</summary>
    public bool IsOnlyWhenAsked { get; init; }
}

/// <summary>What is measured in each round of a scenario.</summary>
/// <param name="Name">What it is called in the table.</param>
/// <param name="Kind">What is sent.</param>
internal sealed record Entry(string Name, RequestKind Kind = RequestKind.Post)
{
    /// <summary>The floor by its letter; null for the server, or the peer.</summary>
    public string? Floor { get; init; }

    /// <summary>Whether it is the peer.</summary>
    public bool IsPeer { get; init; }

    /// <summary>The name of the entry that it is compared with; the scenario's floor unless given.</summary>
    public string? Against { get; init; }

    /// <summary>How many clients take turns.</summary>
    public int Clients { get; init; } = 1;

    /// <summary>Over how many nodes the connections are spread.</summary>
    public int Nodes { get; init; } = 1;

    /// <summary>How it is sent.</summary>
    public Pace Pace { get; init; }

    /// <summary>Whether requests of unknown clients come in beside.</summary>
    public bool IsFlooded { get; init; }

    /// <summary>A floor, measured with what its scenario's server is sent.</summary>
    public static Entry OnFloor(string floor, RequestKind kind = RequestKind.Post, Pace pace = Pace.Kept) => new($"floor {floor}", kind) { Floor = floor, Pace = pace };
}

/// <summary>What is sent.</summary>
internal enum RequestKind
{
    /// <summary>A client secret in the form.</summary>
    Post,

    /// <summary>A client secret in the header.</summary>
    Basic,

    /// <summary>A signed assertion, each once.</summary>
    Assertion,

    /// <summary>Of ten: seven good secrets, one wrong, one of a client that is unknown, one introspection.</summary>
    Mixed,

    /// <summary>A wrong secret of a client that is known.</summary>
    Wrong,
}

/// <summary>How requests are sent.</summary>
internal enum Pace
{
    /// <summary>Over connections that are kept, each request as soon as the one before is answered.</summary>
    Kept,

    /// <summary>The same, with a new TLS connection for each.</summary>
    NewConnection,

    /// <summary>At half the rate that the server has in its warm-up.</summary>
    HalfLoad,
}
