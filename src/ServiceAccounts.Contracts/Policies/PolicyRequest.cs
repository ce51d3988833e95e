using System.ComponentModel.DataAnnotations;

namespace ServiceAccounts.Contracts.Policies;

/// <summary>What is demanded beyond a good credential, of one OAuth client or of all of a tenant: absent members stay as they are, null ones demand nothing.</summary>
public sealed record PolicyRequest
{
    /// <summary>What access tokens must be bound to: nothing, either, a certificate (RFC 8705), a DPoP key (RFC 9449), or both.</summary>
    [AllowedValues("none", "any", "certificate", "dpop", "certificate_and_dpop")]
    public Optional<string?> RequiredBinding { get; init; }

    /// <summary>
    /// The ways in which clients may authenticate, by their names in the metadata (<c>token_endpoint_auth_methods_supported</c>), or
    /// <c>federated</c> for tokens of other issuers, or <c>api_token</c> for API tokens that are exchanged; null for all.
    /// </summary>
    public Optional<IReadOnlyList<string>?> AllowedMethods { get; init; }

    /// <summary>The algorithms (RFC 7518) of assertions and proofs; null for all.</summary>
    public Optional<IReadOnlyList<string>?> AllowedAlgorithms { get; init; }

    /// <summary>The networks that requests may come from, at most 50: CIDR, or a single address; null for all.</summary>
    public Optional<IReadOnlyList<string>?> AllowedNetworks { get; init; }

    /// <summary>How many tokens a client gets in a minute, from 1; null for no limit.</summary>
    public Optional<int?> TokensPerMinute { get; init; }

    /// <summary>How many tokens a client gets in a day (UTC), from 1; null for no limit.</summary>
    public Optional<int?> TokensPerDay { get; init; }

    /// <summary>What happens beyond these numbers: it is counted, the journal says so, or it is refused; null for <c>enforce</c>.</summary>
    [AllowedValues("observe", "warn", "enforce")]
    public Optional<string?> QuotaMode { get; init; }
}
