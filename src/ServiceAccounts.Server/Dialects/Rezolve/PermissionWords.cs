using ServiceAccounts.Storage.Access;

namespace ServiceAccounts.Server.Dialects.Rezolve;

/// <summary>
/// The names of permissions and scopes here. <c>api:read</c> and <c>api:write</c>, which every account is born with, are those of
/// the tenant's default Api, and so is any other name that it defines; all others are the names of the tenant's other Apis.
/// </summary>
internal static class PermissionWords
{
    private const int IdLength = 36;

    /// <summary>The name as the operations know it.</summary>
    public static string ToOurs(string? name, TenantAccess tenant) =>
        name is not null && DefaultDefines(name, tenant) ? $"{tenant.DefaultApiId}#{name}" : name ?? string.Empty;

    /// <summary>The name of a permission here: with its Api where the name alone means that of another.</summary>
    public static string Of(Permission permission, TenantAccess tenant) =>
        permission.ApiId == tenant.DefaultApiId || !tenant.AmbiguousNames.Contains(permission.Name)
            ? permission.Name
            : $"{permission.ApiId}#{permission.Name}";

    /// <summary>The name without its Api, as it stands in a token's scope.</summary>
    public static string ScopeOf(string name) =>
        name.Length > IdLength + 1 && name[IdLength] == '#' && Guid.TryParseExact(name.AsSpan(0, IdLength), "D", out _) ? name[(IdLength + 1)..] : name;

    /// <summary>The one Api that has all of these names, where it is not the tenant's default: what a client's tokens are for unless it says.</summary>
    public static Guid? ApiOf(IReadOnlyList<string?> names, TenantAccess tenant)
    {
        if (names.Any(name => name is null || DefaultDefines(name, tenant)))
        {
            return null;
        }

        var apis = tenant.Apis.Where(api => api.Id != ManagementPermissions.ApiId && names.All(name => api.Permissions.Contains(ScopeOf(name!)))).Take(2).ToList();
        return apis is [var only] ? only.Id : null;
    }

    /// <summary>Whether a name means a permission of this server's own API and of no Api of the tenant: those are given by roles, elsewhere.</summary>
    public static bool IsOfOwnApi(string? name, TenantAccess tenant) =>
        name is not null && (name.StartsWith($"{ManagementPermissions.ApiId}#", StringComparison.Ordinal)
            || tenant.Apis.All(api => api.Permissions.Contains(name) == (api.Id == ManagementPermissions.ApiId)));

    private static bool DefaultDefines(string name, TenantAccess tenant)
    {
        foreach (var api in tenant.Apis)
        {
            if (api.Id == tenant.DefaultApiId)
            {
                return api.Permissions.Contains(name);
            }
        }

        return false;
    }
}
