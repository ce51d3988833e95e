using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace ServiceAccounts.Contracts.Access;

/// <summary>Makes an account group.</summary>
public sealed record CreateGroupRequest
{
    /// <summary>What people call it: 1 to 255 characters, unique in the tenant without regard to case. Required.</summary>
    [Required]
    public string? Name { get; init; }

    /// <summary>What it is for: at most 500 characters.</summary>
    public string? Description { get; init; }
}

/// <summary>Changes an account group: a JSON merge patch (RFC 7396).</summary>
public sealed record UpdateGroupRequest
{
    /// <summary>A new name.</summary>
    public Optional<string?> Name { get; init; }

    /// <summary>A new description; null for none.</summary>
    public Optional<string?> Description { get; init; }
}

/// <summary>An account group: what it holds, each of its members holds.</summary>
public sealed record GroupResponse
{
    /// <summary>The group's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>What people call it.</summary>
    public required string Name { get; init; }

    /// <summary>What it is for.</summary>
    public required string? Description { get; init; }

    /// <summary>Whether it is Everyone, in which every user and service account of the tenant is by rule.</summary>
    public required bool System { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was last changed; its members and what it holds are not part of it.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>The version, for <c>ETag</c> and <c>If-Match</c>.</summary>
    [JsonIgnore]
    public long Version { get; init; }
}

/// <summary>A member of an account group.</summary>
/// <param name="Id">The principal's id.</param>
/// <param name="Kind"><c>user</c> or <c>service_account</c>.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Since">Since when it is a member.</param>
public sealed record GroupMemberResponse(Guid Id, [property: AllowedValues("user", "service_account")] string Kind, string Name, DateTimeOffset Since);

/// <summary>Adds members to an account group, all of them or none.</summary>
public sealed record AddGroupMembersRequest
{
    /// <summary>The ids of users and service accounts: 1 to 100. Required.</summary>
    [Required]
    public IReadOnlyList<Guid>? Ids { get; init; }
}
