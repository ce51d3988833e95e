using System.Globalization;
using ServiceAccounts.Contracts.Access;
using ServiceAccounts.Storage.Access;

namespace ServiceAccounts.Management.Access;

/// <summary>Shows a role.</summary>
internal static class RoleView
{
    public static RoleResponse Of(Role role, TenantAccess tenant)
    {
        var isSystem = role.TenantId is null;
        var permissions = isSystem
            ? tenant.Permissions.Where(tenant.Roles[role.Id].Grants)
            : role.Permissions.Select(p => new Permission(p.ApiId, p.Name));
        return new RoleResponse
        {
            Id = role.Id,
            Number = role.Number.ToString(CultureInfo.InvariantCulture),
            Name = role.Name,
            Description = role.Description,
            Level = Words.Of(role.Level),
            System = isSystem,
            Permissions = [.. permissions.Select(p => PermissionNames.Of(p, tenant)).Order(StringComparer.Ordinal)],
            CreatedAt = isSystem ? null : role.CreatedAt,
            Version = role.Version,
        };
    }
}
