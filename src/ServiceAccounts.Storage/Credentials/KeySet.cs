using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ServiceAccounts.Protocol.Keys;

namespace ServiceAccounts.Storage.Credentials;

/// <summary>The public keys of an application: published at a URL, or given inline.</summary>
public sealed class KeySet
{
    /// <summary>The longest URL.</summary>
    public const int MaxUrlLength = 2_000;

    /// <summary>The credential's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The application it belongs to.</summary>
    public required Guid ApplicationId { get; init; }

    /// <summary>Where the keys are published; null where <see cref="Jwks"/> has them.</summary>
    public string? JwksUrl { get; set; }

    /// <summary>The keys as a JWK set; null where <see cref="JwksUrl"/> names them.</summary>
    public string? Jwks { get; set; }
}

internal sealed class KeySetConfiguration : IEntityTypeConfiguration<KeySet>
{
    public void Configure(EntityTypeBuilder<KeySet> keys)
    {
        keys.ToTable("key_sets");
        keys.Property(k => k.JwksUrl).HasMaxLength(KeySet.MaxUrlLength);
        keys.Property(k => k.Jwks).HasMaxLength(ClientKeySet.MaxBytes);
        keys.HasIndex(k => k.ApplicationId).IsUnique();
        keys.HasIndex(k => k.JwksUrl);
    }
}
