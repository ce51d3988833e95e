using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using ServiceAccounts.Contracts.Access;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Server.Callers;

namespace ServiceAccounts.Server.Management;

/// <summary>What the members of an account group hold through it.</summary>
internal static class GroupAccessEndpoints
{
    public static void Map(IEndpointRouteBuilder management)
    {
        var access = management.MapGroup("/groups/{id:guid}/access").WithTags("groupManagement");
        access.MapGet("/", GetAsync).WithName("GetGroupAccess").Refuses()
            .WithSummary("Shows the roles and permissions that all members of a group hold through it.");
        access.MapPost("/role-bindings", BindAsync).WithName("BindGroupRole").Refuses(409, 413, 415)
            .WithSummary("Gives every member of a group a role at a place.");
        access.MapDelete("/role-bindings/{bindingId:guid}", UnbindAsync).WithName("UnbindGroupRole").Refuses(409)
            .WithSummary("Takes a role from every member of a group.");
        access.MapPost("/grants", GrantAsync).WithName("GrantGroupPermission").Refuses(409, 413, 415)
            .WithSummary("Gives every member of a group a permission by itself, everywhere in the tenant.");
        access.MapDelete("/grants", RevokeAsync).WithName("RevokeGroupPermission").Refuses()
            .WithSummary("Takes a permission from every member of a group that was given by itself; it is named in the query, because its name may be anything.");
    }

    private static async Task<Results<Ok<GroupAccessResponse>, ProblemHttpResult>> GetAsync(
        AuthenticatedCaller who, Guid id, GroupAccessOperations access, CancellationToken cancellationToken) =>
        Answers.Shown(await access.GetAsync(who.Caller, id, cancellationToken));

    private static async Task<Results<Created<RoleBindingResponse>, ProblemHttpResult>> BindAsync(
        AuthenticatedCaller who, Guid id, BindRoleRequest request, GroupAccessOperations access, CancellationToken cancellationToken) =>
        Answers.Made(await access.BindRoleAsync(who.Caller, id, request, cancellationToken));

    private static async Task<Results<NoContent, ProblemHttpResult>> UnbindAsync(
        AuthenticatedCaller who, Guid id, Guid bindingId, GroupAccessOperations access, CancellationToken cancellationToken) =>
        Answers.Gone(await access.UnbindRoleAsync(who.Caller, id, bindingId, cancellationToken));

    private static async Task<Results<Created<GrantResponse>, ProblemHttpResult>> GrantAsync(
        AuthenticatedCaller who, Guid id, GrantRequest request, GroupAccessOperations access, CancellationToken cancellationToken) =>
        Answers.Made(await access.GrantAsync(who.Caller, id, request, cancellationToken));

    private static async Task<Results<NoContent, ProblemHttpResult>> RevokeAsync(
        AuthenticatedCaller who, Guid id, GroupAccessOperations access, string? permission, [FromQuery(Name = "api_id")] Guid? apiId,
        CancellationToken cancellationToken) =>
        Answers.Gone(await access.RevokeAsync(who.Caller, id, permission, apiId, cancellationToken));
}
