using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Accounts;

namespace ServiceAccounts.Storage.Credentials;

/// <summary>Reads an API token, which is a client of its own where it is exchanged for access tokens.</summary>
internal static class ApiTokenRecord
{
    /// <summary>Reads an API token, in whatever state it is; null where there is none of that id.</summary>
    /// <param name="db">The database.</param>
    /// <param name="id">The token's id.</param>
    /// <param name="ttlSeconds">The lifetime of access tokens for which nobody names one, in seconds.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    public static async Task<CachedClient?> LoadAsync(
        ServiceAccountsDbContext db, Guid id, int ttlSeconds, CancellationToken cancellationToken)
    {
        var token = await db.Set<ApiToken>().AsNoTracking().SingleOrDefaultAsync(t => t.Id == id, cancellationToken);
        if (token is null)
        {
            return null;
        }

        var owner = await db.Set<Principal>().AsNoTracking().SingleOrDefaultAsync(p => p.Id == token.PrincipalId, cancellationToken);
        var account = await db.Set<ServiceAccount>().AsNoTracking().SingleOrDefaultAsync(a => a.Id == token.PrincipalId, cancellationToken);
        var own = await PrincipalAccess.LoadAsync(db, token.PrincipalId, cancellationToken);

        // The account may have been deleted between the reads.
        return owner is null || (owner.Kind == PrincipalKind.ServiceAccount && account is null)
            ? null
            : new CachedClient(
                ToClient(token, owner, account, ttlSeconds),
                new AccessProfile(own, account?.OrganizationId, token.Scopes) { OfApiToken = true });
    }

    private static Client ToClient(ApiToken token, Principal owner, ServiceAccount? account, int ttlSeconds) => new()
    {
        Id = token.Id.ToString(),
        ApplicationId = token.Id,
        PrincipalId = token.PrincipalId,
        TenantId = token.TenantId,
        OrganizationId = account?.OrganizationId,
        Epoch = owner.Epoch,
        State = StateOf(token, owner),
        ExpiresAt = account?.ExpiresAt,
        AuthenticationMethod = ClientAuthenticationMethod.ApiToken,
        Secrets = [new ClientSecretHash(token.Id, new SecretHash(token.HashKeyVersion, [.. token.Hash]), token.EndsAt)],
        AccessTokenTtlSeconds = ttlSeconds,
        Apis = [],

        // A narrowed token has nothing anywhere else.
        DefaultApiId = token.Scopes is null ? Guid.Empty : ManagementPermissions.ApiId,
    };

    private static ClientState StateOf(ApiToken token, Principal owner) => (owner.Status, token.Enabled) switch
    {
        (PrincipalStatus.Inactive, _) => ClientState.AccountInactive,
        (_, false) => ClientState.ApplicationDisabled,
        _ => ClientState.Active,
    };
}
