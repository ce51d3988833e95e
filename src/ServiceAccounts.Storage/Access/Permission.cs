using System.Collections.Frozen;

namespace ServiceAccounts.Storage.Access;

/// <summary>A permission: a name, and the Api that defines it.</summary>
/// <param name="ApiId">The Api.</param>
/// <param name="Name">The name, compared whole.</param>
public readonly record struct Permission(Guid ApiId, string Name);

/// <summary>The permissions of our own Api.</summary>
public static class ManagementPermissions
{
    /// <summary>The id of our own Api; it has no row, because its identifier is the issuer.</summary>
    public static readonly Guid ApiId = new("01990000-0000-7000-8000-0000000000a1");

    /// <summary>Sees the tenant.</summary>
    public const string TenantRead = "tenant.read";

    /// <summary>Changes the tenant.</summary>
    public const string TenantManage = "tenant.manage";

    /// <summary>Sees groups and organizations.</summary>
    public const string OrganizationRead = "organization.read";

    /// <summary>Makes, changes and deletes groups and organizations.</summary>
    public const string OrganizationManage = "organization.manage";

    /// <summary>Sees service accounts, never their secrets.</summary>
    public const string ServiceAccountRead = "service_account.read";

    /// <summary>Makes service accounts.</summary>
    public const string ServiceAccountCreate = "service_account.create";

    /// <summary>Changes, activates and deactivates service accounts and their applications.</summary>
    public const string ServiceAccountUpdate = "service_account.update";

    /// <summary>Deletes service accounts.</summary>
    public const string ServiceAccountDelete = "service_account.delete";

    /// <summary>Makes, replaces and deletes the credentials of service accounts.</summary>
    public const string ServiceAccountCredentials = "service_account.credentials";

    /// <summary>Sees users.</summary>
    public const string UserRead = "user.read";

    /// <summary>Makes and changes users, their roles and their tokens.</summary>
    public const string UserManage = "user.manage";

    /// <summary>Sees roles.</summary>
    public const string RoleRead = "role.read";

    /// <summary>Makes and changes roles.</summary>
    public const string RoleManage = "role.manage";

    /// <summary>Sees account groups.</summary>
    public const string GroupRead = "group.read";

    /// <summary>Makes and changes account groups and their members.</summary>
    public const string GroupManage = "group.manage";

    /// <summary>Sees Apis.</summary>
    public const string ApiRead = "api.read";

    /// <summary>Makes and changes Apis, and gives permissions of the tenant's own.</summary>
    public const string ApiManage = "api.manage";

    /// <summary>Reads the journal.</summary>
    public const string JournalRead = "journal.read";

    /// <summary>Sees signing keys; held at system only.</summary>
    public const string KeyRead = "key.read";

    /// <summary>Rotates and retires signing keys; held at system only.</summary>
    public const string KeyManage = "key.manage";

    /// <summary>Asks whether tokens of the tenant are active (RFC 7662).</summary>
    public const string TokenIntrospect = "token.introspect";

    /// <summary>Rotates one's own credentials: a machine's, and in no role by default.</summary>
    public const string SelfCredentials = "self.credentials";

    /// <summary>All of them.</summary>
    public static FrozenSet<string> All { get; } = new[]
    {
        TenantRead, TenantManage, OrganizationRead, OrganizationManage,
        ServiceAccountRead, ServiceAccountCreate, ServiceAccountUpdate, ServiceAccountDelete, ServiceAccountCredentials,
        UserRead, UserManage, RoleRead, RoleManage, GroupRead, GroupManage, ApiRead, ApiManage, JournalRead,
        KeyRead, KeyManage, TokenIntrospect, SelfCredentials,
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Those that have an effect only at <c>system</c>, so that not even a tenant's administrator has them.</summary>
    public static FrozenSet<string> AtSystemOnly { get; } = new[] { KeyRead, KeyManage }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>A permission of our own Api.</summary>
    public static Permission Of(string name) => new(ApiId, name);
}
