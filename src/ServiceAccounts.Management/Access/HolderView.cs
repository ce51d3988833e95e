using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Accounts;

namespace ServiceAccounts.Management.Access;

/// <summary>A user or service account with what it holds by name.</summary>
public sealed record HolderView
{
    /// <summary>The principal's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The e-mail address of a user, the handle of a service account.</summary>
    public required AccountName Name { get; init; }

    /// <summary>Its roles, at whatever place.</summary>
    public required IReadOnlyList<Guid> RoleIds { get; init; }

    /// <summary>The account groups it is in, Everyone first.</summary>
    public required IReadOnlyList<Guid> GroupIds { get; init; }

    /// <summary>The permissions it has by itself.</summary>
    public required IReadOnlyList<Permission> Permissions { get; init; }
}

/// <summary>Users and service accounts with what they hold by name.</summary>
/// <param name="Items">They.</param>
public sealed record HoldersView(IReadOnlyList<HolderView> Items);
