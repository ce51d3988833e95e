using ServiceAccounts.Storage.Access;

namespace ServiceAccounts.Management.Access;

/// <summary>
/// Finds which roles, groups and permissions by name leave an account with certain permissions of its tenant's own Apis, for
/// surfaces in whose language an account has a list of permissions and nothing else.
/// </summary>
internal sealed class PermissionTarget(Caller caller, AccessSubject subject, PrincipalAccess own)
{
    private const string Field = "permissions";

    private TenantAccess Tenant => caller.Tenant;

    /// <summary>
    /// Exactly these: a role or group that gives another is left whole, whatever else it gives, and what is missing then is
    /// given by name. What this server's own API has is not touched otherwise.
    /// </summary>
    public Outcome<AccessReplacement> Exactly(IReadOnlyList<string> names)
    {
        var read = Read(names);
        if (!read.Succeeded)
        {
            return read.Error;
        }

        var wanted = read.Value;
        if (Tenant.Groups.TryGetValue(Tenant.TenantId, out var everyone)
            && HeldPermissions.GivenBy(everyone, Tenant).Where(IsTooMuch).Select(p => p.Name).FirstOrDefault() is { } name)
        {
            return OperationError.Conflict(
                "held_by_everyone", $"Every account of the tenant holds {name} through the group Everyone: list it too, or take it from the group.");
        }

        var kept = own with
        {
            Bindings = [.. own.Bindings.Where(b => Tenant.Roles.TryGetValue(b.RoleId, out var role) && !HeldPermissions.GivenBy(role, Tenant).Any(IsTooMuch))],
            GroupIds = [.. own.GroupIds.Where(id => Tenant.Groups.TryGetValue(id, out var group) && !HeldPermissions.GivenBy(group, Tenant).Any(IsTooMuch))],
            Grants = [.. own.Grants.Where(g => !IsTooMuch(new Permission(g.ApiId, g.Name)))],
        };
        return new AccessReplacement
        {
            RoleIds = [.. kept.Bindings.Select(b => b.RoleId).Distinct()],
            GroupIds = kept.GroupIds,
            Permissions = NamesOf(kept, wanted),
        };

        bool IsTooMuch(Permission permission) => HeldPermissions.IsOfTenant(permission) && !wanted.Contains(permission);
    }

    /// <summary>These and what it holds already: what is missing is given by name.</summary>
    public Outcome<AccessReplacement> AtLeast(IReadOnlyList<string> names)
    {
        var read = Read(names);
        return read.Succeeded ? new AccessReplacement { Permissions = NamesOf(own, read.Value) } : read.Error;
    }

    private Outcome<HashSet<Permission>> Read(IReadOnlyList<string> names)
    {
        var fields = new Fields();
        var wanted = PermissionNames.Resolve(Field, names, Tenant, fields).ToHashSet();
        foreach (var permission in wanted.Where(permission => !HeldPermissions.IsOfTenant(permission)))
        {
            fields.Add(Field, $"{permission.Name} is a permission of this server's own API: bind a role that has it, or grant it there.");
        }

        return fields.AreValid ? wanted : fields.Error;
    }

    // Each with its Api: the name alone may mean several.
    private List<string> NamesOf(PrincipalAccess kept, HashSet<Permission> wanted)
    {
        var holdings = Holdings.Of(kept, Tenant);
        return
        [
            .. kept.Grants.Select(g => new Permission(g.ApiId, g.Name)).Concat(wanted.Where(p => !holdings.Can(p, subject.Place)))
                .Select(permission => $"{permission.ApiId}#{permission.Name}"),
        ];
    }
}
