namespace ServiceAccounts.Server.Dialects.Wavefront;

/// <summary>A user or service account.</summary>
internal sealed record AccountModel
{
    /// <summary>The e-mail address of a user; <c>sa::</c> and a word of a service account.</summary>
    public required string Identifier { get; init; }

    /// <summary>The permissions that it has by itself.</summary>
    public required IReadOnlyList<string> Groups { get; init; }

    /// <summary>The ids of its user groups, Everyone first.</summary>
    public required IReadOnlyList<Guid> UserGroups { get; init; }

    /// <summary>The ids of its roles.</summary>
    public required IReadOnlyList<Guid> Roles { get; init; }

    /// <summary>All permissions that it has, also through roles and user groups.</summary>
    public required IReadOnlyList<string> UnitedPermissions { get; init; }

    /// <summary>The ids of all roles that it has, also through user groups.</summary>
    public required IReadOnlyList<Guid> UnitedRoles { get; init; }
}

/// <summary>Which of some ids are accounts.</summary>
internal sealed record ValidatedAccounts(IReadOnlyList<AccountModel> ValidUsers, IReadOnlyList<string?> InvalidIdentifiers);
