using System.ComponentModel.DataAnnotations;

namespace ServiceAccounts.Server.Dialects.Wavefront;

/// <summary>A role, as it is to be.</summary>
internal sealed record RoleWrite
{
    /// <summary>Its id, where it is changed.</summary>
    public Guid? Id { get; init; }

    [Required]
    public string? Name { get; init; }

    public string? Description { get; init; }

    /// <summary>The permissions it holds: at least one. Where a role is changed and this is absent they stay.</summary>
    public IReadOnlyList<string?>? Permissions { get; init; }
}

/// <summary>A role.</summary>
internal sealed record RoleModel
{
    public required Guid Id { get; init; }

    public required string Name { get; init; }

    public required string? Description { get; init; }

    public required IReadOnlyList<string> Permissions { get; init; }

    public required RoleProperties Properties { get; init; }

    /// <summary>How many accounts have it by themselves; null where the caller may not know.</summary>
    public required int? LinkedAccountsCount { get; init; }

    /// <summary>How many user groups have it; null where the caller may not know.</summary>
    public required int? LinkedGroupsCount { get; init; }

    /// <summary>The first hundred of these accounts.</summary>
    public required IReadOnlyList<string> SampleLinkedAccounts { get; init; }

    /// <summary>The first hundred of these user groups.</summary>
    public required IReadOnlyList<LinkedGroup> SampleLinkedGroups { get; init; }
}

/// <summary>What of a role can be changed.</summary>
internal sealed record RoleProperties(bool NameEditable, bool RolesEditable, bool UsersAddable, bool UsersRemovable);
