using ServiceAccounts.Management.Access;
using ServiceAccounts.Storage.Accounts;
using ServiceAccounts.Storage.Credentials;
using ServiceAccounts.Storage.Ledger;

namespace ServiceAccounts.Management.Accounts;

/// <summary>Notes that an account has been changed, itself or one of its credentials.</summary>
internal static class AccountChange
{
    /// <summary>A new version, and who made it.</summary>
    public static void ChangedBy(this ServiceAccount account, Caller caller, DateTimeOffset now)
    {
        account.Version++;
        account.UpdatedAt = now;
        account.UpdatedById = caller.PrincipalId;
        account.UpdatedByName = caller.Name;
        account.UpdatedByKind = caller.Kind;
    }

    /// <summary>The same of one of its OAuth clients.</summary>
    public static void ChangedBy(this Application application, Caller caller, DateTimeOffset now) =>
        (application.UpdatedAt, application.UpdatedById) = (now, caller.PrincipalId);

    /// <summary>The ledger's word of a change, with what the account is like after it.</summary>
    public static Deed DeedOf(string action, ServiceAccount account) => new(action, "service_account", account.Id)
    {
        TenantId = account.TenantId,
        PrincipalId = account.Id,
        OrganizationId = account.OrganizationId,
        Details = new Dictionary<string, object?>
        {
            ["name"] = account.Name,
            ["description"] = account.Description,
            ["email"] = account.Email,
            ["owner_contact"] = account.OwnerContact,
            ["labels"] = account.Labels.ToDictionary(l => l.Key, l => l.Value),
            ["expires_at"] = account.ExpiresAt,
            ["access_token_ttl_seconds"] = account.Applications.FirstOrDefault()?.AccessTokenTtlSeconds,
        },
    };
}
