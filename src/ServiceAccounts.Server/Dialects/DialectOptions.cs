using System.ComponentModel.DataAnnotations;
using ServiceAccounts.Server.Hosting;

namespace ServiceAccounts.Server.Dialects;

/// <summary>The section <c>ServiceAccounts:Dialects</c>: which other systems' APIs are spoken here.</summary>
internal sealed class DialectOptions : IValidatableObject
{
    public const string Section = "ServiceAccounts:Dialects";

    /// <summary>Whether Snyk's service accounts API is served, below <c>/rest</c>.</summary>
    public bool Snyk { get; init; } = true;

    /// <summary>Whether Rezolve's service account API is served, below <c>/api/v1</c>.</summary>
    public bool Rezolve { get; init; } = true;

    /// <summary>Whether Semaphore's service accounts API is served, below <c>/api/v1alpha</c>.</summary>
    public bool Semaphore { get; init; } = true;

    /// <summary>Whether Wavefront's service accounts API is served, below <c>/api/v2</c>.</summary>
    public bool Wavefront { get; init; } = true;

    /// <summary>Whether Sumo Logic's service accounts API is served, below <c>/api/v1</c>.</summary>
    public bool Sumo { get; init; } = true;

    /// <summary>How many requests a second one caller may send to Sumo Logic's API; 0 for as many as it likes. That system has 4.</summary>
    [Range(0, 10_000)]
    public int SumoRequestsPerSecond { get; init; }

    /// <summary>How many requests to Sumo Logic's API may be in flight with one access key or client; 0 for as many as it likes. That system has 10.</summary>
    [Range(0, 10_000)]
    public int SumoRequestsInFlight { get; init; }

    /// <summary>What follows a tenant's label in host names that name it: with <c>example.com</c>, <c>acme.example.com</c> names acme. None unless given.</summary>
    [SettingExample("example.com")]
    public string? HostSuffix { get; init; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (HostSuffix is not null
            && (Uri.CheckHostName(HostSuffix) != UriHostNameType.Dns || HostSuffix.Any(char.IsAsciiLetterUpper) || HostSuffix.StartsWith('.')))
        {
            yield return new ValidationResult("It is a domain name in lower case, without a dot before it.", [nameof(HostSuffix)]);
        }
    }
}
