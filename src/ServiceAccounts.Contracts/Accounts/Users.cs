using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace ServiceAccounts.Contracts.Accounts;

/// <summary>Makes a user, who holds nothing until roles are given.</summary>
public sealed record CreateUserRequest
{
    /// <summary>The person's name.</summary>
    [Required]
    public string? Name { get; init; }

    /// <summary>The person's e-mail address; unique in the tenant without regard to case.</summary>
    [Required]
    public string? Email { get; init; }

    /// <summary>The roles the user has from the start, bound at the tenant; none unless given.</summary>
    public IReadOnlyList<Guid>? RoleIds { get; init; }
}

/// <summary>Changes a user: a JSON merge patch (RFC 7396).</summary>
public sealed record UpdateUserRequest
{
    /// <summary>A new name; it cannot be taken away.</summary>
    public Optional<string?> Name { get; init; }

    /// <summary>A new e-mail address; it cannot be taken away.</summary>
    public Optional<string?> Email { get; init; }
}

/// <summary>A user: a principal that is a person.</summary>
public sealed record UserResponse
{
    /// <summary>The user's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>Always <c>user</c>.</summary>
    [AllowedValues("user")]
    public required string Kind { get; init; }

    /// <summary>The user's number, for clients that know no other ids.</summary>
    public required string Number { get; init; }

    /// <summary>The person's name.</summary>
    public required string Name { get; init; }

    /// <summary>The person's e-mail address.</summary>
    public required string Email { get; init; }

    /// <summary><c>active</c> or <c>inactive</c>.</summary>
    [AllowedValues("active", "inactive")]
    public required string Status { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>The version, for <c>ETag</c> and <c>If-Match</c>.</summary>
    [JsonIgnore]
    public long Version { get; init; }
}
