using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Storage.Access;

namespace ServiceAccounts.Storage.Accounts;

/// <summary>
/// Translates between our ids and numbers by the lot, for surfaces that know no other ids. Whether the asker may see the things is
/// asked by the operation that is then done.
/// </summary>
public sealed class KnownNumbers(IDbContextFactory<ServiceAccountsDbContext> contexts)
{
    private const int MaxHolders = 20_000;

    /// <summary>The service account of a number; null where the tenant has none, or has a user of it.</summary>
    public async Task<Guid?> FindAccountAsync(Guid tenantId, long number, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Set<ServiceAccount>().Where(a => a.Principal.Number == number && a.TenantId == tenantId)
            .Select(a => (Guid?)a.Id).SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>The users of these numbers that the tenant has.</summary>
    public async Task<IReadOnlyDictionary<long, Guid>> FindUsersAsync(
        Guid tenantId, IReadOnlyCollection<long> numbers, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Set<Principal>()
            .Where(p => EF.Parameter(numbers).Contains(p.Number) && p.TenantId == tenantId && p.Kind == PrincipalKind.User)
            .OrderBy(p => p.Id).Take(numbers.Count).ToDictionaryAsync(p => p.Number, p => p.Id, cancellationToken);
    }

    /// <summary>The roles of these numbers, of the tenant and of the system.</summary>
    public async Task<IReadOnlyDictionary<long, Guid>> FindRolesAsync(
        Guid tenantId, IReadOnlyCollection<long> numbers, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Set<Role>().Where(r => EF.Parameter(numbers).Contains(r.Number) && (r.TenantId == tenantId || r.TenantId == null))
            .OrderBy(r => r.Id).Take(numbers.Count).ToDictionaryAsync(r => r.Number, r => r.Id, cancellationToken);
    }

    /// <summary>The numbers of roles, of the tenant and of the system, by id.</summary>
    public async Task<IReadOnlyDictionary<Guid, long>> OfRolesAsync(
        Guid tenantId, IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Set<Role>().Where(r => EF.Parameter(ids).Contains(r.Id) && (r.TenantId == tenantId || r.TenantId == null))
            .OrderBy(r => r.Id).Take(ids.Count).ToDictionaryAsync(r => r.Id, r => r.Number, cancellationToken);
    }

    /// <summary>The numbers of the roles that each of some users has by itself, at whatever place.</summary>
    public async Task<ILookup<Guid, long>> RolesOfUsersAsync(
        Guid tenantId, IReadOnlyCollection<Guid> userIds, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await db.Set<RoleBinding>().Where(b => EF.Parameter(userIds).Contains(b.PrincipalId))
            .Join(db.Set<Principal>(), b => b.PrincipalId, p => p.Id, (b, p) => new { b.PrincipalId, b.RoleId, p.TenantId })
            .Where(held => held.TenantId == tenantId)
            .Join(db.Set<Role>(), held => held.RoleId, r => r.Id, (held, r) => new { held.PrincipalId, r.Number })
            .Distinct().OrderBy(held => held.PrincipalId).ThenBy(held => held.Number)
            .Take(userIds.Count * PrincipalAccess.MaxRows).ToListAsync(cancellationToken);
        return rows.ToLookup(held => held.PrincipalId, held => held.Number);
    }

    /// <summary>
    /// The numbers of the users who have each of some roles by themselves; of a role whose users are too many to be told, null.
    /// </summary>
    public async Task<IReadOnlyDictionary<Guid, IReadOnlyList<long>?>> UsersOfRolesAsync(
        Guid tenantId, IReadOnlyCollection<Guid> roleIds, int most, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await db.Set<RoleBinding>().Where(b => EF.Parameter(roleIds).Contains(b.RoleId))
            .Join(
                db.Set<Principal>().Where(p => p.TenantId == tenantId && p.Kind == PrincipalKind.User), b => b.PrincipalId, p => p.Id,
                (b, p) => new { b.RoleId, p.Number })
            .Distinct().OrderBy(held => held.RoleId).ThenBy(held => held.Number).Take(MaxHolders + 1).ToListAsync(cancellationToken);

        // From the one on which reading ended nothing is known of how many there are.
        Guid? end = rows.Count > MaxHolders ? rows[^1].RoleId : null;
        var users = rows.ToLookup(held => held.RoleId, held => held.Number);
        return roleIds.Distinct().ToDictionary(
            id => id,
            id => (end is { } last && id.CompareTo(last) >= 0) || users[id].Count() > most ? null : (IReadOnlyList<long>)[.. users[id]]);
    }
}
