using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ServiceAccounts.Storage.Tenants;

namespace ServiceAccounts.Storage.Access;

/// <summary>A named set of permissions. System roles have a row too, but what they hold is said by <see cref="SystemRole"/>.</summary>
public sealed class Role : IListed
{
    /// <summary>The longest name.</summary>
    public const int MaxNameLength = 255;

    /// <summary>The most permissions of one role.</summary>
    public const int MaxPermissions = 500;

    /// <summary>The most roles that one tenant makes.</summary>
    public const int MaxPerTenant = 1_000;

    /// <summary>The role's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The tenant that made it; null for a system role, which every tenant has.</summary>
    public Guid? TenantId { get; init; }

    /// <summary>What people call it; unique in the tenant without regard to case.</summary>
    public required string Name { get; set; }

    /// <summary>The name in the form in which names are compared.</summary>
    public required string NormalizedName { get; set; }

    /// <summary>What it is for.</summary>
    public string? Description { get; set; }

    /// <summary>The kind of place at which it is bound.</summary>
    public required PlaceKind Level { get; init; }

    /// <summary>A positive 64-bit number, unique on the server, for clients that know no other ids.</summary>
    public required long Number { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Counts changes: the <c>ETag</c>.</summary>
    public long Version { get; set; } = 1;

    /// <summary>The permissions of a role that a tenant made.</summary>
    public List<RolePermission> Permissions { get; } = [];
}

/// <summary>One permission of a role.</summary>
public sealed class RolePermission
{
    /// <summary>The role.</summary>
    public required Guid RoleId { get; init; }

    /// <summary>The Api that defines the permission.</summary>
    public required Guid ApiId { get; init; }

    /// <summary>The permission's name.</summary>
    public required string Name { get; init; }
}

internal sealed class RoleConfiguration : IEntityTypeConfiguration<Role>
{
    public void Configure(EntityTypeBuilder<Role> role)
    {
        role.ToTable("roles");
        role.Property(r => r.Name).HasMaxLength(Role.MaxNameLength);
        role.Property(r => r.NormalizedName).HasMaxLength(Role.MaxNameLength * 3);
        role.Property(r => r.Description).HasMaxLength(500);
        role.Property(r => r.Version).IsConcurrencyToken();
        role.HasIndex(r => new { r.TenantId, r.NormalizedName }).IsUnique();
        role.HasIndex(r => new { r.TenantId, r.CreatedAt, r.Id });
        role.HasIndex(r => r.Number).IsUnique();
        role.HasOne<Tenant>().WithMany().HasForeignKey(r => r.TenantId).OnDelete(DeleteBehavior.Restrict);
        role.HasMany(r => r.Permissions).WithOne().HasForeignKey(p => p.RoleId).OnDelete(DeleteBehavior.Cascade);
        role.HasData(SystemRole.All.Select(system => system.ToRow()));
    }
}

internal sealed class RolePermissionConfiguration : IEntityTypeConfiguration<RolePermission>
{
    public void Configure(EntityTypeBuilder<RolePermission> permission)
    {
        permission.ToTable("role_permissions");
        permission.Property(p => p.Name).HasMaxLength(Api.MaxPermissionLength);
        permission.HasKey(p => new { p.RoleId, p.ApiId, p.Name });
        permission.HasIndex(p => new { p.ApiId, p.Name });
    }
}
