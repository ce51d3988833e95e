using System.ComponentModel.DataAnnotations;

namespace ServiceAccounts.Server.Callers;

/// <summary>The section <c>ServiceAccounts:Limits</c>: how many failed authentications there may be.</summary>
internal sealed class LimitOptions
{
    public const string Section = "ServiceAccounts:Limits";

    /// <summary>How many in a minute for one client, from wherever; 0 for no limit.</summary>
    [Range(0, 1_000_000)]
    public int FailuresPerMinutePerClient { get; init; } = 30;

    /// <summary>How many in a minute from one address, an IPv6 one being its /64, for whichever clients; 0 for no limit.</summary>
    [Range(0, 1_000_000)]
    public int FailuresPerMinutePerAddress { get; init; } = 300;
}
