using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ServiceAccounts.Protocol.Clients;

namespace ServiceAccounts.Storage.Credentials;

/// <summary>A secret of an application: its hash, never itself.</summary>
public sealed class ClientSecret
{
    /// <summary>The credential's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The application it belongs to.</summary>
    public required Guid ApplicationId { get; init; }

    /// <summary>Its HMAC-SHA-256, 32 bytes.</summary>
    public required byte[] Hash { get; init; }

    /// <summary>The version of the server's key that made the hash.</summary>
    public required int HashKeyVersion { get; init; }

    /// <summary>What may be shown of it.</summary>
    public required string Hint { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Who made it; null for the server itself and for those made before this was kept.</summary>
    public Guid? CreatedById { get; init; }

    /// <summary>What who made it was called.</summary>
    public string? CreatedByName { get; init; }

    /// <summary>When it runs out, if ever.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The secret as the protocol compares it.</summary>
    public ClientSecretHash ToHash() => new(Id, new SecretHash(HashKeyVersion, ImmutableArray.Create(Hash)), ExpiresAt);
}

internal sealed class ClientSecretConfiguration : IEntityTypeConfiguration<ClientSecret>
{
    public void Configure(EntityTypeBuilder<ClientSecret> secret)
    {
        secret.ToTable("client_secrets");
        secret.Property(s => s.Hash).HasMaxLength(32);
        secret.Property(s => s.Hint).HasMaxLength(16);
        secret.Property(s => s.CreatedByName).HasMaxLength(255);
        secret.HasIndex(s => s.Hash);
        secret.HasIndex(s => s.ApplicationId);
        secret.HasIndex(s => s.ExpiresAt);
    }
}
