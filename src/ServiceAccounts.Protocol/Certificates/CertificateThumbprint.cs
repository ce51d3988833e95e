using System.Buffers.Text;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ServiceAccounts.Protocol.Certificates;

/// <summary>The thumbprint that stands for a certificate in a token: <c>x5t#S256</c> (RFC 8705 section 3.1).</summary>
public static class CertificateThumbprint
{
    /// <summary>Base64url of SHA-256 over the certificate's DER, 43 characters.</summary>
    public static string Of(X509Certificate2 certificate) =>
        Base64Url.EncodeToString(SHA256.HashData(certificate.RawDataMemory.Span));
}
