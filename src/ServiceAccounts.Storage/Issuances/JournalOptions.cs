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
    /// <summary>A token is released when its record is committed.</summary>
    Durable,

    /// <summary>A token is released at once; a crash may lose the records of the last second.</summary>
    Buffered,
}
