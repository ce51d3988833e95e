using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;
using ServiceAccounts.Contracts.Access;
using ServiceAccounts.Management;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Server.Callers;
using ServiceAccounts.Server.Surfaces;
using ServiceAccounts.Storage.Access;

namespace ServiceAccounts.Server.Dialects.Snyk;

/// <summary>The roles of a group in one list, from which <c>role_id</c> is taken: of Snyk's older API, so plain JSON.</summary>
internal static class GroupRolesEndpoint
{
    public static void Map(RouteGroupBuilder v1) => v1.MapGet("/{group_id:guid}/roles", ListAsync)
        .WithTags("Groups").WithName("SnykListGroupRoles").RefusesAsSnyk()
        .Produces<IReadOnlyList<SnykGroupRole>>()
        .WithSummary("Lists the roles that accounts of the group, and of the orgs in it, can have.");

    private static async Task<IResult> ListAsync(
        [FromRoute(Name = "group_id")] Guid groupId, HttpContext http, AuthenticatedCaller who, RoleOperations operations,
        CancellationToken cancellationToken)
    {
        var caller = who.Caller;
        http.Features.Set(new OperationSubject(groupId));
        if (!new SnykOwner(PlaceKind.Group, groupId).IsIn(caller))
        {
            return OperationError.NotFound("group").ToSnyk();
        }

        var roles = new List<RoleResponse>();
        for (var paging = new Paging(Paging.MaxLimit, null); ;)
        {
            var page = await operations.ListAsync(caller, new RoleFilter(null, null, null), paging, cancellationToken);
            if (!page.Succeeded)
            {
                return page.Error.ToSnyk();
            }

            roles.AddRange(page.Value.Items);
            if (page.Value.NextCursor is not { } next || !Cursor.TryParse(next, out var after))
            {
                return TypedResults.Ok<IReadOnlyList<SnykGroupRole>>([.. roles.Where(role => IsForAccounts(role, caller)).Select(SnykGroupRole.Of)]);
            }

            paging = paging with { After = after };
        }
    }

    // One that is bound at neither groups nor orgs could be given to no account.
    private static bool IsForAccounts(RoleResponse role, Caller caller) =>
        caller.Tenant.Roles.GetValueOrDefault(role.Id)?.Levels.Any(level => level is PlaceKind.Group or PlaceKind.Organization) == true;
}

/// <summary>A role in Snyk's older API.</summary>
internal sealed record SnykGroupRole
{
    public required string Name { get; init; }

    public required string Description { get; init; }

    /// <summary>What <c>role_id</c> takes.</summary>
    [JsonPropertyName("publicId")]
    public required Guid PublicId { get; init; }

    /// <summary>Whether the tenant made it.</summary>
    [JsonPropertyName("customRole")]
    public required bool CustomRole { get; init; }

    /// <summary>When it was made; the beginning of 1970 for one that every tenant has.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>The same: when a role was changed is in the journal.</summary>
    public required DateTimeOffset Modified { get; init; }

    public static SnykGroupRole Of(RoleResponse role) => new()
    {
        Name = role.Name,
        Description = role.Description ?? string.Empty,
        PublicId = role.Id,
        CustomRole = !role.System,
        Created = role.CreatedAt ?? DateTimeOffset.UnixEpoch,
        Modified = role.CreatedAt ?? DateTimeOffset.UnixEpoch,
    };
}
