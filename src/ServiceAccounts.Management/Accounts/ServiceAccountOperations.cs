using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Contracts;
using ServiceAccounts.Contracts.Accounts;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Management.Audit;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Accounts;
using ServiceAccounts.Storage.Credentials;

namespace ServiceAccounts.Management.Accounts;

/// <summary>What an administrator does with service accounts that are there.</summary>
public sealed class ServiceAccountOperations(
    ManagementTransaction transaction, IDbContextFactory<ServiceAccountsDbContext> contexts, CredentialUses uses, AccountPatch patch,
    TimeProvider time)
{
    /// <summary>One account; needs <c>service_account.read</c> where it is.</summary>
    public async Task<Outcome<ServiceAccountResponse>> GetAsync(Caller caller, Guid id, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var found = await AccountRows.FindAsync(db, uses, caller, id, ManagementPermissions.ServiceAccountRead, cancellationToken);
        return found.Succeeded ? ServiceAccountView.Of(found.Value, time.GetUtcNow()) : found.Error;
    }

    /// <summary>The accounts that the caller may read and that match, in the order of their creation.</summary>
    public async Task<Outcome<Page<ServiceAccountResponse>>> ListAsync(
        Caller caller, Paging paging, AccountQuery query, CancellationToken cancellationToken)
    {
        var filter = query.Read(caller);
        var readable = Readable(caller);
        if (readable is [])
        {
            return OperationError.Forbidden(ManagementPermissions.ServiceAccountRead);
        }

        if (!filter.Succeeded)
        {
            return filter.Error;
        }

        if (filter.Value.UnusedSince is not null)
        {
            // What has been used a moment ago is in memory alone, and would seem to be dormant.
            await uses.FlushAsync(cancellationToken);
        }

        var now = time.GetUtcNow();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var accounts = await paging.RowsOfAsync(filter.Value.Of(db, caller.Tenant.TenantId, readable, now), cancellationToken);
        var rows = await AccountRows.LoadAsync(db, uses, caller, accounts, cancellationToken);
        return paging.PageOf(rows, row => ServiceAccountView.Of(row, now), row => row.Account);
    }

    /// <summary>How many there are of those that <see cref="ListAsync"/> lists page by page.</summary>
    public async Task<Outcome<Total>> CountAsync(Caller caller, AccountQuery query, CancellationToken cancellationToken)
    {
        var filter = query.Read(caller);
        var readable = Readable(caller);
        if (readable is [])
        {
            return OperationError.Forbidden(ManagementPermissions.ServiceAccountRead);
        }

        if (!filter.Succeeded)
        {
            return filter.Error;
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return new Total(await filter.Value.Of(db, caller.Tenant.TenantId, readable, time.GetUtcNow()).CountAsync(cancellationToken));
    }

    /// <summary>Changes an account; needs <c>service_account.update</c> where it is.</summary>
    public Task<Outcome<ServiceAccountResponse>> UpdateAsync(
        Caller caller, Guid id, long? expectedVersion, UpdateServiceAccountRequest request, CancellationToken cancellationToken) =>
        ChangeAsync(
            caller, id, expectedVersion, ManagementPermissions.ServiceAccountUpdate, "service_account.updated",
            (db, caller, rows, cancellation) => patch.ApplyAsync(db, caller, rows.Account, request, cancellation),
            cancellationToken);

    /// <summary>Lets the account's credentials authenticate again; who activates gives all that the account holds.</summary>
    public Task<Outcome<ServiceAccountResponse>> ActivateAsync(
        Caller caller, Guid id, long? expectedVersion, CancellationToken cancellationToken) =>
        ChangeAsync(
            caller, id, expectedVersion, ManagementPermissions.ServiceAccountUpdate, AccountStatus.Activated,
            (db, caller, rows, cancellation) => AccountStatus.ActivateAsync(db, caller, rows.Account, time.GetUtcNow(), cancellation),
            cancellationToken);

    /// <summary>Ends what the account's credentials can do, and every token issued so far; its credentials are kept.</summary>
    public Task<Outcome<ServiceAccountResponse>> DeactivateAsync(
        Caller caller, Guid id, long? expectedVersion, CancellationToken cancellationToken) =>
        ChangeAsync(
            caller, id, expectedVersion, ManagementPermissions.ServiceAccountUpdate, AccountStatus.Deactivated,
            (db, _, rows, cancellation) => AccountStatus.DeactivateAsync(db, rows.Account, cancellation),
            cancellationToken);

    /// <summary>Ends every access token issued so far; its credentials are kept. Needs <c>service_account.credentials</c>.</summary>
    public Task<Outcome<ServiceAccountResponse>> RevokeAllAsync(
        Caller caller, Guid id, long? expectedVersion, CancellationToken cancellationToken) =>
        ChangeAsync(
            caller, id, expectedVersion, ManagementPermissions.ServiceAccountCredentials, "service_account.tokens_revoked",
            (_, _, rows, _) =>
            {
                rows.Account.Principal.Epoch++;
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
                var found = await AccountRows.FindAsync(db, uses, caller, id, ManagementPermissions.ServiceAccountDelete, cancellation);
                if (!found.Succeeded)
                {
                    return found.Error;
                }

                if (IsStale(found.Value.Account, expectedVersion))
                {
                    return OperationError.Stale();
                }

                if ((await Ceiling.WhyOutOfReachAsync(db, caller, id, cancellation)
                    ?? await LastAdministrator.WhyNotEndAsync(db, id, cancellation)) is { } refused)
                {
                    return refused;
                }

                var answer = ServiceAccountView.Of(found.Value, time.GetUtcNow());
                db.Remove(found.Value.Account.Principal);
                await db.SaveChangesAsync(cancellation);
                return (Outcome<Done<ServiceAccountResponse>>)new Done<ServiceAccountResponse>(
                    answer, AccountChange.DeedOf("service_account.deleted", found.Value.Account));
            },
            cancellationToken);

    // The organizations whose accounts the caller may read; null for the whole tenant.
    internal static IReadOnlyList<Guid>? Readable(Caller caller) =>
        caller.Can(ManagementPermissions.ServiceAccountRead, caller.TenantPlace)
            ? null
            : [.. caller.Tenant.Places
                .Where(place => caller.Can(ManagementPermissions.ServiceAccountRead, place.Value)).Select(place => place.Key)];

    private Task<Outcome<ServiceAccountResponse>> ChangeAsync(
        Caller caller, Guid id, long? expectedVersion, string permission, string action,
        Func<ServiceAccountsDbContext, Caller, AccountRows, CancellationToken, Task<OperationError?>> change,
        CancellationToken cancellationToken) =>
        transaction.RunAsync(
            caller,
            async (db, caller, cancellation) =>
            {
                var found = await AccountRows.FindAsync(db, uses, caller, id, permission, cancellation);
                if (!found.Succeeded)
                {
                    return found.Error;
                }

                var account = found.Value.Account;
                if (IsStale(account, expectedVersion))
                {
                    return OperationError.Stale();
                }

                if ((await Ceiling.WhyOutOfReachAsync(db, caller, id, cancellation)
                    ?? await change(db, caller, found.Value, cancellation)) is { } refused)
                {
                    return refused;
                }

                // Saved before it is shown: the answer has the version that it made.
                var changed = await SaveAsync(db, caller, account, cancellation);
                return (Outcome<Done<ServiceAccountResponse>>)new Done<ServiceAccountResponse>(
                    ServiceAccountView.Of(found.Value, time.GetUtcNow()), changed ? [AccountChange.DeedOf(action, account)] : []);
            },
            cancellationToken);

    // What changes nothing leaves no trace: no new version, no ledger entry.
    private async Task<bool> SaveAsync(
        ServiceAccountsDbContext db, Caller caller, ServiceAccount account, CancellationToken cancellationToken)
    {
        if (!db.ChangeTracker.HasChanges())
        {
            return false;
        }

        account.ChangedBy(caller, time.GetUtcNow());
        await db.SaveChangesAsync(cancellationToken);
        return true;
    }

    private static bool IsStale(ServiceAccount account, long? expectedVersion) =>
        expectedVersion is not null && expectedVersion != account.Version;
}
