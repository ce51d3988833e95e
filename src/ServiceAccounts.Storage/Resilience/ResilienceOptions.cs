using System.ComponentModel.DataAnnotations;

namespace ServiceAccounts.Storage.Resilience;

/// <summary>The section <c>ServiceAccounts:Resilience</c>: what a node does that cannot read the ledger.</summary>
public sealed class ResilienceOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "ServiceAccounts:Resilience";

    /// <summary>For how long a node that is stale issues to the clients that it has in memory, in seconds; 0: not at all.</summary>
    [Range(0, 86_400)]
    public int ServeStaleForSeconds { get; init; } = 300;

    /// <summary>The longest lifetime of a token that a stale node issues, in seconds.</summary>
    [Range(10, 86_400)]
    public int StaleTtlSeconds { get; init; } = 300;
}
