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

    /// <summary>The keys of <paramref name="claims"/> that the rows of the database give to the batches that claim them.</summary>
    public static IReadOnlySet<string> Held(IReadOnlyList<SingleUseClaim> claims, IReadOnlyList<SingleUseClaim> rows)
    {
        var holders = rows.ToDictionary(row => row.Key, row => new BatchId(row.Node, row.Sequence), StringComparer.Ordinal);
        return claims.Where(claim => holders.TryGetValue(claim.Key, out var holder) && claim.IsOf(holder))
            .Select(claim => claim.Key).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Whether it is that batch that claims.</summary>
    public bool IsOf(BatchId batch) => Node == batch.Node && Sequence == batch.Sequence;
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
