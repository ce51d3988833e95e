using System.ComponentModel.DataAnnotations;
using ServiceAccounts.Contracts.Access;
using ServiceAccounts.Management.Access;

namespace ServiceAccounts.Server.Dialects.Semaphore;

/// <summary>A group as Semaphore shows it.</summary>
internal sealed record GroupModel
{
    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>What people call it.</summary>
    public required string Name { get; init; }

    /// <summary>What it is for; empty for nothing.</summary>
    public required string Description { get; init; }

    /// <summary>The users and service accounts in it, at most 1,000; of Everyone none, because everybody is.</summary>
    public required IReadOnlyList<Guid> MemberIds { get; init; }

    public static GroupModel Of(GroupResponse group, GroupMembers members) => new()
    {
        Id = group.Id,
        Name = group.Name,
        Description = group.Description ?? string.Empty,
        MemberIds = members.ByGroup.GetValueOrDefault(group.Id, []),
    };
}

/// <summary>One page of groups.</summary>
/// <param name="Groups">The groups, Everyone first.</param>
/// <param name="NextPageToken">What to send as <c>page_token</c> for the next page; empty on the last.</param>
internal sealed record GroupListModel(IReadOnlyList<GroupModel> Groups, string NextPageToken);

/// <summary>A request for a group.</summary>
internal sealed record NewGroupModel
{
    /// <summary>What people call it: 1 to 255 characters. Required.</summary>
    [Required]
    public string? Name { get; init; }

    /// <summary>What it is for: at most 500 characters.</summary>
    public string? Description { get; init; }

    /// <summary>The users and service accounts that are in it from the start: at most 100.</summary>
    public IReadOnlyList<Guid>? MemberIds { get; init; }
}

/// <summary>A change of a group; what is absent or null stays.</summary>
internal sealed record GroupChangeModel
{
    /// <summary>A new name.</summary>
    public string? Name { get; init; }

    /// <summary>A new description; empty for none.</summary>
    public string? Description { get; init; }

    /// <summary>The users and service accounts to add: at most 100.</summary>
    public IReadOnlyList<Guid>? MembersToAdd { get; init; }

    /// <summary>The members to take off: at most 100.</summary>
    public IReadOnlyList<Guid>? MembersToRemove { get; init; }
}
