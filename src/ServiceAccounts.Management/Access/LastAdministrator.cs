using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Accounts;

namespace ServiceAccounts.Management.Access;

/// <summary>The last super administrator cannot be removed, deactivated, unbound or made to expire: nobody could undo it.</summary>
internal static class LastAdministrator
{
    /// <summary>The refusal where nobody else would be left who is active, never expires and is bound to <c>super_admin</c>.</summary>
    public static Task<OperationError?> WhyNotEndAsync(
        ServiceAccountsDbContext db, Guid principalId, CancellationToken cancellationToken) =>
        WhyNotEndAsync(db, db.Set<Principal>().Where(p => p.Id == principalId), cancellationToken);

    /// <summary>The same where every principal of a tenant ends.</summary>
    public static Task<OperationError?> WhyNotEndTenantAsync(
        ServiceAccountsDbContext db, Guid tenantId, CancellationToken cancellationToken) =>
        WhyNotEndAsync(db, db.Set<Principal>().Where(p => p.TenantId == tenantId), cancellationToken);

    private static async Task<OperationError?> WhyNotEndAsync(
        ServiceAccountsDbContext db, IQueryable<Principal> ended, CancellationToken cancellationToken)
    {
        var administrators = db.Set<RoleBinding>().Where(b => b.RoleId == SystemRole.SuperAdmin.Id);
        if (!await administrators.AnyAsync(b => ended.Any(p => p.Id == b.PrincipalId), cancellationToken))
        {
            return null;
        }

        var othersStay = await administrators
            .Where(b => !ended.Any(p => p.Id == b.PrincipalId))
            .AnyAsync(
                b => db.Set<Principal>().Any(p => p.Id == b.PrincipalId && p.Status == PrincipalStatus.Active)
                    && !db.Set<ServiceAccount>().Any(a => a.Id == b.PrincipalId && a.ExpiresAt != null),
                cancellationToken);
        return othersStay
            ? null
            : OperationError.Conflict(
                "last_administrator", "It is the last super administrator who is active: bind super_admin to another principal first.");
    }
}
