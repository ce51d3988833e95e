using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ServiceAccounts.Protocol.Certificates;

/// <summary>Which keys a client's certificate may have: as strong as those that sign assertions.</summary>
public static class CertificateKey
{
    private const int MinRsaBits = 2048;
    private const int MaxRsaBits = 4096;

    private static readonly string[] Curves = ["1.2.840.10045.3.1.7", "1.3.132.0.34", "1.3.132.0.35"];

    /// <summary>Why the certificate's key is not good enough, or null.</summary>
    public static string? WhyWeak(X509Certificate2 certificate)
    {
        try
        {
            using var rsa = certificate.GetRSAPublicKey();
            if (rsa is not null)
            {
                return rsa.KeySize is >= MinRsaBits and <= MaxRsaBits
                    ? null
                    : $"The certificate's RSA key has {rsa.KeySize} bits: it needs {MinRsaBits} to {MaxRsaBits}.";
            }

            using var elliptic = certificate.GetECDsaPublicKey();
            return elliptic is not null && Curves.Contains(elliptic.ExportParameters(false).Curve.Oid.Value, StringComparer.Ordinal)
                ? null
                : "The certificate's key is neither RSA nor on one of the curves P-256, P-384 and P-521.";
        }
        catch (CryptographicException)
        {
            return "The certificate's key cannot be read.";
        }
    }
}
