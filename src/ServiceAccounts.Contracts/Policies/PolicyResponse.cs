using System.ComponentModel.DataAnnotations;

namespace ServiceAccounts.Contracts.Policies;

/// <summary>What is demanded beyond a good credential.</summary>
public sealed record PolicyResponse
{
    /// <summary>What access tokens must be bound to.</summary>
    [AllowedValues("none", "any", "certificate", "dpop", "certificate_and_dpop")]
    public required string RequiredBinding { get; init; }

    /// <summary>The ways in which clients may authenticate; null for all.</summary>
    public required IReadOnlyList<string>? AllowedMethods { get; init; }

    /// <summary>The algorithms of assertions and proofs; null for all.</summary>
    public required IReadOnlyList<string>? AllowedAlgorithms { get; init; }

    /// <summary>The networks that requests may come from; null for all.</summary>
    public required IReadOnlyList<string>? AllowedNetworks { get; init; }

    /// <summary>How many tokens a client gets in a minute; null for no limit.</summary>
    public required int? TokensPerMinute { get; init; }

    /// <summary>How many tokens a client gets in a day (UTC); null for no limit.</summary>
    public required int? TokensPerDay { get; init; }

    /// <summary>What happens beyond these numbers.</summary>
    [AllowedValues("observe", "warn", "enforce")]
    public required string QuotaMode { get; init; }
}

/// <summary>What is demanded of an OAuth client by its own policy and its tenant's together: what both allow.</summary>
public sealed record EffectivePolicyResponse
{
    /// <summary>What its access tokens must be bound to.</summary>
    [AllowedValues("none", "any", "certificate", "dpop", "certificate_and_dpop")]
    public required string RequiredBinding { get; init; }

    /// <summary>The ways in which it may authenticate; null for all, and none where the list is empty.</summary>
    public required IReadOnlyList<string>? AllowedMethods { get; init; }

    /// <summary>The algorithms of its assertions and proofs; null for all.</summary>
    public required IReadOnlyList<string>? AllowedAlgorithms { get; init; }

    /// <summary>The networks that its requests may come from; null for all.</summary>
    public required IReadOnlyList<string>? AllowedNetworks { get; init; }

    /// <summary>How many tokens it gets; each quota with its own mode.</summary>
    public required IReadOnlyList<QuotaResponse> Quotas { get; init; }
}

/// <summary>How many tokens a client gets in a time.</summary>
/// <param name="Tokens">The number.</param>
/// <param name="Per">The time.</param>
/// <param name="Mode">What happens beyond the number.</param>
public sealed record QuotaResponse(
    int Tokens, [property: AllowedValues("minute", "day")] string Per, [property: AllowedValues("observe", "warn", "enforce")] string Mode);
