using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Accounts;
using ServiceAccounts.Storage.Credentials;

namespace ServiceAccounts.Management.Accounts;

/// <summary>A service account with what hangs on it.</summary>
internal sealed record AccountRows(ServiceAccount Account, IReadOnlyList<Guid> RoleIds, IReadOnlyList<ApiToken> ApiTokens)
{
    /// <summary>When its credentials were last used; null for an account that is being made.</summary>
    public LastUses? Uses { get; init; }

    // The most rows of one account that are shown beside it.
    private const int MaxRows = 200;

    /// <summary>The accounts of the caller's tenant: every query of accounts begins here.</summary>
    public static IQueryable<ServiceAccount> OfTenant(ServiceAccountsDbContext db, Caller caller) =>
        db.Set<ServiceAccount>()
            .Include(a => a.Principal)
            .Include(a => a.Applications).ThenInclude(a => a.Secrets)
            .Include(a => a.Applications).ThenInclude(a => a.KeySet)
            .AsSplitQuery()
            .Where(a => a.TenantId == caller.Tenant.TenantId);

    /// <summary>One account of the caller's tenant, tracked.</summary>
    public static async Task<AccountRows?> FindAsync(
        ServiceAccountsDbContext db, CredentialUses uses, Caller caller, Guid id, CancellationToken cancellationToken)
    {
        var account = await OfTenant(db, caller).SingleOrDefaultAsync(a => a.Id == id, cancellationToken);
        return account is null ? null : (await JoinAsync(db, uses, [account], cancellationToken))[0];
    }

    /// <summary>Adds to accounts what hangs on them, in three queries whatever their number.</summary>
    public static async Task<List<AccountRows>> JoinAsync(
        ServiceAccountsDbContext db, CredentialUses uses, IReadOnlyList<ServiceAccount> accounts, CancellationToken cancellationToken)
    {
        var ids = accounts.Select(a => a.Id).ToList();
        var bindings = (await db.Set<RoleBinding>().AsNoTracking().Where(b => ids.Contains(b.PrincipalId))
            .OrderBy(b => b.CreatedAt).Take(MaxRows * Paging.MaxLimit).ToListAsync(cancellationToken)).ToLookup(b => b.PrincipalId, b => b.RoleId);
        var tokens = (await db.Set<ApiToken>().AsNoTracking().Where(t => ids.Contains(t.PrincipalId) && t.RevokedAt == null)
            .OrderBy(t => t.CreatedAt).Take(MaxRows * Paging.MaxLimit).ToListAsync(cancellationToken)).ToLookup(t => t.PrincipalId);
        var lastUses = await uses.OfAsync(db, ids, cancellationToken);
        return [.. accounts.Select(a => new AccountRows(a, [.. bindings[a.Id]], [.. tokens[a.Id]]) { Uses = lastUses })];
    }
}
