using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Contracts.Accounts;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Management.Accounts;
using ServiceAccounts.Management.Audit;
using ServiceAccounts.Protocol.Keys;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Accounts;
using ServiceAccounts.Storage.Credentials;
using ServiceAccounts.Storage.Ledger;

namespace ServiceAccounts.Management.Credentials;

/// <summary>What an administrator does with the keys of an application.</summary>
public sealed class KeySetOperations(
    ManagementTransaction transaction, IDbContextFactory<ServiceAccountsDbContext> contexts, IClientKeys clientKeys)
{
    /// <summary>Fetches the keys now and forgets the old ones; needs <c>service_account.credentials</c> where the account is.</summary>
    public async Task<Outcome<KeySetResponse>> RefreshAsync(
        Caller caller, Guid accountId, string clientId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var account = await AccountRows.OfTenant(db, caller).AsNoTracking()
            .SingleOrDefaultAsync(a => a.Id == accountId, cancellationToken);
        if (account?.Applications.Find(a => a.ClientId == clientId) is not { } application)
        {
            return OperationError.NotFound("application of this service account");
        }

        if (!caller.Can(ManagementPermissions.ServiceAccountCredentials, caller.Tenant.PlaceOf(account.OrganizationId)))
        {
            return OperationError.Forbidden(ManagementPermissions.ServiceAccountCredentials);
        }

        if (await Ceiling.WhyOutOfReachAsync(db, caller, accountId, cancellationToken) is { } refused)
        {
            return refused;
        }

        if (application.KeySet is not { JwksUrl: { } jwksUrl } keySet)
        {
            return OperationError.Conflict("no_jwks_url", "The application has no jwks_url from which keys could be fetched.");
        }

        // Outside a transaction: no write waits for a stranger's host. The old set is gone whatever comes of it, so it is
        // recorded in either case, for a caller who has hung up too.
        var refresh = await clientKeys.RefreshAsync(new KeySetUrl(account.TenantId, jwksUrl), cancellationToken);
        var recorded = await transaction.RunAsync(
            caller,
            (_, _, _) => Task.FromResult<Outcome<Done<ClientKeyRefresh>>>(
                new Done<ClientKeyRefresh>(refresh, DeedOf(account, application, keySet, refresh))),
            CancellationToken.None);
        return (recorded.Error, refresh.Keys) switch
        {
            ({ } error, _) => error,
            (_, { } keys) => new KeySetResponse([.. keys.Keys.Select(key => new FetchedKeyResponse(key.KeyId))], [.. keys.Refused]),
            _ => OperationError.Conflict("keys_unavailable", refresh.Problem ?? "The keys cannot be had."),
        };
    }

    private static Deed DeedOf(ServiceAccount account, Application application, KeySet keySet, ClientKeyRefresh refresh) =>
        new(FetchedKeySets.RefreshedAction, "key_set", keySet.Id)
        {
            TenantId = account.TenantId,
            PrincipalId = account.Id,
            OrganizationId = account.OrganizationId,
            ClientId = application.ClientId,
            Details = new Dictionary<string, object?>
            {
                ["client_id"] = application.ClientId,
                ["keys"] = refresh.Keys?.Keys.Select(key => key.KeyId).ToList(),
                ["problem"] = refresh.Problem,
            },
        };
}
