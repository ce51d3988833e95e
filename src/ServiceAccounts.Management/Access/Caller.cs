using System.Collections.Frozen;
using ServiceAccounts.Management.Audit;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Accounts;
using ServiceAccounts.Storage.Ledger;

namespace ServiceAccounts.Management.Access;

/// <summary>Who asks for an operation: user or service account makes no difference.</summary>
public sealed record Caller
{
    /// <summary>The principal.</summary>
    public required Guid PrincipalId { get; init; }

    /// <summary>User or service account.</summary>
    public required PrincipalKind Kind { get; init; }

    /// <summary>What it is called.</summary>
    public required string Name { get; init; }

    /// <summary>All that it holds.</summary>
    public required Holdings Holdings { get; init; }

    /// <summary>What its credential narrows that to, among the permissions of our own Api; null for no narrowing.</summary>
    public required FrozenSet<string>? Scopes { get; init; }

    /// <summary>The client to which its access token was issued; null where it calls with an API token.</summary>
    public string? ClientId { get; init; }

    /// <summary>The credential that its access token came from; null for who came by an API token.</summary>
    public Guid? CredentialId { get; init; }

    /// <summary>The <c>jti</c> of its access token; null for who came by an API token.</summary>
    public Guid? TokenId { get; init; }

    /// <summary>When its credential runs out; null for never.</summary>
    public DateTimeOffset? CredentialExpiresAt { get; init; }

    /// <summary>The tenant that it belongs to.</summary>
    public required Guid HomeTenantId { get; init; }

    /// <summary>The tenant in which it acts: its own, or one that it named and may act in.</summary>
    public required TenantAccess Tenant { get; init; }

    /// <summary>The caller as the ledger names it.</summary>
    public required Actor Actor { get; init; }

    /// <summary>What it sent so that a request is done once, where it did.</summary>
    public Idempotency? Idempotency { get; init; }

    /// <summary>Whether it has a role at <c>system</c>: for everybody else there are no other tenants.</summary>
    public bool IsAtSystem => Holdings.Roles.Any(held => held.PlaceKind == PlaceKind.System);

    /// <summary>The place of the whole tenant.</summary>
    public Place TenantPlace => Place.Tenant(Tenant.TenantId);

    /// <summary>A place of the tenant as a binding names it.</summary>
    public Place PlaceOf(PlaceKind kind, Guid id) => kind switch
    {
        PlaceKind.System => Place.System,
        PlaceKind.Tenant => TenantPlace,
        _ => Tenant.PlaceOf(id),
    };

    /// <summary>Whether the caller may use a permission of our own Api at a place.</summary>
    public bool Can(string permission, Place place) => Can(ManagementPermissions.Of(permission), place);

    /// <summary>Whether the caller may use a permission of our own Api at any place of the tenant.</summary>
    public bool CanAnywhere(string permission) => CanAnywhere(ManagementPermissions.Of(permission));

    /// <summary>Whether the caller may use a permission at any place of the tenant.</summary>
    public bool CanAnywhere(Permission permission) =>
        IsInScope(permission)
        && (Holdings.Can(permission, TenantPlace) || Tenant.Places.Values.Any(place => Holdings.Can(permission, place)));

    /// <summary>
    /// Whether the caller may give what a role holds at a place: nobody gives what they do not hold. What is held by rule,
    /// with all that will be defined tomorrow, can be given only by who holds as much by rule and unnarrowed.
    /// </summary>
    public bool CanGive(RoleRule role, Place place)
    {
        if (role.Reach is RoleReach.WholeTenant or RoleReach.Everything)
        {
            return Holdings.Reaches(role.Reach, place)
                && (Scopes is null || ManagementPermissions.All.All(name => Scopes.Contains(name) || !role.Grants(ManagementPermissions.Of(name))));
        }

        return role.Listed.All(permission => CanGive(permission, place));
    }

    /// <summary>
    /// Whether the caller may give a permission at a place: one that it holds there, or one of the tenant's own Apis where it
    /// manages those.
    /// </summary>
    public bool CanGive(Permission permission, Place place) =>
        Can(permission, place)
        || (permission.ApiId != ManagementPermissions.ApiId && Can(ManagementPermissions.ApiManage, TenantPlace));

    private bool Can(Permission permission, Place place) => IsInScope(permission) && Holdings.Can(permission, place);

    // A scope speaks of the Api that the token is for, and that is ours: what other Apis define it does not narrow.
    private bool IsInScope(Permission permission) =>
        Scopes is null || permission.ApiId != ManagementPermissions.ApiId || Scopes.Contains(permission.Name);
}
