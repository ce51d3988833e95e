using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Keys;

namespace ServiceAccounts.Server.Hosting;

/// <summary>Keeps the framework's key ring in our database; the ring itself is protected by the configured certificate.</summary>
internal sealed class KeyRing(IDbContextFactory<ServiceAccountsDbContext> contexts) : IXmlRepository
{
    private const int MaxElements = 1_000;

    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var db = contexts.CreateDbContext();
        return [.. db.Set<KeyRingElement>().AsNoTracking().OrderBy(e => e.Name).Take(MaxElements).Select(e => e.Xml).AsEnumerable().Select(XElement.Parse)];
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        using var db = contexts.CreateDbContext();
        db.Add(new KeyRingElement { Name = friendlyName, Xml = element.ToString(SaveOptions.DisableFormatting) });
        db.SaveChanges();
    }
}

/// <summary>Seals private keys with that ring.</summary>
internal sealed class KeyProtector(IDataProtectionProvider ring) : IKeyProtector
{
    // The purpose keeps what is sealed here from being opened as anything else.
    private readonly IDataProtector _protector = ring.CreateProtector("ServiceAccounts.Keys.v1");

    public byte[] Protect(byte[] key) => _protector.Protect(key);

    public byte[] Unprotect(byte[] sealedKey) => _protector.Unprotect(sealedKey);
}

/// <summary>Registers both.</summary>
internal static class KeyRingServices
{
    public static IServiceCollection AddKeyRing(this IServiceCollection services, ServerCertificates certificates)
    {
        services.AddSingleton(certificates);
        services.AddSingleton<KeyRingRenewal>();
        services.AddSingleton<KeyRing>();
        services.AddSingleton<IKeyProtector, KeyProtector>();
        services.AddDataProtection().SetApplicationName("ServiceAccounts").ProtectKeysWithCertificate(certificates.Protection)
            .UnprotectKeysWithAnyCertificate([certificates.Protection, .. certificates.Previous]);
        services.AddOptions<KeyManagementOptions>().Configure<KeyRing>((options, ring) => options.XmlRepository = ring);
        return services;
    }
}
