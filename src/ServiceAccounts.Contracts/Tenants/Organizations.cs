using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace ServiceAccounts.Contracts.Tenants;

/// <summary>Makes a group or an organization.</summary>
public sealed record CreateOrganizationRequest
{
    /// <summary>What people call it.</summary>
    [Required]
    public string? Name { get; init; }

    /// <summary><c>group</c>, which may hold others, or <c>organization</c>, which holds none.</summary>
    [Required]
    [AllowedValues("group", "organization")]
    public string? Kind { get; init; }

    /// <summary>The group that holds it; null for none.</summary>
    public Guid? ParentId { get; init; }

    /// <summary>A word for URLs, unique in the tenant and never changed; made from the name unless given.</summary>
    public string? Slug { get; init; }
}

/// <summary>Changes a group or an organization: a JSON merge patch (RFC 7396).</summary>
public sealed record UpdateOrganizationRequest
{
    /// <summary>A new name; it cannot be taken away.</summary>
    public Optional<string?> Name { get; init; }
}

/// <summary>A place in a tenant that owns service accounts; a group also holds others.</summary>
public sealed record OrganizationResponse
{
    /// <summary>The id.</summary>
    public required Guid Id { get; init; }

    /// <summary><c>group</c> or <c>organization</c>.</summary>
    [AllowedValues("group", "organization")]
    public required string Kind { get; init; }

    /// <summary>The group that holds it; null for none.</summary>
    public required Guid? ParentId { get; init; }

    /// <summary>What people call it.</summary>
    public required string Name { get; init; }

    /// <summary>A word for URLs, unique in the tenant.</summary>
    public required string Slug { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The version, for <c>ETag</c> and <c>If-Match</c>.</summary>
    [JsonIgnore]
    public long Version { get; init; }
}
