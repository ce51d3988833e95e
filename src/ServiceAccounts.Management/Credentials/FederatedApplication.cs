using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Management.Accounts;
using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Accounts;
using ServiceAccounts.Storage.Credentials;

namespace ServiceAccounts.Management.Credentials;

/// <summary>An application that authenticates by tokens of other issuers, with its account.</summary>
/// <param name="Account">The account.</param>
/// <param name="Application">The application.</param>
internal sealed record FederatedApplication(ServiceAccount Account, Application Application)
{
    public static OperationError NoSuchCredential { get; } = OperationError.NotFound("federated credential of this application");

    public FederatedCredential? Find(Guid credentialId) => Application.FederatedCredentials.Find(c => c.Id == credentialId);

    /// <summary>One of the caller's tenant, where the caller has a permission.</summary>
    public static async Task<Outcome<FederatedApplication>> FindAsync(
        ServiceAccountsDbContext db, Caller caller, Guid accountId, string clientId, string permission, CancellationToken cancellationToken)
    {
        var account = await AccountRows.OfTenant(db, caller).SingleOrDefaultAsync(a => a.Id == accountId, cancellationToken);
        if (account?.Applications.Find(a => a.ClientId == clientId) is not { } application)
        {
            return OperationError.NotFound("application of this service account");
        }

        if (!caller.Can(permission, caller.Tenant.PlaceOf(account.OrganizationId)))
        {
            return OperationError.Forbidden(permission);
        }

        return application.AuthenticationMethod == ClientAuthenticationMethod.Federated
            ? new FederatedApplication(account, application)
            : OperationError.Conflict("not_federated", "The application authenticates by another method: make one whose authentication_method is federated.");
    }

    /// <summary>The same for who changes its credentials.</summary>
    public static async Task<Outcome<FederatedApplication>> FindToChangeAsync(
        ServiceAccountsDbContext db, Caller caller, Guid accountId, string clientId, CancellationToken cancellationToken)
    {
        var found = await FindAsync(db, caller, accountId, clientId, ManagementPermissions.ServiceAccountCredentials, cancellationToken);
        return found.Succeeded && await Ceiling.WhyOutOfReachAsync(db, caller, accountId, cancellationToken) is { } refused ? refused : found;
    }

    /// <summary>The same for who lets somebody be the account, and so must hold all that it holds.</summary>
    public static async Task<Outcome<FederatedApplication>> FindToGiveAsync(
        ServiceAccountsDbContext db, Caller caller, Guid accountId, string clientId, CancellationToken cancellationToken)
    {
        var found = await FindToChangeAsync(db, caller, accountId, clientId, cancellationToken);
        return found.Succeeded && !await Ceiling.HoldsAllOfAsync(db, caller, accountId, cancellationToken)
            ? OperationError.AbovePrivileges("The service account")
            : found;
    }
}
