using ServiceAccounts.Protocol.Certificates;

namespace ServiceAccounts.Protocol.Clients;

/// <summary>What a client's certificate must be: one that is known itself, or one of a name that a known CA has issued.</summary>
/// <param name="Id">The credential's id: the <c>credential_id</c> of the tokens it gets.</param>
/// <param name="ExpiresAt">When it runs out, if ever: a known certificate has an end, a name has none.</param>
public sealed record TrustedCertificate(Guid Id, DateTimeOffset? ExpiresAt)
{
    /// <summary>The most that a client has active: enough to bring a new one into use before the old one goes.</summary>
    public const int MaxActive = 4;

    /// <summary>The thumbprint of a certificate that is known itself (RFC 8705 section 2.2); null where a name is asked for.</summary>
    public string? Thumbprint { get; init; }

    /// <summary>The name it must have (RFC 8705 section 2.1); null where it is known itself.</summary>
    public CertificateName? Name { get; init; }

    /// <summary>The CAs that may have issued one of that name; null for those of the server's settings.</summary>
    public CertificateAuthorities? Authorities { get; init; }
}
