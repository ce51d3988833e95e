using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ServiceAccounts.Protocol.Certificates;

/// <summary>Reads certificates from PEM (RFC 7468), and nothing else.</summary>
public static class CertificatePem
{
    private const string Label = "CERTIFICATE";

    /// <summary>Whether a private key is in a text, however damaged.</summary>
    public static bool HasPrivateKey(string pem) => pem.Contains("PRIVATE KEY", StringComparison.OrdinalIgnoreCase);

    /// <summary>The certificates of a text: at least one, at most <paramref name="most"/>; or what is wrong with it.</summary>
    public static bool TryRead(
        string pem, int most, [NotNullWhen(true)] out IReadOnlyList<X509Certificate2>? certificates, [NotNullWhen(false)] out string? problem)
    {
        var read = new List<X509Certificate2>();
        problem = WhyNotRead(pem, most, read);
        if (problem is not null)
        {
            read.ForEach(certificate => certificate.Dispose());
        }

        certificates = problem is null ? read : null;
        return problem is null;
    }

    /// <summary>The same certificates as PEM without whatever else stood around them.</summary>
    public static string Write(IEnumerable<X509Certificate2> certificates) =>
        string.Join('\n', certificates.Select(certificate => certificate.ExportCertificatePem())) + "\n";

    private static string? WhyNotRead(string pem, int most, List<X509Certificate2> read)
    {
        if (HasPrivateKey(pem))
        {
            return "It has a private key, which belongs to the client alone: send the certificate without it, and replace that key, since it has been sent.";
        }

        var rest = pem.AsSpan();
        while (PemEncoding.TryFind(rest, out var fields))
        {
            if (!rest[fields.Label].SequenceEqual(Label))
            {
                return $"It has a block that is no certificate: each begins with -----BEGIN {Label}-----.";
            }

            if (read.Count == most)
            {
                return most == 1 ? "It has more than one certificate." : $"It has more than {most} certificates.";
            }

            if (fields.DecodedDataLength == 0)
            {
                return "One of its blocks is empty.";
            }

            try
            {
                var der = new byte[fields.DecodedDataLength];
                Convert.TryFromBase64Chars(rest[fields.Base64Data], der, out _);
                read.Add(X509CertificateLoader.LoadCertificate(der));
            }
            catch (CryptographicException)
            {
                return "One of its blocks is not a certificate.";
            }

            rest = rest[fields.Location.End..];
        }

        return read.Count > 0 ? null : $"It is no certificate in PEM form: that begins with -----BEGIN {Label}-----.";
    }
}
