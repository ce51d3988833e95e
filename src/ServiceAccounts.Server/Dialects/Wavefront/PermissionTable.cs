using ServiceAccounts.Storage.Access;
using ProtocolApi = ServiceAccounts.Protocol.Tokens.Api;

namespace ServiceAccounts.Server.Dialects.Wavefront;

/// <summary>
/// Puts a tenant's permissions into Wavefront's names and back. What has no name of Wavefront's has its own, with the id of its
/// Api before it where the name alone would mean another.
/// </summary>
internal sealed class PermissionTable(TenantAccess tenant, string apisOfTenants)
{
    private const int IdLength = 36;

    /// <summary>What follows the realm in the identifier of the Api that defines the permissions of Wavefront's product.</summary>
    public const string ApiSuffix = "/wavefront";

    /// <summary>That Api; null where the tenant has none yet.</summary>
    // Below its realm each tenant has its own space, so one step before the suffix is enough to know it is the tenant's.
    public ProtocolApi? Api { get; } = tenant.Apis.FirstOrDefault(api =>
        api.Identifier.StartsWith(apisOfTenants, StringComparison.Ordinal) && api.Identifier.EndsWith(ApiSuffix, StringComparison.Ordinal)
        && api.Identifier.Length > apisOfTenants.Length + ApiSuffix.Length
        && !api.Identifier[apisOfTenants.Length..^ApiSuffix.Length].Contains('/', StringComparison.Ordinal));

    /// <summary>A permission with the id of its Api, so that it means one and nothing else.</summary>
    public static string Qualify(Permission permission) => $"{permission.ApiId}#{permission.Name}";

    /// <summary>Permissions by the names that Wavefront's clients know and can send back, sorted.</summary>
    public IReadOnlyList<string> Show(IEnumerable<Permission> permissions)
    {
        var held = permissions.ToHashSet();
        var hasAccounts = WavefrontPermissions.OfAccounts.IsSubsetOf(held);
        if (hasAccounts)
        {
            held.ExceptWith(WavefrontPermissions.OfAccounts);
        }

        IEnumerable<string> names = hasAccounts ? [WavefrontPermissions.Accounts] : [];
        return [.. names.Concat(held.Select(NameOf)).Order(StringComparer.Ordinal)];
    }

    /// <summary>Reads a name as the operations show it: alone, or after the id of its Api; null where it means none.</summary>
    public Permission? Find(string name)
    {
        if (name.Length > IdLength + 1 && name[IdLength] == '#' && Guid.TryParseExact(name.AsSpan(0, IdLength), "D", out var id))
        {
            return tenant.Apis.Any(api => api.Id == id && api.Permissions.Contains(name[(IdLength + 1)..]))
                ? new Permission(id, name[(IdLength + 1)..])
                : null;
        }

        return tenant.Apis.FirstOrDefault(api => api.Permissions.Contains(name)) is { } found ? new Permission(found.Id, name) : null;
    }

    private string NameOf(Permission permission) =>
        permission.ApiId == Api?.Id && WavefrontPermissions.OfProduct.Contains(permission.Name) ? permission.Name
        : WavefrontPermissions.IsOwn(permission.Name) || tenant.AmbiguousNames.Contains(permission.Name) ? Qualify(permission)
        : permission.Name;
}
