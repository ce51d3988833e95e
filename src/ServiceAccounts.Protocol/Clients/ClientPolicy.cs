using System.Collections.Immutable;
using System.Net;

namespace ServiceAccounts.Protocol.Clients;

/// <summary>What an administrator demands of a client beyond a good credential; what the tenant demands is in it already.</summary>
public sealed record ClientPolicy
{
    /// <summary>A policy that demands nothing.</summary>
    public static ClientPolicy None { get; } = new();

    /// <summary>What its tokens must be bound to.</summary>
    public RequiredBinding RequiredBinding { get; init; }

    /// <summary>The ways in which it may authenticate, by their names in the metadata; null for all.</summary>
    public ImmutableArray<string>? AllowedMethods { get; init; }

    /// <summary>The algorithms (RFC 7518) of its assertions and proofs; null for all.</summary>
    public ImmutableArray<string>? AllowedAlgorithms { get; init; }

    /// <summary>The networks that its requests may come from; null for all.</summary>
    public ImmutableArray<IPNetwork>? AllowedNetworks { get; init; }

    /// <summary>How many tokens it gets in a minute; null for no limit.</summary>
    public int? TokensPerMinute { get; init; }

    /// <summary>How many tokens it gets in a day; null for no limit.</summary>
    public int? TokensPerDay { get; init; }

    /// <summary>What happens beyond these numbers.</summary>
    public QuotaMode QuotaMode { get; init; } = QuotaMode.Enforce;
}

/// <summary>What a client's tokens must be bound to.</summary>
public enum RequiredBinding
{
    /// <summary>Nothing: bearer tokens are good.</summary>
    None,

    /// <summary>A certificate or a key.</summary>
    Any,

    /// <summary>A certificate (RFC 8705).</summary>
    Certificate,

    /// <summary>A key (RFC 9449).</summary>
    DPoP,
}

/// <summary>What happens when a client asks for more tokens than it should.</summary>
public enum QuotaMode
{
    /// <summary>It is counted.</summary>
    Observe,

    /// <summary>The journal says so.</summary>
    Warn,

    /// <summary>It is refused.</summary>
    Enforce,
}
