namespace ServiceAccounts.Protocol.Proofs;

/// <summary>
/// What whoever uses a token must prove to have (RFC 7800, the claim <c>cnf</c>): the key of a certificate, a key of its own, or
/// both. Thumbprints are base64url of SHA-256, 43 characters.
/// </summary>
public sealed record TokenBinding
{
    /// <summary>Of the client's TLS certificate: <c>x5t#S256</c> (RFC 8705 section 3.1).</summary>
    public string? CertificateThumbprint { get; init; }

    /// <summary>Of the key that signs DPoP proofs: <c>jkt</c> (RFC 9449 section 6.1).</summary>
    public string? KeyThumbprint { get; init; }

    /// <summary>Whether whoever proves this has proved that too.</summary>
    public bool Covers(TokenBinding other) =>
        (other.CertificateThumbprint is null || string.Equals(other.CertificateThumbprint, CertificateThumbprint, StringComparison.Ordinal))
        && (other.KeyThumbprint is null || string.Equals(other.KeyThumbprint, KeyThumbprint, StringComparison.Ordinal));
}
