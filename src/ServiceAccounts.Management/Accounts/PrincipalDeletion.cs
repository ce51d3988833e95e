using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Management.Audit;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Accounts;
using ServiceAccounts.Storage.Ledger;

namespace ServiceAccounts.Management.Accounts;

/// <summary>Deletes users and service accounts together with all their credentials, all or none; each needs what it needs alone.</summary>
public sealed class PrincipalDeletion(ManagementTransaction transaction)
{
    private const int MaxIds = 100;

    /// <summary>Deletes them; the answer has them as they were.</summary>
    public Task<Outcome<HoldersView>> DeleteAsync(Caller caller, IReadOnlyList<Guid> ids, CancellationToken cancellationToken) =>
        transaction.RunAsync(
            caller,
            async (db, caller, cancellation) =>
            {
                var distinct = ids.Distinct().ToList();
                if (distinct.Count is 0 or > MaxIds)
                {
                    return OperationError.Invalid(new Dictionary<string, string> { ["ids"] = $"It is a list of 1 to {MaxIds} ids." });
                }

                var answer = await HolderRows.LoadAsync(db, caller, distinct, cancellation);
                var deeds = new List<Deed>();
                foreach (var id in distinct)
                {
                    var gone = await RemoveAsync(db, caller, id, cancellation);
                    if (!gone.Succeeded)
                    {
                        return gone.Error;
                    }

                    // Saved one by one: the next check sees what this one has done, such as the last but one administrator gone.
                    await db.SaveChangesAsync(cancellation);
                    deeds.Add(gone.Value);
                }

                return (Outcome<Done<HoldersView>>)new Done<HoldersView>(new HoldersView(answer), deeds);
            },
            cancellationToken);

    private static async Task<Outcome<Deed>> RemoveAsync(
        ServiceAccountsDbContext db, Caller caller, Guid id, CancellationToken cancellationToken)
    {
        var account = await AccountRows.OfTenant(db, caller).SingleOrDefaultAsync(a => a.Id == id, cancellationToken);
        var user = account is null ? await UserRows.OfTenant(db, caller).SingleOrDefaultAsync(u => u.Id == id, cancellationToken) : null;
        var (principal, permission, place) = (account, user) switch
        {
            ({ } own, _) => (own.Principal, ManagementPermissions.ServiceAccountDelete, caller.Tenant.PlaceOf(own.OrganizationId)),
            (_, { } own) => (own.Principal, ManagementPermissions.UserManage, caller.TenantPlace),
            _ => ((Principal?)null, ManagementPermissions.UserManage, caller.TenantPlace),
        };
        if (principal is null)
        {
            return OperationError.NotFound("principal");
        }

        if (!caller.Can(permission, place))
        {
            return OperationError.Forbidden(permission);
        }

        if ((await Ceiling.WhyOutOfReachAsync(db, caller, id, cancellationToken)
            ?? await LastAdministrator.WhyNotEndAsync(db, id, cancellationToken)) is { } refused)
        {
            return refused;
        }

        var deed = account is null
            ? UserRows.DeedOf("user.deleted", user!) // One of both was found.
            : AccountChange.DeedOf("service_account.deleted", account);
        db.Remove(principal);
        return deed;
    }
}
