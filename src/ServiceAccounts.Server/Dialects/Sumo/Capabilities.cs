using System.Collections.Frozen;
using ServiceAccounts.Storage.Access;
using static ServiceAccounts.Storage.Access.ManagementPermissions;

namespace ServiceAccounts.Server.Dialects.Sumo;

/// <summary>A capability of that system that has a meaning here, which is also a scope.</summary>
/// <param name="Name">Its name there.</param>
/// <param name="Label">What people call it.</param>
/// <param name="Group">The heading that people find it under.</param>
/// <param name="Permissions">Our permissions that make it up.</param>
internal sealed record Capability(string Name, string Label, ScopeGroupModel Group, params IReadOnlyList<string> Permissions)
{
    /// <summary>The capabilities that go with it.</summary>
    public IReadOnlyList<string> DependsOn { get; init; } = [];

    /// <summary>Where it gives more than its name says, those that say so: it comes only with one of them.</summary>
    public IReadOnlyList<string> OnlyWith { get; init; } = [];
}

/// <summary>
/// The table between that system's capabilities and our permissions. Every other name is a permission of one of the tenant's Apis,
/// ours among them, and stays as it is.
/// </summary>
internal static class Capabilities
{
    private const string ViewUsersAndRoles = "viewUsersAndRoles";
    private const string ManageUsersAndRoles = "manageUsersAndRoles";
    private const string CreateAccessKeys = "createAccessKeys";
    private const string ManagePersonalAccessKeys = "managePersonalAccessKeys";
    private const string ViewPersonalAccessKeys = "viewPersonalAccessKeys";

    private static readonly ScopeGroupModel Users = new("userManagement", "User Management");
    private static readonly ScopeGroupModel Keys = new("accessKeys", "Access Keys");

    /// <summary>All that makes up User Management.</summary>
    public static IReadOnlyList<string> UserManagement { get; } =
    [
        UserRead, UserManage, RoleRead, RoleManage, GroupRead, GroupManage,
        ServiceAccountRead, ServiceAccountCreate, ServiceAccountUpdate, ServiceAccountDelete, ServiceAccountCredentials,
    ];

    /// <summary>The table.</summary>
    public static IReadOnlyList<Capability> All { get; } =
    [
        new(ViewUsersAndRoles, "View Users and Roles", Users, UserRead, RoleRead, GroupRead, ServiceAccountRead),
        new(ManageUsersAndRoles, "Manage Users and Roles", Users, UserManagement) { DependsOn = [ViewUsersAndRoles] },
        new("manageAccessKeys", "Manage Access Keys", Keys, ServiceAccountRead, ServiceAccountCredentials),
        new(CreateAccessKeys, "Create Access Keys", Keys, SelfCredentials),
        new(ManagePersonalAccessKeys, "Manage Personal Access Keys", Keys, SelfCredentials) { DependsOn = [ViewPersonalAccessKeys] },

        // Who sees their own keys here may make some, too.
        new(ViewPersonalAccessKeys, "View Personal Access Keys", Keys, SelfCredentials) { OnlyWith = [CreateAccessKeys, ManagePersonalAccessKeys] },
    ];

    private static readonly FrozenDictionary<string, Capability> ByName = All.ToFrozenDictionary(c => c.Name, StringComparer.Ordinal);

    /// <summary>
    /// Our permissions behind names that were sent. What a capability depends on comes along, unless
    /// <paramref name="autofill"/> says that it must have been sent. Scopes are names alone, so they are never
    /// <paramref name="qualified"/> by an Api.
    /// </summary>
    public static IReadOnlyList<string> ToPermissions(
        string field, IReadOnlyList<string> names, TenantAccess tenant, SumoFields fields, bool autofill = true, bool qualified = false)
    {
        var permissions = new List<string>();
        foreach (var name in names)
        {
            if (name is not null && ByName.TryGetValue(name, out var capability))
            {
                permissions.AddRange(capability.Permissions);
                Check(field, capability, names, fields, autofill);
            }
            else if (IsDefined(name, tenant, qualified))
            {
                permissions.Add(name!); // What is defined is no null.
            }
            else
            {
                fields.Add(field, $"{Shown(name)} is no capability of user management or access keys, and no Api of this organization defines it: "
                    + "have it defined first, with POST /management/v1/apis or PATCH /management/v1/apis/{id}.");
            }
        }

        return [.. permissions.Distinct(StringComparer.Ordinal)];
    }

    /// <summary>What permissions of ours are called there: each capability of which all is held, and all the others by their own names.</summary>
    public static IReadOnlyList<string> Of(IEnumerable<string> permissions)
    {
        var held = permissions.ToHashSet(StringComparer.Ordinal);
        var whole = All.Where(capability => capability.Permissions.All(held.Contains)).ToList();
        return
        [
            .. whole.Select(capability => capability.Name),
            .. held.Except(whole.SelectMany(capability => capability.Permissions), StringComparer.Ordinal).Order(StringComparer.Ordinal),
        ];
    }

    private static void Check(string field, Capability capability, IReadOnlyList<string> names, SumoFields fields, bool autofill)
    {
        if (!autofill && capability.DependsOn.FirstOrDefault(other => !names.Contains(other, StringComparer.Ordinal)) is { } missing)
        {
            fields.Add(field, $"{capability.Name} depends on {missing}: send that too, or autofillDependencies: true.");
        }

        if (capability.OnlyWith.Count > 0 && !capability.OnlyWith.Intersect(names, StringComparer.Ordinal).Any())
        {
            fields.Add(field, $"{capability.Name} is not given by itself here: it comes with {string.Join(" or ", capability.OnlyWith)}.");
        }
    }

    // A name that says of which Api it is is looked at by who resolves it.
    private static bool IsDefined(string? name, TenantAccess tenant, bool qualified) =>
        name is not null && ((qualified && name.Contains('#', StringComparison.Ordinal)) || tenant.Apis.Any(api => api.Permissions.Contains(name)));

    // Every credential is longer than this: one that was sent by mistake is not repeated.
    private static string Shown(string? name) => name is { Length: > 0 and <= 40 } && !name.Any(char.IsControl) ? name : "One of the names";
}
