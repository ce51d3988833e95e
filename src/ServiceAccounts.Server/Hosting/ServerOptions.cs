using System.ComponentModel.DataAnnotations;

namespace ServiceAccounts.Server.Hosting;

/// <summary>What stands directly in the section <c>ServiceAccounts</c>.</summary>
internal sealed class ServerOptions : IValidatableObject
{
    public const string Section = "ServiceAccounts";

    /// <summary>The <c>iss</c> of every token and the base of every URL we tell anybody: scheme, host and port.</summary>
    [SettingExample("https://auth.example.com")]
    public string? Issuer { get; init; }

    /// <summary>
    /// For how long a server that is asked to end still listens, and says to probes that it is not ready, in seconds; 5, in
    /// Development 0.
    /// </summary>
    [Range(0, 20)]
    public int? DrainSeconds { get; init; }

    /// <summary>The code of this deployment's row of the region table.</summary>
    public string Region { get; init; } = "US1";

    /// <summary>What follows <c>api.</c> and the region's code in the base URLs of the other regions.</summary>
    public string RegionDomain { get; init; } = "serviceaccounts.example";

    /// <summary>The rows of an own region table; the ten known ones unless given.</summary>
    public RegionRow[] Regions { get; init; } = [];

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Issuer is not null && !IsBaseUrl(Issuer))
        {
            yield return new ValidationResult(
                "It is an http(s) URL of scheme, host and port: no path, no final slash, lower case.", [nameof(Issuer)]);
        }
    }

    /// <summary>A row of the region table.</summary>
    internal sealed class RegionRow
    {
        /// <summary>Its code.</summary>
        public string? Code { get; init; }

        /// <summary>What people call it.</summary>
        public string? Name { get; init; }

        /// <summary>The cloud provider's name of it, where there is one.</summary>
        public string? CloudRegion { get; init; }

        /// <summary>The base of every URL of its API, unless it follows from code and domain.</summary>
        public string? ApiBaseUrl { get; init; }
    }

    // Verifiers compare issuers as strings, so there is one spelling: the one that a URL parser prints.
    internal static bool IsBaseUrl(string issuer) =>
        Uri.TryCreate(issuer, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp)
        && uri.GetLeftPart(UriPartial.Authority) == issuer
        && uri.UserInfo.Length == 0;
}
