using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ServiceAccounts.Protocol.Certificates;
using ServiceAccounts.Protocol.Clients;

namespace ServiceAccounts.Storage.Credentials;

/// <summary>A certificate with which an application authenticates (RFC 8705), or the name that one of a known CA must have.</summary>
public sealed class ClientCertificate : IListed
{
    /// <summary>The longest name in a certificate, in characters.</summary>
    public const int MaxValueLength = 1_000;

    /// <summary>The most that the certificates of a credential may take as PEM, in characters.</summary>
    public const int MaxPemLength = 64 * 1024;

    /// <summary>The credential's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The application it belongs to.</summary>
    public required Guid ApplicationId { get; init; }

    /// <summary>What is looked at in a certificate.</summary>
    public required ClientCertificateMatch Match { get; init; }

    /// <summary>What must stand there: a name, or the thumbprint (base64url of SHA-256) of a certificate that is known itself.</summary>
    public required string Value { get; init; }

    /// <summary>The CAs that may have issued it, or the certificate that is known itself, as PEM; null for those of the server's settings.</summary>
    public string? Pem { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Who made it.</summary>
    public Guid? CreatedById { get; init; }

    /// <summary>What who made it was called.</summary>
    public string? CreatedByName { get; init; }

    /// <summary>When it runs out, if ever.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The certificate as the protocol compares it; what can be read no more fits no certificate.</summary>
    public TrustedCertificate ToTrusted()
    {
        if (Match == ClientCertificateMatch.Certificate)
        {
            return new TrustedCertificate(Id, ExpiresAt) { Thumbprint = Value };
        }

        CertificateAuthorities? authorities = null;
        if (Pem is not null && !CertificateAuthorities.TryRead(Pem, out authorities, out _))
        {
            authorities = CertificateAuthorities.None;
        }

        return new TrustedCertificate(Id, ExpiresAt)
        {
            Name = CertificateName.TryParse(Match, Value, out var name, out _) ? name : null,
            Authorities = authorities,
        };
    }
}

internal sealed class ClientCertificateConfiguration : IEntityTypeConfiguration<ClientCertificate>
{
    public void Configure(EntityTypeBuilder<ClientCertificate> certificate)
    {
        certificate.ToTable("client_certificates");
        certificate.Property(c => c.Value).HasMaxLength(ClientCertificate.MaxValueLength);
        certificate.Property(c => c.Pem).HasMaxLength(ClientCertificate.MaxPemLength);
        certificate.Property(c => c.CreatedByName).HasMaxLength(255);
        certificate.HasIndex(c => c.ApplicationId);
    }
}
