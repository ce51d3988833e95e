using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using ServiceAccounts.Contracts;
using ServiceAccounts.Contracts.Access;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Server.Callers;

namespace ServiceAccounts.Server.Management;

/// <summary>Roles, and the permissions they may hold.</summary>
internal static class RoleEndpoints
{
    public static void Map(IEndpointRouteBuilder management)
    {
        var roles = management.MapGroup("/roles").WithTags("roleManagement");
        roles.MapGet("/", ListAsync).WithName("ListRoles").Refuses()
            .WithSummary("Lists the roles of the tenant, the system's first; q is how a name begins.");
        roles.MapPost("/", CreateAsync).WithName("CreateRole").Refuses(409, 413, 415).Idempotent("/roles/{0}")
            .WithSummary("Makes a role.");
        roles.MapGet("/{id:guid}", GetAsync).WithName("GetRole").Refuses()
            .WithSummary("Shows a role.");
        roles.MapPatch("/{id:guid}", UpdateAsync).WithName("UpdateRole").Refuses(409, 412, 413, 415)
            .TakesMergePatch<UpdateRoleRequest>().WithSummary("Changes a role that the tenant made, for all who have it.");
        roles.MapDelete("/{id:guid}", DeleteAsync).WithName("DeleteRole").Refuses(409, 412)
            .WithSummary("Deletes a role that the tenant made; with force also one that somebody has.");

        management.MapGet("/permissions", ListPermissionsAsync).WithTags("roleManagement").WithName("ListPermissions").Refuses()
            .WithSummary("Lists every permission that can be held in the tenant, by the Api that defines it.");
    }

    private static Task<Results<Ok<Page<RoleResponse>>, ProblemHttpResult>> ListAsync(
        HttpContext http, AuthenticatedCaller who, RoleOperations roles, string? level, string? q, bool? system, int? limit,
        string? cursor, CancellationToken cancellationToken) =>
        Answers.PageAsync(
            http, limit, cursor, paging => roles.ListAsync(who.Caller, new RoleFilter(level, q, system), paging, cancellationToken));

    private static async Task<Results<Created<RoleResponse>, ProblemHttpResult>> CreateAsync(
        HttpContext http, AuthenticatedCaller who, CreateRoleRequest request, RoleOperations roles, CancellationToken cancellationToken) =>
        Answers.Made(
            http, await roles.CreateAsync(who.Caller, request, cancellationToken), role => $"/roles/{role.Id}", role => role.Version);

    private static async Task<Results<Ok<RoleResponse>, ProblemHttpResult>> GetAsync(
        HttpContext http, AuthenticatedCaller who, Guid id, RoleOperations roles, CancellationToken cancellationToken) =>
        Answers.One(http, await roles.GetAsync(who.Caller, id, cancellationToken), role => role.Version);

    private static async Task<Results<Ok<RoleResponse>, ProblemHttpResult>> UpdateAsync(
        HttpContext http, AuthenticatedCaller who, Guid id, IfMatch ifMatch, UpdateRoleRequest request, RoleChange roles,
        CancellationToken cancellationToken) =>
        Answers.One(http, await roles.UpdateAsync(who.Caller, id, ifMatch.Version, request, cancellationToken), role => role.Version);

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        AuthenticatedCaller who, Guid id, IfMatch ifMatch, RoleChange roles, bool? force, CancellationToken cancellationToken) =>
        Answers.Gone(await roles.DeleteAsync(who.Caller, id, ifMatch.Version, force ?? false, cancellationToken));

    private static async Task<Results<Ok<Page<PermissionResponse>>, ProblemHttpResult>> ListPermissionsAsync(
        AuthenticatedCaller who, PermissionOperations permissions, [FromQuery(Name = "api_id")] Guid? apiId,
        CancellationToken cancellationToken) =>
        Answers.Shown(await permissions.ListAsync(who.Caller, apiId, cancellationToken));
}
