using ServiceAccounts.Management.Access;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Accounts;

namespace ServiceAccounts.Management.Accounts;

/// <summary>The two ways in which an account's status is changed by hand: to its own status nothing is done.</summary>
internal static class AccountStatus
{
    public const string Activated = "service_account.activated";
    public const string Deactivated = "service_account.deactivated";

    public static async Task<OperationError?> ActivateAsync(
        ServiceAccountsDbContext db, Caller caller, ServiceAccount account, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (account.ExpiresAt <= now)
        {
            return OperationError.Conflict("expired", "The service account has expired, and would stay inactive: move its expires_at, or take it away.");
        }

        if (account.Principal.Status == PrincipalStatus.Inactive
            && !await Ceiling.HoldsAllOfAsync(db, caller, account.Id, cancellationToken))
        {
            return OperationError.AbovePrivileges("The service account");
        }

        account.Principal.Status = PrincipalStatus.Active;
        return null;
    }

    public static async Task<OperationError?> DeactivateAsync(
        ServiceAccountsDbContext db, ServiceAccount account, CancellationToken cancellationToken)
    {
        if (account.Principal.Status == PrincipalStatus.Inactive)
        {
            return null;
        }

        if (await LastAdministrator.WhyNotEndAsync(db, account.Id, cancellationToken) is { } refused)
        {
            return refused;
        }

        account.Principal.Status = PrincipalStatus.Inactive;
        account.Principal.Epoch++;
        return null;
    }
}
