using System.Text.Json.Serialization;

namespace ServiceAccounts.Contracts.Credentials;

/// <summary>
/// A certificate by which a client authenticates (RFC 8705): for <c>tls_client_auth</c> exactly one of the five names (section
/// 2.1.2), for <c>self_signed_tls_client_auth</c> the certificate itself as <c>pem</c>.
/// </summary>
public sealed record CreateClientCertificateRequest
{
    /// <summary>The subject's distinguished name as RFC 4514 writes it, such as <c>CN=billing,O=Example</c>; case counts.</summary>
    public string? SubjectDn { get; init; }

    /// <summary>A DNS name among the subject's alternative names; no pattern.</summary>
    public string? SanDns { get; init; }

    /// <summary>A URI among the subject's alternative names, such as <c>spiffe://example.com/billing</c>.</summary>
    public string? SanUri { get; init; }

    /// <summary>An IPv4 or IPv6 address among the subject's alternative names.</summary>
    public string? SanIp { get; init; }

    /// <summary>An e-mail address among the subject's alternative names.</summary>
    public string? SanEmail { get; init; }

    /// <summary>
    /// The CAs that may have issued it, as PEM: 1 to 10, at most 65,536 characters, up to the self-signed one. Those of the server's
    /// settings unless given; only with a name.
    /// </summary>
    public string? CertificateAuthorities { get; init; }

    /// <summary>The certificate itself as PEM, without its private key: RSA of 2048 to 4096 bits, P-256, P-384 or P-521.</summary>
    public string? Pem { get; init; }
}

/// <summary>A certificate by which a client authenticates: by name, or known itself.</summary>
public sealed record ClientCertificateResponse
{
    /// <summary>The credential's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The subject's distinguished name.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? SubjectDn { get; init; }

    /// <summary>A DNS name among the subject's alternative names.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? SanDns { get; init; }

    /// <summary>A URI among the subject's alternative names.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? SanUri { get; init; }

    /// <summary>An address among the subject's alternative names.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? SanIp { get; init; }

    /// <summary>An e-mail address among the subject's alternative names.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? SanEmail { get; init; }

    /// <summary>The CAs that may have issued it, as PEM; absent where those of the server's settings may.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? CertificateAuthorities { get; init; }

    /// <summary>The certificate itself as PEM, where it is known itself.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Pem { get; init; }

    /// <summary>Its thumbprint, where it is known itself: the <c>x5t#S256</c> of the tokens it gets.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Thumbprint { get; init; }

    /// <summary>When it was made known.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it runs out; null for a name, whose certificates have ends of their own.</summary>
    public required DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Who made it known; null where that is not known. Not in the answer that did.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Optional<CredentialCreatorResponse> CreatedBy { get; init; }

    /// <summary>When it was last used; null for never. Not in the answer that made it known.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Optional<DateTimeOffset?> LastUsedAt { get; init; }

    /// <summary>From which address it was last used.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Optional<string> LastUsedFrom { get; init; }

    /// <summary>Whether it can be taken out of use; in lists of certificates.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RetirementResponse? SafeToRetire { get; init; }
}
