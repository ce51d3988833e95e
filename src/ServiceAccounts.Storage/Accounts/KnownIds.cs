using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Credentials;

namespace ServiceAccounts.Storage.Accounts;

/// <summary>
/// Finds our ids by what else a thing of a tenant is known by: a number, a handle, a client id. Whether its finder may see the
/// thing is asked by the operation that is then done with the id.
/// </summary>
public sealed class KnownIds(IDbContextFactory<ServiceAccountsDbContext> contexts)
{
    /// <summary>The user or service account of a number; null where the tenant has none.</summary>
    public async Task<Guid?> OfPrincipalAsync(Guid tenantId, long number, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Set<Principal>().Where(p => p.Number == number && p.TenantId == tenantId).Select(p => (Guid?)p.Id)
            .SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>The service account of an OAuth client; null where the tenant has none.</summary>
    public async Task<Guid?> OfClientOwnerAsync(Guid tenantId, string clientId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Set<Application>().Where(a => a.ClientId == clientId && a.TenantId == tenantId).Select(a => (Guid?)a.PrincipalId)
            .SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>The role of a number, of the tenant or of the system; null where there is none.</summary>
    public async Task<Guid?> OfRoleAsync(Guid tenantId, long number, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Set<Role>().Where(r => r.Number == number && (r.TenantId == tenantId || r.TenantId == null))
            .Select(r => (Guid?)r.Id).SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>The e-mail addresses of users of a tenant, by id; at most 1,000 ids at a time.</summary>
    public async Task<IReadOnlyDictionary<Guid, string>> EmailsOfUsersAsync(
        Guid tenantId, IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Set<User>().Where(u => EF.Parameter(ids).Contains(u.Id) && u.TenantId == tenantId)
            .ToDictionaryAsync(u => u.Id, u => u.Email, cancellationToken);
    }

    /// <summary>The numbers of users and service accounts of a tenant, by id; at most 1,000 ids at a time.</summary>
    public async Task<IReadOnlyDictionary<Guid, long>> NumbersOfPrincipalsAsync(
        Guid tenantId, IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Set<Principal>().Where(p => EF.Parameter(ids).Contains(p.Id) && p.TenantId == tenantId)
            .ToDictionaryAsync(p => p.Id, p => p.Number, cancellationToken);
    }
}
