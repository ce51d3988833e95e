using ServiceAccounts.Protocol.OAuth;
using ServiceAccounts.Storage.Access;

namespace ServiceAccounts.Management.Access;

/// <summary>Finds the permissions that a request names: each is defined by exactly one Api of the tenant.</summary>
internal static class GivenPermissions
{
    // Every credential is longer than this: one that was sent by mistake is not repeated.
    private const int MaxShownLength = 40;

    public static List<Permission> Find(IReadOnlyList<string>? names, int maximum, TenantAccess tenant, string field, Fields fields)
    {
        var found = new List<Permission>();
        if (names?.Count > maximum)
        {
            fields.Add(field, $"It has more than {maximum} permissions.");
            return found;
        }

        foreach (var name in names?.Distinct(StringComparer.Ordinal) ?? [])
        {
            if (name is null || !ScopeList.IsScopeToken(name))
            {
                fields.Add(field, "One of them cannot be a permission: 1 to 255 printable characters without space, quote and backslash.");
                continue;
            }

            var shown = name.Length <= MaxShownLength ? name : "the one that begins with " + name[..8];
            switch (tenant.Apis.Where(api => api.Permissions.Contains(name)).Take(2).ToList())
            {
                case [var api]:
                    found.Add(new Permission(api.Id, name));
                    break;
                case []:
                    fields.Add(field, $"No Api of this tenant defines {shown}.");
                    break;
                default:
                    fields.Add(field, $"More than one Api of this tenant defines {shown}.");
                    break;
            }
        }

        return found;
    }
}
