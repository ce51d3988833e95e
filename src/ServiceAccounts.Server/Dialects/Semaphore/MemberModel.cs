using System.ComponentModel.DataAnnotations;
using ServiceAccounts.Contracts.Access;

namespace ServiceAccounts.Server.Dialects.Semaphore;

/// <summary>A user or service account with its own roles at the organization.</summary>
internal sealed record MemberModel
{
    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>What kind it is.</summary>
    [AllowedValues(MemberKinds.User, MemberKinds.ServiceAccount)]
    public required string SubjectType { get; init; }

    /// <summary>What it is called.</summary>
    public required string Name { get; init; }

    /// <summary>Its own roles at the organization and above; what it holds through groups is not among them.</summary>
    public required IReadOnlyList<MemberRoleModel> Roles { get; init; }
}

/// <summary>A role of a member.</summary>
/// <param name="RoleId">The role's id.</param>
/// <param name="RoleName">The role's name.</param>
/// <param name="Source">How it came to have it: always by hand.</param>
internal sealed record MemberRoleModel(Guid RoleId, string RoleName, [property: AllowedValues("manually")] string Source)
{
    public static MemberRoleModel Of(RoleOfBindingResponse role) => new(role.Id, role.Name, "manually");
}

/// <summary>One page of members.</summary>
/// <param name="Members">The members, in the order in which they were made.</param>
/// <param name="TotalPages">How many pages there are.</param>
internal sealed record MemberListModel(IReadOnlyList<MemberModel> Members, int TotalPages);

/// <summary>A request for a role.</summary>
internal sealed record RoleAssignmentModel
{
    /// <summary>The role that the member is to have. Required.</summary>
    [Required]
    public Guid? RoleId { get; init; }
}

/// <summary>The kinds of member.</summary>
internal static class MemberKinds
{
    public const string User = "user";
    public const string ServiceAccount = "service_account";
}
