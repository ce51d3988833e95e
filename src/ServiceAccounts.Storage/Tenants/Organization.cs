using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ServiceAccounts.Storage.Tenants;

/// <summary>A place in a tenant that owns service accounts; a group also holds organizations.</summary>
public sealed class Organization : IListed
{
    /// <summary>The organization's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The tenant it belongs to.</summary>
    public required Guid TenantId { get; init; }

    /// <summary>Whether it holds others.</summary>
    public required OrganizationKind Kind { get; init; }

    /// <summary>The group that holds it, if any.</summary>
    public Guid? ParentId { get; init; }

    /// <summary>What people call it.</summary>
    public required string Name { get; set; }

    /// <summary>A word for URLs, unique in the tenant.</summary>
    public required string Slug { get; init; }

    /// <summary>When it was made; a tenant's first organization owns what names no other.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Counts changes: the <c>ETag</c>.</summary>
    public long Version { get; set; } = 1;

    /// <summary>The first organization of a tenant, by id: it owns what names no other.</summary>
    public static IQueryable<Guid> FirstOf(IQueryable<Organization> organizations, Guid tenantId) =>
        organizations.Where(o => o.TenantId == tenantId && o.Kind == OrganizationKind.Organization)
            .OrderBy(o => o.CreatedAt).ThenBy(o => o.Id).Select(o => o.Id);
}

/// <summary>The two kinds of organization.</summary>
public enum OrganizationKind
{
    /// <summary>It may hold organizations.</summary>
    Group,

    /// <summary>It holds no other.</summary>
    Organization,
}

internal sealed class OrganizationConfiguration : IEntityTypeConfiguration<Organization>
{
    public void Configure(EntityTypeBuilder<Organization> organization)
    {
        organization.ToTable("organizations");
        organization.Property(o => o.Name).HasMaxLength(Tenant.MaxNameLength);
        organization.Property(o => o.Slug).HasMaxLength(Tenant.MaxNameLength);
        organization.Property(o => o.Version).IsConcurrencyToken();
        organization.HasIndex(o => new { o.TenantId, o.Slug }).IsUnique();
        organization.HasIndex(o => new { o.TenantId, o.CreatedAt, o.Id });
        organization.HasOne<Tenant>().WithMany().HasForeignKey(o => o.TenantId).OnDelete(DeleteBehavior.Restrict);
        organization.HasOne<Organization>().WithMany().HasForeignKey(o => o.ParentId).OnDelete(DeleteBehavior.Restrict);
    }
}
