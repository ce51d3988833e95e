using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Accounts;

namespace ServiceAccounts.Management.Access;

/// <summary>Users and service accounts together, as every operation on both finds and shows them.</summary>
internal static class HolderRows
{
    /// <summary>Those of the tenant that the caller may read; null where it may read none anywhere.</summary>
    public static IQueryable<HolderRow>? Readable(ServiceAccountsDbContext db, Caller caller)
    {
        var tenantId = caller.Tenant.TenantId;
        var users = db.Set<User>().Where(u => u.TenantId == tenantId).Select(u => new HolderRow { Id = u.Id, CreatedAt = u.CreatedAt });
        var accounts = db.Set<ServiceAccount>().Where(a => a.TenantId == tenantId);
        if (!caller.Can(ManagementPermissions.ServiceAccountRead, caller.TenantPlace))
        {
            var places = caller.Tenant.Places.Where(place => caller.Can(ManagementPermissions.ServiceAccountRead, place.Value))
                .Select(place => place.Key).ToList();
            accounts = places.Count == 0 ? null : accounts.Where(a => EF.Parameter(places).Contains(a.OrganizationId));
        }

        var machines = accounts?.Select(a => new HolderRow { Id = a.Id, CreatedAt = a.CreatedAt });
        return (caller.Can(ManagementPermissions.UserRead, caller.TenantPlace), machines) switch
        {
            (true, null) => users,
            (true, _) => users.Concat(machines),
            (false, _) => machines,
        };
    }

    /// <summary>What those of these ids hold, in the order of the ids; in a fixed number of queries.</summary>
    public static async Task<List<HolderView>> LoadAsync(
        ServiceAccountsDbContext db, Caller caller, IReadOnlyList<Guid> ids, CancellationToken cancellationToken)
    {
        var tenantId = caller.Tenant.TenantId;
        var users = await db.Set<User>().Where(u => EF.Parameter(ids).Contains(u.Id) && u.TenantId == tenantId)
            .Select(u => new { u.Id, u.Email }).ToDictionaryAsync(u => u.Id, u => u.Email, cancellationToken);
        var accounts = await db.Set<ServiceAccount>().Where(a => EF.Parameter(ids).Contains(a.Id) && a.TenantId == tenantId)
            .Select(a => new { a.Id, a.Handle }).ToDictionaryAsync(a => a.Id, a => a.Handle, cancellationToken);
        var most = ids.Count * PrincipalAccess.MaxRows;
        var roles = (await db.Set<RoleBinding>().AsNoTracking().Where(b => EF.Parameter(ids).Contains(b.PrincipalId))
            .OrderBy(b => b.Id).Take(most).ToListAsync(cancellationToken)).ToLookup(b => b.PrincipalId, b => b.RoleId);
        var groups = (await db.Set<AccountGroupMember>().AsNoTracking().Where(m => EF.Parameter(ids).Contains(m.PrincipalId))
            .OrderBy(m => m.CreatedAt).Take(most).ToListAsync(cancellationToken)).ToLookup(m => m.PrincipalId, m => m.GroupId);
        var grants = (await db.Set<DirectGrant>().AsNoTracking().Where(g => EF.Parameter(ids).Contains(g.PrincipalId))
            .OrderBy(g => g.ApiId).ThenBy(g => g.Name).Take(most).ToListAsync(cancellationToken))
            .ToLookup(g => g.PrincipalId, g => new Permission(g.ApiId, g.Name));
        return
        [
            .. ids.Where(id => users.ContainsKey(id) || accounts.ContainsKey(id)).Select(id => new HolderView
            {
                Id = id,
                Name = users.TryGetValue(id, out var email)
                    ? new AccountName(PrincipalKind.User, email)
                    : new AccountName(PrincipalKind.ServiceAccount, accounts[id]),
                RoleIds = [.. roles[id].Distinct()],
                GroupIds = [tenantId, .. groups[id]],
                Permissions = [.. grants[id]],
            }),
        ];
    }
}

/// <summary>A user or service account in a list of both.</summary>
internal sealed class HolderRow : IListed
{
    public required Guid Id { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}
