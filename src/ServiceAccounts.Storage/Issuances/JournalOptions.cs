using System.ComponentModel.DataAnnotations;

namespace ServiceAccounts.Storage.Issuances;

/// <summary>The section <c>ServiceAccounts:Journal</c>.</summary>
public sealed class JournalOptions : IValidatableObject
{
    /// <summary>The section's name.</summary>
    public const string Section = "ServiceAccounts:Journal";

    /// <summary>Whether a token waits for its record.</summary>
    [EnumDataType(typeof(IssuanceDurability))]
    public IssuanceDurability Issuance { get; init; } = IssuanceDurability.Durable;

    /// <summary>How long the records of issued tokens are kept, in days.</summary>
    [Range(1, 3_650)]
    public int IssuanceRetentionDays { get; init; } = 30;

    /// <summary>How long the database has for a batch of records before they go to the disk of this node, in milliseconds.</summary>
    [Range(10, 60_000)]
    public int CommitTimeoutMs { get; init; } = 1_000;

    /// <summary>How much of what the database does not take is kept on the disk of this node, in megabytes; 0: nothing.</summary>
    [Range(0, 1_048_576)]
    public int SpillMegabytes { get; init; } = 256;

    /// <summary>Where that is kept: a directory of this node's own disk.</summary>
    [Required]
    public string SpillDirectory { get; init; } = "data/spill";

    /// <summary>How long the entries of the journal are kept, in days; not shorter than the records that they seal.</summary>
    [Range(1, 36_500)]
    public int RetentionDays { get; init; } = 400;

    /// <inheritdoc />
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (RetentionDays < IssuanceRetentionDays)
        {
            yield return new ValidationResult(
                $"It is shorter than {nameof(IssuanceRetentionDays)}: the journal's entries seal the records of issued tokens.", [nameof(RetentionDays)]);
        }
    }
}

/// <summary>Whether a token waits for its record.</summary>
public enum IssuanceDurability
{
    /// <summary>A token is released when its record is committed, or on the disk of this node while the database is away.</summary>
    Durable,

    /// <summary>A token is released at once; a crash may lose the records of the last second.</summary>
    Buffered,
}
