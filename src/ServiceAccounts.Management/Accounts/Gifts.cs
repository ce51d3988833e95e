using ServiceAccounts.Contracts.Accounts;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Storage.Access;

namespace ServiceAccounts.Management.Accounts;

/// <summary>What a service account is given at its creation: roles, account groups and permissions.</summary>
/// <param name="Roles">Its roles.</param>
/// <param name="Groups">Its groups; Everyone, in which it is anyway, is not among them.</param>
/// <param name="Permissions">Its own permissions.</param>
internal sealed record Gifts(IReadOnlyList<RoleRule> Roles, IReadOnlyList<GroupRule> Groups, IReadOnlyList<Permission> Permissions)
{
    private const int MaxRoles = 50;
    private const int MaxGroups = 50;
    private const int MaxPermissions = 100;

    /// <summary>Finds in the tenant what a request names.</summary>
    public static Gifts Of(CreateServiceAccountRequest request, TenantAccess tenant, Fields fields) =>
        Of(request, tenant, fields, MaxRoles, MaxGroups, MaxPermissions);

    /// <summary>The same for who has some already, and names them again: as many of each as a principal can have.</summary>
    public static Gifts Of(CreateServiceAccountRequest request, TenantAccess tenant, Fields fields, int maximum) =>
        Of(request, tenant, fields, maximum, maximum, maximum);

    private static Gifts Of(
        CreateServiceAccountRequest request, TenantAccess tenant, Fields fields, int maxRoles, int maxGroups, int maxPermissions) => new(
        Find("role_ids", "role", request.RoleIds, maxRoles, tenant.Roles, fields),
        [.. Find("group_ids", "account group", request.GroupIds, maxGroups, tenant.Groups, fields).Where(g => !g.IsEveryone)],
        PermissionsOf(request.Permissions, maxPermissions, tenant, fields));

    /// <summary>Where the roles will be bound; refused where the caller would give what it does not hold.</summary>
    public Outcome<List<RolePlacement>> Place(Place organization, Caller caller)
    {
        var placements = RolePlacement.Of(Roles, organization, caller);
        if (!placements.Succeeded)
        {
            return placements.Error;
        }

        if (Groups.FirstOrDefault(group => !Ceiling.HoldsAllOf(caller, group)) is { } group)
        {
            return OperationError.AbovePrivileges($"The group {group.Name}");
        }

        // Compared by name: a permission is a value, and none of them is no null.
        return Permissions.Where(permission => !caller.CanGive(permission, caller.TenantPlace)).Select(p => p.Name).FirstOrDefault() is { } name
            ? OperationError.AbovePrivileges($"The permission {name}")
            : placements;
    }

    private static List<Permission> PermissionsOf(IReadOnlyList<string>? names, int maximum, TenantAccess tenant, Fields fields)
    {
        if (names?.Count > maximum)
        {
            fields.Add("permissions", $"It has more than {maximum} permissions.");
            return [];
        }

        return PermissionNames.Resolve("permissions", names ?? [], tenant, fields);
    }

    private static List<T> Find<T>(
        string field, string what, IReadOnlyList<Guid>? ids, int maximum, IReadOnlyDictionary<Guid, T> known, Fields fields)
    {
        var found = new List<T>();
        if (ids?.Count > maximum)
        {
            fields.Add(field, $"It has more than {maximum} ids.");
            return found;
        }

        foreach (var id in ids?.Distinct() ?? [])
        {
            if (known.TryGetValue(id, out var thing))
            {
                found.Add(thing);
            }
            else
            {
                fields.Add(field, $"The tenant has no {what} {id}.");
            }
        }

        return found;
    }
}
