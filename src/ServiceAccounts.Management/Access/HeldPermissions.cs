using ServiceAccounts.Contracts.Accounts;
using ServiceAccounts.Storage.Access;

namespace ServiceAccounts.Management.Access;

/// <summary>
/// Which permissions an account holds, by name alone: at whatever place, by whatever path. For surfaces in whose language an
/// account has a list of permissions and nothing else.
/// </summary>
public static class HeldPermissions
{
    /// <summary>Those of the tenant's own Apis; with <paramref name="ofOwnApi"/> those of this server's own API too.</summary>
    public static IReadOnlyList<Permission> Of(ServiceAccountResponse account, TenantAccess tenant, bool ofOwnApi = false)
    {
        var roles = account.RoleIds.Select(id => tenant.Roles.GetValueOrDefault(id)).OfType<RoleRule>();
        var groups = account.GroupIds.Select(id => tenant.Groups.GetValueOrDefault(id)).OfType<GroupRule>();
        return
        [
            .. roles.SelectMany(role => GivenBy(role, tenant))
                .Concat(groups.SelectMany(group => GivenBy(group, tenant)))
                .Concat(PermissionNames.Resolve("permissions", account.Permissions, tenant, new Fields()))
                .Where(permission => ofOwnApi || IsOfTenant(permission))
                .Distinct().OrderBy(permission => permission.Name, StringComparer.Ordinal).ThenBy(permission => permission.ApiId),
        ];
    }

    /// <summary>Whether an Api of the tenant defines it, and not this server.</summary>
    internal static bool IsOfTenant(Permission permission) => permission.ApiId != ManagementPermissions.ApiId;

    /// <summary>What a role gives.</summary>
    internal static IEnumerable<Permission> GivenBy(RoleRule role, TenantAccess tenant) => tenant.Permissions.Where(role.Grants);

    /// <summary>What a group gives to its members.</summary>
    internal static IEnumerable<Permission> GivenBy(GroupRule group, TenantAccess tenant) =>
        group.Bindings.Select(binding => tenant.Roles.GetValueOrDefault(binding.RoleId)).OfType<RoleRule>()
            .SelectMany(role => GivenBy(role, tenant)).Concat(group.Grants.Intersect(tenant.Permissions));
}
