using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ServiceAccounts.Storage.Issuances;

/// <summary>The tokens of one minute and one shard of the clients: compressed, and sealed by the ledger entry that tells of it.</summary>
public sealed class IssuanceBlock
{
    /// <summary>How many shards there are.</summary>
    public const int Shards = 16;

    /// <summary>The shard, 0 to 15, by the client.</summary>
    public required int Shard { get; init; }

    /// <summary>The minute in which the tokens were issued, in minutes since 1970.</summary>
    public required long Minute { get; init; }

    /// <summary>Which block of that minute and shard, from 0: batches that come late make another.</summary>
    public required int Part { get; init; }

    /// <summary>How many tokens it records.</summary>
    public required int Count { get; init; }

    /// <summary>The records in the form of <see cref="IssuanceCodec"/>, compressed.</summary>
    public required byte[] Payload { get; init; }

    /// <summary>SHA-256 of the payload, as the ledger has it.</summary>
    public required byte[] Hash { get; init; }
}

internal sealed class IssuanceBlockConfiguration : IEntityTypeConfiguration<IssuanceBlock>
{
    public void Configure(EntityTypeBuilder<IssuanceBlock> block)
    {
        block.ToTable("issuance_blocks");
        block.HasKey(b => new { b.Shard, b.Minute, b.Part });
        block.Property(b => b.Hash).HasMaxLength(32);
        block.HasIndex(b => b.Minute);
    }
}
