using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Accounts;
using ServiceAccounts.Storage.Tenants;

namespace ServiceAccounts.Management.Accounts;

/// <summary>Whether there is room for new accounts, and whether their names are free.</summary>
internal static class Vacancy
{
    public static OperationError NameTaken { get; } = OperationError.Conflict(
        "name_taken", "The organization has a service account of this name: choose another. Upper and lower case count as the same.");

    /// <summary>Two names that differ in what an address does not have.</summary>
    public static OperationError AddressTaken { get; } = OperationError.Conflict(
        "name_taken", "Another service account has the e-mail address that is made from this name: choose a name that differs in letters or digits.");

    /// <summary>Whether another account of the tenant has an address; by its index.</summary>
    public static Task<bool> IsAddressTakenAsync(
        ServiceAccountsDbContext db, Guid tenantId, string address, Guid exceptId, CancellationToken cancellationToken) =>
        db.Set<ServiceAccount>().AnyAsync(a => a.TenantId == tenantId && a.Email == address && a.Id != exceptId, cancellationToken);

    /// <summary>The refusal for accounts that are to be made in these organizations, or null; in a fixed number of queries.</summary>
    public static async Task<OperationError?> WhyNoneAsync(
        ServiceAccountsDbContext db, Caller caller, CreationPlan plan, IReadOnlyList<Guid> organizations,
        CancellationToken cancellationToken)
    {
        var wanted = plan.Accounts.Select((account, i) => (Owner: organizations[i], Name: ServiceAccount.Normalize(account.Name))).ToList();
        var (owners, names) = (organizations.Distinct().ToList(), wanted.Select(w => w.Name).Distinct().ToList());
        var there = await db.Set<ServiceAccount>()
            .Where(a => EF.Parameter(owners).Contains(a.OrganizationId) && EF.Parameter(names).Contains(a.NormalizedName))
            .OrderBy(a => a.Id).Select(a => new { a.OrganizationId, a.NormalizedName })
            .Take(owners.Count * names.Count).ToListAsync(cancellationToken);
        var taken = there.Select(a => (a.OrganizationId, a.NormalizedName)).ToHashSet();
        for (var i = 0; i < wanted.Count; i++)
        {
            if (!taken.Add(wanted[i]))
            {
                return plan.At(i, NameTaken, "name");
            }
        }

        // Of a batch no surface makes addresses.
        if (plan.Accounts is [{ Policy.Address: not null, Email: { } address }]
            && await IsAddressTakenAsync(db, caller.Tenant.TenantId, address, Guid.Empty, cancellationToken))
        {
            return AddressTaken;
        }

        return await WhyFullAsync(db, caller.Tenant.TenantId, plan.Accounts.Count, cancellationToken);
    }

    // Counted only where there is a maximum: a tenant without one may have any number of accounts.
    private static async Task<OperationError?> WhyFullAsync(
        ServiceAccountsDbContext db, Guid tenantId, int more, CancellationToken cancellationToken)
    {
        var maximum = await db.Set<Tenant>().Where(t => t.Id == tenantId)
            .Select(t => t.MaximumServiceAccounts).SingleAsync(cancellationToken);
        return maximum is not null
            && await db.Set<ServiceAccount>().CountAsync(a => a.TenantId == tenantId, cancellationToken) + more > maximum
            ? OperationError.LimitReached($"The tenant has a maximum of {maximum} service accounts: delete some, or have the maximum raised.")
            : null;
    }
}
