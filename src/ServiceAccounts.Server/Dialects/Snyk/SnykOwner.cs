using ServiceAccounts.Management.Access;
using ServiceAccounts.Management.Accounts;
using ServiceAccounts.Storage.Access;

namespace ServiceAccounts.Server.Dialects.Snyk;

/// <summary>The group or org in the path of a request, which owns the accounts that it makes and changes.</summary>
/// <param name="Kind">Group or organization.</param>
/// <param name="Id">Its id.</param>
internal sealed record SnykOwner(PlaceKind Kind, Guid Id)
{
    /// <summary>Snyk's word for the kind, for people.</summary>
    public string Word => Kind == PlaceKind.Group ? "group" : "org";

    /// <summary>Its accounts, below the root of the REST API.</summary>
    public string Path => $"/{Word}s/{Id}/service_accounts";

    /// <summary>Those that it shows: a group with all below it, an org with those that administer it from a group.</summary>
    public AccountQuery Shown => new()
    {
        OrganizationId = Id.ToString(),
        Reach = Kind == PlaceKind.Group ? OrganizationReach.AndBelow : OrganizationReach.AndAdministrators,
        WithRole = true,
    };

    /// <summary>Those that it owns: only these are changed through it.</summary>
    public AccountQuery Own => Shown with { Reach = OrganizationReach.Own };

    /// <summary>Whether the caller's tenant has such a group or org.</summary>
    public bool IsIn(Caller caller) => caller.Tenant.Places.TryGetValue(Id, out var place) && place.Kind == Kind;
}
