using System.Collections.Immutable;
using static ServiceAccounts.Storage.Access.ManagementPermissions;

namespace ServiceAccounts.Server.Dialects.Snyk;

/// <summary>Snyk's names of permissions and ours. A name that is in no row is one of the tenant's own Apis, and is left as it is.</summary>
internal static class SnykPermissions
{
    // From the widest to the narrowest: a role is bound at the widest that its permissions name.
    private static readonly ImmutableArray<(string Prefix, string Level)> Levels =
        [("tenant.", "tenant"), ("group.", "group"), ("org.", "organization")];

    private static readonly ImmutableArray<Row> Rows =
    [
        .. new[] { "tenant.", "group.", "org." }.SelectMany(prefix => new Row[]
        {
            new(prefix + "service_account.read", ServiceAccountRead),
            new(prefix + "service_account.create", ServiceAccountCreate),
            new(prefix + "service_account.edit", ServiceAccountUpdate, ServiceAccountCredentials),
            new(prefix + "service_account.delete", ServiceAccountDelete),
            new(prefix + "roles.read", RoleRead),
            new(prefix + "roles.create", RoleManage),
            new(prefix + "roles.edit", RoleManage),
            new(prefix + "roles.delete", RoleManage),
            new(prefix + "user.read", UserRead),
            new(prefix + "audit.read", JournalRead),
        }),
        new("tenant.read", TenantRead),
        new("tenant.edit", TenantManage),
        new("group.read", OrganizationRead),
        new("group.edit", OrganizationManage),
        new("org.read", OrganizationRead),
        new("org.edit", OrganizationManage),
    ];

    /// <summary>The kind of place at which a role with these permissions is bound.</summary>
    public static string LevelOf(IReadOnlyList<string> names) => Levels
        .Where(level => names.Any(name => name.StartsWith(level.Prefix, StringComparison.Ordinal)))
        .Select(level => level.Level).FirstOrDefault("organization");

    /// <summary>Our names for Snyk's.</summary>
    public static IReadOnlyList<string> ToOurs(IReadOnlyList<string> names) =>
        [.. names.SelectMany(name => Rows.FirstOrDefault(row => row.Name == name)?.Ours ?? [name]).Distinct(StringComparer.Ordinal)];

    /// <summary>Snyk's names for ours, at the level of a role; one of ours that Snyk has no name for stays.</summary>
    public static IReadOnlyList<string> ToSnyk(IReadOnlyList<string> ours, string level)
    {
        var prefix = Levels.Where(known => known.Level == level).Select(known => known.Prefix).FirstOrDefault(Levels[0].Prefix);
        var said = Rows.Where(row => row.Name.StartsWith(prefix, StringComparison.Ordinal) && row.Ours.All(ours.Contains)).ToList();
        var rest = ours.Where(name => !said.Any(row => row.Ours.Contains(name)));
        return [.. said.Select(row => row.Name).Concat(rest).Order(StringComparer.Ordinal)];
    }

    private sealed record Row(string Name, params string[] Ours);
}
