using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Management.Accounts;
using ServiceAccounts.Management.Audit;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Accounts;
using ServiceAccounts.Storage.Credentials;
using ServiceAccounts.Storage.Ledger;

namespace ServiceAccounts.Management.Credentials;

/// <summary>Changes the credentials of an application that the machine itself may change too: who may, and what is recorded.</summary>
public sealed class CredentialChange(ManagementTransaction transaction, TimeProvider time)
{
    /// <summary>
    /// Runs a change for who holds <c>service_account.credentials</c> and all that the account holds, or is the account and comes with
    /// a token of the very application. <paramref name="whyNot"/> says where the application is of another kind.
    /// </summary>
    internal Task<Outcome<T>> RunAsync<T>(
        Caller caller, Guid accountId, string clientId, Func<Application, OperationError?> whyNot,
        Func<ServiceAccountsDbContext, ChangedApplication, Outcome<Done<T>>> change, CancellationToken cancellationToken)
        where T : class =>
        transaction.RunAsync(
            caller,
            async (db, caller, cancellation) =>
            {
                var found = await FindAsync(db, caller, accountId, clientId, ManagementPermissions.ServiceAccountCredentials, whyNot, cancellation);
                if (!found.Succeeded)
                {
                    return found.Error;
                }

                // With a token of the very application it holds such a credential already. Any other credential may be a narrower one.
                var holdsIt = found.Value.IsOwn && caller.ClientId == clientId;
                if (!holdsIt && !await Ceiling.HoldsAllOfAsync(db, caller, accountId, cancellation))
                {
                    return OperationError.AbovePrivileges("The service account");
                }

                var done = change(db, found.Value);
                if (done.Succeeded)
                {
                    found.Value.Account.ChangedBy(caller, time.GetUtcNow());
                    found.Value.Application.ChangedBy(caller, time.GetUtcNow());
                    await db.SaveChangesAsync(cancellation);
                }

                return done;
            },
            cancellationToken);

    /// <summary>The application, for who holds a permission where its account is, or is the account.</summary>
    internal static async Task<Outcome<ChangedApplication>> FindAsync(
        ServiceAccountsDbContext db, Caller caller, Guid accountId, string clientId, string permission, Func<Application, OperationError?> whyNot,
        CancellationToken cancellationToken)
    {
        var account = await AccountRows.OfTenant(db, caller).SingleOrDefaultAsync(a => a.Id == accountId, cancellationToken);
        if (account?.Applications.Find(a => a.ClientId == clientId) is not { } application)
        {
            return OperationError.NotFound("application of this service account");
        }

        var place = caller.Tenant.PlaceOf(account.OrganizationId);
        var isOwn = account.Id == caller.PrincipalId && caller.Can(ManagementPermissions.SelfCredentials, place);
        if (!isOwn && !caller.Can(permission, place))
        {
            return OperationError.Forbidden(permission);
        }

        return whyNot(application) is { } refused ? refused : new ChangedApplication(account, application, caller, isOwn);
    }
}

/// <summary>An application whose credentials are looked at or changed.</summary>
/// <param name="Account">The account.</param>
/// <param name="Application">The application.</param>
/// <param name="Caller">Who does it, as it is now.</param>
/// <param name="IsOwn">Whether the caller is the account, and may change its own credentials.</param>
internal sealed record ChangedApplication(ServiceAccount Account, Application Application, Caller Caller, bool IsOwn)
{
    /// <summary>The ledger's word of what was done to a credential.</summary>
    public Deed DeedOf(string action, string kind, Guid credentialId, Dictionary<string, object?> details) => new(action, kind, credentialId)
    {
        TenantId = Account.TenantId,
        PrincipalId = Account.Id,
        OrganizationId = Account.OrganizationId,
        ClientId = Application.ClientId,
        Details = new Dictionary<string, object?>(details) { ["client_id"] = Application.ClientId },
    };
}
