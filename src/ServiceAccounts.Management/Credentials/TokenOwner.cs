using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Management.Accounts;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Accounts;

namespace ServiceAccounts.Management.Credentials;

/// <summary>A principal whose API tokens are asked for, and what that needs: users and service accounts differ only here.</summary>
internal sealed record TokenOwner(Principal Principal, ServiceAccount? Account, Place Place, Caller Caller)
{
    /// <summary>A principal of the caller's tenant.</summary>
    public static async Task<Outcome<TokenOwner>> FindAsync(
        ServiceAccountsDbContext db, Caller caller, Guid principalId, CancellationToken cancellationToken)
    {
        var principal = await db.Set<Principal>()
            .SingleOrDefaultAsync(p => p.Id == principalId && p.TenantId == caller.Tenant.TenantId, cancellationToken);
        if (principal is null)
        {
            return OperationError.NotFound("principal");
        }

        var account = await db.Set<ServiceAccount>().SingleOrDefaultAsync(a => a.Id == principalId, cancellationToken);
        return new TokenOwner(
            principal, account, account is null ? caller.TenantPlace : caller.Tenant.PlaceOf(account.OrganizationId), caller);
    }

    public OperationError? WhyNotReadable(Caller caller)
    {
        var permission = Account is null ? ManagementPermissions.UserRead : ManagementPermissions.ServiceAccountRead;
        return IsOwn(caller) || caller.Can(permission, Place) ? null : OperationError.Forbidden(permission);
    }

    /// <summary>Who has a principal's token is that principal: they hold already all that it holds.</summary>
    public async Task<OperationError?> WhyNotChangeableAsync(
        ServiceAccountsDbContext db, Caller caller, CancellationToken cancellationToken)
    {
        if (IsOwn(caller))
        {
            return await Ceiling.IsConfinedAsync(db, caller, Principal.Id, cancellationToken) ? OperationError.AbovePrivileges("An API token") : null;
        }

        var permission = Account is null ? ManagementPermissions.UserManage : ManagementPermissions.ServiceAccountCredentials;
        if (!caller.Can(permission, Place))
        {
            return OperationError.Forbidden(permission);
        }

        return await Ceiling.HoldsAllOfAsync(db, caller, Principal.Id, cancellationToken)
            ? null
            : OperationError.AbovePrivileges("The principal");
    }

    /// <summary>
    /// Why the caller cannot make a token with these scopes, or null: one that is narrowed makes none that is wider than itself.
    /// </summary>
    public async Task<OperationError?> WhyNotGivenAsync(
        ServiceAccountsDbContext db, IReadOnlyList<string>? scopes, CancellationToken cancellationToken) =>
        Caller.Scopes is null
        || scopes?.All(Caller.Scopes.Contains) == true
        || await Ceiling.HoldsAllOfAsync(db, Caller, Principal.Id, cancellationToken)
            ? null
            : OperationError.AbovePrivileges("The new token");

    /// <summary>A change of an account's tokens is a change of the account.</summary>
    public void Touch(Caller caller, DateTimeOffset now) => Account?.ChangedBy(caller, now);

    // A user manages their own tokens, and not with a narrowed one; a machine needs to be allowed to.
    private bool IsOwn(Caller caller) =>
        Principal.Id == caller.PrincipalId
        && (Account is null ? caller.Scopes is null : caller.Can(ManagementPermissions.SelfCredentials, Place));
}
