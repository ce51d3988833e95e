using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Protocol.Federation;
using ServiceAccounts.Protocol.Keys;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Accounts;

namespace ServiceAccounts.Storage.Credentials;

/// <summary>What the database says of an application.</summary>
internal sealed class ClientRecord : CachedClient
{
    private ClientRecord(
        Application application, ClientKeySource? keys, ImmutableArray<TrustedCertificate> certificates,
        ImmutableArray<FederatedTrust> trusts, ServiceAccount account, PrincipalAccess own)
        : base(application.ClientId, application.TenantId, application.PrincipalId)
    {
        Application = application;
        Certificates = certificates;
        Account = account;
        Own = own;
        Keys = keys;
        Trusts = trusts;
    }

    private Application Application { get; }

    private ServiceAccount Account { get; }

    private PrincipalAccess Own { get; }

    private ClientKeySource? Keys { get; }

    private ImmutableArray<TrustedCertificate> Certificates { get; }

    private ImmutableArray<FederatedTrust> Trusts { get; }

    public static async Task<ClientRecord?> LoadAsync(
        ServiceAccountsDbContext db, string clientId, CancellationToken cancellationToken)
    {
        var application = await db.Set<Application>().AsNoTracking()
            .Include(a => a.Secrets)
            .SingleOrDefaultAsync(a => a.ClientId == clientId, cancellationToken);
        if (application is null)
        {
            return null;
        }

        var keys = await LoadKeysAsync(db, application, cancellationToken);
        var certificates = await LoadCertificatesAsync(db, application, cancellationToken);
        var trusts = await LoadTrustsAsync(db, application, cancellationToken);
        var account = await db.Set<ServiceAccount>().AsNoTracking().Include(a => a.Principal)
            .SingleOrDefaultAsync(a => a.Id == application.PrincipalId, cancellationToken);
        var own = await PrincipalAccess.LoadAsync(db, application.PrincipalId, cancellationToken);

        // The account may have been deleted between the two reads.
        return account is null ? null : new ClientRecord(application, keys, certificates, trusts, account, own);
    }

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

    // Asked for only where there can be any: no other client costs a query more.
    private static async Task<ImmutableArray<TrustedCertificate>> LoadCertificatesAsync(
        ServiceAccountsDbContext db, Application application, CancellationToken cancellationToken) =>
        application.AuthenticatesByCertificate
            ? [.. (await db.Set<ClientCertificate>().AsNoTracking().Where(c => c.ApplicationId == application.Id)
                .OrderBy(c => c.CreatedAt).Take(TrustedCertificate.MaxActive).ToListAsync(cancellationToken)).Select(c => c.ToTrusted())]
            : [];

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

    protected override Client ToClient(TenantAccess access)
    {
        var holdings = Holdings.Of(Own, access);
        var home = access.PlaceOf(Account.OrganizationId);
        var scopes = new HeldScopes(holdings, home, Application.AllowedScopes, access);
        return new Client
        {
            Id = Application.ClientId,
            ApplicationId = Application.Id,
            PrincipalId = Application.PrincipalId,
            TenantId = Application.TenantId,
            OrganizationId = Account.OrganizationId,
            Epoch = Account.Principal.Epoch,
            State = State(),
            ExpiresAt = Account.ExpiresAt,
            AuthenticationMethod = Application.AuthenticationMethod,
            Secrets = [.. Application.Secrets.OrderBy(s => s.CreatedAt).Select(s => s.ToHash())],
            Keys = Keys,
            Certificates = Certificates,
            Trusts = Trusts,
            Policy = StoredPolicy.RulesOf(Application.Policy).And(access.Policy),
            AccessTokenTtlSeconds = Math.Min(Application.AccessTokenTtlSeconds, access.MaximumTtlSeconds ?? int.MaxValue),
            Apis = ApisOf(access, holdings, home, scopes),
            DefaultApiId = DefaultApiOf(access),
        };
    }

    // The Api may be deleted while the record is in memory.
    private Guid DefaultApiOf(TenantAccess access) =>
        Application.DefaultApiId is { } own && access.Apis.Any(api => api.Id == own) ? own : access.DefaultApiId;

    private ClientState State() => (Account.Principal.Status, Application.Enabled) switch
    {
        (PrincipalStatus.Inactive, _) => ClientState.AccountInactive,
        (_, false) => ClientState.ApplicationDisabled,
        _ => ClientState.Active,
    };
}
