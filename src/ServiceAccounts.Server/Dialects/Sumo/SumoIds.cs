using System.Globalization;
using ServiceAccounts.Management;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Server.Surfaces;
using ServiceAccounts.Storage.Accounts;

namespace ServiceAccounts.Server.Dialects.Sumo;

/// <summary>
/// Ids of this API, 16 hexadecimal digits: the numbers of our users, service accounts and roles. Written in upper case, read in any.
/// </summary>
internal sealed class SumoIds(KnownIds ids, KnownNumbers numbers)
{
    /// <summary>Stands for whoever is not known, or is no more.</summary>
    public const string Nobody = "0000000000000000";

    private const int MaxIds = 1_000;

    /// <summary>The id of a number.</summary>
    public static string Of(long number) => number.ToString("X16", CultureInfo.InvariantCulture);

    /// <summary>The id of a number as our answers have it.</summary>
    public static string Of(string number) => Of(long.Parse(number, CultureInfo.InvariantCulture));

    /// <summary>The service account of an id in a path; from then on the request is about it.</summary>
    public async Task<Guid?> FindAccountAsync(HttpContext http, Caller caller, string? id, CancellationToken cancellationToken) =>
        TryParse(id, out var number)
            ? About(http, await numbers.FindAccountAsync(caller.Tenant.TenantId, number, cancellationToken))
            : null;

    /// <summary>The user or service account of an id in a path.</summary>
    public async Task<Guid?> FindPrincipalAsync(HttpContext http, Caller caller, string id, CancellationToken cancellationToken) =>
        TryParse(id, out var number) ? About(http, await ids.OfPrincipalAsync(caller.Tenant.TenantId, number, cancellationToken)) : null;

    /// <summary>The role of an id in a path.</summary>
    public async Task<Guid?> FindRoleAsync(HttpContext http, Caller caller, string id, CancellationToken cancellationToken) =>
        TryParse(id, out var number) ? About(http, await ids.OfRoleAsync(caller.Tenant.TenantId, number, cancellationToken)) : null;

    /// <summary>The roles of ids in a body.</summary>
    public Task<Outcome<IReadOnlyList<Guid>>> FindRolesAsync(
        Caller caller, string field, IReadOnlyList<string> sent, CancellationToken cancellationToken) =>
        FindAsync(field, "role", sent, numbers => numbers.FindRolesAsync, caller, cancellationToken);

    /// <summary>The users of ids in a body.</summary>
    public Task<Outcome<IReadOnlyList<Guid>>> FindUsersAsync(
        Caller caller, string field, IReadOnlyList<string> sent, CancellationToken cancellationToken) =>
        FindAsync(field, "user", sent, numbers => numbers.FindUsersAsync, caller, cancellationToken);

    /// <summary>The ids of whoever made or changed something: of those that are no more, none.</summary>
    public async Task<Func<Guid?, string>> NamesOfAsync(Caller caller, IEnumerable<Guid?> who, CancellationToken cancellationToken)
    {
        var known = new Dictionary<Guid, long>();
        foreach (var some in who.OfType<Guid>().Distinct().Chunk(MaxIds))
        {
            foreach (var (id, number) in await ids.NumbersOfPrincipalsAsync(caller.Tenant.TenantId, some, cancellationToken))
            {
                known[id] = number;
            }
        }

        return id => id is { } given && known.TryGetValue(given, out var number) ? Of(number) : Nobody;
    }

    private async Task<Outcome<IReadOnlyList<Guid>>> FindAsync(
        string field, string what, IReadOnlyList<string> sent,
        Func<KnownNumbers, Func<Guid, IReadOnlyCollection<long>, CancellationToken, Task<IReadOnlyDictionary<long, Guid>>>> find,
        Caller caller, CancellationToken cancellationToken)
    {
        var problems = new SumoFields();
        if (sent.Count > MaxIds)
        {
            problems.Add(field, $"It has more than {MaxIds} ids.");
            return problems.Error;
        }

        var asked = new List<long>(sent.Count);
        foreach (var id in sent)
        {
            if (TryParse(id, out var number))
            {
                asked.Add(number);
            }
            else
            {
                problems.Add(field, "An id has 16 hexadecimal digits.");
            }
        }

        if (!problems.AreValid)
        {
            return problems.Error;
        }

        var found = asked.Count == 0
            ? new Dictionary<long, Guid>()
            : await find(numbers)(caller.Tenant.TenantId, [.. asked.Distinct()], cancellationToken);
        foreach (var number in asked.Where(number => !found.ContainsKey(number)))
        {
            problems.Add(field, $"There is no {what} {Of(number)}.");
        }

        return problems.AreValid ? (Outcome<IReadOnlyList<Guid>>)asked.Distinct().Select(number => found[number]).ToList() : problems.Error;
    }

    private static Guid? About(HttpContext http, Guid? id)
    {
        if (id is { } found)
        {
            http.Features.Set(new OperationSubject(found));
        }

        return id;
    }

    private static bool TryParse(string? id, out long number)
    {
        number = 0;
        return id is { Length: 16 } && long.TryParse(id, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number);
    }
}
