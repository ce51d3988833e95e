using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Accounts;
using ServiceAccounts.Storage.Credentials;

namespace ServiceAccounts.Management.Access;

/// <summary>Nobody rises: who gets hold of another principal's credentials gets all that it holds, and so must hold it already.</summary>
internal static class Ceiling
{
    /// <summary>Whether the caller holds all that a principal of its tenant holds, by itself and through its groups.</summary>
    public static async Task<bool> HoldsAllOfAsync(
        ServiceAccountsDbContext db, Caller caller, Guid principalId, CancellationToken cancellationToken) =>
        !await IsConfinedAsync(db, caller, principalId, cancellationToken)
        && HoldsAllOf(caller, Holdings.Of(await PrincipalAccess.LoadAsync(db, principalId, cancellationToken), caller.Tenant));

    /// <summary>
    /// Whether the caller is that principal by a client under a policy of its own: what it holds it holds under that policy, and so
    /// it gets itself no credential that is under none.
    /// </summary>
    public static async Task<bool> IsConfinedAsync(
        ServiceAccountsDbContext db, Caller caller, Guid principalId, CancellationToken cancellationToken) =>
        principalId == caller.PrincipalId
        && caller.ClientId is { } clientId
        && await db.Set<Application>().Where(a => a.ClientId == clientId).Select(a => a.Policy).FirstOrDefaultAsync(cancellationToken) is not null;

    /// <summary>Whether the caller holds all of that, and so may give it.</summary>
    public static bool HoldsAllOf(Caller caller, Holdings holdings) =>
        holdings.Roles.All(held => caller.CanGive(held.Role, caller.PlaceOf(held.PlaceKind, held.PlaceId)))
        && holdings.Grants.All(held => caller.CanGive(held.Permission, caller.TenantPlace));

    /// <summary>Whether the caller holds all that a group holds, place by place, and so may put somebody into it.</summary>
    public static bool HoldsAllOf(Caller caller, GroupRule group) =>
        group.Bindings.All(binding => !caller.Tenant.Roles.TryGetValue(binding.RoleId, out var role)
            || caller.CanGive(role, caller.PlaceOf(binding.PlaceKind, binding.PlaceId)))
        && group.Grants.All(permission => caller.CanGive(permission, caller.TenantPlace));

    /// <summary>
    /// Why the caller may not change, end or unbind a principal, or null: whoever holds a role at <c>system</c> is out of reach
    /// of all who do not, or a tenant's administrator could shut the operator out.
    /// </summary>
    public static Task<OperationError?> WhyOutOfReachAsync(
        ServiceAccountsDbContext db, Caller caller, Guid principalId, CancellationToken cancellationToken) =>
        WhyOutOfReachAsync(db, caller, [principalId], cancellationToken);

    /// <summary>The same for several principals, in one query.</summary>
    public static async Task<OperationError?> WhyOutOfReachAsync(
        ServiceAccountsDbContext db, Caller caller, IReadOnlyCollection<Guid> principalIds, CancellationToken cancellationToken) =>
        await WhyOutOfReachAsync(db, caller, db.Set<Principal>().Where(p => principalIds.Contains(p.Id)).Select(p => p.Id), cancellationToken);

    /// <summary>The same for whatever principals a query finds.</summary>
    public static async Task<OperationError?> WhyOutOfReachAsync(
        ServiceAccountsDbContext db, Caller caller, IQueryable<Guid> principalIds, CancellationToken cancellationToken) =>
        caller.IsAtSystem
        || !await db.Set<RoleBinding>().AnyAsync(
            b => b.PlaceKind == PlaceKind.System && principalIds.Contains(b.PrincipalId), cancellationToken)
            ? null
            : OperationError.AbovePrivileges("The principal, or one of them,");
}
