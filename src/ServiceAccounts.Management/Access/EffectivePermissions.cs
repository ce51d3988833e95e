using ServiceAccounts.Contracts.Access;
using ServiceAccounts.Storage.Access;
using ProtocolApi = ServiceAccounts.Protocol.Tokens.Api;

namespace ServiceAccounts.Management.Access;

/// <summary>Every permission that somebody holds, once for each path by which it does.</summary>
internal sealed class EffectivePermissions
{
    private readonly TenantAccess _tenant;
    private readonly Dictionary<Guid, ProtocolApi> _apis;

    // Null where all are asked for.
    private readonly List<Permission>? _asked;

    /// <summary>Those of one name, of one Api, or all.</summary>
    public EffectivePermissions(TenantAccess tenant, string? name, Guid? apiId)
    {
        _tenant = tenant;
        _apis = tenant.Apis.ToDictionary(api => api.Id);
        _asked = name is null && apiId is null
            ? null
            : [
                .. tenant.Apis.Where(api => apiId is null || api.Id == apiId)
                    .SelectMany(api => name is null
                        ? api.Permissions.Select(own => new Permission(api.Id, own))
                        : api.Permissions.Contains(name) ? [new Permission(api.Id, name)] : Enumerable.Empty<Permission>()),
            ];
    }

    /// <summary>What is held, the principal's own before that of its groups; worked out no farther than it is read.</summary>
    public IEnumerable<EffectivePermissionResponse> Of(Holdings holdings)
    {
        foreach (var held in holdings.Roles)
        {
            var path = held.Via is null ? $"role {held.Role.Name}" : $"group {held.Via.Name}, role {held.Role.Name}";
            Guid? placeId = held.PlaceKind == PlaceKind.System ? null : held.PlaceId;
            var place = new PlaceOfEffectiveResponse(Words.Of(held.PlaceKind), placeId);
            foreach (var permission in PermissionsOf(held.Role))
            {
                yield return Show(permission, place, path, held.Role.Id, held.Via?.Id);
            }
        }

        var tenant = new PlaceOfEffectiveResponse(Words.Of(PlaceKind.Tenant), _tenant.TenantId);
        foreach (var held in holdings.Grants.Where(held => IsDefined(held.Permission) && _asked?.Contains(held.Permission) != false))
        {
            yield return Show(held.Permission, tenant, held.Via is null ? "grant" : $"group {held.Via.Name}, grant", null, held.Via?.Id);
        }
    }

    private IEnumerable<Permission> PermissionsOf(RoleRule role) => role.Reach is RoleReach.Listed or RoleReach.DefaultApi && _asked is null
        ? role.Listed.Where(IsDefined)
        : (_asked ?? _tenant.Permissions).Where(role.Grants);

    private bool IsDefined(Permission permission) =>
        _apis.TryGetValue(permission.ApiId, out var api) && api.Permissions.Contains(permission.Name);

    private EffectivePermissionResponse Show(Permission permission, PlaceOfEffectiveResponse place, string path, Guid? roleId, Guid? groupId) => new()
    {
        Permission = permission.Name,
        Api = new ApiOfEffectiveResponse(permission.ApiId, _apis[permission.ApiId].Identifier),
        Place = place,
        Path = path,
        RoleId = roleId,
        GroupId = groupId,
    };
}
