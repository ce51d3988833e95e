using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ServiceAccounts.Storage.Keys;

/// <summary>One element of the key ring that protects private keys, itself protected by the configured certificate.</summary>
public sealed class KeyRingElement
{
    /// <summary>The element's name; unique.</summary>
    public required string Name { get; init; }

    /// <summary>The element as XML.</summary>
    public required string Xml { get; set; }
}

internal sealed class KeyRingElementConfiguration : IEntityTypeConfiguration<KeyRingElement>
{
    public void Configure(EntityTypeBuilder<KeyRingElement> element)
    {
        element.ToTable("key_ring");
        element.HasKey(e => e.Name);
        element.Property(e => e.Name).HasMaxLength(200);
    }
}
