using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ServiceAccounts.Storage.Issuances;

/// <summary>Something that may be used once has been used, by the batch that holds the claim.</summary>
public sealed class SingleUseClaim
{
    /// <summary>What is claimed: SHA-256 in lower-case hexadecimal.</summary>
    public required string Key { get; init; }

    /// <summary>When the claim can be forgotten.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>The node whose batch holds it.</summary>
    public required Guid Node { get; init; }

    /// <summary>The number of that batch.</summary>
    public required long Sequence { get; init; }
}

internal sealed class SingleUseClaimConfiguration : IEntityTypeConfiguration<SingleUseClaim>
{
    public void Configure(EntityTypeBuilder<SingleUseClaim> claim)
    {
        claim.ToTable("single_use_claims");
        claim.HasKey(c => c.Key);
        claim.Property(c => c.Key).HasMaxLength(64);
        claim.HasIndex(c => c.ExpiresAt);
    }
}
