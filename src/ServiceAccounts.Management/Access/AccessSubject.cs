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

        return Of(principal, caller);
    }

    /// <summary>A principal whose roles and permissions the caller may see: its own always.</summary>
    public static async Task<Outcome<AccessSubject>> FindReadableAsync(
        ServiceAccountsDbContext db, Caller caller, Guid id, CancellationToken cancellationToken)
    {
        var found = await FindAsync(db, caller, id, cancellationToken);
        return !found.Succeeded || found.Value.IsReadableBy(caller) ? found : OperationError.Forbidden(found.Value.ReadPermission);
    }

    /// <summary>The principals of these ids whose roles and permissions the caller may see; the others are left out.</summary>
    public static async Task<List<Guid>> ListReadableAsync(
        ServiceAccountsDbContext db, Caller caller, IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken)
    {
        var own = await db.Set<Principal>().Where(p => EF.Parameter(ids).Contains(p.Id) && p.TenantId == caller.Tenant.TenantId)
            .Select(p => p.Id).ToListAsync(cancellationToken);
        var principals = await NamedPrincipal.LoadAsync(db, own, cancellationToken);
        return [.. principals.Values.Where(principal => Of(principal, caller).IsReadableBy(caller)).Select(principal => principal.Id)];
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

    private string ReadPermission =>
        Principal.Kind == PrincipalKind.User ? ManagementPermissions.UserRead : ManagementPermissions.ServiceAccountRead;

    private static AccessSubject Of(NamedPrincipal principal, Caller caller) => new(
        principal, principal.OrganizationId is { } organization ? caller.Tenant.PlaceOf(organization) : caller.TenantPlace);

    private bool IsReadableBy(Caller caller) => Principal.Id == caller.PrincipalId || caller.Can(ReadPermission, Place);
}
