using System.ComponentModel.DataAnnotations;

namespace ServiceAccounts.Storage.Keys;

/// <summary>The section <c>ServiceAccounts:Keys</c>.</summary>
public sealed class KeyOptions : IValidatableObject
{
    /// <summary>The section's name.</summary>
    public const string Section = "ServiceAccounts:Keys";

    /// <summary>After how many days of signing a key is followed by the next.</summary>
    [Range(2, 3_650)]
    public int RotateAfterDays { get; init; } = 90;

    /// <summary>For how many days the next one is published before it signs.</summary>
    [Range(1, 365)]
    public int AnnounceDays { get; init; } = 14;

    /// <summary>Files with keys of one's own, which sign instead of those that the server makes.</summary>
    public OwnKeyOptions[] Own { get; init; } = [];

    /// <inheritdoc />
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (AnnounceDays >= RotateAfterDays)
        {
            yield return new ValidationResult("The next key would be announced before the one that signs: it is fewer than RotateAfterDays.", [nameof(AnnounceDays)]);
        }
    }
}

/// <summary>One file with a key of one's own.</summary>
public sealed class OwnKeyOptions
{
    /// <summary>A PEM or PFX file with a private key: P-256 for ES256, RSA of 2048 to 4096 bits for RS256.</summary>
    public string File { get; init; } = string.Empty;

    /// <summary>Its password, if it has one.</summary>
    public string? Password { get; init; }
}
