using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ServiceAccounts.Storage.Leases;

/// <summary>Work that one node at a time does: a row that says which one, and until when it may go on without asking again.</summary>
public sealed class Lease
{
    /// <summary>The longest name.</summary>
    public const int MaxNameLength = 64;

    /// <summary>What is done under it; unique.</summary>
    public required string Name { get; init; }

    /// <summary>The node that has it.</summary>
    public required Guid Holder { get; init; }

    /// <summary>When it falls to whoever asks first.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }
}

internal sealed class LeaseConfiguration : IEntityTypeConfiguration<Lease>
{
    public void Configure(EntityTypeBuilder<Lease> lease)
    {
        lease.ToTable("leases");
        lease.HasKey(l => l.Name);
        lease.Property(l => l.Name).HasMaxLength(Lease.MaxNameLength);
    }
}
