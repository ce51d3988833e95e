using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ServiceAccounts.Protocol.Keys;

namespace ServiceAccounts.Storage.Credentials;

/// <summary>The last good key set that a URL gave: nodes share it, and it outlives a host that is down. Each tenant has its own.</summary>
public sealed class FetchedKeySet
{
    /// <summary>The tenant whose application names the URL.</summary>
    public required Guid TenantId { get; init; }

    /// <summary>SHA-256 of the URL in lower-case hexadecimal: a URL is longer than an index key may be on some databases.</summary>
    public required string UrlHash { get; init; }

    /// <summary>The URL.</summary>
    public required string JwksUrl { get; init; }

    /// <summary>The set as it was given.</summary>
    public required string Jwks { get; set; }

    /// <summary>When it was fetched.</summary>
    public required DateTimeOffset FetchedAt { get; set; }
}

internal sealed class FetchedKeySetConfiguration : IEntityTypeConfiguration<FetchedKeySet>
{
    public void Configure(EntityTypeBuilder<FetchedKeySet> keys)
    {
        keys.ToTable("fetched_key_sets");
        keys.HasKey(k => new { k.TenantId, k.UrlHash });
        keys.Property(k => k.UrlHash).HasMaxLength(64);
        keys.Property(k => k.JwksUrl).HasMaxLength(KeySet.MaxUrlLength);
        keys.Property(k => k.Jwks).HasMaxLength(ClientKeySet.MaxBytes);
        keys.HasIndex(k => k.FetchedAt);
    }
}
