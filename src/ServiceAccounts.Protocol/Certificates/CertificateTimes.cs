using System.Security.Cryptography.X509Certificates;

namespace ServiceAccounts.Protocol.Certificates;

/// <summary>From when to when a certificate is valid (RFC 5280 section 4.1.2.5).</summary>
public static class CertificateTimes
{
    /// <summary>When it runs out.</summary>
    public static DateTimeOffset EndOf(X509Certificate2 certificate) => Utc(certificate.NotAfter);

    /// <summary>Why it is not valid at a time, or null.</summary>
    public static string? WhyNotValid(X509Certificate2 certificate, DateTimeOffset now)
    {
        if (EndOf(certificate) <= now)
        {
            return "The certificate has expired: use its successor.";
        }

        return Utc(certificate.NotBefore) > now ? "The certificate is not valid yet: wait, or mend the clock of who issued it." : null;
    }

    // The framework tells both in the machine's own time zone.
    private static DateTimeOffset Utc(DateTime local) => new(local.ToUniversalTime());
}
