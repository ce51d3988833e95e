using System.ComponentModel.DataAnnotations;

namespace ServiceAccounts.Server.Dialects.Wavefront;

/// <summary>A service account, as it is to be.</summary>
internal sealed record ServiceAccountWrite
{
    /// <summary>Its id; <c>sa::</c> is put before it where it is not there. It never changes.</summary>
    [Required]
    public string? Identifier { get; init; }

    /// <summary>Whether its tokens work; a new one is active unless this is false.</summary>
    public bool? Active { get; init; }

    public string? Description { get; init; }

    /// <summary>Ids of tokens that it has. Nobody chooses a token: they are generated and revoked by themselves.</summary>
    public IReadOnlyList<string?>? Tokens { get; init; }

    /// <summary>The permissions that it has by itself.</summary>
    public IReadOnlyList<string?>? Groups { get; init; }

    /// <summary>The ids of its roles.</summary>
    public IReadOnlyList<Guid>? Roles { get; init; }

    /// <summary>The ids of its user groups; it is in Everyone anyway.</summary>
    public IReadOnlyList<Guid>? UserGroups { get; init; }
}

/// <summary>A service account.</summary>
internal sealed record ServiceAccountModel
{
    public required string Identifier { get; init; }

    public required bool Active { get; init; }

    public required string? Description { get; init; }

    /// <summary>The permissions that it has by itself.</summary>
    public required IReadOnlyList<string> Groups { get; init; }

    public required IReadOnlyList<LinkedGroup> UserGroups { get; init; }

    public required IReadOnlyList<LinkedRole> Roles { get; init; }

    public required IReadOnlyList<TokenModel> Tokens { get; init; }

    /// <summary>All permissions that it has, also through roles and user groups.</summary>
    public required IReadOnlyList<string> UnitedPermissions { get; init; }

    /// <summary>The ids of all roles that it has, also through user groups.</summary>
    public required IReadOnlyList<Guid> UnitedRoles { get; init; }

    /// <summary>When one of its tokens was last used, in milliseconds since 1970; null for never.</summary>
    public required long? LastUsed { get; init; }
}

/// <summary>A user group as one of an account's or of a role's.</summary>
internal sealed record LinkedGroup(Guid Id, string Name, IReadOnlyList<LinkedRole> Roles, IReadOnlyList<string> Permissions, GroupProperties Properties);

/// <summary>A role as one of an account's or of a user group's.</summary>
internal sealed record LinkedRole(Guid Id, string Name, IReadOnlyList<string> Permissions);
