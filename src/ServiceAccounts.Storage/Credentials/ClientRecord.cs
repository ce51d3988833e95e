using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Protocol.Federation;
using ServiceAccounts.Protocol.Keys;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Accounts;

namespace ServiceAccounts.Storage.Credentials;

/// <summary>Reads a client that is an application.</summary>
internal static class ClientRecord
{
    public static async Task<CachedClient?> LoadAsync(ServiceAccountsDbContext db, string clientId, CancellationToken cancellationToken)
    {
        var application = await db.Set<Application>().AsNoTracking()
            .Include(a => a.Secrets)
            .SingleOrDefaultAsync(a => a.ClientId == clientId, cancellationToken);
        if (application is null)
        {
            return null;
        }

        var keys = await LoadKeysAsync(db, application, cancellationToken);
        var trusts = await LoadTrustsAsync(db, application, cancellationToken);
        var certificates = await LoadCertificatesAsync(db, application, cancellationToken);
        var account = await db.Set<ServiceAccount>().AsNoTracking().Include(a => a.Principal)
            .SingleOrDefaultAsync(a => a.Id == application.PrincipalId, cancellationToken);
        var own = await PrincipalAccess.LoadAsync(db, application.PrincipalId, cancellationToken);

        // The account may have been deleted between the two reads.
        return account is null
            ? null
            : new CachedClient(
                ToClient(application, account) with { Keys = keys, Trusts = trusts, Certificates = certificates },
                new AccessProfile(own, account.OrganizationId, application.AllowedScopes));
    }

    private static Client ToClient(Application application, ServiceAccount account) => new()
    {
        Id = application.ClientId,
        ApplicationId = application.Id,
        PrincipalId = application.PrincipalId,
        TenantId = application.TenantId,
        OrganizationId = account.OrganizationId,
        Epoch = account.Principal.Epoch,
        State = StateOf(application, account.Principal),
        ExpiresAt = account.ExpiresAt,
        AuthenticationMethod = application.AuthenticationMethod,
        Secrets = [.. application.Secrets.OrderBy(s => s.CreatedAt).Select(s => s.ToHash())],
        Policy = StoredPolicy.RulesOf(application.Policy),
        AccessTokenTtlSeconds = application.AccessTokenTtlSeconds,
        Apis = [],
        DefaultApiId = application.DefaultApiId ?? Guid.Empty,
    };

    private static ClientState StateOf(Application application, Principal principal) => (principal.Status, application.Enabled) switch
    {
        (PrincipalStatus.Inactive, _) => ClientState.AccountInactive,
        (_, false) => ClientState.ApplicationDisabled,
        _ => ClientState.Active,
    };

    // Parsed here, so that what stays in memory is the keys and not their text.
    private static async Task<ClientKeySource?> LoadKeysAsync(
        ServiceAccountsDbContext db, Application application, CancellationToken cancellationToken)
    {
        var keys = await db.Set<KeySet>().Where(k => k.ApplicationId == application.Id)
            .Select(k => new { k.Id, k.JwksUrl, k.Jwks }).SingleOrDefaultAsync(cancellationToken);
        return keys is null
            ? null
            : new ClientKeySource(
                keys.Id, keys.JwksUrl, keys.Jwks is not null && ClientKeySet.TryParse(keys.Jwks, out var set, out _) ? set : null,
                application.AllowsTokenEndpointAudience, application.AssertionMaxLifetimeSeconds);
    }

    private static async Task<ImmutableArray<FederatedTrust>> LoadTrustsAsync(
        ServiceAccountsDbContext db, Application application, CancellationToken cancellationToken)
    {
        if (application.AuthenticationMethod != ClientAuthenticationMethod.Federated)
        {
            return [];
        }

        var credentials = await db.Set<FederatedCredential>().AsNoTracking().Where(c => c.ApplicationId == application.Id)
            .OrderBy(c => c.CreatedAt).ThenBy(c => c.Id).Take(FederatedCredential.MaxCredentials).ToListAsync(cancellationToken);
        return [.. credentials.Select(credential => credential.ToTrust()).OfType<FederatedTrust>()];
    }

    // Asked for only where there can be any: no other client costs a query more.
    private static async Task<ImmutableArray<TrustedCertificate>> LoadCertificatesAsync(
        ServiceAccountsDbContext db, Application application, CancellationToken cancellationToken) =>
        application.AuthenticatesByCertificate
            ? [.. (await db.Set<ClientCertificate>().AsNoTracking().Where(c => c.ApplicationId == application.Id)
                .OrderBy(c => c.CreatedAt).Take(TrustedCertificate.MaxActive).ToListAsync(cancellationToken)).Select(c => c.ToTrusted())]
            : [];
}
