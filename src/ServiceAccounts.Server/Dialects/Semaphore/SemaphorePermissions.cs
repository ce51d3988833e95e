using System.Collections.Immutable;
using ServiceAccounts.Server.Surfaces;
using ServiceAccounts.Storage.Access;

namespace ServiceAccounts.Server.Dialects.Semaphore;

/// <summary>
/// Semaphore's names of permissions and ours of this server's own Api. Every other name is that of a permission of one of the
/// tenant's Apis, or one of our own that Semaphore has no word for.
/// </summary>
internal static class SemaphorePermissions
{
    // No permission of ours has a longer name, and every credential is longer: one sent as a name is not repeated.
    private const int MaxShownLength = 40;

    /// <summary>Each of Semaphore's names with what it says and what it is here.</summary>
    public static ImmutableArray<SemaphorePermission> Table { get; } =
    [
        new("organization.view", "Sees the organization.", ManagementPermissions.TenantRead, ManagementPermissions.OrganizationRead),
        new("organization.service_accounts.view", "Sees service accounts.", ManagementPermissions.ServiceAccountRead),
        new(
            "organization.service_accounts.manage", "Makes, changes and deletes service accounts and their tokens.",
            ManagementPermissions.ServiceAccountCreate, ManagementPermissions.ServiceAccountUpdate,
            ManagementPermissions.ServiceAccountDelete, ManagementPermissions.ServiceAccountCredentials),
        new("organization.people.view", "Sees users and their roles.", ManagementPermissions.UserRead),
        new("organization.people.manage", "Changes users and their roles.", ManagementPermissions.UserManage),
        new("organization.groups.view", "Sees groups.", ManagementPermissions.GroupRead),
        new("organization.groups.manage", "Changes groups and their members.", ManagementPermissions.GroupManage),
        new("organization.custom_roles.view", "Sees roles.", ManagementPermissions.RoleRead),
        new("organization.custom_roles.manage", "Changes roles.", ManagementPermissions.RoleManage),
        new("organization.audit_logs.view", "Reads the journal.", ManagementPermissions.JournalRead),
    ];

    // So that an Api of the tenant that defines a name of ours too changes nothing.
    private static readonly string Prefix = $"{ManagementPermissions.ApiId}#";

    /// <summary>The names by which our own operations know what a request lists; null where it lists nothing.</summary>
    public static IReadOnlyList<string>? ToOurs(IReadOnlyList<string>? names) => names is null
        ? null
        : [.. names.SelectMany(name => Find(name)?.Ours.Select(own => Prefix + own) ?? [name])];

    /// <summary>The names by which Semaphore knows what a role holds; sent back, they mean the same.</summary>
    public static IReadOnlyList<string> FromOurs(IReadOnlyList<string> names, TenantAccess tenant)
    {
        var left = names.ToHashSet(StringComparer.Ordinal);
        var whole = Table.Where(known => known.Ours.All(own => left.Contains(own) || left.Contains(Prefix + own))).ToList();
        left.ExceptWith(whole.SelectMany(known => known.Ours.SelectMany(own => new[] { own, Prefix + own })));
        return [.. whole.Select(known => known.Name).Concat(left.Select(name => Qualified(name, tenant))).Order(StringComparer.Ordinal)];
    }

    /// <summary>A name of a tenant's Api as it can be sent: with its Api, where it is one of Semaphore's own or several have it.</summary>
    public static string Qualified(string name, TenantAccess tenant) =>
        Find(name) is not null && tenant.Apis.FirstOrDefault(api => api.Permissions.Contains(name)) is { } api ? $"{api.Id}#{name}" : name;

    /// <summary>The refusal of names that nothing defines, or null.</summary>
    public static Refusal? WhyUnknown(IReadOnlyList<string>? names, TenantAccess tenant)
    {
        // How many there may be is said by the operation.
        if (names is null or { Count: > Role.MaxPermissions })
        {
            return null;
        }

        var known = names.TakeWhile(name => name is not null && IsKnown(name, tenant)).Count();
        if (known == names.Count)
        {
            return null;
        }

        var shown = names[known] switch
        {
            null => "null",
            { Length: <= MaxShownLength } unknown => unknown,
            var longer => "the one that begins with " + longer[..8],
        };
        return Refusal.Invalid(
            "permissions", $"No Api of the organization defines {shown}. GET /api/v1alpha/permissions lists what is defined; POST /management/v1/apis defines more.");
    }

    /// <summary>Semaphore's permission of a name, where that is one of this server's own.</summary>
    private static SemaphorePermission? Find(string name) => Table.FirstOrDefault(known => known.Name == name);

    // A name with the id of its Api is looked up by the operation, which says what is wrong with it.
    private static bool IsKnown(string name, TenantAccess tenant) =>
        Find(name) is not null || name.Contains('#', StringComparison.Ordinal) || tenant.Apis.Any(api => api.Permissions.Contains(name));
}

/// <summary>A permission of Semaphore that is one or several of this server's own.</summary>
/// <param name="Name">Semaphore's name.</param>
/// <param name="Description">What it lets its holder do.</param>
/// <param name="Ours">Our names.</param>
internal sealed record SemaphorePermission(string Name, string Description, params ImmutableArray<string> Ours);
