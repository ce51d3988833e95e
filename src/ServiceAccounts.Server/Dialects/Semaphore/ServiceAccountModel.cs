using System.ComponentModel.DataAnnotations;
using ServiceAccounts.Contracts.Accounts;

namespace ServiceAccounts.Server.Dialects.Semaphore;

/// <summary>A service account as Semaphore shows it.</summary>
internal sealed record ServiceAccountModel
{
    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>What people call it.</summary>
    public required string Name { get; init; }

    /// <summary>What it is for; empty for nothing.</summary>
    public required string Description { get; init; }

    /// <summary>The organization that owns it.</summary>
    public required Guid OrgId { get; init; }

    /// <summary>Who made it.</summary>
    public required Guid CreatorId { get; init; }

    /// <summary>When it was made, in seconds since 1970.</summary>
    public required long CreatedAt { get; init; }

    /// <summary>When it was last changed, in seconds since 1970.</summary>
    public required long UpdatedAt { get; init; }

    /// <summary>Whether its token does not authenticate: it has been deactivated, or its time is over.</summary>
    public required bool Deactivated { get; init; }

    public static ServiceAccountModel Of(ServiceAccountResponse account) => new()
    {
        Id = account.Id,
        Name = account.Name,
        Description = account.Description ?? string.Empty,
        OrgId = account.OrganizationId,
        CreatorId = account.CreatedBy.Id,
        CreatedAt = account.CreatedAt.ToUnixTimeSeconds(),
        UpdatedAt = account.UpdatedAt.ToUnixTimeSeconds(),
        Deactivated = account.InactiveReason is not null,
    };
}

/// <summary>One page of service accounts.</summary>
/// <param name="ServiceAccounts">The accounts, in the order of their creation.</param>
/// <param name="NextPageToken">What to send as <c>page_token</c> for the next page; empty on the last.</param>
internal sealed record ServiceAccountListModel(IReadOnlyList<ServiceAccountModel> ServiceAccounts, string NextPageToken);

/// <summary>A request for a service account.</summary>
internal sealed record NewServiceAccountModel
{
    /// <summary>What people call it: 1 to 255 characters. Required.</summary>
    [Required]
    public string? Name { get; init; }

    /// <summary>What it is for: at most 500 characters.</summary>
    public string? Description { get; init; }
}

/// <summary>A change of a service account; what is absent or null stays.</summary>
internal sealed record ServiceAccountChangeModel
{
    /// <summary>A new name.</summary>
    public string? Name { get; init; }

    /// <summary>A new description; empty for none.</summary>
    public string? Description { get; init; }
}

/// <summary>A service account that has just been made.</summary>
/// <param name="ServiceAccount">The account.</param>
/// <param name="ApiToken">Its token, which only this answer has.</param>
internal sealed record CreatedServiceAccountModel(ServiceAccountModel ServiceAccount, string ApiToken);

/// <summary>The new token of a service account.</summary>
/// <param name="ApiToken">The token, which only this answer has.</param>
internal sealed record RegeneratedTokenModel(string ApiToken);

/// <summary>What has been done.</summary>
/// <param name="Status">The word for it.</param>
internal sealed record StatusModel(string Status);
