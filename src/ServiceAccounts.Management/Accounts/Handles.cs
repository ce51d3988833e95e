using System.Globalization;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Accounts;

namespace ServiceAccounts.Management.Accounts;

/// <summary>Finds the handles of new accounts: those asked for, or a slug of the name with a number behind it on a clash.</summary>
internal static class Handles
{
    /// <summary>What the server puts before every handle that it shows.</summary>
    public const string Prefix = "sa::";

    // After that many of one name a random ending is found at once where counting would search.
    private const int MaxCounted = 20;

    private static readonly OperationError Taken = OperationError.Conflict(
        "handle_taken", "The tenant has a service account of this handle: choose another, or give none and one is made from the name.");

    /// <summary>Reads a handle that was asked for, with or without the prefix.</summary>
    public static string? Read(string? value, Fields fields)
    {
        if (value is null)
        {
            return null;
        }

        var handle = value.StartsWith(Prefix, StringComparison.Ordinal) ? value[Prefix.Length..] : value;
        if (!Slug.Is(handle, ServiceAccount.MaxHandleLength))
        {
            fields.Add(
                "handle", $"It has 1 to {ServiceAccount.MaxHandleLength} characters: lower-case letters and digits, parted by single hyphens.");
        }

        return handle;
    }

    /// <summary>A free handle for each account of a plan, in one query, or two where names clash.</summary>
    public static async Task<Outcome<string[]>> FindAsync(
        ServiceAccountsDbContext db, Caller caller, CreationPlan plan, CancellationToken cancellationToken)
    {
        var wishes = plan.Accounts.Select(account => account.Handle ?? Slug.Of(account.Name, "account")).ToArray();
        var used = await UsedAsync(db, caller, [.. wishes.Distinct()], cancellationToken);
        var clashing = new List<int>();

        // Those that were asked for come first: a slug can give way to them, and they cannot.
        foreach (var i in Enumerable.Range(0, wishes.Length).OrderBy(i => plan.Accounts[i].Handle is null))
        {
            if (used.Add(wishes[i]))
            {
                continue;
            }

            if (plan.Accounts[i].Handle is not null)
            {
                return plan.At(i, Taken, "handle");
            }

            clashing.Add(i);
        }

        if (clashing.Count > 0)
        {
            used.UnionWith(await UsedAsync(
                db, caller, [.. clashing.Select(i => wishes[i]).Distinct().SelectMany(Numbered)], cancellationToken));
        }

        foreach (var i in clashing)
        {
            var slug = wishes[i];
            wishes[i] = Numbered(slug).FirstOrDefault(used.Add) ?? $"{slug}-{RandomNumberGenerator.GetHexString(12, lowercase: true)}";
        }

        return wishes;
    }

    private static IEnumerable<string> Numbered(string slug) =>
        Enumerable.Range(2, MaxCounted - 1).Select(number => string.Create(CultureInfo.InvariantCulture, $"{slug}-{number}"));

    private static async Task<HashSet<string>> UsedAsync(
        ServiceAccountsDbContext db, Caller caller, List<string> candidates, CancellationToken cancellationToken)
    {
        var used = await db.Set<ServiceAccount>()
            .Where(a => a.TenantId == caller.Tenant.TenantId && EF.Parameter(candidates).Contains(a.Handle))
            .Select(a => a.Handle).OrderBy(h => h).Take(candidates.Count).ToListAsync(cancellationToken);
        return used.ToHashSet(StringComparer.Ordinal);
    }
}
