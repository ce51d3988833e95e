using System.ComponentModel.DataAnnotations;

namespace ServiceAccounts.Server.Hosting;

/// <summary>The section <c>ServiceAccounts:Certificates</c>.</summary>
internal sealed class CertificateOptions
{
    public const string Section = "ServiceAccounts:Certificates";

    /// <summary>Where Development makes its certificates on first start.</summary>
    [Required]
    public string Directory { get; init; } = "certs";

    /// <summary>A PFX file with an RSA key: protects private keys and secrets in the database. Production requires it.</summary>
    [SettingExample("/run/secrets/protection.pfx")]
    public string? Protection { get; init; }

    /// <summary>The password of that file, if it has one.</summary>
    [SettingExample("the file's password")]
    public string? ProtectionPassword { get; init; }

    /// <summary>Protection certificates of before: they open what they protected until all of it is under the one of today.</summary>
    [SettingExample("/run/secrets/protection-2025.pfx")]
    public PreviousProtectionOptions[] PreviousProtection { get; init; } = [];

    /// <summary>A PFX file: the certificate of https endpoints that name no other.</summary>
    [SettingExample("/run/secrets/tls.pfx")]
    public string? Tls { get; init; }

    /// <summary>The password of that file, if it has one.</summary>
    [SettingExample("the file's password")]
    public string? TlsPassword { get; init; }

    /// <summary>
    /// Whether https endpoints ask clients for a certificate (RFC 8705); nobody needs to have one. A browser that has some may ask
    /// its user which to send.
    /// </summary>
    public bool RequestClientCertificates { get; init; } = true;

    /// <summary>A PEM file with the CAs of client certificates, up to the self-signed ones, for credentials that name none of their own.</summary>
    [SettingExample("/etc/serviceaccounts/client-ca.pem")]
    public string? ClientAuthorities { get; init; }
}

/// <summary>One protection certificate of before.</summary>
internal sealed class PreviousProtectionOptions
{
    /// <summary>A PFX file with an RSA key.</summary>
    public string? File { get; init; }

    /// <summary>The password of that file, if it has one.</summary>
    public string? Password { get; init; }
}
