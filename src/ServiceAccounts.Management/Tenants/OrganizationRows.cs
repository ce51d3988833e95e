using System.Globalization;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Contracts.Tenants;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Ledger;
using ServiceAccounts.Storage.Tenants;

namespace ServiceAccounts.Management.Tenants;

/// <summary>Groups and organizations of the caller's tenant.</summary>
internal static class OrganizationRows
{
    // After that many of one name a random ending is found at once where counting would search.
    private const int MaxCounted = 20;

    /// <summary>All of the caller's tenant: every query of organizations begins here.</summary>
    public static IQueryable<Organization> OfTenant(ServiceAccountsDbContext db, Caller caller) =>
        db.Set<Organization>().Where(o => o.TenantId == caller.Tenant.TenantId);

    /// <summary>One of them, tracked, where the caller has the permission at it.</summary>
    public static async Task<Outcome<Organization>> FindAsync(
        ServiceAccountsDbContext db, Caller caller, Guid id, string permission, CancellationToken cancellationToken)
    {
        var organization = await OfTenant(db, caller).SingleOrDefaultAsync(o => o.Id == id, cancellationToken);
        if (organization is null)
        {
            return OperationError.NotFound("organization");
        }

        return caller.Can(permission, caller.Tenant.PlaceOf(id)) ? organization : OperationError.Forbidden(permission);
    }

    /// <summary>The slug of a new one: made from its name, with a number behind it on a clash.</summary>
    public static async Task<string> FindFreeSlugAsync(
        ServiceAccountsDbContext db, Caller caller, string name, OrganizationKind kind, CancellationToken cancellationToken)
    {
        var slug = Slug.Of(name, Words.Of(kind));
        var candidates = Enumerable.Range(1, MaxCounted)
            .Select(i => i == 1 ? slug : string.Create(CultureInfo.InvariantCulture, $"{slug}-{i}")).ToList();
        var taken = await OfTenant(db, caller).Where(o => candidates.Contains(o.Slug))
            .Select(o => o.Slug).OrderBy(s => s).Take(MaxCounted).ToListAsync(cancellationToken);
        return candidates.FirstOrDefault(c => !taken.Contains(c))
            ?? $"{slug}-{RandomNumberGenerator.GetHexString(12, lowercase: true)}";
    }

    public static OrganizationResponse Show(Organization organization) => new()
    {
        Id = organization.Id,
        Kind = Words.Of(organization.Kind),
        ParentId = organization.ParentId,
        Name = organization.Name,
        Slug = organization.Slug,
        CreatedAt = organization.CreatedAt,
        Version = organization.Version,
    };

    // It changes the tree by which every client of the tenant is judged, and no single principal.
    public static Deed DeedOf(string action, Organization organization) => new(action, "organization", organization.Id)
    {
        TenantId = organization.TenantId,
        OrganizationId = organization.Id,
        Details = new Dictionary<string, object?>
        {
            ["kind"] = Words.Of(organization.Kind),
            ["name"] = organization.Name,
            ["slug"] = organization.Slug,
            ["parent_id"] = organization.ParentId,
        },
    };
}
