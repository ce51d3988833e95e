using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ServiceAccounts.Server.Hosting;

/// <summary>The certificates that the server works with.</summary>
/// <param name="Protection">Protects private keys and secrets in the database.</param>
/// <param name="Previous">Opened what is in the database until <paramref name="Protection"/> was given.</param>
/// <param name="Tls">The certificate of https endpoints that name no other; null where there is none.</param>
internal sealed record ServerCertificates(X509Certificate2 Protection, ImmutableArray<X509Certificate2> Previous, X509Certificate2? Tls)
{
    /// <summary>Opens what is configured, and in Development makes what is not; what is wrong is noted in the settings.</summary>
    // Every environment but Development is Production: a misspelt name must not be the way to weak settings.
    public static ServerCertificates? Open(
        CertificateOptions options, IHostEnvironment environment, TimeProvider time, Settings settings)
    {
        var development = environment.IsDevelopment() ? MakeIn(options.Directory, time, settings) : null;
        var protection = Load(nameof(options.Protection), options.Protection, options.ProtectionPassword, settings)
            ?? development?.Protection;
        var previous = LoadPrevious(options.PreviousProtection, settings);
        var tls = Load(nameof(options.Tls), options.Tls, options.TlsPassword, settings) ?? development?.Tls;

        if (protection is null && options.Protection is null && !environment.IsDevelopment())
        {
            settings.Add(
                SettingOf(nameof(options.Protection)),
                "Production needs a certificate with an RSA key, as a PFX file: it protects private keys and secrets in the database.",
                "/run/secrets/protection.pfx");
        }
        else if (protection is not null && protection.GetRSAPrivateKey() is null)
        {
            settings.Add(
                SettingOf(nameof(options.Protection)), "The certificate has no RSA private key.", "/run/secrets/protection.pfx");
        }

        if (!environment.IsDevelopment())
        {
            Refuse(nameof(options.Protection), protection, settings);
            Refuse(nameof(options.Tls), tls, settings);
        }

        return protection is null ? null : new ServerCertificates(protection, previous, tls);
    }

    private static ImmutableArray<X509Certificate2> LoadPrevious(PreviousProtectionOptions[] options, Settings settings)
    {
        var loaded = ImmutableArray.CreateBuilder<X509Certificate2>();
        foreach (var (i, previous) in options.Index())
        {
            var name = $"{nameof(CertificateOptions.PreviousProtection)}:{i}:{nameof(previous.File)}";
            if (string.IsNullOrWhiteSpace(previous.File))
            {
                settings.Add(SettingOf(name), "It names no file.", "/run/secrets/protection-2025.pfx");
            }
            else if (Load(name, previous.File, previous.Password, settings) is { } certificate)
            {
                loaded.Add(certificate);
                if (certificate.GetRSAPrivateKey() is null)
                {
                    settings.Add(SettingOf(name), "The certificate has no RSA private key.", "/run/secrets/protection-2025.pfx");
                }
            }
        }

        return loaded.ToImmutable();
    }

    private static ServerCertificates? MakeIn(string directory, TimeProvider time, Settings settings)
    {
        if (string.IsNullOrWhiteSpace(directory))
        {
            return null; // The rule of the option says so.
        }

        try
        {
            return DevelopmentCertificates.EnsureIn(directory, time);
        }
        catch (CryptographicException)
        {
            settings.Add(
                SettingOf(nameof(CertificateOptions.Directory)),
                $"A .pfx file in {directory} is damaged: bring it back from a backup, or delete it and, with dev-protection.pfx, the database.",
                new CertificateOptions().Directory);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            settings.Add(
                SettingOf(nameof(CertificateOptions.Directory)), $"Certificates cannot be kept there: {e.Message}",
                new CertificateOptions().Directory);
        }

        return null;
    }

    private static void Refuse(string name, X509Certificate2? certificate, Settings settings)
    {
        if (certificate is not null && DevelopmentCertificates.IsOne(certificate))
        {
            settings.Add(
                SettingOf(name),
                "It is a development certificate, which Production refuses: its key was made without care for who can read it.",
                "/run/secrets/" + (name == nameof(CertificateOptions.Tls) ? "tls.pfx" : "protection.pfx"));
        }
    }

    private static X509Certificate2? Load(string name, string? path, string? password, Settings settings)
    {
        if (path is null)
        {
            return null;
        }

        if (!File.Exists(path))
        {
            settings.Add(SettingOf(name), $"There is no file {path}.", path);
            return null;
        }

        try
        {
            var certificate = X509CertificateLoader.LoadPkcs12FromFile(path, password);
            if (certificate.HasPrivateKey)
            {
                return certificate;
            }

            settings.Add(SettingOf(name), $"The file {path} has a certificate without its private key.", path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            settings.Add(SettingOf(name), $"The file {path} cannot be read: {e.Message}", path);
        }
        catch (CryptographicException)
        {
            settings.Add(SettingOf(name), $"The file {path} is not a PFX file, or {PasswordOf(name)} is not its password.", path);
        }

        return null;
    }

    private static string PasswordOf(string name) => name.EndsWith(":File", StringComparison.Ordinal)
        ? SettingOf(name[..^"File".Length] + nameof(PreviousProtectionOptions.Password))
        : SettingOf(name) + "Password";

    private static string SettingOf(string name) => $"{CertificateOptions.Section}:{name}";
}
