using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Access;

namespace ServiceAccounts.Management.Access;

/// <summary>What is true of a role both when it is made and when it is changed.</summary>
internal static class RoleRequest
{
    public const int MaxDescriptionLength = 500;

    public static OperationError NameTaken { get; } = OperationError.Conflict(
        "name_taken", "The tenant has a role of this name: choose another. Upper and lower case count as the same.");

    /// <summary>The roles that the caller's tenant has: its own and the system's.</summary>
    public static IQueryable<Role> OfTenant(ServiceAccountsDbContext db, Caller caller) =>
        db.Set<Role>().Include(r => r.Permissions).Where(r => r.TenantId == null || r.TenantId == caller.Tenant.TenantId);

    /// <summary>Whether another role of the tenant has the name, or one of the system.</summary>
    public static Task<bool> IsNameTakenAsync(ServiceAccountsDbContext db, Role role, CancellationToken cancellationToken) =>
        db.Set<Role>().AnyAsync(
            r => r.NormalizedName == role.NormalizedName && (r.TenantId == role.TenantId || r.TenantId == null) && r.Id != role.Id,
            cancellationToken);

    /// <summary>The permissions that a request lists.</summary>
    public static List<Permission> ReadPermissions(IReadOnlyList<string>? names, TenantAccess tenant, Fields fields)
    {
        if (names is null or { Count: 0 } or { Count: > Role.MaxPermissions })
        {
            fields.Add("permissions", $"It has 1 to {Role.MaxPermissions} permissions.");
            return [];
        }

        return PermissionNames.Resolve("permissions", names, tenant, fields);
    }
}
