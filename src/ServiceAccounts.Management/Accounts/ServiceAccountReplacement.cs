using ServiceAccounts.Contracts.Accounts;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Management.Audit;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Accounts;
using ServiceAccounts.Storage.Credentials;
using ServiceAccounts.Storage.Ledger;

namespace ServiceAccounts.Management.Accounts;

/// <summary>What an account is to be from now on; what is absent or null stays as it is.</summary>
public sealed record AccountReplacement
{
    /// <summary>What people say of it.</summary>
    public UpdateServiceAccountRequest Attributes { get; init; } = new();

    /// <summary>How its e-mail address is made from its name; null where nothing but <see cref="Attributes"/> changes it.</summary>
    public NameAddress? Address { get; init; }

    /// <summary>Whether its credentials authenticate.</summary>
    public bool? IsActive { get; init; }

    /// <summary>What it holds by name.</summary>
    public AccessReplacement Access { get; init; } = new();
}

/// <summary>Changes in one transaction what an account is called, whether it is active, and what it holds: all of it or nothing.</summary>
public sealed class ServiceAccountReplacement(ManagementTransaction transaction, CredentialUses uses, AccountPatch patch, TimeProvider time)
{
    /// <summary>Makes the account what it is to be; needs <c>service_account.update</c> where it is, and all that it is given.</summary>
    public Task<Outcome<ServiceAccountResponse>> RunAsync(
        Caller caller, Guid id, AccountReplacement wanted, CancellationToken cancellationToken) =>
        transaction.RunAsync(
            caller,
            async (db, caller, cancellation) =>
            {
                var found = await AccountRows.FindAsync(db, uses, caller, id, ManagementPermissions.ServiceAccountUpdate, cancellation);
                if (!found.Succeeded)
                {
                    return found.Error;
                }

                var account = found.Value.Account;
                var formerName = account.Name;
                if ((await Ceiling.WhyOutOfReachAsync(db, caller, id, cancellation)
                    ?? await patch.ApplyAsync(db, caller, account, wanted.Attributes, cancellation)
                    ?? await FollowAsync(db, account, formerName, wanted.Address, cancellation)) is { } refused)
                {
                    return refused;
                }

                var deeds = new List<Deed>();
                if (db.ChangeTracker.HasChanges())
                {
                    deeds.Add(AccountChange.DeedOf("service_account.updated", account));
                }

                // Before it is activated: who activates gives what the account holds by then.
                var name = new NamedPrincipal(id, PrincipalKind.ServiceAccount, account.Name, account.OrganizationId);
                var subject = new AccessSubject(name, caller.Tenant.PlaceOf(account.OrganizationId));
                var given = await new AccessChange(db, caller, subject, time.GetUtcNow()).ApplyAsync(wanted.Access, cancellation);
                if (!given.Succeeded)
                {
                    return given.Error;
                }

                deeds.AddRange(given.Value);
                await db.SaveChangesAsync(cancellation);
                var status = account.Principal.Status;
                var moved = wanted.IsActive switch
                {
                    true => await AccountStatus.ActivateAsync(db, caller, account, time.GetUtcNow(), cancellation),
                    false => await AccountStatus.DeactivateAsync(db, account, cancellation),
                    null => null,
                };
                if (moved is not null)
                {
                    return moved;
                }

                if (account.Principal.Status != status)
                {
                    deeds.Add(AccountChange.DeedOf(wanted.IsActive == true ? AccountStatus.Activated : AccountStatus.Deactivated, account));
                }

                if (deeds.Count > 0)
                {
                    account.ChangedBy(caller, time.GetUtcNow());
                    await db.SaveChangesAsync(cancellation);
                }

                var rows = await AccountRows.JoinAsync(db, uses, caller, [account], cancellation);
                return (Outcome<Done<ServiceAccountResponse>>)new Done<ServiceAccountResponse>(
                    ServiceAccountView.Of(rows[0], time.GetUtcNow()), deeds);
            },
            cancellationToken);

    private static async Task<OperationError?> FollowAsync(
        ServiceAccountsDbContext db, ServiceAccount account, string formerName, NameAddress? address, CancellationToken cancellationToken) =>
        address is null ? null : await address.FollowAsync(db, account, formerName, cancellationToken);
}
