using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Accounts;

namespace ServiceAccounts.Storage.Credentials;

/// <summary>What the database says of an API token, which is a client of its own where it is exchanged for access tokens.</summary>
internal sealed class ApiTokenRecord : CachedClient
{
    private readonly ApiToken _token;
    private readonly Principal _owner;
    private readonly ServiceAccount? _account;
    private readonly PrincipalAccess _own;
    private readonly int _ttlSeconds;

    private ApiTokenRecord(ApiToken token, Principal owner, ServiceAccount? account, PrincipalAccess own, int ttlSeconds)
        : base(token.Id.ToString(), token.TenantId, token.PrincipalId) =>
        (_token, _owner, _account, _own, _ttlSeconds) = (token, owner, account, own, ttlSeconds);

    /// <summary>Reads an API token, in whatever state it is; null where there is none of that id.</summary>
    /// <param name="db">The database.</param>
    /// <param name="id">The token's id.</param>
    /// <param name="ttlSeconds">The lifetime of access tokens for which nobody names one, in seconds.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    public static async Task<ApiTokenRecord?> LoadAsync(
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
            : new ApiTokenRecord(token, owner, account, own, ttlSeconds);
    }

    protected override Client ToClient(TenantAccess access)
    {
        // A user belongs to no organization: what one holds at the whole tenant is what one holds at the tenant's Apis.
        var home = _account is { } account ? access.PlaceOf(account.OrganizationId) : Place.Tenant(TenantId);
        var holdings = Holdings.Of(_own, access);
        var scopes = new HeldScopes(holdings, home, _token.Scopes, access) { OfApiToken = true };
        return new Client
        {
            Id = ClientId,
            ApplicationId = _token.Id,
            PrincipalId = PrincipalId,
            TenantId = TenantId,
            OrganizationId = _account?.OrganizationId,
            Epoch = _owner.Epoch,
            State = State(),
            ExpiresAt = _account?.ExpiresAt,
            AuthenticationMethod = ClientAuthenticationMethod.ApiToken,
            Secrets = [Text()],
            Policy = access.Policy,
            AccessTokenTtlSeconds = Math.Min(_ttlSeconds, access.MaximumTtlSeconds ?? int.MaxValue),
            Apis = ApisOf(access, holdings, home, scopes),

            // A narrowed token has nothing anywhere else.
            DefaultApiId = _token.Scopes is null ? access.DefaultApiId : ManagementPermissions.ApiId,
        };
    }

    private ClientState State() => (_owner.Status, _token.Enabled) switch
    {
        (PrincipalStatus.Inactive, _) => ClientState.AccountInactive,
        (_, false) => ClientState.ApplicationDisabled,
        _ => ClientState.Active,
    };

    private ClientSecretHash Text() => new(_token.Id, new SecretHash(_token.HashKeyVersion, [.. _token.Hash]), _token.EndsAt);
}
