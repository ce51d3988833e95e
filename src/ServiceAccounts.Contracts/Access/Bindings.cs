using System.ComponentModel.DataAnnotations;

namespace ServiceAccounts.Contracts.Access;

/// <summary>Gives a role at a place.</summary>
public sealed record BindRoleRequest
{
    /// <summary>The role. Required.</summary>
    [Required]
    public Guid? RoleId { get; init; }

    /// <summary>
    /// Where; what is held at a place is held everywhere below it. By default a service account gets a role at its own organization
    /// or the narrowest place above that the role allows, a user or group at the tenant.
    /// </summary>
    public PlaceRequest? Place { get; init; }
}

/// <summary>A place.</summary>
public sealed record PlaceRequest
{
    /// <summary><c>system</c>, <c>tenant</c>, <c>group</c> or <c>organization</c>. Required.</summary>
    [AllowedValues("system", "tenant", "group", "organization")]
    [Required]
    public string? Kind { get; init; }

    /// <summary>The id of the group or organization; required for these.</summary>
    public Guid? Id { get; init; }
}

/// <summary>A role that is held at a place.</summary>
/// <param name="Id">The binding's id.</param>
/// <param name="Role">The role.</param>
/// <param name="Place">The place.</param>
/// <param name="CreatedAt">When it was given.</param>
public sealed record RoleBindingResponse(Guid Id, RoleOfBindingResponse Role, PlaceResponse Place, DateTimeOffset CreatedAt);

/// <summary>The role of a binding.</summary>
/// <param name="Id">The role's id.</param>
/// <param name="Name">The role's name.</param>
public sealed record RoleOfBindingResponse(Guid Id, string Name);

/// <summary>A place.</summary>
/// <param name="Kind"><c>system</c>, <c>tenant</c>, <c>group</c> or <c>organization</c>.</param>
/// <param name="Id">The id of the place; null for <c>system</c>.</param>
/// <param name="Name">What it is called.</param>
public sealed record PlaceResponse([property: AllowedValues("system", "tenant", "group", "organization")] string Kind, Guid? Id, string Name);

/// <summary>Gives a permission by itself, without a role; it holds everywhere in the tenant.</summary>
public sealed record GrantRequest
{
    /// <summary>The permission's name. Required.</summary>
    [Required]
    public string? Permission { get; init; }

    /// <summary>The Api that defines it; required only where several of the tenant do.</summary>
    public Guid? ApiId { get; init; }
}

/// <summary>A permission that is held by itself.</summary>
/// <param name="Permission">The permission's name.</param>
/// <param name="ApiId">The Api that defines it.</param>
/// <param name="CreatedAt">When it was given.</param>
public sealed record GrantResponse(string Permission, Guid ApiId, DateTimeOffset CreatedAt);

/// <summary>What the members of an account group hold through it.</summary>
public sealed record GroupAccessResponse
{
    /// <summary>Its roles, each at a place.</summary>
    public required IReadOnlyList<RoleBindingResponse> RoleBindings { get; init; }

    /// <summary>Its permissions.</summary>
    public required IReadOnlyList<GrantResponse> Grants { get; init; }
}
