using System.ComponentModel.DataAnnotations;

namespace ServiceAccounts.Protocol.Tokens;

/// <summary>The section <c>ServiceAccounts:Tokens</c>.</summary>
public sealed class TokenOptions : IValidatableObject
{
    /// <summary>The section's name.</summary>
    public const string Section = "ServiceAccounts:Tokens";

    /// <summary>The longest lifetime that any setting allows, in seconds: no token was ever told to live longer.</summary>
    public const int LongestTtlSeconds = 86_400;

    /// <summary>Lifetime of an access token whose application names none, in seconds.</summary>
    [Range(60, LongestTtlSeconds)]
    public int DefaultTtlSeconds { get; init; } = 3_600;

    /// <summary>The shortest lifetime that an application may name, in seconds.</summary>
    [Range(60, LongestTtlSeconds)]
    public int MinimumTtlSeconds { get; init; } = 60;

    /// <summary>The longest lifetime that an application may name and that any token has, in seconds.</summary>
    [Range(60, LongestTtlSeconds)]
    public int MaximumTtlSeconds { get; init; } = LongestTtlSeconds;

    /// <inheritdoc />
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (DefaultTtlSeconds > MaximumTtlSeconds)
        {
            yield return new ValidationResult("The default is longer than MaximumTtlSeconds.", [nameof(DefaultTtlSeconds)]);
        }

        if (DefaultTtlSeconds < MinimumTtlSeconds)
        {
            yield return new ValidationResult("The default is shorter than MinimumTtlSeconds.", [nameof(DefaultTtlSeconds)]);
        }

        if (MinimumTtlSeconds > MaximumTtlSeconds)
        {
            yield return new ValidationResult("The minimum is longer than MaximumTtlSeconds.", [nameof(MinimumTtlSeconds)]);
        }
    }
}
