using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ServiceAccounts.Storage.Accounts;

namespace ServiceAccounts.Storage.Ledger;

/// <summary>A request that must be done once, and has been: kept in the transaction that did it.</summary>
public sealed class IdempotencyKey
{
    /// <summary>The longest key.</summary>
    public const int MaxKeyLength = 64;

    /// <summary>Who asked: two callers may choose the same key.</summary>
    public required Guid PrincipalId { get; init; }

    /// <summary>The key that they chose.</summary>
    public required string Key { get; init; }

    /// <summary>SHA-256 of method, path and body: what was asked for under this key.</summary>
    public required byte[] RequestHash { get; init; }

    /// <summary>The path where what was made can be read.</summary>
    public required string Location { get; init; }

    /// <summary>When it was done.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}

internal sealed class IdempotencyKeyConfiguration : IEntityTypeConfiguration<IdempotencyKey>
{
    public void Configure(EntityTypeBuilder<IdempotencyKey> key)
    {
        key.ToTable("idempotency_keys");
        key.HasKey(k => new { k.PrincipalId, k.Key });
        key.Property(k => k.Key).HasMaxLength(IdempotencyKey.MaxKeyLength);
        key.Property(k => k.RequestHash).HasMaxLength(32);
        key.Property(k => k.Location).HasMaxLength(500);
        key.HasIndex(k => k.CreatedAt);
        key.HasOne<Principal>().WithMany().HasForeignKey(k => k.PrincipalId).OnDelete(DeleteBehavior.Cascade);
    }
}
