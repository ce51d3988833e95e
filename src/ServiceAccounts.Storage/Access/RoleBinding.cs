using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ServiceAccounts.Storage.Accounts;

namespace ServiceAccounts.Storage.Access;

/// <summary>A principal has a role at a place, and so everywhere below it.</summary>
public sealed class RoleBinding
{
    /// <summary>The binding's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>Who has the role.</summary>
    public required Guid PrincipalId { get; init; }

    /// <summary>The role.</summary>
    public required Guid RoleId { get; init; }

    /// <summary>The kind of place.</summary>
    public required PlaceKind PlaceKind { get; init; }

    /// <summary>The place; the empty id for the whole server, so that the unique index sees it.</summary>
    public required Guid PlaceId { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}

internal sealed class RoleBindingConfiguration : IEntityTypeConfiguration<RoleBinding>
{
    public void Configure(EntityTypeBuilder<RoleBinding> binding)
    {
        binding.ToTable("role_bindings");
        binding.HasIndex(b => new { b.PrincipalId, b.RoleId, b.PlaceId }).IsUnique();
        binding.HasIndex(b => new { b.RoleId, b.PrincipalId });
        binding.HasIndex(b => b.PlaceId);
        binding.HasOne<Principal>().WithMany().HasForeignKey(b => b.PrincipalId).OnDelete(DeleteBehavior.Cascade);
        binding.HasOne<Role>().WithMany().HasForeignKey(b => b.RoleId).OnDelete(DeleteBehavior.Restrict);
    }
}
