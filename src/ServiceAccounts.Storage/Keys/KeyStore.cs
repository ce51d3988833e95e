using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Protocol.Keys;
using ServiceAccounts.Protocol.Proofs;
using ServiceAccounts.Storage.Ledger;

namespace ServiceAccounts.Storage.Keys;

/// <summary>Makes the server's keys on an empty database, opens them on every start and again when they have been changed.</summary>
public sealed class KeyStore(
    IDatabase database, IDbContextFactory<ServiceAccountsDbContext> contexts, NewKeys newKeys, IKeyProtector protector,
    OwnSigningKeys own, SecretHasher hasher, LedgerSeal seal, DPoPNonces nonces, TimeProvider time) : ISigningKeys, IDisposable
{
    /// <summary>The most signing keys there may be.</summary>
    public const int MaxKeys = 100;

    private readonly SemaphoreSlim _loading = new(1);
    private SigningKeyRing _ring = SigningKeyRing.Empty;
    private DateTimeOffset? _nextUsable;

    /// <inheritdoc />
    public ImmutableArray<PublishedKey> Published => _ring.Published;

    /// <summary>Whether a server secret that was announced is to be used by now: the keys are to be opened again.</summary>
    public bool IsDue => _nextUsable <= time.GetUtcNow();

    /// <inheritdoc />
    public Signer Active(string algorithm) => _ring.Active(algorithm, time);

    /// <summary>Opens every key, making those that are missing; to be called once, before the server listens.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        var (signing, secrets) = await ReadAsync(cancellationToken);

        // Sealed before the transaction begins: the ring that seals may have to write its own first key.
        var newSigning = MissingAlgorithms(signing).Select(newKeys.CreateFirst).ToList();
        var newSecrets = MissingPurposes(secrets).Select(purpose => newKeys.CreateSecret(purpose, 1)).ToList();
        if (newSigning.Count + newSecrets.Count > 0)
        {
            await database.WriteAsync((db, cancellation) => AddAsync(db, newSigning, newSecrets, cancellation), cancellationToken);
        }

        await ReloadAsync(cancellationToken);
    }

    /// <summary>Opens the keys as they are now: what is published and what signs change at once.</summary>
    public async Task ReloadAsync(CancellationToken cancellationToken)
    {
        await _loading.WaitAsync(cancellationToken);
        try
        {
            var (signing, secrets) = await ReadAsync(cancellationToken);
            var now = time.GetUtcNow();
            _ring = _ring.Next(signing, own, now, key => new Signer(key.KeyId, key.Algorithm, protector.Unprotect(key.ProtectedPrivateKey)));
            Use(secrets, now);
        }
        finally
        {
            _loading.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose() => _loading.Dispose();

    private void Use(List<ServerSecret> secrets, DateTimeOffset now)
    {
        var hashes = secrets.Where(s => s.Purpose == ServerSecretPurpose.CredentialHash).ToList();
        hasher.Use(
            hashes.Select(s => new SecretHashKey(s.Version, ImmutableArray.Create(protector.Unprotect(s.ProtectedKey)))),
            ServerSecret.InUse(hashes, now));

        var seals = secrets.Where(s => s.Purpose == ServerSecretPurpose.Ledger).ToList();
        seal.Use(seals.Select(s => (s.Version, protector.Unprotect(s.ProtectedKey))), ServerSecret.InUse(seals, now));

        // Nonces made under the one before are not worth keeping: they live for minutes.
        nonces.Use(protector.Unprotect(secrets.Where(s => s.Purpose == ServerSecretPurpose.DPoPNonce).MaxBy(s => s.Version)!.ProtectedKey));
        _nextUsable = secrets.Where(s => s.UsableFrom > now).Min(s => (DateTimeOffset?)s.UsableFrom);
    }

    private async Task<(List<SigningKey> Signing, List<ServerSecret> Secrets)> ReadAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);

        // The newest: what is left out are keys retired long ago.
        return (
            await db.Set<SigningKey>().AsNoTracking().OrderByDescending(k => k.CreatedAt).Take(MaxKeys).ToListAsync(cancellationToken),
            await db.Set<ServerSecret>().AsNoTracking().OrderByDescending(s => s.Version).Take(MaxKeys).ToListAsync(cancellationToken));
    }

    // Another node may have been faster: what it made is everybody's.
    private async Task<int> AddAsync(
        ServiceAccountsDbContext db, List<SigningKey> signing, List<ServerSecret> secrets, CancellationToken cancellationToken)
    {
        var algorithms = MissingAlgorithms(await db.Set<SigningKey>().AsNoTracking().OrderByDescending(k => k.CreatedAt).Take(MaxKeys).ToListAsync(cancellationToken));
        var purposes = MissingPurposes(await db.Set<ServerSecret>().AsNoTracking().OrderByDescending(s => s.Version).Take(MaxKeys).ToListAsync(cancellationToken));
        db.AddRange(signing.Where(key => algorithms.Contains(key.Algorithm)));
        db.AddRange(secrets.Where(secret => purposes.Contains(secret.Purpose)));
        return await db.SaveChangesAsync(cancellationToken);
    }

    private List<string> MissingAlgorithms(List<SigningKey> present) =>
    [
        .. SignatureAlgorithms.ForAccessTokens.Where(
            a => !own.SignWith(a) && present.All(key => key.Algorithm != a || key.State == SigningKeyState.Retired)),
    ];

    private static List<ServerSecretPurpose> MissingPurposes(List<ServerSecret> present) =>
        [.. Enum.GetValues<ServerSecretPurpose>().Where(p => present.All(secret => secret.Purpose != p))];
}
