using System.Globalization;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Accounts;

namespace ServiceAccounts.Management.Accounts;

/// <summary>Makes the handle of a new account: a slug of its name, with a number behind it on a clash.</summary>
internal static class Handles
{
    // After that many of one name a random ending is found at once where counting would search.
    private const int MaxCounted = 20;

    public static async Task<string> FindFreeAsync(
        ServiceAccountsDbContext db, Caller caller, string name, CancellationToken cancellationToken)
    {
        var slug = Slug.Of(name, "account");
        var candidates = Enumerable.Range(1, MaxCounted)
            .Select(i => i == 1 ? slug : string.Create(CultureInfo.InvariantCulture, $"{slug}-{i}")).ToList();
        var taken = await db.Set<ServiceAccount>()
            .Where(a => a.TenantId == caller.Tenant.TenantId && candidates.Contains(a.Handle))
            .Select(a => a.Handle).OrderBy(h => h).Take(MaxCounted).ToListAsync(cancellationToken);
        return candidates.FirstOrDefault(c => !taken.Contains(c))
            ?? $"{slug}-{RandomNumberGenerator.GetHexString(12, lowercase: true)}";
    }
}
