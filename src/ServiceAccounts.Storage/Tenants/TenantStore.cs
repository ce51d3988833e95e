using Microsoft.EntityFrameworkCore;

namespace ServiceAccounts.Storage.Tenants;

/// <summary>Finds the tenant that a request names, in whatever way it does.</summary>
public sealed class TenantStore(IDbContextFactory<ServiceAccountsDbContext> contexts)
{
    /// <summary>The tenant of a host label, in any case; null where there is none.</summary>
    public async Task<Guid?> FindByHostLabelAsync(string label, CancellationToken cancellationToken)
    {
        var lower = label.ToLowerInvariant();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Set<Tenant>().Where(t => t.HostLabel == lower).Select(t => (Guid?)t.Id).SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>The tenant to which an organization or group belongs; null where there is none.</summary>
    public async Task<Guid?> FindByOrganizationAsync(Guid organizationId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Set<Organization>().Where(o => o.Id == organizationId).Select(o => (Guid?)o.TenantId)
            .SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>The tenant's first organization, which owns what names no other: a tenant has at least one.</summary>
    public async Task<Guid> FindFirstOrganizationAsync(Guid tenantId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await Organization.FirstOf(db.Set<Organization>(), tenantId).FirstAsync(cancellationToken);
    }

    /// <summary>What a tenant is called and known by; null where there is none.</summary>
    public async Task<Tenant?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Set<Tenant>().AsNoTracking().SingleOrDefaultAsync(t => t.Id == id, cancellationToken);
    }
}
