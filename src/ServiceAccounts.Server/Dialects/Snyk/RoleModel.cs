using System.ComponentModel.DataAnnotations;
using ServiceAccounts.Contracts.Access;

namespace ServiceAccounts.Server.Dialects.Snyk;

/// <summary>A role.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Type">Always <c>tenant_role</c>.</param>
/// <param name="Attributes">What it is.</param>
internal sealed record SnykRole(Guid Id, string Type, SnykRoleAttributes Attributes)
{
    /// <summary>The type of the resource.</summary>
    public const string TypeName = "tenant_role";

    /// <summary>The longest name that Snyk has for a role.</summary>
    public const int MaxNameLength = 60;

    /// <summary>The longest description that Snyk has for a role.</summary>
    public const int MaxDescriptionLength = 160;

    public static SnykRole Of(RoleResponse role) => new(role.Id, TypeName, new SnykRoleAttributes
    {
        Name = role.Name,
        Description = role.Description ?? string.Empty,
        Custom = !role.System,
        Permissions = SnykPermissions.ToSnyk(role.Permissions, role.Level),
    });
}

/// <summary>What a role is.</summary>
internal sealed record SnykRoleAttributes
{
    public required string Name { get; init; }

    public required string Description { get; init; }

    /// <summary>Whether the tenant made it.</summary>
    public required bool Custom { get; init; }

    public required IReadOnlyList<string> Permissions { get; init; }
}

/// <summary>Makes a role.</summary>
internal sealed record CreateSnykRole
{
    [Required]
    public CreateSnykRoleData? Data { get; init; }
}

/// <summary>The role to be made.</summary>
internal sealed record CreateSnykRoleData
{
    [AllowedValues(SnykRole.TypeName)]
    [Required]
    public string? Type { get; init; }

    [Required]
    public ChangedSnykRoleAttributes? Attributes { get; init; }
}

/// <summary>Changes a role.</summary>
internal sealed record UpdateSnykRole
{
    [Required]
    public UpdateSnykRoleData? Data { get; init; }
}

/// <summary>The role to be changed.</summary>
internal sealed record UpdateSnykRoleData
{
    [AllowedValues(SnykRole.TypeName)]
    [Required]
    public string? Type { get; init; }

    /// <summary>The id in the path, once more, where it is there.</summary>
    public Guid? Id { get; init; }

    [Required]
    public ChangedSnykRoleAttributes? Attributes { get; init; }
}

/// <summary>What a role is to be; at its creation all of it is required.</summary>
internal sealed record ChangedSnykRoleAttributes
{
    /// <summary>1 to 60 characters, unique in the tenant.</summary>
    public string? Name { get; init; }

    /// <summary>1 to 160 characters.</summary>
    public string? Description { get; init; }

    /// <summary>All that it holds, by Snyk's names or by those of the tenant's own Apis.</summary>
    public IReadOnlyList<string>? Permissions { get; init; }
}
