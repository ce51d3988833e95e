namespace ServiceAccounts.Protocol.Certificates;

/// <summary>What of a certificate tells its owner (RFC 8705 section 2.1.2).</summary>
public enum ClientCertificateMatch
{
    /// <summary>The subject's distinguished name.</summary>
    SubjectDn,

    /// <summary>A DNS name among the subject's alternative names.</summary>
    SanDns,

    /// <summary>A URI among the subject's alternative names.</summary>
    SanUri,

    /// <summary>An address among the subject's alternative names.</summary>
    SanIp,

    /// <summary>An e-mail address among the subject's alternative names.</summary>
    SanEmail,

    /// <summary>The certificate itself (RFC 8705 section 2.2).</summary>
    Certificate,
}
