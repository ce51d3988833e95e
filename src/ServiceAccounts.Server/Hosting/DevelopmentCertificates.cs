using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ServiceAccounts.Server.Hosting;

/// <summary>Makes certificates for Development on first start, and knows them again when Production is given one.</summary>
internal static class DevelopmentCertificates
{
    /// <summary>The file of the protection certificate.</summary>
    public const string ProtectionFile = "dev-protection.pfx";

    // In every subject, so that Production recognises them whatever the file is called.
    private const string Organization = "ServiceAccounts development, never for production";
    private const string AspNetDevelopmentOid = "1.3.6.1.4.1.311.84.1.1";
    private const int TlsDays = 365;
    private const int ProtectionYears = 20;

    /// <summary>Opens the certificates of a directory, making those that are missing or have run out.</summary>
    public static ServerCertificates EnsureIn(string directory, TimeProvider time)
    {
        Directory.CreateDirectory(directory);
        var now = time.GetUtcNow();

        var tlsPath = Path.Combine(directory, "dev-localhost.pfx");
        var tls = TryLoad(tlsPath);
        if (tls is null || tls.NotAfter.ToUniversalTime() <= now.UtcDateTime.AddDays(1))
        {
            tls = MakeTls(directory, tlsPath, now);
        }

        var protectionPath = Path.Combine(directory, ProtectionFile);
        return new ServerCertificates(TryLoad(protectionPath) ?? MakeProtection(protectionPath, now), [], tls);
    }

    /// <summary>Whether a certificate was made here, or by the framework's own development tool.</summary>
    public static bool IsOne(X509Certificate2 certificate) =>
        certificate.Subject.Contains(Organization, StringComparison.Ordinal)
        || certificate.Issuer.Contains(Organization, StringComparison.Ordinal)
        || certificate.Extensions.Any(extension => extension.Oid?.Value == AspNetDevelopmentOid);

    private static X509Certificate2? TryLoad(string path) =>
        File.Exists(path) ? X509CertificateLoader.LoadPkcs12FromFile(path, password: null) : null;

    private static X509Certificate2 MakeTls(string directory, string path, DateTimeOffset now)
    {
        using var caKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var caRequest = new CertificateRequest(Subject("ServiceAccounts development CA"), caKey, HashAlgorithmName.SHA256);
        caRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        caRequest.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        caRequest.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(caRequest.PublicKey, false));
        using var ca = caRequest.CreateSelfSigned(now.AddMinutes(-5), now.AddDays(TlsDays));

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(Subject("localhost"), key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false)); // serverAuth
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(ca, true, false));
        using var signed = request.Create(ca, now.AddMinutes(-5), now.AddDays(TlsDays), RandomNumberGenerator.GetBytes(16));
        using var certificate = signed.CopyWithPrivateKey(key);

        // The CA's key ends with this method: nobody can sign another name with a CA that a developer trusts.
        File.WriteAllText(Path.Combine(directory, "dev-ca.pem"), ca.ExportCertificatePem() + Environment.NewLine);
        PrivateFile.Write(path, certificate.ExportPkcs12(Pkcs12ExportPbeParameters.Pbes2Aes256Sha256, password: null));
        return X509CertificateLoader.LoadPkcs12FromFile(path, password: null);
    }

    private static X509Certificate2 MakeProtection(string path, DateTimeOffset now)
    {
        using var key = RSA.Create(3072);
        var request = new CertificateRequest(
            Subject("ServiceAccounts development protection"), key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(now.AddMinutes(-5), now.AddYears(ProtectionYears));
        PrivateFile.Write(path, certificate.ExportPkcs12(Pkcs12ExportPbeParameters.Pbes2Aes256Sha256, password: null));
        return X509CertificateLoader.LoadPkcs12FromFile(path, password: null);
    }

    private static X500DistinguishedName Subject(string name)
    {
        var subject = new X500DistinguishedNameBuilder();
        subject.AddCommonName(name);
        subject.AddOrganizationName(Organization);
        return subject.Build();
    }
}
