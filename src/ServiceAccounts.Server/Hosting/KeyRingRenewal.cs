using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Keys;

namespace ServiceAccounts.Server.Hosting;

/// <summary>
/// Brings the key ring under the protection certificate of today, so that the one before can be dropped. Beside running nodes,
/// which opened the ring when they started, and right when two do it: a certificate that is given opens what either wrote.
/// </summary>
internal sealed class KeyRingRenewal(
    IDatabase database, IDbContextFactory<ServiceAccountsDbContext> contexts, ServerCertificates certificates,
    IServiceProvider services, ILoggerFactory loggers, ILogger<KeyRingRenewal> logger)
{
    private const int MaxElements = 1_000;

    // How the framework writes a protected part of an element, and how XML encryption names the certificate.
    private static readonly XName Protected = "{http://schemas.asp.net/2015/03/dataProtection}encryptedSecret";
    private static readonly XName Certificate = "{http://www.w3.org/2000/09/xmldsig#}X509Certificate";

    /// <summary>The thumbprints of certificates that the ring needs and that are not given.</summary>
    public async Task<IReadOnlyList<string>> MissingAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var given = certificates.Previous.Select(c => c.Thumbprint).Append(certificates.Protection.Thumbprint).ToHashSet(StringComparer.Ordinal);
        return [.. (await ReadAsync(db.Set<KeyRingElement>().AsNoTracking(), cancellationToken))
            .SelectMany(element => ThumbprintsOf(XElement.Parse(element.Xml))).Where(thumbprint => !given.Contains(thumbprint))
            .Distinct().Order(StringComparer.Ordinal)];
    }

    /// <summary>Protects every element that is under a certificate before with the one of today.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (certificates.Previous.IsEmpty)
        {
            return;
        }

        var renewed = await database.WriteAsync(RenewAsync, cancellationToken);
        foreach (var previous in certificates.Previous)
        {
            logger.ProtectionRenewed(previous.Thumbprint, certificates.Protection.Thumbprint, renewed);
        }
    }

    private async Task<int> RenewAsync(ServiceAccountsDbContext db, CancellationToken cancellationToken)
    {
        var (decryptor, encryptor) = (new EncryptedXmlDecryptor(services), new CertificateXmlEncryptor(certificates.Protection, loggers));
        var renewed = 0;
        foreach (var element in await ReadAsync(db.Set<KeyRingElement>(), cancellationToken))
        {
            var xml = XElement.Parse(element.Xml);
            var old = PartsOf(xml).Where(part => ThumbprintOf(part) != certificates.Protection.Thumbprint).ToList();
            foreach (var part in old)
            {
                var open = decryptor.Decrypt(part.Elements().Single());
                part.ReplaceNodes(encryptor.Encrypt(open).EncryptedElement);
            }

            if (old.Count > 0)
            {
                element.Xml = xml.ToString(SaveOptions.DisableFormatting);
                renewed++;
            }
        }

        await db.SaveChangesAsync(cancellationToken);
        return renewed;
    }

    private static Task<List<KeyRingElement>> ReadAsync(IQueryable<KeyRingElement> elements, CancellationToken cancellationToken) =>
        elements.OrderBy(element => element.Name).Take(MaxElements).ToListAsync(cancellationToken);

    // Only what a certificate protects: other elements have no secret.
    private static IEnumerable<XElement> PartsOf(XElement element) =>
        element.DescendantsAndSelf(Protected).Where(part => part.Descendants(Certificate).Any());

    private static IEnumerable<string> ThumbprintsOf(XElement element) => PartsOf(element).Select(ThumbprintOf).OfType<string>();

    private static string? ThumbprintOf(XElement part)
    {
        try
        {
            using var certificate = X509CertificateLoader.LoadCertificate(Convert.FromBase64String(part.Descendants(Certificate).First().Value));
            return certificate.Thumbprint;
        }
        catch (Exception e) when (e is FormatException or CryptographicException)
        {
            return null; // Then opening it says what is wrong.
        }
    }
}
