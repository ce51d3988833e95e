using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Accounts;

namespace ServiceAccounts.Management.Access;

/// <summary>Shows who has a role: users and service accounts by themselves, and account groups.</summary>
public sealed class RoleAssignees(IDbContextFactory<ServiceAccountsDbContext> contexts)
{
    private const int MaxShown = 100;

    /// <summary>How many of the tenant have a role, and the first hundred; needs <c>role.read</c> and <c>user.read</c> at the tenant, because they may be anybody.</summary>
    public async Task<Outcome<RoleAssigneesView>> GetAsync(Caller caller, Guid roleId, CancellationToken cancellationToken)
    {
        foreach (var permission in new[] { ManagementPermissions.RoleRead, ManagementPermissions.UserRead })
        {
            if (!caller.Can(permission, caller.TenantPlace))
            {
                return OperationError.Forbidden(permission);
            }
        }

        if (!caller.Tenant.Roles.ContainsKey(roleId))
        {
            return OperationError.NotFound("role");
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var tenantId = caller.Tenant.TenantId;

        // A role of the system is bound in other tenants too.
        var principals = db.Set<Principal>().Where(p => p.TenantId == tenantId && db.Set<RoleBinding>().Any(b => b.RoleId == roleId && b.PrincipalId == p.Id));
        var groups = caller.Tenant.Groups.Values.Where(group => group.Bindings.Any(b => b.RoleId == roleId)).ToList();
        return new RoleAssigneesView(
            await principals.CountAsync(cancellationToken),
            await principals.OrderBy(p => p.Id).Select(p => p.Id).Take(MaxShown).ToListAsync(cancellationToken),
            groups.Count,
            [.. groups.OrderBy(group => group.Id).Take(MaxShown).Select(group => group.Id)]);
    }
}

/// <summary>Who has a role.</summary>
/// <param name="PrincipalCount">How many users and service accounts, by themselves.</param>
/// <param name="PrincipalIds">The first of them.</param>
/// <param name="GroupCount">How many account groups.</param>
/// <param name="GroupIds">The first of them.</param>
public sealed record RoleAssigneesView(int PrincipalCount, IReadOnlyList<Guid> PrincipalIds, int GroupCount, IReadOnlyList<Guid> GroupIds);
