using System.ComponentModel.DataAnnotations;

namespace ServiceAccounts.Contracts.Access;

/// <summary>What a user or service account holds, and by which path.</summary>
public sealed record PrincipalAccessResponse
{
    /// <summary>The principal's own roles, each at a place.</summary>
    public required IReadOnlyList<RoleBindingResponse> RoleBindings { get; init; }

    /// <summary>The principal's own permissions.</summary>
    public required IReadOnlyList<GrantResponse> Grants { get; init; }

    /// <summary>The groups it is in, Everyone first.</summary>
    public required IReadOnlyList<GroupOfPrincipalResponse> Groups { get; init; }

    /// <summary>Every permission that it holds, once for each path by which it does: at most 1,000.</summary>
    public required IReadOnlyList<EffectivePermissionResponse> Effective { get; init; }

    /// <summary>Whether <c>effective</c> is the whole; if not, ask for one permission or one Api.</summary>
    public required bool EffectiveComplete { get; init; }
}

/// <summary>A group that a principal is in.</summary>
/// <param name="Id">The group's id.</param>
/// <param name="Name">The group's name.</param>
/// <param name="System">Whether it is Everyone.</param>
public sealed record GroupOfPrincipalResponse(Guid Id, string Name, bool System);

/// <summary>A permission that is held at a place and everywhere below it, and one path by which it is.</summary>
public sealed record EffectivePermissionResponse
{
    /// <summary>The permission's name.</summary>
    public required string Permission { get; init; }

    /// <summary>The Api that defines it.</summary>
    public required ApiOfEffectiveResponse Api { get; init; }

    /// <summary>Where it is held.</summary>
    public required PlaceOfEffectiveResponse Place { get; init; }

    /// <summary>The path in words: <c>role NAME</c>, <c>grant</c>, <c>group NAME, role NAME</c> or <c>group NAME, grant</c>.</summary>
    public required string Path { get; init; }

    /// <summary>The role on the path; null for a grant.</summary>
    public required Guid? RoleId { get; init; }

    /// <summary>The group on the path; null where it is the principal's own.</summary>
    public required Guid? GroupId { get; init; }
}

/// <summary>The Api that defines an effective permission.</summary>
/// <param name="Id">The Api's id.</param>
/// <param name="Identifier">The <c>aud</c> of its tokens.</param>
public sealed record ApiOfEffectiveResponse(Guid Id, string Identifier);

/// <summary>Where an effective permission is held.</summary>
/// <param name="Kind"><c>system</c>, <c>tenant</c>, <c>group</c> or <c>organization</c>.</param>
/// <param name="Id">The id of the place; null for <c>system</c>.</param>
public sealed record PlaceOfEffectiveResponse([property: AllowedValues("system", "tenant", "group", "organization")] string Kind, Guid? Id);
