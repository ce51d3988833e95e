using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ServiceAccounts.Server.Outbound;

/// <summary>The section <c>ServiceAccounts:Outbound</c>: which hosts the server itself may call.</summary>
internal sealed class OutboundOptions : IValidatableObject
{
    public const string Section = "ServiceAccounts:Outbound";

    /// <summary>Private networks that key URLs may reach, in CIDR form; none unless given.</summary>
    [Hosting.SettingExample("10.20.0.0/16")]
    public string[] AllowedNetworks { get; init; } = [];

    /// <summary>A PEM file with further CAs for key URLs.</summary>
    [Hosting.SettingExample("/etc/serviceaccounts/internal-ca.pem")]
    public string? TrustedCertificates { get; init; }

    /// <summary>A proxy for key URLs; who runs it owns the guard of addresses.</summary>
    [Hosting.SettingExample("http://proxy.internal:3128")]
    public string? Proxy { get; init; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var network in AllowedNetworks.Where(network => !IPNetwork.TryParse(network, out _)))
        {
            yield return new ValidationResult($"'{network}' is not a network in CIDR form.", [nameof(AllowedNetworks)]);
        }

        if (TrustedCertificates is not null && WhyNoCertificates(TrustedCertificates) is { } problem)
        {
            yield return new ValidationResult(problem, [nameof(TrustedCertificates)]);
        }

        if (Proxy is not null && !(Uri.TryCreate(Proxy, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttp))
        {
            yield return new ValidationResult("It is an http URL of host and port.", [nameof(Proxy)]);
        }
    }

    private static string? WhyNoCertificates(string path)
    {
        if (!File.Exists(path))
        {
            return $"There is no file {path}.";
        }

        try
        {
            var certificates = new X509Certificate2Collection();
            certificates.ImportFromPemFile(path);
            return certificates.Count > 0 ? null : $"The file {path} has no certificate in PEM form.";
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            return $"The file {path} cannot be read: {e.Message}";
        }
    }
}
