using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Accounts;
using ServiceAccounts.Storage.Credentials;

namespace ServiceAccounts.Management.Accounts;

/// <summary>A service account with what hangs on it.</summary>
/// <param name="Account">The account with its applications and labels.</param>
/// <param name="RoleIds">Its roles, at whatever place.</param>
/// <param name="GroupIds">Its groups; Everyone, in which it is by rule, is not among them.</param>
/// <param name="Permissions">Its own permissions.</param>
/// <param name="ApiTokens">Its API tokens that are not revoked.</param>
internal sealed record AccountRows(
    ServiceAccount Account, IReadOnlyList<Guid> RoleIds, IReadOnlyList<Guid> GroupIds, IReadOnlyList<string> Permissions,
    IReadOnlyList<ApiToken> ApiTokens)
{
    /// <summary>When its credentials were last used; null for an account that is being made.</summary>
    public LastUses? Uses { get; init; }

    /// <summary>The accounts of the caller's tenant with their clients and labels: every change of accounts begins here.</summary>
    public static IQueryable<ServiceAccount> OfTenant(ServiceAccountsDbContext db, Caller caller) =>
        db.Set<ServiceAccount>()
            .Include(a => a.Principal)
            .Include(a => a.Labels)
            .Include(a => a.Applications).ThenInclude(a => a.Secrets)
            .Include(a => a.Applications).ThenInclude(a => a.KeySet)
            .Include(a => a.Applications).ThenInclude(a => a.Certificates)
            .Include(a => a.Applications).ThenInclude(a => a.FederatedCredentials)
            .AsSplitQuery()
            .Where(a => a.TenantId == caller.Tenant.TenantId);

    /// <summary>One account of the caller's tenant, tracked.</summary>
    public static async Task<AccountRows?> FindAsync(
        ServiceAccountsDbContext db, CredentialUses uses, Caller caller, Guid id, CancellationToken cancellationToken)
    {
        var account = await OfTenant(db, caller).SingleOrDefaultAsync(a => a.Id == id, cancellationToken);
        return account is null ? null : (await JoinAsync(db, uses, caller, [account], cancellationToken))[0];
    }

    /// <summary>The same where the caller has a permission at its organization.</summary>
    public static async Task<Outcome<AccountRows>> FindAsync(
        ServiceAccountsDbContext db, CredentialUses uses, Caller caller, Guid id, string permission, CancellationToken cancellationToken)
    {
        var rows = await FindAsync(db, uses, caller, id, cancellationToken);
        if (rows is null)
        {
            return OperationError.NotFound("service account");
        }

        return caller.Can(permission, caller.Tenant.PlaceOf(rows.Account.OrganizationId)) ? rows : OperationError.Forbidden(permission);
    }

    /// <summary>Adds to accounts that were read alone their clients and labels too; in a fixed number of queries.</summary>
    public static async Task<List<AccountRows>> LoadAsync(
        ServiceAccountsDbContext db, CredentialUses uses, Caller caller, IReadOnlyList<ServiceAccount> accounts,
        CancellationToken cancellationToken)
    {
        var ids = accounts.Select(a => a.Id).ToList();
        var most = ids.Count * PrincipalAccess.MaxRows;
        var byId = accounts.ToDictionary(a => a.Id);
        foreach (var label in await db.Set<ServiceAccountLabel>().AsNoTracking().Where(l => EF.Parameter(ids).Contains(l.AccountId))
            .OrderBy(l => l.AccountId).Take(most).ToListAsync(cancellationToken))
        {
            byId[label.AccountId].Labels.Add(label);
        }

        foreach (var application in await db.Set<Application>().AsNoTracking().Include(a => a.Secrets).Include(a => a.KeySet)
            .Include(a => a.Certificates).Include(a => a.FederatedCredentials).AsSplitQuery().Where(a => EF.Parameter(ids).Contains(a.PrincipalId))
            .OrderBy(a => a.Id).Take(most).ToListAsync(cancellationToken))
        {
            byId[application.PrincipalId].Applications.Add(application);
        }

        return await JoinAsync(db, uses, caller, accounts, cancellationToken);
    }

    /// <summary>Adds to accounts what they were given and their API tokens; in a fixed number of queries.</summary>
    public static async Task<List<AccountRows>> JoinAsync(
        ServiceAccountsDbContext db, CredentialUses uses, Caller caller, IReadOnlyList<ServiceAccount> accounts,
        CancellationToken cancellationToken)
    {
        var ids = accounts.Select(a => a.Id).ToList();
        var most = ids.Count * PrincipalAccess.MaxRows;
        var bindings = (await db.Set<RoleBinding>().AsNoTracking().Where(b => EF.Parameter(ids).Contains(b.PrincipalId))
            .OrderBy(b => b.CreatedAt).Take(most).ToListAsync(cancellationToken)).ToLookup(b => b.PrincipalId, b => b.RoleId);
        var groups = (await db.Set<AccountGroupMember>().AsNoTracking().Where(m => EF.Parameter(ids).Contains(m.PrincipalId))
            .OrderBy(m => m.CreatedAt).Take(most).ToListAsync(cancellationToken)).ToLookup(m => m.PrincipalId, m => m.GroupId);
        var grants = (await db.Set<DirectGrant>().AsNoTracking().Where(g => EF.Parameter(ids).Contains(g.PrincipalId))
            .OrderBy(g => g.CreatedAt).Take(most).ToListAsync(cancellationToken))
            .ToLookup(g => g.PrincipalId, g => PermissionNames.Of(new Permission(g.ApiId, g.Name), caller.Tenant));
        var tokens = (await db.Set<ApiToken>().AsNoTracking()
            .Where(t => EF.Parameter(ids).Contains(t.PrincipalId) && t.RevokedAt == null)
            .OrderBy(t => t.CreatedAt).Take(most).ToListAsync(cancellationToken)).ToLookup(t => t.PrincipalId);
        var lastUses = await uses.OfAsync(db, ids, cancellationToken);
        return
        [
            .. accounts.Select(a => new AccountRows(a, [.. bindings[a.Id]], [.. groups[a.Id]], [.. grants[a.Id]], [.. tokens[a.Id]])
            {
                Uses = lastUses,
            }),
        ];
    }
}
