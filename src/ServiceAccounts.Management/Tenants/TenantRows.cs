using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Contracts.Tenants;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Management.Policies;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Tenants;

namespace ServiceAccounts.Management.Tenants;

/// <summary>A tenant, and the organization that owns what names no other.</summary>
internal sealed record TenantRows(Tenant Tenant, Guid DefaultOrganizationId)
{
    /// <summary>The tenants that there are for the caller: every query of tenants begins here.</summary>
    public static IQueryable<Tenant> Of(ServiceAccountsDbContext db, Caller caller) =>
        caller.IsAtSystem ? db.Set<Tenant>() : db.Set<Tenant>().Where(t => t.Id == caller.Tenant.TenantId);

    /// <summary>One of them, tracked, where the caller has the permission at it.</summary>
    public static async Task<Outcome<Tenant>> FindAsync(
        ServiceAccountsDbContext db, Caller caller, Guid id, string permission, CancellationToken cancellationToken)
    {
        var tenant = await Of(db, caller).SingleOrDefaultAsync(t => t.Id == id, cancellationToken);
        if (tenant is null)
        {
            return OperationError.NotFound("tenant");
        }

        return caller.Can(permission, Place.Tenant(id)) ? tenant : OperationError.Forbidden(permission);
    }

    /// <summary>Adds to tenants what is shown beside them, in one query whatever their number.</summary>
    public static async Task<List<TenantRows>> JoinAsync(
        ServiceAccountsDbContext db, IReadOnlyList<Tenant> tenants, CancellationToken cancellationToken)
    {
        var ids = tenants.Select(t => t.Id).ToList();
        var organizations = await db.Set<Tenant>().Where(t => ids.Contains(t.Id))
            .Select(t => new
            {
                t.Id,
                First = db.Set<Organization>().Where(o => o.TenantId == t.Id && o.Kind == OrganizationKind.Organization)
                    .OrderBy(o => o.CreatedAt).ThenBy(o => o.Id).Select(o => o.Id).First(),
            })
            .ToDictionaryAsync(t => t.Id, t => t.First, cancellationToken);
        return [.. tenants.Select(t => new TenantRows(t, organizations.GetValueOrDefault(t.Id)))];
    }

    public TenantResponse Show(RegionTable regions) => new()
    {
        Id = Tenant.Id,
        Name = Tenant.Name,
        Realm = Tenant.Realm,
        HostLabel = Tenant.HostLabel,
        Region = Tenant.Region ?? regions.Current,
        MaximumServiceAccounts = Tenant.MaximumServiceAccounts,
        IdentifierPrefixes = Tenant.IdentifierPrefixes,
        MinimumTtlSeconds = Tenant.MinimumTtlSeconds,
        MaximumTtlSeconds = Tenant.MaximumTtlSeconds,
        Policy = PolicyView.Of(Tenant.Policy),
        DefaultApiId = Tenant.DefaultApiId,
        DefaultOrganizationId = DefaultOrganizationId,
        CreatedAt = Tenant.CreatedAt,
        Version = Tenant.Version,
    };
}
