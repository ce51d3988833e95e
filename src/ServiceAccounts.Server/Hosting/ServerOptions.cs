using System.ComponentModel.DataAnnotations;

namespace ServiceAccounts.Server.Hosting;

/// <summary>What stands directly in the section <c>ServiceAccounts</c>.</summary>
internal sealed class ServerOptions : IValidatableObject
{
    public const string Section = "ServiceAccounts";

    /// <summary>The <c>iss</c> of every token and the base of every URL we tell anybody: scheme, host and port.</summary>
    [SettingExample("https://auth.example.com")]
    public string? Issuer { get; init; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Issuer is not null && !IsBaseUrl(Issuer))
        {
            yield return new ValidationResult(
                "It is an http(s) URL of scheme, host and port: no path, no final slash, lower case.", [nameof(Issuer)]);
        }
    }

    // Verifiers compare issuers as strings, so there is one spelling: the one that a URL parser prints.
    private static bool IsBaseUrl(string issuer) =>
        Uri.TryCreate(issuer, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp)
        && uri.GetLeftPart(UriPartial.Authority) == issuer
        && uri.UserInfo.Length == 0;
}
