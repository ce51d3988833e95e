using ServiceAccounts.Protocol.OAuth;
using ServiceAccounts.Storage.Access;

namespace ServiceAccounts.Management.Access;

/// <summary>
/// The permissions of a tenant by name. A name that several of its Apis define is told apart by the id of the Api before it:
/// <c>{api_id}#{name}</c>.
/// </summary>
internal static class PermissionNames
{
    private const int IdLength = 36;

    /// <summary>The permissions of these names, each once; every name that means none or several is a problem of the field.</summary>
    public static List<Permission> Resolve(string field, IReadOnlyList<string> names, TenantAccess tenant, Fields fields)
    {
        var found = new HashSet<Permission>();
        foreach (var name in names)
        {
            if (Find(field, name, apiId: null, tenant, fields) is { } permission)
            {
                found.Add(permission);
            }
        }

        return [.. found];
    }

    /// <summary>The permission of that name, of that Api where one is given; null, and a problem of the field, where it means none or several.</summary>
    public static Permission? Find(string field, string? name, Guid? apiId, TenantAccess tenant, Fields fields)
    {
        if (name is null || (apiId is null && !TrySplit(ref name, out apiId) && !ScopeList.IsScopeToken(name)))
        {
            fields.Add(field, "It is no permission: 1 to 255 printable characters without space, quote and backslash.");
            return null;
        }

        var apis = tenant.Apis.Where(api => (apiId is null || api.Id == apiId) && api.Permissions.Contains(name)).Take(2).ToList();
        switch (apis.Count)
        {
            case 1:
                return new Permission(apis[0].Id, name);
            case 0:
                fields.Add(field, $"No Api of this tenant defines {Shown(name)}.");
                return null;
            default:
                fields.Add(field, $"More than one Api of this tenant defines {name}: say which by its id, as in {apis[0].Id}#{name}.");
                return null;
        }
    }

    /// <summary>The name as it can be sent back: with its Api where the name alone would not tell.</summary>
    public static string Of(Permission permission, TenantAccess tenant) =>
        tenant.AmbiguousNames.Contains(permission.Name) ? $"{permission.ApiId}#{permission.Name}" : permission.Name;

    /// <summary>Whether a name has the form that says of which Api it is: none is defined under such a name.</summary>
    public static bool IsQualified(string name) => TrySplit(ref name, out _);

    private static bool TrySplit(ref string name, out Guid? apiId)
    {
        apiId = null;
        if (name.Length <= IdLength + 1 || name[IdLength] != '#' || !Guid.TryParseExact(name.AsSpan(0, IdLength), "D", out var id))
        {
            return false;
        }

        (apiId, name) = (id, name[(IdLength + 1)..]);
        return true;
    }

    // Every credential is longer than this: one that was sent by mistake is not repeated.
    private static string Shown(string name) => name.Length <= 40 ? name : "the one that begins with " + name[..8];
}
