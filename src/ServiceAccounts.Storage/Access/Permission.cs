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

#pragma warning disable CS1591 // The names say it all; design and documentation list them as they stand here.
    public const string TenantRead = "tenant.read";
    public const string TenantManage = "tenant.manage";
    public const string OrganizationRead = "organization.read";
    public const string OrganizationManage = "organization.manage";
    public const string ServiceAccountRead = "service_account.read";
    public const string ServiceAccountCreate = "service_account.create";
    public const string ServiceAccountUpdate = "service_account.update";
    public const string ServiceAccountDelete = "service_account.delete";
    public const string ServiceAccountCredentials = "service_account.credentials";
    public const string UserRead = "user.read";
    public const string UserManage = "user.manage";
    public const string RoleRead = "role.read";
    public const string RoleManage = "role.manage";
    public const string GroupRead = "group.read";
    public const string GroupManage = "group.manage";
    public const string ApiRead = "api.read";
    public const string ApiManage = "api.manage";
    public const string JournalRead = "journal.read";
    public const string KeyRead = "key.read";
    public const string KeyManage = "key.manage";
    public const string TokenIntrospect = "token.introspect";
    public const string SelfCredentials = "self.credentials";
#pragma warning restore CS1591

    /// <summary>All of them.</summary>
    public static FrozenSet<string> All { get; } = new[]
    {
        TenantRead, TenantManage, OrganizationRead, OrganizationManage,
        ServiceAccountRead, ServiceAccountCreate, ServiceAccountUpdate, ServiceAccountDelete, ServiceAccountCredentials,
        UserRead, UserManage, RoleRead, RoleManage, GroupRead, GroupManage, ApiRead, ApiManage, JournalRead,
        KeyRead, KeyManage, TokenIntrospect, SelfCredentials,
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>A permission of our own Api.</summary>
    public static Permission Of(string name) => new(ApiId, name);
}
