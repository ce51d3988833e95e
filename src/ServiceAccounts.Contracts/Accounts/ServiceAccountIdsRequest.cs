using System.ComponentModel.DataAnnotations;

namespace ServiceAccounts.Contracts.Accounts;

/// <summary>Names service accounts of which the same is asked, all or none.</summary>
public sealed record ServiceAccountIdsRequest
{
    /// <summary>The ids: 1 to 100. Required.</summary>
    [Required]
    public IReadOnlyList<Guid>? Ids { get; init; }
}

/// <summary>Several service accounts, in the order in which they were asked for.</summary>
/// <param name="Items">The accounts.</param>
public sealed record ServiceAccountsResponse(IReadOnlyList<ServiceAccountResponse> Items);
