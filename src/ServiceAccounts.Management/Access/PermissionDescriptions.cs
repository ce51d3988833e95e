using System.Collections.Frozen;
using static ServiceAccounts.Storage.Access.ManagementPermissions;

namespace ServiceAccounts.Management.Access;

/// <summary>What each permission of our own Api lets its holder do, for people who choose one.</summary>
internal static class PermissionDescriptions
{
    public static FrozenDictionary<string, string> Own { get; } = new Dictionary<string, string>
    {
        [TenantRead] = "Sees the tenant.",
        [TenantManage] = "Changes the tenant.",
        [OrganizationRead] = "Sees groups and organizations.",
        [OrganizationManage] = "Makes, changes and deletes groups and organizations.",
        [ServiceAccountRead] = "Sees service accounts, never their secrets.",
        [ServiceAccountCreate] = "Makes service accounts.",
        [ServiceAccountUpdate] = "Changes, activates and deactivates service accounts and their applications, and what they hold.",
        [ServiceAccountDelete] = "Deletes service accounts.",
        [ServiceAccountCredentials] = "Makes, replaces and deletes the credentials of service accounts.",
        [UserRead] = "Sees users.",
        [UserManage] = "Makes and changes users, their tokens and what they hold.",
        [RoleRead] = "Sees roles.",
        [RoleManage] = "Makes, changes and deletes roles.",
        [GroupRead] = "Sees account groups.",
        [GroupManage] = "Makes, changes and deletes account groups, their members and what they hold.",
        [ApiRead] = "Sees Apis.",
        [ApiManage] = "Makes, changes and deletes Apis, and gives the permissions of the tenant's own.",
        [JournalRead] = "Reads the journal.",
        [KeyRead] = "Sees signing keys.",
        [KeyManage] = "Rotates and retires signing keys.",
        [TokenIntrospect] = "Asks whether tokens of the tenant are active.",
        [SelfCredentials] = "Rotates one's own credentials.",
    }.ToFrozenDictionary(StringComparer.Ordinal);
}
