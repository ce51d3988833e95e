using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Accounts;

namespace ServiceAccounts.Management.Access;

/// <summary>
/// Who holds roles and permissions, and what it needs to see and change that: users and service accounts differ only here.
/// </summary>
internal sealed record AccessSubject(NamedPrincipal Principal, Place Place)
{
    /// <summary>A principal of the caller's tenant.</summary>
    public static async Task<Outcome<AccessSubject>> FindAsync(
        ServiceAccountsDbContext db, Caller caller, Guid id, CancellationToken cancellationToken)
    {
        if (!await db.Set<Principal>().AnyAsync(p => p.Id == id && p.TenantId == caller.Tenant.TenantId, cancellationToken)
            || !(await NamedPrincipal.LoadAsync(db, [id], cancellationToken)).TryGetValue(id, out var principal))
        {
            return OperationError.NotFound("principal");
        }

        return new AccessSubject(
            principal, principal.OrganizationId is { } organization ? caller.Tenant.PlaceOf(organization) : caller.TenantPlace);
    }

    /// <summary>A principal whose roles and permissions the caller may see: its own always.</summary>
    public static async Task<Outcome<AccessSubject>> FindReadableAsync(
        ServiceAccountsDbContext db, Caller caller, Guid id, CancellationToken cancellationToken)
    {
        var found = await FindAsync(db, caller, id, cancellationToken);
        var permission = found is { Succeeded: true, Value.Principal.Kind: PrincipalKind.User }
            ? ManagementPermissions.UserRead
            : ManagementPermissions.ServiceAccountRead;
        return !found.Succeeded || id == caller.PrincipalId || caller.Can(permission, found.Value.Place)
            ? found
            : OperationError.Forbidden(permission);
    }

    /// <summary>A principal whose roles and permissions the caller may change; what it may give is another question.</summary>
    public static async Task<Outcome<AccessSubject>> FindChangeableAsync(
        ServiceAccountsDbContext db, Caller caller, Guid id, CancellationToken cancellationToken)
    {
        var found = await FindAsync(db, caller, id, cancellationToken);
        if (!found.Succeeded)
        {
            return found;
        }

        var permission = found.Value.Principal.Kind == PrincipalKind.User
            ? ManagementPermissions.UserManage
            : ManagementPermissions.ServiceAccountUpdate;
        if (!caller.Can(permission, found.Value.Place))
        {
            return OperationError.Forbidden(permission);
        }

        return await Ceiling.WhyOutOfReachAsync(db, caller, id, cancellationToken) is { } refused ? refused : found;
    }
}
