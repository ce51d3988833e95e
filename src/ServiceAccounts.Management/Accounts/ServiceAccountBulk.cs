using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Contracts.Accounts;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Management.Audit;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Accounts;
using ServiceAccounts.Storage.Credentials;
using ServiceAccounts.Storage.Ledger;

namespace ServiceAccounts.Management.Accounts;

/// <summary>Does the same to many service accounts, all or none: a refusal names every id that it concerns.</summary>
public sealed class ServiceAccountBulk(ManagementTransaction transaction, CredentialUses uses, TimeProvider time)
{
    private const int MaxIds = 100;

    /// <summary>Activates them; each needs what it needs alone.</summary>
    public Task<Outcome<ServiceAccountsResponse>> ActivateAsync(
        Caller caller, ServiceAccountIdsRequest request, CancellationToken cancellationToken) =>
        ChangeAsync(
            caller, request, AccountStatus.Activated,
            (db, caller, account, cancellation) => AccountStatus.ActivateAsync(db, caller, account, time.GetUtcNow(), cancellation), cancellationToken);

    /// <summary>Deactivates them; each needs what it needs alone.</summary>
    public Task<Outcome<ServiceAccountsResponse>> DeactivateAsync(
        Caller caller, ServiceAccountIdsRequest request, CancellationToken cancellationToken) =>
        ChangeAsync(
            caller, request, AccountStatus.Deactivated,
            (db, _, account, cancellation) => AccountStatus.DeactivateAsync(db, account, cancellation), cancellationToken);

    private async Task<Outcome<ServiceAccountsResponse>> ChangeAsync(
        Caller caller, ServiceAccountIdsRequest request, string action,
        Func<ServiceAccountsDbContext, Caller, ServiceAccount, CancellationToken, Task<OperationError?>> change,
        CancellationToken cancellationToken)
    {
        if (request.Ids is not { Count: > 0 and <= MaxIds } given)
        {
            return OperationError.Invalid(new Dictionary<string, string> { ["ids"] = $"It is required: 1 to {MaxIds} ids." });
        }

        var ids = given.Distinct().ToList();
        return await transaction.RunAsync(
            caller,
            async (db, caller, cancellation) =>
            {
                var accounts = await AccountRows.OfTenant(db, caller).Where(a => EF.Parameter(ids).Contains(a.Id))
                    .OrderBy(a => a.Id).Take(ids.Count).ToDictionaryAsync(a => a.Id, cancellation);
                var refusals = new List<(Guid Id, OperationError Error)>();
                var deeds = new List<Deed>();
                foreach (var id in ids)
                {
                    var refused = accounts.TryGetValue(id, out var account)
                        ? await WhyNotAsync(db, caller, account, cancellation) ?? await change(db, caller, account, cancellation)
                        : OperationError.NotFound("service account");
                    if (refused is not null)
                    {
                        refusals.Add((id, refused));
                    }
                    else if (db.ChangeTracker.HasChanges())
                    {
                        // Saved one by one: the next check sees what this one has done, such as the last but one administrator gone.
                        account!.ChangedBy(caller, time.GetUtcNow()); // Without one it was refused.
                        deeds.Add(AccountChange.DeedOf(action, account!));
                        await db.SaveChangesAsync(cancellation);
                    }
                }

                return refusals.Count > 0
                    ? Refuse(given, refusals)
                    : new Done<ServiceAccountsResponse>(await ShowAsync(db, caller, [.. ids.Select(id => accounts[id])], cancellation), deeds);
            },
            cancellationToken);
    }

    private static async Task<OperationError?> WhyNotAsync(
        ServiceAccountsDbContext db, Caller caller, ServiceAccount account, CancellationToken cancellationToken) =>
        caller.Can(ManagementPermissions.ServiceAccountUpdate, caller.Tenant.PlaceOf(account.OrganizationId))
            ? await Ceiling.WhyOutOfReachAsync(db, caller, account.Id, cancellationToken)
            : OperationError.Forbidden(ManagementPermissions.ServiceAccountUpdate);

    // The kind of the first refusal, and all of them by the place of their id in the request.
    private static Outcome<Done<ServiceAccountsResponse>> Refuse(IReadOnlyList<Guid> given, List<(Guid Id, OperationError Error)> refusals) =>
        refusals[0].Error with
        {
            Fields = refusals.ToDictionary(refusal => $"ids[{given.ToList().IndexOf(refusal.Id)}]", refusal => refusal.Error.Message),
        };

    private async Task<ServiceAccountsResponse> ShowAsync(
        ServiceAccountsDbContext db, Caller caller, IReadOnlyList<ServiceAccount> accounts, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var rows = await AccountRows.JoinAsync(db, uses, caller, accounts, cancellationToken);
        return new ServiceAccountsResponse([.. rows.Select(row => ServiceAccountView.Of(row, now))]);
    }
}
