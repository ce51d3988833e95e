using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Contracts.Access;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Tenants;

namespace ServiceAccounts.Management.Access;

/// <summary>Shows roles and permissions that are held, with the names of roles and places.</summary>
internal sealed class AccessRows
{
    private readonly TenantAccess _tenant;
    private readonly string _tenantName;
    private readonly Dictionary<Guid, string> _places;

    private AccessRows(TenantAccess tenant, string tenantName, Dictionary<Guid, string> places)
    {
        (_tenant, _tenantName, _places) = (tenant, tenantName, places);
    }

    /// <summary>Reads what the tenant and these places of it are called.</summary>
    public static async Task<AccessRows> LoadAsync(
        ServiceAccountsDbContext db, Caller caller, IEnumerable<Guid> placeIds, CancellationToken cancellationToken)
    {
        var ids = placeIds.Distinct().ToList();
        var tenantName = await db.Set<Tenant>().Where(t => t.Id == caller.Tenant.TenantId).Select(t => t.Name)
            .SingleOrDefaultAsync(cancellationToken) ?? string.Empty;
        var places = await db.Set<Organization>().Where(o => o.TenantId == caller.Tenant.TenantId && ids.Contains(o.Id))
            .ToDictionaryAsync(o => o.Id, o => o.Name, cancellationToken);
        return new AccessRows(caller.Tenant, tenantName, places);
    }

    public RoleBindingResponse Show(RoleBinding binding) =>
        Show(binding.Id, binding.RoleId, binding.PlaceKind, binding.PlaceId, binding.CreatedAt);

    public RoleBindingResponse Show(AccountGroupBinding binding) =>
        Show(binding.Id, binding.RoleId, binding.PlaceKind, binding.PlaceId, binding.CreatedAt);

    private RoleBindingResponse Show(Guid id, Guid roleId, PlaceKind kind, Guid placeId, DateTimeOffset createdAt) => new(
        id,
        new RoleOfBindingResponse(roleId, _tenant.Roles.TryGetValue(roleId, out var role) ? role.Name : string.Empty),
        kind switch
        {
            PlaceKind.System => new PlaceResponse(Words.Of(kind), null, "system"),
            PlaceKind.Tenant => new PlaceResponse(Words.Of(kind), placeId, _tenantName),
            _ => new PlaceResponse(Words.Of(kind), placeId, _places.GetValueOrDefault(placeId, string.Empty)),
        },
        createdAt);
}
