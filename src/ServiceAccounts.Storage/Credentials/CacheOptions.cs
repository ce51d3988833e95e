using System.ComponentModel.DataAnnotations;

namespace ServiceAccounts.Storage.Credentials;

/// <summary>The section <c>ServiceAccounts:Cache</c>.</summary>
public sealed class CacheOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "ServiceAccounts:Cache";

    /// <summary>How many clients a node keeps in memory.</summary>
    [Range(100, 10_000_000)]
    public int Clients { get; init; } = 100_000;
}
