using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace ServiceAccounts.Server.Dialects.Sumo;

/// <summary>Makes a role.</summary>
internal sealed record CreateRoleDefinition
{
    [Required]
    public string? Name { get; init; }

    public string? Description { get; init; }

    /// <summary>Which log data its holders see: there is none, so it is empty.</summary>
    public string? FilterPredicate { get; init; }

    public IReadOnlyList<string>? Users { get; init; }

    public IReadOnlyList<string>? Capabilities { get; init; }

    /// <summary>Whether what a capability depends on comes with it; so unless it is said.</summary>
    public bool? AutofillDependencies { get; init; }
}

/// <summary>Changes a role: all of it.</summary>
internal sealed record UpdateRoleDefinition
{
    [Required]
    public string? Name { get; init; }

    [Required]
    public string? Description { get; init; }

    /// <summary>Which log data its holders see: there is none, so it is empty.</summary>
    [Required]
    public string? FilterPredicate { get; init; }

    [Required]
    public IReadOnlyList<string>? Users { get; init; }

    [Required]
    public IReadOnlyList<string>? Capabilities { get; init; }

    /// <summary>Whether what a capability depends on comes with it; so unless it is said.</summary>
    public bool? AutofillDependencies { get; init; }
}

/// <summary>A role.</summary>
internal sealed record RoleModel
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required string Description { get; init; }

    public required string FilterPredicate { get; init; }

    /// <summary>The users who have it by themselves; absent where they are more than a thousand.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Users { get; init; }

    public required IReadOnlyList<string> Capabilities { get; init; }

    public required bool AutofillDependencies { get; init; }

    public required bool SystemDefined { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required string CreatedBy { get; init; }

    public required DateTimeOffset ModifiedAt { get; init; }

    public required string ModifiedBy { get; init; }
}
