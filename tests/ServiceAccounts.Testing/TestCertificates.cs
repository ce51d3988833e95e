using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ServiceAccounts.Testing;

/// <summary>A CA of the tests' own, for hosts that the server calls and for clients that call it.</summary>
public sealed class TestCa : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>Makes the CA; below another one where one is given.</summary>
    public TestCa(string name = "CN=Test CA", TestCa? parent = null)
    {
        var request = new CertificateRequest(name, _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        var now = TimeProvider.System.GetUtcNow();
        Certificate = parent is null
            ? request.CreateSelfSigned(now.AddDays(-1), now.AddDays(30))
            : request.Create(
                parent.Certificate.SubjectName, X509SignatureGenerator.CreateForECDsa(parent._key), now.AddDays(-1), now.AddDays(29),
                RandomNumberGenerator.GetBytes(16)).CopyWithPrivateKey(_key);
        PemFile = Path.Combine(Directory.CreateTempSubdirectory("serviceaccounts-ca-").FullName, "ca.pem");
        File.WriteAllText(PemFile, Certificate.ExportCertificatePem());
    }

    /// <summary>The CA itself.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>The CA as a PEM file.</summary>
    public string PemFile { get; }

    /// <summary>A server certificate for the given names; <c>localhost</c> unless given.</summary>
    public X509Certificate2 Issue(params string[] names)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=test host", key, HashAlgorithmName.SHA256);
        var san = new SubjectAlternativeNameBuilder();
        foreach (var name in names.DefaultIfEmpty("localhost"))
        {
            san.AddDnsName(name);
        }

        san.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(san.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        var now = TimeProvider.System.GetUtcNow();
        using var signed = request.Create(Certificate, now.AddDays(-1), now.AddDays(20), RandomNumberGenerator.GetBytes(16));
        using var withKey = signed.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pfx), null);
    }

    /// <summary>The CA as PEM.</summary>
    public string Pem => Certificate.ExportCertificatePem();

    /// <summary>A client's certificate, changed as a test says before it is signed; valid from yesterday for some days unless given.</summary>
    public X509Certificate2 IssueClient(ClientCertificateForm form)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = TimeProvider.System.GetUtcNow();
        using var signed = form.ToRequest(key).Create(
            Certificate.SubjectName, X509SignatureGenerator.CreateForECDsa(_key), form.From ?? now.AddHours(-20), form.Until ?? now.AddDays(20),
            RandomNumberGenerator.GetBytes(16));
        using var withKey = signed.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pfx), null);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Certificate.Dispose();
        _key.Dispose();
        Directory.Delete(Path.GetDirectoryName(PemFile)!, recursive: true); // Made in the constructor.
    }
}

/// <summary>What a client's certificate says.</summary>
/// <param name="Subject">The subject's distinguished name.</param>
public sealed record ClientCertificateForm(string Subject)
{
    /// <summary>The names beside it.</summary>
    public Action<SubjectAlternativeNameBuilder>? Names { get; init; }

    /// <summary>What it is for: clients unless given; null for no word of it.</summary>
    public string? Usage { get; init; } = "1.3.6.1.5.5.7.3.2";

    /// <summary>Whether it may sign other certificates.</summary>
    public bool IsAuthority { get; init; }

    /// <summary>When it begins.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>When it ends.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>One that nobody else has signed, and its key.</summary>
    public X509Certificate2 SelfSigned(AsymmetricAlgorithm? key = null)
    {
        using var own = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = TimeProvider.System.GetUtcNow();
        using var signed = ToRequest(key ?? own).CreateSelfSigned(From ?? now.AddHours(-20), Until ?? now.AddDays(20));
        return X509CertificateLoader.LoadPkcs12(signed.Export(X509ContentType.Pfx), null);
    }

    internal CertificateRequest ToRequest(AsymmetricAlgorithm key)
    {
        var request = key is RSA rsa
            ? new CertificateRequest(Subject, rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            : new CertificateRequest(Subject, (ECDsa)key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(IsAuthority, false, 0, true));
        if (Usage is not null)
        {
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(Usage)], false));
        }

        if (Names is not null)
        {
            var names = new SubjectAlternativeNameBuilder();
            Names(names);
            request.CertificateExtensions.Add(names.Build());
        }

        return request;
    }
}
