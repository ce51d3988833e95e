using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ServiceAccounts.Protocol.Certificates;

/// <summary>The CAs whose word is taken for a client's name: self-signed ones, and others that lead to them.</summary>
public sealed class CertificateAuthorities
{
    /// <summary>The most of them in one place.</summary>
    public const int MaxCount = 10;

    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    private readonly ImmutableArray<X509Certificate2> _certificates;

    private CertificateAuthorities(ImmutableArray<X509Certificate2> certificates) => _certificates = certificates;

    /// <summary>None: nobody's word is taken.</summary>
    public static CertificateAuthorities None { get; } = new([]);

    /// <summary>Whether there are any.</summary>
    public bool Any => _certificates.Length > 0;

    /// <summary>Reads them from PEM; whether they are any good now, <see cref="WhyUnusable"/> says.</summary>
    public static bool TryRead(string pem, [NotNullWhen(true)] out CertificateAuthorities? authorities, [NotNullWhen(false)] out string? problem)
    {
        authorities = CertificatePem.TryRead(pem, MaxCount, out var certificates, out problem)
            ? new CertificateAuthorities([.. certificates])
            : null;
        return authorities is not null;
    }

    /// <summary>The same as PEM, without whatever else stood around them.</summary>
    public string ToPem() => CertificatePem.Write(_certificates);

    /// <summary>Why one of them can vouch for nobody, or null.</summary>
    public string? WhyUnusable(DateTimeOffset now)
    {
        foreach (var certificate in _certificates)
        {
            if (!IsAuthority(certificate))
            {
                return $"'{certificate.Subject}' is not the certificate of a CA: its basic constraints do not say so.";
            }

            if (Check(certificate, now, null) is { } problem)
            {
                return $"'{certificate.Subject}' cannot vouch for anybody: {problem} Give every CA up to the self-signed one.";
            }
        }

        return null;
    }

    /// <summary>Why a certificate is not one of a client that they have issued, or null (RFC 5280 section 6).</summary>
    public string? WhyNotIssued(X509Certificate2 certificate, DateTimeOffset now)
    {
        if (!Any)
        {
            return "There is no CA that may have issued it: give the credential its certificate_authorities.";
        }

        return IsAuthority(certificate)
            ? "The certificate is that of a CA, which vouches for others and is no client: issue one for the client."
            : CertificateKey.WhyWeak(certificate) ?? Check(certificate, now, ClientAuthentication);
    }

    // Nothing is fetched, neither missing issuers nor lists of what has been revoked: whoever connects chooses the URLs in a
    // certificate. A certificate ends by its own end, by taking its name or its CA away here, or by disabling the application.
    private string? Check(X509Certificate2 certificate, DateTimeOffset now, string? purpose)
    {
        using var chain = new X509Chain();
        var policy = chain.ChainPolicy;
        policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        policy.RevocationMode = X509RevocationMode.NoCheck;
        policy.DisableCertificateDownloads = true;
        policy.VerificationTime = now.UtcDateTime;
        if (purpose is not null)
        {
            policy.ApplicationPolicy.Add(new Oid(purpose));
        }

        foreach (var authority in _certificates)
        {
            (IsSelfIssued(authority) ? policy.CustomTrustStore : policy.ExtraStore).Add(authority);
        }

        try
        {
            if (chain.Build(certificate))
            {
                return null;
            }

            var problems = chain.ChainStatus.Select(status => status.Status).Where(status => status != X509ChainStatusFlags.NoError).Distinct();
            return $"The chain from the certificate to a trusted CA does not hold ({string.Join(", ", problems)}).";
        }
        catch (CryptographicException)
        {
            return "The certificate cannot be read.";
        }
        finally
        {
            foreach (var element in chain.ChainElements)
            {
                element.Certificate.Dispose();
            }
        }
    }

    private static bool IsAuthority(X509Certificate2 certificate)
    {
        try
        {
            return certificate.Extensions.OfType<X509BasicConstraintsExtension>().Any(constraints => constraints.CertificateAuthority);
        }
        catch (CryptographicException)
        {
            // A constraint that cannot be read is critical or wrong; the chain says which.
            return false;
        }
    }

    private static bool IsSelfIssued(X509Certificate2 certificate) =>
        certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData);
}
