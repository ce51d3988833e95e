using System.Globalization;
using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Accounts;

namespace ServiceAccounts.Management.Accounts;

/// <summary>Makes names that nobody chose: of the time, with a number behind where one is taken, <c>-2</c>, <c>-3</c> and so on.</summary>
internal static class NumberedNames
{
    // More in one second than one writer makes; beyond it the name is refused as taken.
    private const int MaxNumber = 2_000;

    /// <summary>The plan under a free name of the time, where its policy makes one.</summary>
    public static async Task<CreationPlan> FindAsync(
        ServiceAccountsDbContext db, CreationPlan plan, IReadOnlyList<Guid> organizations, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (plan.Accounts is not [{ Policy.NameAt: { } nameAt }])
        {
            return plan;
        }

        var name = nameAt(now);
        if (!await IsTakenAsync(db, organizations[0], name, cancellationToken))
        {
            return plan.Renamed(name);
        }

        var candidates = Enumerable.Range(2, MaxNumber - 1)
            .Select(number => string.Create(CultureInfo.InvariantCulture, $"{name}-{number}")).ToList();
        var normalized = candidates.ConvertAll(ServiceAccount.Normalize);
        var owner = organizations[0];
        var taken = (await db.Set<ServiceAccount>()
            .Where(a => a.OrganizationId == owner && EF.Parameter(normalized).Contains(a.NormalizedName))
            .Select(a => a.NormalizedName).OrderBy(n => n).Take(MaxNumber).ToListAsync(cancellationToken)).ToHashSet(StringComparer.Ordinal);
        return candidates.Find(candidate => !taken.Contains(ServiceAccount.Normalize(candidate))) is { } free ? plan.Renamed(free) : plan.Renamed(name);
    }

    private static Task<bool> IsTakenAsync(ServiceAccountsDbContext db, Guid owner, string name, CancellationToken cancellationToken)
    {
        var normalized = ServiceAccount.Normalize(name);
        return db.Set<ServiceAccount>().AnyAsync(a => a.OrganizationId == owner && a.NormalizedName == normalized, cancellationToken);
    }
}
