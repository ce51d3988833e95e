using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Contracts.Accounts;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Management.Accounts;
using ServiceAccounts.Protocol.Keys;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Access;

namespace ServiceAccounts.Management.Credentials;

/// <summary>What an administrator does with the keys of an application.</summary>
public sealed class KeySetOperations(IDbContextFactory<ServiceAccountsDbContext> contexts, IClientKeys clientKeys)
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

        if (!caller.Can(ManagementPermissions.ServiceAccountCredentials, caller.Tenant.Places[account.OrganizationId]))
        {
            return OperationError.Forbidden(ManagementPermissions.ServiceAccountCredentials);
        }

        if (application.KeySet?.JwksUrl is not { } jwksUrl)
        {
            return OperationError.Conflict("no_jwks_url", "The application has no jwks_url from which keys could be fetched.");
        }

        var refresh = await clientKeys.RefreshAsync(jwksUrl, cancellationToken);
        return refresh.Keys is { } keys
            ? new KeySetResponse([.. keys.Keys.Select(key => key.KeyId)], [.. keys.Refused])
            : OperationError.Conflict("keys_unavailable", refresh.Problem ?? "The keys cannot be had.");
    }
}
