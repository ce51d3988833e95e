using System.Collections.Frozen;
using System.Collections.Immutable;
using ServiceAccounts.Storage.Access;

namespace ServiceAccounts.Server.Dialects.Wavefront;

/// <summary>Wavefront's permissions by name, and what they are here.</summary>
internal static class WavefrontPermissions
{
    /// <summary>Accounts: the permissions of our own Api on accounts, groups and roles, given and taken together.</summary>
    public const string Accounts = "user_management";

    /// <summary>API Tokens: users make their own tokens without it, and a service account cannot have it.</summary>
    public const string ApiTokens = "token_management";

    /// <summary>The permissions of Wavefront's own product: an Api of the tenant defines them, which is made when the first is given.</summary>
    public static ImmutableArray<string> OfProduct { get; } =
    [
        "agent_management", "alerts_management", "application_management", "batch_query_priority", "dashboard_management",
        "derived_metrics_management", "embedded_charts", "events_management", "external_links_management", "host_tag_management",
        "ingestion", "metrics_management",
    ];

    /// <summary>What <see cref="Accounts"/> is.</summary>
    public static FrozenSet<Permission> OfAccounts { get; } = new[]
    {
        ManagementPermissions.ServiceAccountRead, ManagementPermissions.ServiceAccountCreate, ManagementPermissions.ServiceAccountUpdate,
        ManagementPermissions.ServiceAccountDelete, ManagementPermissions.ServiceAccountCredentials, ManagementPermissions.UserRead,
        ManagementPermissions.UserManage, ManagementPermissions.GroupRead, ManagementPermissions.GroupManage, ManagementPermissions.RoleRead,
        ManagementPermissions.RoleManage,
    }.Select(ManagementPermissions.Of).ToFrozenSet();

    /// <summary>Whether Wavefront itself means something by a name.</summary>
    public static bool IsOwn(string name) => name is Accounts or ApiTokens || OfProduct.Contains(name);
}
