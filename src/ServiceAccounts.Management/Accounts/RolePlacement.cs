using ServiceAccounts.Management.Access;
using ServiceAccounts.Storage.Access;

namespace ServiceAccounts.Management.Accounts;

/// <summary>A role, and where it will be bound.</summary>
internal sealed record RolePlacement(RoleRule Role, PlaceKind Kind, Guid Id)
{
    /// <summary>
    /// Where roles are bound that are given to an account at its creation: at its own organization where the role allows it,
    /// else at the narrowest place above that it allows.
    /// </summary>
    public static Outcome<List<RolePlacement>> Of(IReadOnlyList<RoleRule> roles, Place organization, Caller caller)
    {
        var placements = new List<RolePlacement>();
        foreach (var role in roles)
        {
            if (PlaceFor(role, organization, caller) is not { Id: { } id } place)
            {
                return OperationError.Invalid(new Dictionary<string, string>
                {
                    ["role_ids"] = $"The role {role.Name} cannot be bound where this account is.",
                });
            }

            if (!caller.CanGive(role, place))
            {
                return OperationError.AbovePrivileges($"The role {role.Name}");
            }

            placements.Add(new RolePlacement(role, place.Kind, id));
        }

        return placements;
    }

    /// <summary>The place for a role that names none; null where the role cannot be bound at or above the organization.</summary>
    public static Place? PlaceFor(RoleRule role, Place organization, Caller caller)
    {
        if (role.Levels.Contains(organization.Kind))
        {
            return organization;
        }

        if (role.Levels.Contains(PlaceKind.Group))
        {
            return caller.Tenant.Places.Values
                .Where(place => place.Kind == PlaceKind.Group && organization.IsAtOrBelow(place.Kind, place.Id)).MaxBy(place => place.Depth);
        }

        return role.Levels.Contains(PlaceKind.Tenant) ? caller.TenantPlace : null;
    }
}
