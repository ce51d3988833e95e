using ServiceAccounts.Protocol.Metadata;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Tenants;

namespace ServiceAccounts.Management.Tenants;

/// <summary>A tenant with all that every tenant is born with: a group, an organization in it, Everyone, and an Api.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Group">Its group of organizations.</param>
/// <param name="Organization">The organization that owns what names no other.</param>
internal sealed record NewTenant(Tenant Tenant, Organization Group, Organization Organization)
{
    /// <summary>Below this the tenant registers identifiers of its Apis freely; the default one is the path itself.</summary>
    public static string ApiIdentifierOf(Issuer issuer, string realm) => issuer.UrlOf($"/apis/{realm}");

    /// <summary>Adds it to the transaction of <paramref name="db"/>.</summary>
    public static NewTenant Add(ServiceAccountsDbContext db, Issuer issuer, string name, string realm, string hostLabel, DateTimeOffset now)
    {
        var api = new Api
        {
            Id = Guid.CreateVersion7(now),
            TenantId = Guid.CreateVersion7(now),
            Identifier = ApiIdentifierOf(issuer, realm),
            Name = "Default API",
            CreatedAt = now,
        };
        api.Permissions.AddRange(Api.DefaultPermissions.Select(permission => new ApiPermission { ApiId = api.Id, Name = permission }));
        var tenant = new Tenant
        {
            Id = api.TenantId,
            Name = name,
            Realm = realm,
            HostLabel = hostLabel,
            DefaultApiId = api.Id,
            CreatedAt = now,
        };
        var group = new Organization
        {
            Id = Guid.CreateVersion7(now),
            TenantId = tenant.Id,
            Kind = OrganizationKind.Group,
            Name = "Default group",
            Slug = "default-group",
            CreatedAt = now,
        };
        var organization = new Organization
        {
            Id = Guid.CreateVersion7(now),
            TenantId = tenant.Id,
            Kind = OrganizationKind.Organization,
            ParentId = group.Id,
            Name = "Default organization",
            Slug = "default",
            CreatedAt = now,
        };
        db.AddRange(tenant, api, group, organization, AccountGroup.EveryoneOf(tenant.Id, now));
        return new NewTenant(tenant, group, organization);
    }
}
