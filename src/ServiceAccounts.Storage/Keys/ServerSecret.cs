using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ServiceAccounts.Storage.Keys;

/// <summary>A symmetric key of the server: under it secrets are hashed, ledger entries are sealed, or nonces are made.</summary>
public sealed class ServerSecret
{
    /// <summary>What it is used for.</summary>
    public required ServerSecretPurpose Purpose { get; init; }

    /// <summary>Its number; higher is newer.</summary>
    public required int Version { get; init; }

    /// <summary>The key, sealed.</summary>
    public required byte[] ProtectedKey { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>From when new things are made under it: by then every node knows it. The first is used at once.</summary>
    public DateTimeOffset UsableFrom => Version == 1 ? CreatedAt : CreatedAt + KeyTimes.Spreading;

    /// <summary>The version under which new things are made, of the secrets of one purpose.</summary>
    public static int InUse(IReadOnlyCollection<ServerSecret> secrets, DateTimeOffset now) =>
        secrets.Where(s => s.UsableFrom <= now).Select(s => s.Version).DefaultIfEmpty(secrets.Min(s => s.Version)).Max();
}

/// <summary>What a server secret is used for.</summary>
public enum ServerSecretPurpose
{
    /// <summary>Hashing client secrets and API tokens.</summary>
    CredentialHash,

    /// <summary>Sealing the ledger's entries.</summary>
    Ledger,

    /// <summary>Making the nonces of DPoP proofs.</summary>
    DPoPNonce,
}

internal sealed class ServerSecretConfiguration : IEntityTypeConfiguration<ServerSecret>
{
    public void Configure(EntityTypeBuilder<ServerSecret> secret)
    {
        secret.ToTable("server_secrets");
        secret.HasKey(s => new { s.Purpose, s.Version });
        secret.Ignore(s => s.UsableFrom);
        secret.Property(s => s.ProtectedKey).HasMaxLength(4_000);
    }
}
