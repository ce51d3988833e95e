using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ServiceAccounts.Storage.Accounts;
using ServiceAccounts.Storage.Tenants;

namespace ServiceAccounts.Storage.Access;

/// <summary>
/// A named set of principals: what the group holds, each of them holds. <em>Everyone</em> is the group whose id is its
/// tenant's: every principal of the tenant is in it by rule, without rows.
/// </summary>
public sealed class AccountGroup : IListed
{
    /// <summary>The longest name.</summary>
    public const int MaxNameLength = 255;

    /// <summary>The most groups of one tenant.</summary>
    public const int MaxPerTenant = 10_000;

    /// <summary>The most roles, and the most permissions, of one group.</summary>
    public const int MaxRows = 1_000;

    /// <summary>What the group is called that every principal is in.</summary>
    public const string EveryoneName = "Everyone";

    /// <summary>The group's id; that of Everyone is the tenant's.</summary>
    public required Guid Id { get; init; }

    /// <summary>The tenant it belongs to.</summary>
    public required Guid TenantId { get; init; }

    /// <summary>What people call it; unique in the tenant without regard to case.</summary>
    public required string Name { get; set; }

    /// <summary>The name in the form in which names are compared.</summary>
    public required string NormalizedName { get; set; }

    /// <summary>What it is for.</summary>
    public string? Description { get; set; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was last changed; its members are not part of it.</summary>
    public required DateTimeOffset UpdatedAt { get; set; }

    /// <summary>Counts changes: the <c>ETag</c>.</summary>
    public long Version { get; set; } = 1;

    /// <summary>The roles that its members have through it.</summary>
    public List<AccountGroupBinding> Bindings { get; } = [];

    /// <summary>The permissions that its members have through it.</summary>
    public List<AccountGroupGrant> Grants { get; } = [];

    /// <summary>Whether every principal of the tenant is in it.</summary>
    public bool IsEveryone => Id == TenantId;

    /// <summary>The group that a tenant is born with.</summary>
    public static AccountGroup EveryoneOf(Guid tenantId, DateTimeOffset now) => new()
    {
        Id = tenantId,
        TenantId = tenantId,
        Name = EveryoneName,
        NormalizedName = EveryoneName.ToUpperInvariant(),
        CreatedAt = now,
        UpdatedAt = now,
    };
}

/// <summary>A principal is in a group.</summary>
public sealed class AccountGroupMember : IListed
{
    /// <summary>The group; never Everyone.</summary>
    public required Guid GroupId { get; init; }

    /// <summary>The principal.</summary>
    public required Guid PrincipalId { get; init; }

    /// <summary>Since when.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    Guid IListed.Id => PrincipalId;
}

/// <summary>The members of a group have a role at a place, and so everywhere below it.</summary>
public sealed class AccountGroupBinding
{
    /// <summary>The binding's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The group.</summary>
    public required Guid GroupId { get; init; }

    /// <summary>The role; never one that is bound at <c>system</c>.</summary>
    public required Guid RoleId { get; init; }

    /// <summary>The kind of place.</summary>
    public required PlaceKind PlaceKind { get; init; }

    /// <summary>The place.</summary>
    public required Guid PlaceId { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>The members of a group have a permission, everywhere in the tenant.</summary>
public sealed class AccountGroupGrant
{
    /// <summary>The group.</summary>
    public required Guid GroupId { get; init; }

    /// <summary>The Api that defines the permission.</summary>
    public required Guid ApiId { get; init; }

    /// <summary>The permission's name.</summary>
    public required string Name { get; init; }

    /// <summary>When it was given.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}

internal sealed class AccountGroupConfiguration : IEntityTypeConfiguration<AccountGroup>
{
    public void Configure(EntityTypeBuilder<AccountGroup> group)
    {
        group.ToTable("account_groups");
        group.Property(g => g.Name).HasMaxLength(AccountGroup.MaxNameLength);
        group.Property(g => g.NormalizedName).HasMaxLength(AccountGroup.MaxNameLength * 3);
        group.Property(g => g.Description).HasMaxLength(500);
        group.Property(g => g.Version).IsConcurrencyToken();
        group.HasIndex(g => new { g.TenantId, g.NormalizedName }).IsUnique();
        group.HasIndex(g => new { g.TenantId, g.CreatedAt, g.Id });
        group.HasOne<Tenant>().WithMany().HasForeignKey(g => g.TenantId).OnDelete(DeleteBehavior.Restrict);
        group.HasMany(g => g.Bindings).WithOne().HasForeignKey(b => b.GroupId).OnDelete(DeleteBehavior.Cascade);
        group.HasMany(g => g.Grants).WithOne().HasForeignKey(g => g.GroupId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class AccountGroupMemberConfiguration : IEntityTypeConfiguration<AccountGroupMember>
{
    public void Configure(EntityTypeBuilder<AccountGroupMember> member)
    {
        member.ToTable("account_group_members");
        member.HasKey(m => new { m.GroupId, m.PrincipalId });
        member.HasIndex(m => new { m.GroupId, m.CreatedAt, m.PrincipalId });
        member.HasIndex(m => m.PrincipalId);
        member.HasOne<AccountGroup>().WithMany().HasForeignKey(m => m.GroupId).OnDelete(DeleteBehavior.Cascade);
        member.HasOne<Principal>().WithMany().HasForeignKey(m => m.PrincipalId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class AccountGroupBindingConfiguration : IEntityTypeConfiguration<AccountGroupBinding>
{
    public void Configure(EntityTypeBuilder<AccountGroupBinding> binding)
    {
        binding.ToTable("account_group_bindings");
        binding.HasIndex(b => new { b.GroupId, b.RoleId, b.PlaceId }).IsUnique();
        binding.HasIndex(b => b.RoleId);
        binding.HasIndex(b => b.PlaceId);
        binding.HasOne<Role>().WithMany().HasForeignKey(b => b.RoleId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class AccountGroupGrantConfiguration : IEntityTypeConfiguration<AccountGroupGrant>
{
    public void Configure(EntityTypeBuilder<AccountGroupGrant> grant)
    {
        grant.ToTable("account_group_grants");
        grant.HasKey(g => new { g.GroupId, g.ApiId, g.Name });
        grant.HasIndex(g => new { g.ApiId, g.Name });
        grant.Property(g => g.Name).HasMaxLength(Api.MaxPermissionLength);
    }
}
