using System.ComponentModel.DataAnnotations;
using ServiceAccounts.Protocol.Clients;

namespace ServiceAccounts.Server.Hosting;

/// <summary>The section <c>ServiceAccounts:Bootstrap</c>: the first administrator.</summary>
internal sealed class BootstrapOptions : IValidatableObject
{
    public const string Section = "ServiceAccounts:Bootstrap";

    /// <summary>Where the first administrator's API token is written, for the owner of the process alone.</summary>
    [Required]
    public string TokenFile { get; init; } = "data/bootstrap.json";

    /// <summary>The first administrator's name.</summary>
    [Required]
    [StringLength(255)]
    public string AdminName { get; init; } = "Administrator";

    /// <summary>The first administrator's address.</summary>
    [Required]
    [StringLength(320)]
    public string AdminEmail { get; init; } = "admin@localhost";

    /// <summary>The first administrator's API token, made with <c>--generate-token</c>; made by the server unless given.</summary>
    [SettingExample("$(./ServiceAccounts.Server --generate-token)")]
    public string? Token { get; init; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Token is not null && !CredentialFormat.IsWellFormed(Token, CredentialFormat.ApiTokenPrefix))
        {
            yield return new ValidationResult("It has not the form of an API token: --generate-token prints one.", [nameof(Token)]);
        }
    }
}
