using System.ComponentModel.DataAnnotations;

namespace ServiceAccounts.Server.Dialects.Sumo;

/// <summary>Makes a user.</summary>
internal sealed record CreateUserDefinition
{
    [Required]
    public string? FirstName { get; init; }

    [Required]
    public string? LastName { get; init; }

    [Required]
    public string? Email { get; init; }

    [Required]
    public IReadOnlyList<string>? RoleIds { get; init; }
}

/// <summary>A user; or, where a list is asked for them too, a service account.</summary>
internal sealed record UserModel
{
    public required string Id { get; init; }

    /// <summary>The first word of the name.</summary>
    public required string FirstName { get; init; }

    /// <summary>The rest of the name.</summary>
    public required string LastName { get; init; }

    public required string Email { get; init; }

    public required IReadOnlyList<string> RoleIds { get; init; }

    public required bool IsActive { get; init; }

    /// <summary>Always false: there is no password that somebody could try too often.</summary>
    public required bool IsLocked { get; init; }

    /// <summary>Always false, for the same reason.</summary>
    public required bool IsMfaEnabled { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required string CreatedBy { get; init; }

    public required DateTimeOffset ModifiedAt { get; init; }

    public required string ModifiedBy { get; init; }
}
