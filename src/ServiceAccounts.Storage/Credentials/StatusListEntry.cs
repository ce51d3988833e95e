using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ServiceAccounts.Storage.Credentials;

/// <summary>
/// The place of a credential under one epoch in its tenant's Token Status Lists; all tokens that come from that pair share it.
/// Whether it is valid is not kept here: it follows from what account, application and credential are when the list is made.
/// </summary>
public sealed class StatusListEntry
{
    /// <summary>The tenant whose list it is.</summary>
    public required Guid TenantId { get; init; }

    /// <summary>The number of the list among those of the tenant, from 0.</summary>
    public required int List { get; init; }

    /// <summary>The place in the list, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>The account.</summary>
    public required Guid PrincipalId { get; init; }

    /// <summary>The client.</summary>
    public required string ClientId { get; init; }

    /// <summary>The credential that its tokens come from.</summary>
    public required Guid CredentialId { get; init; }

    /// <summary>The epoch of the account under which they were issued.</summary>
    public required long Epoch { get; init; }

    /// <summary>When the first of them was.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}

internal sealed class StatusListEntryConfiguration : IEntityTypeConfiguration<StatusListEntry>
{
    public void Configure(EntityTypeBuilder<StatusListEntry> entry)
    {
        entry.ToTable("status_list_entries");
        entry.HasKey(e => new { e.TenantId, e.List, e.Index });
        entry.Property(e => e.ClientId).HasMaxLength(64);
        entry.HasIndex(e => new { e.CredentialId, e.Epoch }).IsUnique();
        entry.HasIndex(e => e.PrincipalId);
    }
}
