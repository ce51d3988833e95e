using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Contracts;
using ServiceAccounts.Contracts.Accounts;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Accounts;
using ServiceAccounts.Storage.Credentials;

namespace ServiceAccounts.Management.Credentials;

/// <summary>
/// Every API token of a tenant that is not revoked, with its owner; never its text. Those of users need <c>user.read</c> at the
/// tenant, those of accounts <c>service_account.read</c> where they are. Who may read some does not see the others.
/// </summary>
public sealed class TokenInventory(IDbContextFactory<ServiceAccountsDbContext> contexts, CredentialUses uses)
{
    /// <summary>A page of them, in the order of their creation.</summary>
    public async Task<Outcome<Page<InventoriedToken>>> ListAsync(Caller caller, Paging paging, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (HolderRows.Readable(db, caller) is not { } readable)
        {
            return OperationError.Forbidden(ManagementPermissions.ServiceAccountRead);
        }

        var rows = await paging.RowsOfAsync(Kept(db, caller).Where(t => readable.Any(holder => holder.Id == t.PrincipalId)), cancellationToken);
        var shown = await ShowAsync(db, caller, rows, cancellationToken);
        return paging.PageOfFound(rows, row => shown.GetValueOrDefault(row.Id), row => row);
    }

    /// <summary>One of them.</summary>
    public async Task<Outcome<InventoriedToken>> GetAsync(Caller caller, Guid tokenId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (await Kept(db, caller).SingleOrDefaultAsync(t => t.Id == tokenId, cancellationToken) is not { } token)
        {
            return NoToken;
        }

        var subject = await AccessSubject.FindReadableAsync(db, caller, token.PrincipalId, cancellationToken);
        if (!subject.Succeeded)
        {
            return subject.Error;
        }

        var shown = await ShowAsync(db, caller, [token], cancellationToken);
        return shown.TryGetValue(tokenId, out var found) ? found : NoToken;
    }

    private static OperationError NoToken { get; } = OperationError.NotFound("API token");

    private static IQueryable<ApiToken> Kept(ServiceAccountsDbContext db, Caller caller) =>
        db.Set<ApiToken>().AsNoTracking().Where(t => t.TenantId == caller.Tenant.TenantId && t.RevokedAt == null);

    private async Task<Dictionary<Guid, InventoriedToken>> ShowAsync(
        ServiceAccountsDbContext db, Caller caller, List<ApiToken> tokens, CancellationToken cancellationToken)
    {
        var ids = tokens.Select(t => t.PrincipalId).Distinct().ToList();
        var owners = (await HolderRows.LoadAsync(db, caller, ids, cancellationToken)).ToDictionary(owner => owner.Id, owner => owner.Name);
        var inactive = await db.Set<Principal>().Where(p => EF.Parameter(ids).Contains(p.Id) && p.Status == PrincipalStatus.Inactive)
            .Select(p => p.Id).ToListAsync(cancellationToken);
        var lastUses = await uses.OfAsync(db, ids, cancellationToken);
        return tokens.Where(token => owners.ContainsKey(token.PrincipalId)).ToDictionary(token => token.Id, token => new InventoriedToken(
            CredentialView.Of(token, uses: lastUses), token.PrincipalId, owners[token.PrincipalId], !inactive.Contains(token.PrincipalId)));
    }
}

/// <summary>An API token and whose it is.</summary>
/// <param name="Token">The token.</param>
/// <param name="OwnerId">The id of its owner.</param>
/// <param name="Owner">What its owner is known by.</param>
/// <param name="OwnerIsActive">Whether its owner is active.</param>
public sealed record InventoriedToken(ApiTokenResponse Token, Guid OwnerId, AccountName Owner, bool OwnerIsActive);
