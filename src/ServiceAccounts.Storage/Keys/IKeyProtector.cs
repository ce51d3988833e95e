namespace ServiceAccounts.Storage.Keys;

/// <summary>
/// Protects private keys at rest. It stands above this project, because the framework's key ring belongs to the web
/// framework, of which nothing below the server knows.
/// </summary>
public interface IKeyProtector
{
    /// <summary>Seals a key for the database.</summary>
    byte[] Protect(byte[] key);

    /// <summary>Opens what was sealed; throws <see cref="System.Security.Cryptography.CryptographicException"/> when it cannot.</summary>
    byte[] Unprotect(byte[] sealedKey);
}
