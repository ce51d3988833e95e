using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ServiceAccounts.Server.Hosting;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Hosting;

/// <summary>PFX files as an operator brings them; made once for a test run, because RSA keys take long.</summary>
internal static class Pfx
{
    public const string Password = "correct-horse-7";

    private static readonly Lazy<string> Directory = new(() =>
    {
        var directory = System.IO.Directory.CreateTempSubdirectory("serviceaccounts-pfx-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => System.IO.Directory.Delete(directory, recursive: true);
        return directory;
    });

    private static readonly Lazy<string> LazyProtection = new(() => MakeRsa("protection.pfx", null));
    private static readonly Lazy<string> LazyOtherProtection = new(() => MakeRsa("other.pfx", null));
    private static readonly Lazy<string> LazyLocked = new(() => MakeRsa("locked.pfx", Password));
    private static readonly Lazy<string> LazyElliptic = new(MakeElliptic);
    private static readonly Lazy<string> LazyPublicOnly = new(MakePublicOnly);
    private static readonly Lazy<string> LazyDevelopment = new(MakeDevelopment);

    /// <summary>A good protection certificate.</summary>
    public static string Protection => LazyProtection.Value;

    /// <summary>Another good one.</summary>
    public static string OtherProtection => LazyOtherProtection.Value;

    /// <summary>One that opens with <see cref="Password"/>.</summary>
    public static string Locked => LazyLocked.Value;

    /// <summary>One with an elliptic key, which cannot protect anything.</summary>
    public static string Elliptic => LazyElliptic.Value;

    /// <summary>One without its private key.</summary>
    public static string PublicOnly => LazyPublicOnly.Value;

    /// <summary>A directory with the certificates that Development makes.</summary>
    public static string DevelopmentDirectory => LazyDevelopment.Value;

    /// <summary>A TLS certificate for <c>localhost</c>.</summary>
    public static string TlsOf(TestCa ca, string directory) => Write(ca.Issue(), Path.Combine(directory, "tls.pfx"), null);

    private static string MakeRsa(string name, string? password)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=protection", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return Write(SelfSigned(request), Path.Combine(Directory.Value, name), password);
    }

    private static string MakeElliptic()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return Write(
            SelfSigned(new CertificateRequest("CN=elliptic", key, HashAlgorithmName.SHA256)), Path.Combine(Directory.Value, "elliptic.pfx"), null);
    }

    private static string MakePublicOnly()
    {
        using var key = RSA.Create(2048);
        using var certificate = SelfSigned(new CertificateRequest("CN=public", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        return Write(X509CertificateLoader.LoadCertificate(certificate.RawData), Path.Combine(Directory.Value, "public.pfx"), null);
    }

    private static string MakeDevelopment()
    {
        var directory = Path.Combine(Directory.Value, "development");
        DevelopmentCertificates.EnsureIn(directory, TimeProvider.System);
        return directory;
    }

    private static X509Certificate2 SelfSigned(CertificateRequest request)
    {
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(30));
    }

    private static string Write(X509Certificate2 certificate, string path, string? password)
    {
        using (certificate)
        {
            File.WriteAllBytes(path, certificate.Export(X509ContentType.Pfx, password));
        }

        return path;
    }
}
