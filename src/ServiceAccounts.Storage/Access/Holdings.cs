using System.Collections.Immutable;

namespace ServiceAccounts.Storage.Access;

/// <summary>A role that a principal has at a place.</summary>
/// <param name="Role">The role.</param>
/// <param name="PlaceKind">The kind of place.</param>
/// <param name="PlaceId">The place; the empty id for the whole server.</param>
/// <param name="Via">The group through which it is held; null where it is the principal's own.</param>
public sealed record HeldRole(RoleRule Role, PlaceKind PlaceKind, Guid PlaceId, GroupRule? Via = null);

/// <summary>A permission that a principal has everywhere in its tenant.</summary>
/// <param name="Permission">The permission.</param>
/// <param name="Via">The group through which it is held; null where it is the principal's own.</param>
public sealed record HeldGrant(Permission Permission, GroupRule? Via = null);

/// <summary>All that a principal holds: always a union, never a subtraction.</summary>
public sealed class Holdings
{
    private readonly Guid _tenantId;

    private Holdings(Guid tenantId, ImmutableArray<GroupRule> groups, ImmutableArray<HeldRole> roles, ImmutableArray<HeldGrant> grants)
    {
        _tenantId = tenantId;
        Groups = groups;
        Roles = roles;
        Grants = grants;
    }

    /// <summary>The groups it is in, Everyone first.</summary>
    public ImmutableArray<GroupRule> Groups { get; }

    /// <summary>The roles that make it up, the principal's own first.</summary>
    public ImmutableArray<HeldRole> Roles { get; }

    /// <summary>The permissions that make it up, the principal's own first.</summary>
    public ImmutableArray<HeldGrant> Grants { get; }

    /// <summary>Joins what a principal was given with the roles and groups of its tenant.</summary>
    public static Holdings Of(PrincipalAccess own, TenantAccess access)
    {
        ImmutableArray<GroupRule> groups =
        [
            .. own.GroupIds.Prepend(access.TenantId).Select(id => access.Groups.GetValueOrDefault(id)).OfType<GroupRule>(),
        ];
        var roles = own.Bindings
            .Select(b => Held(access, b.RoleId, b.PlaceKind, b.PlaceId, null))
            .Concat(groups.SelectMany(group => group.Bindings.Select(b => Held(access, b.RoleId, b.PlaceKind, b.PlaceId, group))));
        var grants = own.Grants.Select(g => new HeldGrant(new Permission(g.ApiId, g.Name)))
            .Concat(groups.SelectMany(group => group.Grants.Select(permission => new HeldGrant(permission, group))));
        return new Holdings(access.TenantId, groups, [.. roles.OfType<HeldRole>()], [.. grants]);
    }

    /// <summary>The only question that an operation asks.</summary>
    public bool Can(Permission permission, Place place)
    {
        foreach (var held in Roles)
        {
            if (place.IsAtOrBelow(held.PlaceKind, held.PlaceId) && held.Role.Grants(permission))
            {
                return true;
            }
        }

        return place.TenantId == _tenantId && IsGranted(permission);
    }

    /// <summary>Whether a permission is held at any place at all.</summary>
    public bool CanAnywhere(Permission permission)
    {
        foreach (var held in Roles)
        {
            if (held.Role.Grants(permission))
            {
                return true;
            }
        }

        return IsGranted(permission);
    }

    /// <summary>Whether a role of that reach, or a farther one, is held at a place: what is held by rule is given by rule.</summary>
    public bool Reaches(RoleReach reach, Place place) =>
        Roles.Any(held => held.Role.Reach >= reach && place.IsAtOrBelow(held.PlaceKind, held.PlaceId));

    private bool IsGranted(Permission permission)
    {
        foreach (var held in Grants)
        {
            if (held.Permission == permission)
            {
                return true;
            }
        }

        return false;
    }

    private static HeldRole? Held(TenantAccess access, Guid roleId, PlaceKind kind, Guid placeId, GroupRule? via) =>
        access.Roles.TryGetValue(roleId, out var role) ? new HeldRole(role, kind, placeId, via) : null;
}
