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

    // One number for all who ask: who checked fewer bindings than count would let somebody rise.
    private const int MaxOfOnePrincipal = 1_000;

    /// <summary>The bindings of a principal that count.</summary>
    public static IQueryable<RoleBinding> OfPrincipal(ServiceAccountsDbContext db, Guid principalId) =>
        db.Set<RoleBinding>().AsNoTracking().Where(b => b.PrincipalId == principalId).OrderBy(b => b.Id).Take(MaxOfOnePrincipal);
}

internal sealed class RoleBindingConfiguration : IEntityTypeConfiguration<RoleBinding>
{
    public void Configure(EntityTypeBuilder<RoleBinding> binding)
    {
        binding.ToTable("role_bindings");
        binding.HasIndex(b => new { b.PrincipalId, b.RoleId, b.PlaceId }).IsUnique();
        binding.HasIndex(b => b.RoleId);
        binding.HasOne<Principal>().WithMany().HasForeignKey(b => b.PrincipalId).OnDelete(DeleteBehavior.Cascade);
        binding.HasOne<Role>().WithMany().HasForeignKey(b => b.RoleId).OnDelete(DeleteBehavior.Restrict);
    }
}
