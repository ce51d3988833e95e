using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Ledger;

namespace ServiceAccounts.Management.Access;

/// <summary>Roles, principals and groups that hold permissions which an Api will define no more.</summary>
internal sealed class PermissionUse(ServiceAccountsDbContext db, Guid apiId, IReadOnlyCollection<string> names)
{
    private IQueryable<RolePermission> OfRoles => db.Set<RolePermission>().Where(p => p.ApiId == apiId && names.Contains(p.Name));

    private IQueryable<DirectGrant> OfPrincipals => db.Set<DirectGrant>().Where(g => g.ApiId == apiId && names.Contains(g.Name));

    private IQueryable<AccountGroupGrant> OfGroups => db.Set<AccountGroupGrant>().Where(g => g.ApiId == apiId && names.Contains(g.Name));

    /// <summary>Who holds one of them.</summary>
    public Usage Usage => new()
    {
        Principals = OfPrincipals.Select(g => g.PrincipalId).Distinct(),
        Groups = OfGroups.Select(g => g.GroupId).Distinct(),
        Roles = OfRoles.Select(p => p.RoleId).Distinct(),
    };

    /// <summary>How many rows are to be taken away; counted no farther than the most that may be.</summary>
    public async Task<int> CountAsync(CancellationToken cancellationToken) =>
        await OfRoles.Take(Usage.MaxTakenAway + 1).CountAsync(cancellationToken)
        + await OfPrincipals.Take(Usage.MaxTakenAway + 1).CountAsync(cancellationToken)
        + await OfGroups.Take(Usage.MaxTakenAway + 1).CountAsync(cancellationToken);

    /// <summary>
    /// Takes the permissions from all who hold them. Each of them is recorded and told to the caches: a permission of the same
    /// name that is defined tomorrow is held by nobody.
    /// </summary>
    public async Task<List<Deed>> TakeAwayAsync(Caller caller, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var roles = await OfRoles.AsNoTracking().OrderBy(p => p.RoleId).Take(Usage.MaxTakenAway).ToListAsync(cancellationToken);
        var grants = await OfPrincipals.AsNoTracking().OrderBy(g => g.PrincipalId).Take(Usage.MaxTakenAway).ToListAsync(cancellationToken);
        var ofGroups = await OfGroups.AsNoTracking().OrderBy(g => g.GroupId).Take(Usage.MaxTakenAway).ToListAsync(cancellationToken);
        var holders = await NamedPrincipal.LoadAsync(db, [.. grants.Select(g => g.PrincipalId).Distinct()], cancellationToken);

        await OfRoles.ExecuteDeleteAsync(cancellationToken);
        await OfPrincipals.ExecuteDeleteAsync(cancellationToken);
        await OfGroups.ExecuteDeleteAsync(cancellationToken);
        var roleIds = roles.Select(p => p.RoleId).Distinct().ToList();
        await db.Set<Role>().Where(r => roleIds.Contains(r.Id))
            .ExecuteUpdateAsync(set => set.SetProperty(r => r.Version, r => r.Version + 1), cancellationToken);
        await NamedPrincipal.TouchAsync(db, caller, holders.Keys, now, cancellationToken);

        var tenantId = caller.Tenant.TenantId;
        return
        [
            .. roles.ToLookup(p => p.RoleId, p => p.Name).Select(role => new Deed("role.updated", "role", role.Key)
            {
                TenantId = tenantId,
                Details = new Dictionary<string, object?> { ["removed"] = role.Order(StringComparer.Ordinal).ToList() },
            }),
            .. grants.Select(g => AccessDeeds.Revoked(holders[g.PrincipalId], new Permission(g.ApiId, g.Name), tenantId)),
            .. ofGroups.Select(g => AccessDeeds.Revoked(g.GroupId, new Permission(g.ApiId, g.Name), tenantId)),
        ];
    }
}
