using System.ComponentModel.DataAnnotations;

namespace ServiceAccounts.Storage.Issuances;

/// <summary>The section <c>ServiceAccounts:Journal</c>.</summary>
public sealed class JournalOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "ServiceAccounts:Journal";

    /// <summary>Whether a token waits for its record.</summary>
    [EnumDataType(typeof(IssuanceDurability))]
    public IssuanceDurability Issuance { get; init; } = IssuanceDurability.Durable;

    /// <summary>How long the records of issued tokens are kept, in days.</summary>
    [Range(1, 3_650)]
    public int IssuanceRetentionDays { get; init; } = 30;
}

/// <summary>Whether a token waits for its record.</summary>
public enum IssuanceDurability
{
    /// <summary>A token is released when its record is committed.</summary>
    Durable,

    /// <summary>A token is released at once; a crash may lose the records of the last second.</summary>
    Buffered,
}
