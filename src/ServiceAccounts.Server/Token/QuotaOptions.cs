using System.ComponentModel.DataAnnotations;

namespace ServiceAccounts.Server.Token;

/// <summary>The section <c>ServiceAccounts:Quotas</c>: how the quotas of policies are shared out.</summary>
internal sealed class QuotaOptions
{
    public const string Section = "ServiceAccounts:Quotas";

    /// <summary>How many nodes issue tokens: each allows its share of a quota, rounded up.</summary>
    [Range(1, 1_000)]
    public int Nodes { get; init; } = 1;
}
