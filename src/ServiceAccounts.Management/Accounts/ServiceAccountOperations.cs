using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Contracts;
using ServiceAccounts.Contracts.Accounts;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Management.Audit;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Accounts;
using ServiceAccounts.Storage.Credentials;
using ServiceAccounts.Storage.Ledger;

namespace ServiceAccounts.Management.Accounts;

/// <summary>What an administrator does with service accounts that are there.</summary>
public sealed class ServiceAccountOperations(
    ManagementTransaction transaction, IDbContextFactory<ServiceAccountsDbContext> contexts, CredentialUses uses, TokenLifetimes lifetimes,
    TimeProvider time)
{
    /// <summary>One account; needs <c>service_account.read</c> where it is.</summary>
    public async Task<Outcome<ServiceAccountResponse>> GetAsync(Caller caller, Guid id, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var found = await FindAsync(db, caller, id, ManagementPermissions.ServiceAccountRead, cancellationToken);
        return found.Succeeded ? ServiceAccountView.Of(found.Value, time.GetUtcNow()) : found.Error;
    }

    /// <summary>The accounts that the caller may read, in the order of their creation.</summary>
    public async Task<Outcome<Page<ServiceAccountResponse>>> ListAsync(
        Caller caller, Paging paging, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var accounts = AccountRows.OfTenant(db, caller).AsNoTracking();
        if (!caller.Can(ManagementPermissions.ServiceAccountRead, caller.TenantPlace))
        {
            var readable = caller.Tenant.Places
                .Where(place => caller.Can(ManagementPermissions.ServiceAccountRead, place.Value)).Select(place => place.Key).ToList();
            if (readable.Count == 0)
            {
                return OperationError.Forbidden(ManagementPermissions.ServiceAccountRead);
            }

            accounts = accounts.Where(a => readable.Contains(a.OrganizationId));
        }

        var rows = await AccountRows.JoinAsync(db, uses, await paging.RowsOfAsync(accounts, cancellationToken), cancellationToken);
        var now = time.GetUtcNow();
        return paging.PageOf(rows, row => ServiceAccountView.Of(row, now), row => row.Account);
    }

    /// <summary>Changes name, description and lifetime of tokens; needs <c>service_account.update</c> where the account is.</summary>
    public Task<Outcome<ServiceAccountResponse>> UpdateAsync(
        Caller caller, Guid id, long? expectedVersion, UpdateServiceAccountRequest request, CancellationToken cancellationToken) =>
        ChangeAsync(
            caller, id, expectedVersion, "service_account.updated",
            (db, caller, rows, cancellation) => ApplyAsync(db, caller, rows.Account, request, cancellation),
            cancellationToken);

    /// <summary>Lets the account's credentials authenticate again; who activates gives all that the account holds.</summary>
    public Task<Outcome<ServiceAccountResponse>> ActivateAsync(
        Caller caller, Guid id, long? expectedVersion, CancellationToken cancellationToken) =>
        ChangeAsync(
            caller, id, expectedVersion, "service_account.activated",
            async (db, caller, rows, cancellation) =>
            {
                if (rows.Account.Principal.Status == PrincipalStatus.Inactive
                    && !await Ceiling.HoldsAllOfAsync(db, caller, id, cancellation))
                {
                    return OperationError.AbovePrivileges("The service account");
                }

                rows.Account.Principal.Status = PrincipalStatus.Active;
                return null;
            },
            cancellationToken);

    /// <summary>Ends what the account's credentials can do, and every token issued so far; its credentials are kept.</summary>
    public Task<Outcome<ServiceAccountResponse>> DeactivateAsync(
        Caller caller, Guid id, long? expectedVersion, CancellationToken cancellationToken) =>
        ChangeAsync(
            caller, id, expectedVersion, "service_account.deactivated",
            (_, _, rows, _) =>
            {
                if (rows.Account.Principal.Status == PrincipalStatus.Active)
                {
                    rows.Account.Principal.Status = PrincipalStatus.Inactive;
                    rows.Account.Principal.Epoch++;
                }

                return Task.FromResult<OperationError?>(null);
            },
            cancellationToken);

    /// <summary>Deletes the account with all its credentials, for good; needs <c>service_account.delete</c> where it is.</summary>
    public Task<Outcome<ServiceAccountResponse>> DeleteAsync(
        Caller caller, Guid id, long? expectedVersion, CancellationToken cancellationToken) =>
        transaction.RunAsync(
            caller,
            async (db, caller, cancellation) =>
            {
                var found = await FindAsync(db, caller, id, ManagementPermissions.ServiceAccountDelete, cancellation);
                if (!found.Succeeded)
                {
                    return found.Error;
                }

                if (IsStale(found.Value.Account, expectedVersion))
                {
                    return OperationError.Stale();
                }

                var answer = ServiceAccountView.Of(found.Value, time.GetUtcNow());
                db.Remove(found.Value.Account.Principal);
                await db.SaveChangesAsync(cancellation);
                return (Outcome<Done<ServiceAccountResponse>>)new Done<ServiceAccountResponse>(
                    answer, DeedOf("service_account.deleted", found.Value.Account));
            },
            cancellationToken);

    private Task<Outcome<ServiceAccountResponse>> ChangeAsync(
        Caller caller, Guid id, long? expectedVersion, string action,
        Func<ServiceAccountsDbContext, Caller, AccountRows, CancellationToken, Task<OperationError?>> change,
        CancellationToken cancellationToken) =>
        transaction.RunAsync(
            caller,
            async (db, caller, cancellation) =>
            {
                var found = await FindAsync(db, caller, id, ManagementPermissions.ServiceAccountUpdate, cancellation);
                if (!found.Succeeded)
                {
                    return found.Error;
                }

                var account = found.Value.Account;
                if (IsStale(account, expectedVersion))
                {
                    return OperationError.Stale();
                }

                if (await change(db, caller, found.Value, cancellation) is { } refused)
                {
                    return refused;
                }

                // Saved before it is shown: the answer has the version that it made.
                var changed = await SaveAsync(db, account, cancellation);
                return (Outcome<Done<ServiceAccountResponse>>)new Done<ServiceAccountResponse>(
                    ServiceAccountView.Of(found.Value, time.GetUtcNow()), changed ? [DeedOf(action, account)] : []);
            },
            cancellationToken);

    // What changes nothing leaves no trace: no new version, no ledger entry.
    private async Task<bool> SaveAsync(
        ServiceAccountsDbContext db, ServiceAccount account, CancellationToken cancellationToken)
    {
        if (!db.ChangeTracker.HasChanges())
        {
            return false;
        }

        account.Version++;
        account.UpdatedAt = time.GetUtcNow();
        await db.SaveChangesAsync(cancellationToken);
        return true;
    }

    private async Task<Outcome<AccountRows>> FindAsync(
        ServiceAccountsDbContext db, Caller caller, Guid id, string permission, CancellationToken cancellationToken)
    {
        var rows = await AccountRows.FindAsync(db, uses, caller, id, cancellationToken);
        if (rows is null)
        {
            return OperationError.NotFound("service account");
        }

        return caller.Can(permission, caller.Tenant.PlaceOf(rows.Account.OrganizationId))
            ? rows
            : OperationError.Forbidden(permission);
    }

    private async Task<OperationError?> ApplyAsync(
        ServiceAccountsDbContext db, Caller caller, ServiceAccount account, UpdateServiceAccountRequest request,
        CancellationToken cancellationToken)
    {
        var fields = new Fields();
        if (request.Name.IsPresent)
        {
            account.Name = fields.Name("name", request.Name.Value, ServiceAccount.MaxNameLength);
            account.NormalizedName = ServiceAccount.Normalize(account.Name);
        }

        if (request.Description.IsPresent)
        {
            account.Description = fields.Text("description", request.Description.Value, ServiceAccount.MaxDescriptionLength);
        }

        if (request.AccessTokenTtlSeconds.IsPresent)
        {
            var ttl = lifetimes.Of(request.AccessTokenTtlSeconds.Value, account.AuthType, caller.Tenant, fields);
            account.Applications.ForEach(application => application.AccessTokenTtlSeconds = ttl);
        }

        if (!fields.AreValid)
        {
            return fields.Error;
        }

        return await db.Set<ServiceAccount>().AnyAsync(
            a => a.OrganizationId == account.OrganizationId && a.NormalizedName == account.NormalizedName && a.Id != account.Id,
            cancellationToken)
            ? ServiceAccountCreation.NameTaken
            : null;
    }

    private static bool IsStale(ServiceAccount account, long? expectedVersion) =>
        expectedVersion is not null && expectedVersion != account.Version;

    private static Deed DeedOf(string action, ServiceAccount account) => new(action, "service_account", account.Id)
    {
        TenantId = account.TenantId,
        PrincipalId = account.Id,
        OrganizationId = account.OrganizationId,
        Details = new Dictionary<string, object?>
        {
            ["name"] = account.Name,
            ["description"] = account.Description,
            ["access_token_ttl_seconds"] = account.Applications.FirstOrDefault()?.AccessTokenTtlSeconds,
        },
    };
}
