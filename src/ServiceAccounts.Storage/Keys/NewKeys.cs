using System.Security.Cryptography;

namespace ServiceAccounts.Storage.Keys;

/// <summary>Makes keys and seals them for the database; never in a transaction, because the ring that seals may write a key of its own.</summary>
public sealed class NewKeys(IKeyProtector protector, TimeProvider time)
{
    private const int SecretLength = 32;

    /// <summary>A signing key that nobody knows yet; when it begins to sign is for its maker to say.</summary>
    public SigningKey Create(string algorithm)
    {
        var (keyId, jwk, pkcs8) = SigningKeyPair.Create(algorithm);
        return new SigningKey
        {
            KeyId = keyId,
            Algorithm = algorithm,
            State = SigningKeyState.Announced,
            PublicJwk = jwk,
            ProtectedPrivateKey = protector.Protect(pkcs8),
            CreatedAt = time.GetUtcNow(),
        };
    }

    /// <summary>A signing key that signs at once: there is none that it could follow.</summary>
    public SigningKey CreateFirst(string algorithm)
    {
        var key = Create(algorithm);
        key.State = SigningKeyState.Active;
        key.ActivatesAt = key.CreatedAt;
        return key;
    }

    /// <summary>A secret of the server.</summary>
    public ServerSecret CreateSecret(ServerSecretPurpose purpose, int version) => new()
    {
        Purpose = purpose,
        Version = version,
        ProtectedKey = protector.Protect(RandomNumberGenerator.GetBytes(SecretLength)),
        CreatedAt = time.GetUtcNow(),
    };
}
