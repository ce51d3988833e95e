using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Contracts;
using ServiceAccounts.Contracts.Accounts;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Accounts;
using ServiceAccounts.Storage.Credentials;

namespace ServiceAccounts.Management.Credentials;

/// <summary>An API token, and whose it is.</summary>
/// <param name="PrincipalId">Whose it is.</param>
/// <param name="Kind">Whether that is a user or a service account.</param>
/// <param name="Token">The token, never its text.</param>
public sealed record OwnedApiToken(Guid PrincipalId, PrincipalKind Kind, ApiTokenResponse Token);

/// <summary>Finds the API tokens of a tenant, whoever's they are.</summary>
public sealed class TenantApiTokens(IDbContextFactory<ServiceAccountsDbContext> contexts, CredentialUses uses)
{
    /// <summary>All that are not revoked, in the order of their creation; needs <c>user.read</c> and <c>service_account.read</c> at the tenant.</summary>
    public async Task<Outcome<Page<OwnedApiToken>>> ListAsync(Caller caller, Paging paging, CancellationToken cancellationToken)
    {
        foreach (var permission in new[] { ManagementPermissions.UserRead, ManagementPermissions.ServiceAccountRead })
        {
            if (!caller.Can(permission, caller.TenantPlace))
            {
                return OperationError.Forbidden(permission);
            }
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await paging.RowsOfAsync(Kept(db, caller), cancellationToken);
        var ids = rows.Select(token => token.PrincipalId).Distinct().ToList();
        var accounts = await db.Set<ServiceAccount>().Where(a => EF.Parameter(ids).Contains(a.Id))
            .OrderBy(a => a.Id).Select(a => a.Id).Take(ids.Count).ToListAsync(cancellationToken);
        var lastUses = await uses.OfAsync(db, ids, cancellationToken);
        return paging.PageOf(
            rows,
            token => new OwnedApiToken(
                token.PrincipalId, accounts.Contains(token.PrincipalId) ? PrincipalKind.ServiceAccount : PrincipalKind.User,
                CredentialView.Of(token, uses: lastUses)),
            token => token);
    }

    /// <summary>One of them; needs what a list of its owner's tokens does.</summary>
    public async Task<Outcome<OwnedApiToken>> GetAsync(Caller caller, Guid tokenId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (await Kept(db, caller).SingleOrDefaultAsync(t => t.Id == tokenId, cancellationToken) is not { } token)
        {
            return OperationError.NotFound("API token");
        }

        var owner = await TokenOwner.FindAsync(db, caller, token.PrincipalId, cancellationToken);
        if (!owner.Succeeded)
        {
            return owner.Error;
        }

        return owner.Value.WhyNotReadable(caller) is { } refused
            ? refused
            : new OwnedApiToken(
                token.PrincipalId, owner.Value.Principal.Kind,
                CredentialView.Of(token, uses: await uses.OfAsync(db, [token.PrincipalId], cancellationToken)));
    }

    private static IQueryable<ApiToken> Kept(ServiceAccountsDbContext db, Caller caller) =>
        db.Set<ApiToken>().AsNoTracking().Where(t => t.TenantId == caller.Tenant.TenantId && t.RevokedAt == null);
}
