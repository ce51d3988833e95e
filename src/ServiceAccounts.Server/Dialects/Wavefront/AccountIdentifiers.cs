using ServiceAccounts.Management;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Server.Surfaces;
using ServiceAccounts.Storage.Accounts;

namespace ServiceAccounts.Server.Dialects.Wavefront;

/// <summary>
/// Wavefront's ids of accounts: <c>sa::</c> and the handle of a service account in lower case, or the e-mail address of a user.
/// </summary>
internal sealed class AccountIdentifiers(AccountNames names)
{
    /// <summary>What stands before the handle of a service account.</summary>
    public const string Prefix = "sa::";

    /// <summary>The most ids in one request.</summary>
    public const int MaxIds = 100;

    private const int MaxLength = 400;

    /// <summary>The id of an account.</summary>
    public static string Of(AccountName name) => name.Kind == PrincipalKind.User ? name.Text : Prefix + name.Text;

    /// <summary>The handle that an id names or asks for, in lower case, with the prefix or without it, which is never doubled.</summary>
    public static string HandleOf(string id)
    {
        var handle = id.Trim().ToLowerInvariant();
        while (handle.StartsWith(Prefix, StringComparison.Ordinal))
        {
            handle = handle[Prefix.Length..];
        }

        return handle;
    }

    /// <summary>Our id of a service account, which the journal then knows the request to be about; null where the tenant has none.</summary>
    public async Task<Guid?> FindServiceAccountAsync(HttpContext http, Caller caller, string id, CancellationToken cancellationToken) =>
        IsServiceAccount(id) ? await FindAsync(http, caller, id, cancellationToken) : null;

    /// <summary>The same of a user or service account.</summary>
    public async Task<Guid?> FindAsync(HttpContext http, Caller caller, string id, CancellationToken cancellationToken)
    {
        var found = await FindAsync(caller, [id], cancellationToken);
        if (!found.TryGetValue(id, out var known))
        {
            return null;
        }

        http.Features.Set(new OperationSubject(known));
        return known;
    }

    /// <summary>Our ids of users and service accounts, by what they were named; those that the tenant does not have are left out.</summary>
    public async Task<IReadOnlyDictionary<string, Guid>> FindAsync(
        Caller caller, IReadOnlyList<string?> ids, CancellationToken cancellationToken)
    {
        var (tenantId, found) = (caller.Tenant.TenantId, new Dictionary<string, Guid>(StringComparer.Ordinal));
        var given = ids.OfType<string>().Where(id => id.Length <= MaxLength).Distinct(StringComparer.Ordinal).ToList();
        var machines = given.Where(IsServiceAccount).ToLookup(HandleOf);
        foreach (var (handle, id) in await names.IdsOfHandlesAsync(tenantId, [.. machines.Select(same => same.Key)], cancellationToken))
        {
            foreach (var name in machines[handle])
            {
                found[name] = id;
            }
        }

        var emails = given.Where(id => !IsServiceAccount(id) && id.Contains('@', StringComparison.Ordinal)).ToList();
        foreach (var (email, id) in await names.IdsOfEmailsAsync(tenantId, emails, cancellationToken))
        {
            found[email] = id;
        }

        return found;
    }

    /// <summary>Our ids of accounts that a body names, or what is wrong with it.</summary>
    public async Task<(IReadOnlyList<Guid> Ids, Refusal? Refusal)> ReadAsync(
        Caller caller, IReadOnlyList<string?>? ids, CancellationToken cancellationToken)
    {
        if (ids is not { Count: > 0 and <= MaxIds })
        {
            return ([], Refusal.Invalid("(body)", $"It is a list of 1 to {MaxIds} ids."));
        }

        var found = await FindAsync(caller, ids, cancellationToken);
        var problems = Enumerable.Range(0, ids.Count).Where(i => ids[i] is not { } id || !found.ContainsKey(id))
            .ToDictionary(i => $"[{i}]", _ => "There is no account of this id.");
        return problems.Count == 0
            ? ([.. ids.Select(id => found[id!])], null) // A null is a problem.
            : ([], Refusal.Of(OperationError.Invalid(problems)));
    }

    private static bool IsServiceAccount(string id) => id.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase);
}
