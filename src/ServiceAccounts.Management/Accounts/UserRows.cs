using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Accounts;
using ServiceAccounts.Storage.Ledger;

namespace ServiceAccounts.Management.Accounts;

/// <summary>Users as every operation on them finds and records them.</summary>
internal static class UserRows
{
    public static OperationError EmailTaken { get; } = OperationError.Conflict(
        "email_taken", "The tenant has a user of this e-mail address. Upper and lower case count as the same.");

    /// <summary>The users of the caller's tenant: every query of users begins here.</summary>
    public static IQueryable<User> OfTenant(ServiceAccountsDbContext db, Caller caller) =>
        db.Set<User>().Include(u => u.Principal).Where(u => u.TenantId == caller.Tenant.TenantId);

    /// <summary>One of them, tracked, where the caller has the permission at the tenant.</summary>
    public static async Task<Outcome<User>> FindAsync(
        ServiceAccountsDbContext db, Caller caller, Guid id, string permission, CancellationToken cancellationToken)
    {
        var user = await OfTenant(db, caller).SingleOrDefaultAsync(u => u.Id == id, cancellationToken);
        if (user is null)
        {
            return OperationError.NotFound("user");
        }

        return caller.Can(permission, caller.TenantPlace) ? user : OperationError.Forbidden(permission);
    }

    /// <summary>Whether another user of the tenant has the address.</summary>
    public static Task<bool> IsTakenAsync(ServiceAccountsDbContext db, User user, CancellationToken cancellationToken) =>
        db.Set<User>().AnyAsync(
            u => u.TenantId == user.TenantId && u.NormalizedEmail == user.NormalizedEmail && u.Id != user.Id, cancellationToken);

    public static Deed DeedOf(string action, User user) => new(action, "user", user.Id)
    {
        TenantId = user.TenantId,
        PrincipalId = user.Id,
        Details = new Dictionary<string, object?> { ["name"] = user.Name, ["email"] = user.Email },
    };
}
