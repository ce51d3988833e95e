using System.Runtime.CompilerServices;
using System.Security.Cryptography.X509Certificates;
using ServiceAccounts.Server.Hosting;
using ServiceAccounts.Storage;

namespace ServiceAccounts.Server.Commands;

/// <summary>When certificates run out. That they open, the settings have shown.</summary>
internal sealed class CertificateFindings(ServerCertificates certificates, TimeProvider time) : IFindings
{
    private static readonly TimeSpan Soon = TimeSpan.FromDays(30);

    public async IAsyncEnumerable<Finding> LookAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;

        // It only encrypts, and does so also when it has run out.
        yield return Look("protection", nameof(CertificateOptions.Protection), certificates.Protection, FindingKind.Warning);
        foreach (var previous in certificates.Previous)
        {
            yield return LookAtPrevious(previous);
        }

        if (certificates.Tls is { } tls)
        {
            yield return Look("TLS", nameof(CertificateOptions.Tls), tls, FindingKind.Problem);
        }
    }

    // It only decrypts what was encrypted before, and does so also when it has run out.
    private Finding LookAtPrevious(X509Certificate2 previous)
    {
        var what = $"The previous protection certificate {previous.Subject} with thumbprint {previous.Thumbprint}";
        return previous.Thumbprint == certificates.Protection.Thumbprint
            ? Finding.Warning($"{what} is the one of today.", $"Name the one before it in {CertificateOptions.Section}:{nameof(CertificateOptions.PreviousProtection)}, or none.")
            : Finding.Ok($"{what} is at hand for what it encrypted.");
    }

    private Finding Look(string name, string setting, X509Certificate2 certificate, FindingKind ifExpired)
    {
        var end = new DateTimeOffset(certificate.NotAfter.ToUniversalTime());
        var what = $"The {name} certificate {certificate.Subject} ";
        var remedy = $"Renew it, and name the new one in {CertificateOptions.Section}:{setting}.";
        var now = time.GetUtcNow();
        return end <= now ? new Finding(ifExpired, $"{what}ran out on {end:yyyy-MM-dd}.", remedy)
            : new DateTimeOffset(certificate.NotBefore.ToUniversalTime()) > now ? new Finding(ifExpired, $"{what}is not valid yet.", "Look at the clock, or name another certificate.")
            : end - now < Soon ? Finding.Warning($"{what}runs out on {end:yyyy-MM-dd}.", remedy)
            : Finding.Ok($"{what}is good until {end:yyyy-MM-dd}.");
    }
}
