using System.ComponentModel.DataAnnotations;

namespace ServiceAccounts.Protocol.Clients;

/// <summary>The section <c>ServiceAccounts:Assertions</c>.</summary>
public sealed class AssertionOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "ServiceAccounts:Assertions";

    /// <summary>Whether applications may opt in to assertions whose <c>aud</c> is the token endpoint's URL.</summary>
    public bool AllowTokenEndpointAudience { get; init; } = true;

    /// <summary>How far an application may raise the lifetime of its assertions, in seconds.</summary>
    [Range(60, 86_400)]
    public int MaximumLifetimeSeconds { get; init; } = 3_600;

    /// <summary>How far a client's clock may be off, in seconds.</summary>
    [Range(0, 300)]
    public int ClockSkewSeconds { get; init; } = 60;
}
