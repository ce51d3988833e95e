using System.ComponentModel.DataAnnotations;

namespace ServiceAccounts.Server.StatusLists;

/// <summary>The section <c>ServiceAccounts:StatusLists</c>: how Token Status Lists are published.</summary>
internal sealed class StatusListOptions
{
    public const string Section = "ServiceAccounts:StatusLists";

    /// <summary>How long a verifier may go by a list before it fetches it again, in seconds: the longest that a revoked token is taken, but for two seconds more while much changes in its tenant.</summary>
    [Range(5, 3_600)]
    public int TtlSeconds { get; init; } = 60;
}
