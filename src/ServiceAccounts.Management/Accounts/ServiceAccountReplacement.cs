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

    /// <summary>The permissions of the tenant's own Apis that it is to hold and no others, by whatever path; instead of <see cref="Access"/>.</summary>
    public IReadOnlyList<string>? ApiPermissions { get; init; }

    /// <summary>The permissions of the tenant's own Apis that it is to hold beside what it holds; instead of <see cref="Access"/>.</summary>
    public IReadOnlyList<string>? AddedApiPermissions { get; init; }

    /// <summary>What becomes of one of its clients.</summary>
    public ClientReplacement? Client { get; init; }
}

/// <summary>What a client of an account is to be from now on.</summary>
/// <param name="ClientId">Which client.</param>
/// <param name="Settings">Its settings; what is absent stays as it is.</param>
public sealed record ClientReplacement(string ClientId, UpdateApplicationRequest Settings);

/// <summary>Changes in one transaction what an account is called, whether it is active, and what it holds: all of it or nothing.</summary>
public sealed class ServiceAccountReplacement(
    ManagementTransaction transaction, CredentialUses uses, AccountPatch patch, ApplicationSettings settings, TimeProvider time)
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
                var access = await AccessOfAsync(db, caller, subject, wanted, cancellation);
                if (!access.Succeeded)
                {
                    return access.Error;
                }

                var given = await new AccessChange(db, caller, subject, time.GetUtcNow()).ApplyAsync(access.Value, cancellation);
                if (!given.Succeeded)
                {
                    return given.Error;
                }

                deeds.AddRange(given.Value);
                await db.SaveChangesAsync(cancellation);
                if (wanted.Client is { } client && await ChangeAsync(db, caller, account, client, deeds, cancellation) is { } notChanged)
                {
                    return notChanged;
                }

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

    private static async Task<Outcome<AccessReplacement>> AccessOfAsync(
        ServiceAccountsDbContext db, Caller caller, AccessSubject subject, AccountReplacement wanted, CancellationToken cancellationToken)
    {
        if (wanted is { ApiPermissions: null, AddedApiPermissions: null })
        {
            return wanted.Access;
        }

        var target = new PermissionTarget(caller, subject, await PrincipalAccess.LoadAsync(db, subject.Principal.Id, cancellationToken));
        return wanted.ApiPermissions is { } exactly ? target.Exactly(exactly) : target.AtLeast(wanted.AddedApiPermissions ?? []);
    }

    // After its account has been given what it is to hold: who widens a client gives all of that.
    private async Task<OperationError?> ChangeAsync(
        ServiceAccountsDbContext db, Caller caller, ServiceAccount account, ClientReplacement client, List<Deed> deeds,
        CancellationToken cancellationToken)
    {
        if (account.Applications.Find(a => a.ClientId == client.ClientId) is not { } application)
        {
            return OperationError.NotFound("application of this service account");
        }

        if (await ApplicationChange.ApplyAsync(db, caller, settings, application, client.Settings, cancellationToken) is { } refused)
        {
            return refused;
        }

        if (db.ChangeTracker.HasChanges())
        {
            application.ChangedBy(caller, time.GetUtcNow());
            deeds.Add(ApplicationChange.DeedOf("application.updated", account, application));
        }

        return null;
    }
}
