using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Storage.Accounts;

namespace ServiceAccounts.Storage.Credentials;

/// <summary>
/// Finds an API token of a tenant by what somebody has of it: its text or its id. Whether its finder may see or change it is
/// asked by the operation that is then done with the id.
/// </summary>
public sealed class ApiTokenTexts(IDbContextFactory<ServiceAccountsDbContext> contexts, PrincipalStore principals)
{
    /// <summary>The token and its owner; null where the tenant has none that is not revoked.</summary>
    public async Task<OwnedToken?> FindAsync(Guid tenantId, string textOrId, CancellationToken cancellationToken)
    {
        if (!Guid.TryParseExact(textOrId, "D", out var id))
        {
            return await principals.FindByApiTokenAsync(textOrId, cancellationToken) is { Token: { RevokedAt: null } token } && token.TenantId == tenantId
                ? new OwnedToken(token.Id, token.PrincipalId)
                : null;
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Set<ApiToken>().Where(t => t.Id == id && t.TenantId == tenantId && t.RevokedAt == null)
            .Select(t => new OwnedToken(t.Id, t.PrincipalId)).SingleOrDefaultAsync(cancellationToken);
    }
}

/// <summary>An API token and whose it is.</summary>
/// <param name="Id">The token's id.</param>
/// <param name="PrincipalId">Its owner.</param>
public sealed record OwnedToken(Guid Id, Guid PrincipalId);
