using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using ServiceAccounts.Contracts.Access;
using ServiceAccounts.Storage.Access;

namespace ServiceAccounts.Server.Dialects.Semaphore;

/// <summary>A role as Semaphore shows it.</summary>
internal sealed record RoleModel
{
    /// <summary>The only scope that a role has here.</summary>
    public const string OrgScope = "org";

    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>What people call it.</summary>
    public required string Name { get; init; }

    /// <summary>The organization.</summary>
    public required Guid OrgId { get; init; }

    /// <summary>Where it is given: in the organization, never in a project of it.</summary>
    [AllowedValues(OrgScope)]
    public required string Scope { get; init; }

    /// <summary>What it is for; empty for nothing.</summary>
    public required string Description { get; init; }

    /// <summary>The names of the permissions that it holds.</summary>
    public required IReadOnlyList<string> Permissions { get; init; }

    /// <summary>Whether every organization has it as it is.</summary>
    [JsonPropertyName("readonly")]
    public required bool IsReadOnly { get; init; }

    public static RoleModel Of(RoleResponse role, Guid organizationId, TenantAccess tenant) => new()
    {
        Id = role.Id,
        Name = role.Name,
        OrgId = organizationId,
        Scope = OrgScope,
        Description = role.Description ?? string.Empty,
        Permissions = SemaphorePermissions.FromOurs(role.Permissions, tenant),
        IsReadOnly = role.System,
    };
}

/// <summary>The organization's roles.</summary>
/// <param name="Roles">The roles, the system's first.</param>
internal sealed record RoleListModel(IReadOnlyList<RoleModel> Roles);

/// <summary>A request for a role.</summary>
internal sealed record NewRoleModel
{
    /// <summary>What people call it: 1 to 255 characters. Required.</summary>
    [Required]
    public string? Name { get; init; }

    /// <summary>What it is for: at most 500 characters.</summary>
    public string? Description { get; init; }

    /// <summary>Where it is given: <c>org</c>, which is what it is unless given.</summary>
    [AllowedValues(RoleModel.OrgScope)]
    public string? Scope { get; init; }

    /// <summary>The names of the permissions that it holds: at least one. Required.</summary>
    [Required]
    public IReadOnlyList<string>? Permissions { get; init; }
}

/// <summary>A change of a role; what is absent or null stays.</summary>
internal sealed record RoleChangeModel
{
    /// <summary>A new name.</summary>
    public string? Name { get; init; }

    /// <summary>A new description; empty for none.</summary>
    public string? Description { get; init; }

    /// <summary>Where it is given, which does not change: <c>org</c>.</summary>
    [AllowedValues(RoleModel.OrgScope)]
    public string? Scope { get; init; }

    /// <summary>The names of all permissions that it holds from now on.</summary>
    public IReadOnlyList<string>? Permissions { get; init; }
}
