using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ServiceAccounts.Storage.Issuances;

/// <summary>The tokens that one node issued while it wrote the batch before: one row, whatever their number.</summary>
public sealed class IssuanceBatch
{
    /// <summary>The node, as it called itself when it started.</summary>
    public required Guid Node { get; init; }

    /// <summary>The batch's number on that node.</summary>
    public required long Sequence { get; init; }

    /// <summary>When it was written.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>How many tokens it records.</summary>
    public required int Count { get; init; }

    /// <summary>The records, in the form of <see cref="IssuanceCodec"/>.</summary>
    public required byte[] Payload { get; init; }
}

/// <summary>The id of a batch.</summary>
/// <param name="Node">The node.</param>
/// <param name="Sequence">Its number there.</param>
public readonly record struct BatchId(Guid Node, long Sequence);

internal sealed class IssuanceBatchConfiguration : IEntityTypeConfiguration<IssuanceBatch>
{
    public void Configure(EntityTypeBuilder<IssuanceBatch> batch)
    {
        batch.ToTable("issuance_batches");
        batch.HasKey(b => new { b.Node, b.Sequence });
        batch.HasIndex(b => b.CreatedAt);
    }
}
