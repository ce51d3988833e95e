using System.Globalization;
using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Accounts;

namespace ServiceAccounts.Management.Accounts;

/// <summary>Puts a number behind a name that nobody chose and that is taken: <c>-2</c>, <c>-3</c> and so on.</summary>
internal static class NumberedNames
{
    // More in one second than one writer makes; beyond it the name is refused as taken.
    private const int MaxNumber = 2_000;

    /// <summary>The plan under a free name, where its policy asks for that.</summary>
    public static async Task<CreationPlan> FindAsync(
        ServiceAccountsDbContext db, CreationPlan plan, IReadOnlyList<Guid> organizations, CancellationToken cancellationToken)
    {
        if (plan.Accounts is not [{ Policy.NumbersTakenName: true, Name: var name }]
            || !await IsTakenAsync(db, organizations[0], name, cancellationToken))
        {
            return plan;
        }

        var candidates = Enumerable.Range(2, MaxNumber - 1)
            .Select(number => string.Create(CultureInfo.InvariantCulture, $"{name}-{number}")).ToList();
        var normalized = candidates.ConvertAll(ServiceAccount.Normalize);
        var owner = organizations[0];
        var taken = (await db.Set<ServiceAccount>()
            .Where(a => a.OrganizationId == owner && EF.Parameter(normalized).Contains(a.NormalizedName))
            .Select(a => a.NormalizedName).OrderBy(n => n).Take(MaxNumber).ToListAsync(cancellationToken)).ToHashSet(StringComparer.Ordinal);
        return candidates.Find(candidate => !taken.Contains(ServiceAccount.Normalize(candidate))) is { } free ? plan.Renamed(free) : plan;
    }

    private static Task<bool> IsTakenAsync(ServiceAccountsDbContext db, Guid owner, string name, CancellationToken cancellationToken)
    {
        var normalized = ServiceAccount.Normalize(name);
        return db.Set<ServiceAccount>().AnyAsync(a => a.OrganizationId == owner && a.NormalizedName == normalized, cancellationToken);
    }
}
