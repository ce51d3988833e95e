using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ServiceAccounts.Protocol.Keys;
using ServiceAccounts.Storage.Keys;

namespace ServiceAccounts.Server.Hosting;

/// <summary>Reads the signing keys that the operator brings; what is wrong with one is noted in the settings.</summary>
internal static class OwnKeyFiles
{
    private const string Setting = $"{KeyOptions.Section}:{nameof(KeyOptions.Own)}";
    private const string Example = "/run/secrets/signing-es256.pem";
    private const int MaxLength = 100_000;
    private const int MinRsaBits = 2_048;
    private const int MaxRsaBits = 4_096;
    private const string NistP256 = "1.2.840.10045.3.1.7";

    public static OwnSigningKeys Open(KeyOptions options, Settings settings)
    {
        var keys = ImmutableArray.CreateBuilder<OwnSigningKey>();
        foreach (var (i, file) in options.Own.Index())
        {
            var setting = $"{Setting}:{i}:{nameof(file.File)}";
            var (key, problem) = Read(file);
            if (key is not null && keys.Any(other => other.KeyId == key.KeyId))
            {
                (key, problem) = (null, $"The key in {file.File} is listed before it.");
            }

            if (key is null)
            {
                settings.Add(setting, problem, Example);
            }
            else
            {
                keys.Add(key);
            }
        }

        return new OwnSigningKeys(keys.ToImmutable());
    }

    /// <summary>Whether others on this machine may read a file with a private key.</summary>
    public static bool IsReadableByOthers(string path) =>
        !OperatingSystem.IsWindows() && File.Exists(path) && (File.GetUnixFileMode(path) & (UnixFileMode.OtherRead | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite)) != 0;

    private static (OwnSigningKey? Key, string Problem) Read(OwnKeyOptions file)
    {
        if (string.IsNullOrWhiteSpace(file.File))
        {
            return (null, "It names no file.");
        }

        if (!File.Exists(file.File))
        {
            return (null, $"There is no file {file.File}.");
        }

        try
        {
            if (new FileInfo(file.File).Length > MaxLength)
            {
                return (null, $"The file {file.File} is too long for a key.");
            }

            var bytes = File.ReadAllBytes(file.File);
            using var key = bytes.AsSpan().IndexOf("-----BEGIN "u8) >= 0
                ? OpenPem(File.ReadAllText(file.File), file.Password)
                : OpenPfx(bytes, file.Password);
            return key is null
                ? (null, $"The file {file.File} has no private key that is elliptic or RSA.")
                : WhyNot(key) is { } problem ? (null, $"The key in {file.File} {problem}") : (Describe(key), string.Empty);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return (null, $"The file {file.File} cannot be read: {e.Message}");
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            return (null, $"The file {file.File} has no private key that can be opened: it is damaged, has the public half alone, or Password beside it is not its password.");
        }
    }

    private static AsymmetricAlgorithm? OpenPfx(byte[] bytes, string? password)
    {
        using var certificate = X509CertificateLoader.LoadPkcs12(bytes, password, X509KeyStorageFlags.Exportable);
        return (AsymmetricAlgorithm?)certificate.GetECDsaPrivateKey() ?? certificate.GetRSAPrivateKey();
    }

    private static AsymmetricAlgorithm OpenPem(string pem, string? password)
    {
        // Which kind it is, a PKCS#8 file says inside only; each kind refuses the other.
        foreach (var make in new Func<AsymmetricAlgorithm>[] { ECDsa.Create, RSA.Create })
        {
            var key = make();
            try
            {
                Import(key, pem, password);
                return key;
            }
            catch (Exception e) when (e is CryptographicException or ArgumentException)
            {
                key.Dispose();
            }
        }

        throw new CryptographicException("No kind of key can be made of it.");
    }

    private static void Import(AsymmetricAlgorithm key, string pem, string? password)
    {
        if (string.IsNullOrEmpty(password))
        {
            key.ImportFromPem(pem);
        }
        else
        {
            key.ImportFromEncryptedPem(pem, password);
        }
    }

    private static string? WhyNot(AsymmetricAlgorithm key) => key switch
    {
        ECDsa elliptic when elliptic.ExportParameters(false).Curve.Oid.Value != NistP256 => "is of another curve than P-256.",
        RSA { KeySize: < MinRsaBits or > MaxRsaBits } => $"has {key.KeySize} bits: RSA keys have {MinRsaBits} to {MaxRsaBits}.",
        _ => null,
    };

    private static OwnSigningKey Describe(AsymmetricAlgorithm key)
    {
        var (keyId, jwk, pkcs8) = SigningKeyPair.Describe(key);
        return new OwnSigningKey(keyId, key is ECDsa ? SignatureAlgorithms.ES256 : SignatureAlgorithms.RS256, jwk, pkcs8);
    }
}
