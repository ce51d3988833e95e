using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Accounts;

namespace ServiceAccounts.Management.Access;

/// <summary>A user or service account, and what it is called.</summary>
/// <param name="Id">The principal's id.</param>
/// <param name="Kind">User or service account.</param>
/// <param name="Name">What it is called.</param>
/// <param name="OrganizationId">The organization that owns it; null for a user.</param>
internal sealed record NamedPrincipal(Guid Id, PrincipalKind Kind, string Name, Guid? OrganizationId)
{
    /// <summary>The principals of these ids that there are, by id, in two queries.</summary>
    public static async Task<Dictionary<Guid, NamedPrincipal>> LoadAsync(
        ServiceAccountsDbContext db, IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken)
    {
        var users = await db.Set<User>().Where(u => ids.Contains(u.Id))
            .Select(u => new NamedPrincipal(u.Id, PrincipalKind.User, u.Name, null)).ToListAsync(cancellationToken);
        var accounts = await db.Set<ServiceAccount>().Where(a => ids.Contains(a.Id))
            .Select(a => new NamedPrincipal(a.Id, PrincipalKind.ServiceAccount, a.Name, a.OrganizationId)).ToListAsync(cancellationToken);
        return users.Concat(accounts).ToDictionary(principal => principal.Id);
    }

    /// <summary>What a principal holds is shown in it: a change of that is a change of the principal, but ends no token.</summary>
    public static async Task TouchAsync(
        ServiceAccountsDbContext db, Caller caller, IReadOnlyCollection<Guid> ids, DateTimeOffset now, CancellationToken cancellationToken) =>
        await TouchAsync(
            db, caller, db.Set<Principal>().Where(p => ids.Contains(p.Id)).Select(p => p.Id), now, cancellationToken);

    /// <summary>The same for whatever principals a query finds.</summary>
    public static async Task TouchAsync(
        ServiceAccountsDbContext db, Caller caller, IQueryable<Guid> ids, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await db.Set<ServiceAccount>().Where(a => ids.Contains(a.Id)).ExecuteUpdateAsync(
            set => set.SetProperty(a => a.Version, a => a.Version + 1).SetProperty(a => a.UpdatedAt, now)
                .SetProperty(a => a.UpdatedById, caller.PrincipalId).SetProperty(a => a.UpdatedByName, caller.Name)
                .SetProperty(a => a.UpdatedByKind, caller.Kind),
            cancellationToken);
        await db.Set<User>().Where(u => ids.Contains(u.Id)).ExecuteUpdateAsync(
            set => set.SetProperty(u => u.Version, u => u.Version + 1).SetProperty(u => u.UpdatedAt, now), cancellationToken);
    }
}
