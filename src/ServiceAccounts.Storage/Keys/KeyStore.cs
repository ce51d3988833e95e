using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Protocol.Keys;
using ServiceAccounts.Protocol.Proofs;
using ServiceAccounts.Storage.Ledger;

namespace ServiceAccounts.Storage.Keys;

/// <summary>Makes the server's keys on an empty database and opens them on every start.</summary>
public sealed class KeyStore(
    IDatabase database, IDbContextFactory<ServiceAccountsDbContext> contexts, IKeyProtector protector, SecretHasher hasher,
    LedgerSeal seal, DPoPNonces nonces, TimeProvider time) : ISigningKeys
{
    private const int SecretLength = 32;
    private const int MaxKeys = 100;

    private FrozenDictionary<string, Signer> _active = FrozenDictionary<string, Signer>.Empty;

    /// <inheritdoc />
    public ImmutableArray<PublishedKey> Published { get; private set; } = [];

    /// <inheritdoc />
    public Signer Active(string algorithm) => _active[algorithm];

    /// <summary>Opens every key, making those that are missing; to be called once, before the server listens.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        var (signing, secrets) = await ReadAsync(cancellationToken);

        // Sealed before the transaction begins: the ring that seals may have to write its own first key.
        var newSigning = CreateMissing(signing);
        var newSecrets = CreateMissing(secrets);
        if (newSigning.Count + newSecrets.Count > 0)
        {
            await database.WriteAsync((db, cancellation) => AddMissingAsync(db, newSigning, newSecrets, cancellation), cancellationToken);

            // Of two nodes that start for the first time at once, one made them.
            (signing, secrets) = await ReadAsync(cancellationToken);
        }

        // In an order that is the same after every start and on every node, so that the set keeps its ETag.
        Published =
        [
            .. signing.OrderBy(key => key.CreatedAt).ThenBy(key => key.KeyId, StringComparer.Ordinal)
                .Select(key => new PublishedKey(key.KeyId, key.Algorithm, key.PublicJwk)),
        ];
        _active = signing.Where(key => key.State == SigningKeyState.Active)
            .GroupBy(key => key.Algorithm)
            .Select(keys => keys.MaxBy(key => key.CreatedAt)!) // A group has at least one.
            .ToFrozenDictionary(key => key.Algorithm, Open);

        hasher.Use(secrets.Where(s => s.Purpose == ServerSecretPurpose.CredentialHash)
            .Select(s => new SecretHashKey(s.Version, ImmutableArray.Create(protector.Unprotect(s.ProtectedKey)))));
        seal.Use(secrets.Where(s => s.Purpose == ServerSecretPurpose.Ledger)
            .Select(s => (s.Version, protector.Unprotect(s.ProtectedKey))));

        // There is one now. Nonces made under the one before are not worth keeping: they live for minutes.
        nonces.Use(protector.Unprotect(secrets.Where(s => s.Purpose == ServerSecretPurpose.DPoPNonce).MaxBy(s => s.Version)!.ProtectedKey));
    }

    private Signer Open(SigningKey key) => new(key.KeyId, key.Algorithm, protector.Unprotect(key.ProtectedPrivateKey));

    private async Task<(List<SigningKey> Signing, List<ServerSecret> Secrets)> ReadAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);

        // The newest: what is left out are keys retired long ago.
        return (
            await db.Set<SigningKey>().AsNoTracking().OrderByDescending(k => k.CreatedAt).Take(MaxKeys).ToListAsync(cancellationToken),
            await db.Set<ServerSecret>().AsNoTracking().OrderByDescending(s => s.Version).Take(MaxKeys).ToListAsync(cancellationToken));
    }

    private static async Task<int> AddMissingAsync(
        ServiceAccountsDbContext db, List<SigningKey> signing, List<ServerSecret> secrets, CancellationToken cancellationToken)
    {
        var algorithms = await db.Set<SigningKey>().Select(k => k.Algorithm).Distinct().OrderBy(a => a).Take(MaxKeys).ToListAsync(cancellationToken);
        var purposes = await db.Set<ServerSecret>().Select(s => s.Purpose).Distinct().OrderBy(p => p).Take(MaxKeys).ToListAsync(cancellationToken);
        db.AddRange(signing.Where(key => !algorithms.Contains(key.Algorithm)));
        db.AddRange(secrets.Where(secret => !purposes.Contains(secret.Purpose)));
        return await db.SaveChangesAsync(cancellationToken);
    }

    private List<SigningKey> CreateMissing(List<SigningKey> present) =>
        [.. SignatureAlgorithms.ForAccessTokens.Where(a => present.All(key => key.Algorithm != a)).Select(CreateSigningKey)];

    private List<ServerSecret> CreateMissing(List<ServerSecret> present) =>
    [
        .. Enum.GetValues<ServerSecretPurpose>().Where(p => present.All(secret => secret.Purpose != p)).Select(purpose => new ServerSecret
        {
            Purpose = purpose,
            Version = 1,
            ProtectedKey = protector.Protect(RandomNumberGenerator.GetBytes(SecretLength)),
            CreatedAt = time.GetUtcNow(),
        }),
    ];

    private SigningKey CreateSigningKey(string algorithm)
    {
        var (keyId, jwk, pkcs8) = SigningKeyPair.Create(algorithm);
        return new SigningKey
        {
            KeyId = keyId,
            Algorithm = algorithm,
            State = SigningKeyState.Active,
            PublicJwk = jwk,
            ProtectedPrivateKey = protector.Protect(pkcs8),
            CreatedAt = time.GetUtcNow(),
        };
    }
}
