using System.Collections.Immutable;

namespace ServiceAccounts.Storage.Access;

/// <summary>A role that a principal has at a place.</summary>
/// <param name="Role">The role.</param>
/// <param name="PlaceKind">The kind of place.</param>
/// <param name="PlaceId">The place; the empty id for the whole server.</param>
public sealed record HeldRole(RoleRule Role, PlaceKind PlaceKind, Guid PlaceId);

/// <summary>All that a principal holds: always a union, never a subtraction.</summary>
public sealed class Holdings
{
    private readonly ImmutableArray<HeldRole> _roles;

    private Holdings(ImmutableArray<HeldRole> roles) => _roles = roles;

    /// <summary>The roles that make it up.</summary>
    public ImmutableArray<HeldRole> Roles => _roles;

    /// <summary>Joins a principal's bindings with the roles of its tenant.</summary>
    public static Holdings Of(IEnumerable<RoleBinding> bindings, TenantAccess access) => new(
    [
        .. from binding in bindings
           let role = access.Roles.GetValueOrDefault(binding.RoleId)
           where role is not null
           select new HeldRole(role, binding.PlaceKind, binding.PlaceId),
    ]);

    /// <summary>The only question that an operation asks.</summary>
    public bool Can(Permission permission, Place place)
    {
        foreach (var held in _roles)
        {
            if (place.IsAtOrBelow(held.PlaceKind, held.PlaceId) && held.Role.Grants(permission))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a permission is held at any place at all.</summary>
    public bool CanAnywhere(Permission permission) => _roles.Any(held => held.Role.Grants(permission));

    /// <summary>Whether a role of that reach, or a farther one, is held at a place: what is held by rule is given by rule.</summary>
    public bool Reaches(RoleReach reach, Place place) =>
        _roles.Any(held => held.Role.Reach >= reach && place.IsAtOrBelow(held.PlaceKind, held.PlaceId));
}
