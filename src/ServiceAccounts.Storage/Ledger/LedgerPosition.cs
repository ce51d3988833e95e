using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ServiceAccounts.Storage.Ledger;

/// <summary>
/// The one row that every management transaction ends by raising: the lock on it makes the order of numbers the order of
/// commits, on every database.
/// </summary>
public sealed class LedgerPosition
{
    /// <summary>The id of the one row.</summary>
    public const int OnlyId = 1;

    /// <summary>Always <see cref="OnlyId"/>.</summary>
    public required int Id { get; init; }

    /// <summary>The number of the last entry; 0 where there is none.</summary>
    public required long Position { get; set; }

    /// <summary>The seal of the last entry; empty where there is none.</summary>
    public required byte[] Seal { get; set; }
}

internal sealed class LedgerPositionConfiguration : IEntityTypeConfiguration<LedgerPosition>
{
    public void Configure(EntityTypeBuilder<LedgerPosition> position)
    {
        position.ToTable("ledger_position");
        position.Property(p => p.Id).ValueGeneratedNever();
        position.Property(p => p.Seal).HasMaxLength(32);
        position.Property(p => p.Position).IsConcurrencyToken();
        position.HasData(new LedgerPosition { Id = LedgerPosition.OnlyId, Position = 0, Seal = [] });
    }
}
