using ServiceAccounts.Contracts.Access;
using ServiceAccounts.Storage.Access;

namespace ServiceAccounts.Management.Access;

/// <summary>Where a role is to be bound: at the place that a request names, or where such a role goes by default.</summary>
internal static class BindingPlace
{
    /// <summary>The place; null, and a problem of the field, where the role cannot be bound there.</summary>
    public static Place? Of(RoleRule role, PlaceRequest? request, Place? byDefault, Caller caller, Fields fields)
    {
        var place = request is null ? byDefault : Named(request, caller, fields);
        if (place is null ? request is null : !role.Levels.Contains(place.Kind))
        {
            fields.Add("place", $"The role {role.Name} is bound at: {string.Join(", ", role.Levels.Select(Words.Of))}. Name such a place.");
            return null;
        }

        return place;
    }

    private static Place? Named(PlaceRequest request, Caller caller, Fields fields)
    {
        if (fields.OneOf("place.kind", request.Kind, Words.PlaceKinds) is not { } kind)
        {
            return null;
        }

        var place = kind switch
        {
            PlaceKind.System => request.Id is null ? Place.System : null,
            PlaceKind.Tenant => request.Id is null || request.Id == caller.Tenant.TenantId ? caller.TenantPlace : null,
            _ => request.Id is { } id && caller.Tenant.Places.TryGetValue(id, out var found) && found.Kind == kind ? found : null,
        };
        if (place is null)
        {
            fields.Add("place.id", kind == PlaceKind.System ? "There is one system, and it has no id." : $"There is no {Words.Of(kind)} of this id.");
        }

        return place;
    }
}
