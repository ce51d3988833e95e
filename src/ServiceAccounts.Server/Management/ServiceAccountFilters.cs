using Microsoft.AspNetCore.Mvc;
using ServiceAccounts.Management.Accounts;

namespace ServiceAccounts.Server.Management;

/// <summary>The query parameters by which a list of service accounts is filtered.</summary>
internal sealed record ServiceAccountFilters(
    [property: FromQuery(Name = "organization_id")] string? OrganizationId,
    [property: FromQuery(Name = "status")] string? Status,
    [property: FromQuery(Name = "auth_type")] string? AuthType,
    [property: FromQuery(Name = "role_id")] string? RoleId,
    [property: FromQuery(Name = "group_id")] string? GroupId,
    [property: FromQuery(Name = "label")] string[]? Labels,
    [property: FromQuery(Name = "q")] string? Q,
    [property: FromQuery(Name = "unused_since")] string? UnusedSince,
    [property: FromQuery(Name = "expires_before")] string? ExpiresBefore)
{
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
