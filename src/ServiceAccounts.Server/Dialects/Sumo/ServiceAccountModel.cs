using System.ComponentModel.DataAnnotations;

namespace ServiceAccounts.Server.Dialects.Sumo;

/// <summary>Makes a service account.</summary>
internal sealed record CreateServiceAccountDefinition
{
    [Required]
    public string? Name { get; init; }

    [Required]
    public string? Email { get; init; }

    [Required]
    public IReadOnlyList<string>? RoleIds { get; init; }
}

/// <summary>Changes a service account: what is absent stays as it is.</summary>
internal sealed record UpdateServiceAccountDefinition
{
    public string? Name { get; init; }

    public bool? IsActive { get; init; }

    public IReadOnlyList<string>? RoleIds { get; init; }

    public string? Email { get; init; }
}

/// <summary>A service account.</summary>
internal sealed record ServiceAccountModel
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    /// <summary>Empty for an account that was made elsewhere without one.</summary>
    public required string Email { get; init; }

    public required IReadOnlyList<string> RoleIds { get; init; }

    public required bool IsActive { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required string CreatedBy { get; init; }

    public required DateTimeOffset ModifiedAt { get; init; }

    public required string ModifiedBy { get; init; }
}
