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
