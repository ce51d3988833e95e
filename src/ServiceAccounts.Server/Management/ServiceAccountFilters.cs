using Microsoft.AspNetCore.Mvc;
using ServiceAccounts.Management.Accounts;

namespace ServiceAccounts.Server.Management;

/// <summary>The query parameters by which a list of service accounts is filtered.</summary>
internal sealed record ServiceAccountFilters
{
    [FromQuery(Name = "organization_id")]
    public string? OrganizationId { get; init; }

    [FromQuery(Name = "status")]
    public string? Status { get; init; }

    [FromQuery(Name = "auth_type")]
    public string? AuthType { get; init; }

    [FromQuery(Name = "role_id")]
    public string? RoleId { get; init; }

    [FromQuery(Name = "group_id")]
    public string? GroupId { get; init; }

    [FromQuery(Name = "label")]
    public string[]? Labels { get; init; }

    [FromQuery(Name = "q")]
    public string? Q { get; init; }

    [FromQuery(Name = "unused_since")]
    public string? UnusedSince { get; init; }

    [FromQuery(Name = "expires_before")]
    public string? ExpiresBefore { get; init; }

    public AccountQuery ToQuery() => new()
    {
        OrganizationId = OrganizationId,
        Status = Status,
        AuthType = AuthType,
        RoleId = RoleId,
        GroupId = GroupId,
        Labels = Labels ?? [],
        Q = Q,
        UnusedSince = UnusedSince,
        ExpiresBefore = ExpiresBefore,
    };
}
