using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace ServiceAccounts.Server.Dialects.Wavefront;

/// <summary>A user group, as it is to be.</summary>
internal sealed record GroupWrite
{
    /// <summary>Its id, where it is changed.</summary>
    public Guid? Id { get; init; }

    [Required]
    public string? Name { get; init; }

    public string? Description { get; init; }

    /// <summary>The ids of its roles, where it is made; later addRoles and removeRoles change them.</summary>
    [JsonPropertyName("roleIDs")]
    public IReadOnlyList<Guid>? RoleIds { get; init; }
}

/// <summary>A user group.</summary>
internal sealed record GroupModel
{
    public required Guid Id { get; init; }

    public required string Name { get; init; }

    public required string? Description { get; init; }

    /// <summary>The first hundred of its users and service accounts.</summary>
    public required IReadOnlyList<string> Users { get; init; }

    /// <summary>How many there are; null where the caller may not know.</summary>
    public required int? UserCount { get; init; }

    public required IReadOnlyList<LinkedRole> Roles { get; init; }

    /// <summary>The permissions that it has by itself.</summary>
    public required IReadOnlyList<string> Permissions { get; init; }

    public required GroupProperties Properties { get; init; }
}

/// <summary>What of a user group can be changed.</summary>
internal sealed record GroupProperties(bool NameEditable, bool UsersEditable, bool RolesEditable)
{
    public static GroupProperties Of(bool isSystem) => new(!isSystem, !isSystem, !isSystem);
}
