using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Ledger;

namespace ServiceAccounts.Management.Access;

/// <summary>What the ledger says of roles and permissions that are given and taken away.</summary>
internal static class AccessDeeds
{
    public static Deed Bound(NamedPrincipal principal, RoleBinding binding, string role, Guid tenantId) =>
        Of(principal, "role_bound", tenantId, Details(binding.Id, role, binding.PlaceKind, binding.PlaceId));

    public static Deed Unbound(NamedPrincipal principal, RoleBinding binding, string role, Guid tenantId) =>
        Of(principal, "role_unbound", tenantId, Details(binding.Id, role, binding.PlaceKind, binding.PlaceId));

    public static Deed Bound(AccountGroupBinding binding, string role, Guid tenantId) =>
        Of(binding.GroupId, "role_bound", tenantId, Details(binding.Id, role, binding.PlaceKind, binding.PlaceId));

    public static Deed Unbound(AccountGroupBinding binding, string role, Guid tenantId) =>
        Of(binding.GroupId, "role_unbound", tenantId, Details(binding.Id, role, binding.PlaceKind, binding.PlaceId));

    public static Deed Granted(NamedPrincipal principal, Permission permission, Guid tenantId) =>
        Of(principal, "permission_granted", tenantId, Details(permission));

    public static Deed Revoked(NamedPrincipal principal, Permission permission, Guid tenantId) =>
        Of(principal, "permission_revoked", tenantId, Details(permission));

    public static Deed Granted(Guid groupId, Permission permission, Guid tenantId) =>
        Of(groupId, "permission_granted", tenantId, Details(permission));

    public static Deed Revoked(Guid groupId, Permission permission, Guid tenantId) =>
        Of(groupId, "permission_revoked", tenantId, Details(permission));

    /// <summary>A principal came or went: what changes for caches is the principal, not the group.</summary>
    public static Deed Member(string action, AccountGroup group, NamedPrincipal principal) => new(action, "group", group.Id)
    {
        TenantId = group.TenantId,
        PrincipalId = principal.Id,
        OrganizationId = principal.OrganizationId,
        Details = new Dictionary<string, object?> { ["group"] = group.Name, ["principal"] = principal.Id, ["name"] = principal.Name },
    };

    private static Deed Of(NamedPrincipal principal, string what, Guid tenantId, Dictionary<string, object?> details)
    {
        var kind = Words.Of(principal.Kind);
        return new Deed($"{kind}.{what}", kind, principal.Id)
        {
            TenantId = tenantId,
            PrincipalId = principal.Id,
            OrganizationId = principal.OrganizationId,
            Details = details,
        };
    }

    // Without a principal: what a group holds is part of the tenant's access.
    private static Deed Of(Guid groupId, string what, Guid tenantId, Dictionary<string, object?> details) =>
        new($"group.{what}", "group", groupId) { TenantId = tenantId, Details = details };

    private static Dictionary<string, object?> Details(Guid bindingId, string role, PlaceKind kind, Guid placeId) => new()
    {
        ["binding"] = bindingId,
        ["role"] = role,
        ["place_kind"] = Words.Of(kind),
        ["place"] = kind == PlaceKind.System ? null : placeId,
    };

    private static Dictionary<string, object?> Details(Permission permission) => new()
    {
        ["permission"] = permission.Name,
        ["api"] = permission.ApiId,
    };
}
