using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace ServiceAccounts.Contracts.Access;

/// <summary>Makes a role.</summary>
public sealed record CreateRoleRequest
{
    /// <summary>What people call it: 1 to 255 characters, unique in the tenant without regard to case. Required.</summary>
    [Required]
    public string? Name { get; init; }

    /// <summary>What it is for: at most 500 characters.</summary>
    public string? Description { get; init; }

    /// <summary>The kind of place at which it is bound: <c>tenant</c>, <c>group</c> or <c>organization</c> (the default).</summary>
    [AllowedValues("tenant", "group", "organization")]
    public string? Level { get; init; }

    /// <summary>
    /// The permissions it holds: at least one, each defined by an Api of the tenant or by this server's own. One that several
    /// Apis define is written with the id of its Api: <c>{api_id}#{name}</c>.
    /// </summary>
    [Required]
    public IReadOnlyList<string>? Permissions { get; init; }
}

/// <summary>Changes a role that the tenant made: a JSON merge patch (RFC 7396).</summary>
public sealed record UpdateRoleRequest
{
    /// <summary>A new name.</summary>
    public Optional<string?> Name { get; init; }

    /// <summary>A new description; null for none.</summary>
    public Optional<string?> Description { get; init; }

    /// <summary>All the permissions that it holds from now on, as at its creation.</summary>
    public Optional<IReadOnlyList<string>?> Permissions { get; init; }
}

/// <summary>A role.</summary>
public sealed record RoleResponse
{
    /// <summary>The role's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The role's number, for clients that know no other ids.</summary>
    public required string Number { get; init; }

    /// <summary>What people call it.</summary>
    public required string Name { get; init; }

    /// <summary>What it is for.</summary>
    public required string? Description { get; init; }

    /// <summary>The kind of place at which it is bound by default.</summary>
    [AllowedValues("system", "tenant", "group", "organization")]
    public required string Level { get; init; }

    /// <summary>Whether every tenant has it; such a role is read-only.</summary>
    public required bool System { get; init; }

    /// <summary>The permissions it holds in this tenant now.</summary>
    public required IReadOnlyList<string> Permissions { get; init; }

    /// <summary>When it was made; null for a system role.</summary>
    public required DateTimeOffset? CreatedAt { get; init; }

    /// <summary>The version, for <c>ETag</c> and <c>If-Match</c>.</summary>
    [JsonIgnore]
    public long Version { get; init; }
}
