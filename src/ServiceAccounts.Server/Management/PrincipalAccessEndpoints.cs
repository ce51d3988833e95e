using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using ServiceAccounts.Contracts.Access;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Server.Callers;

namespace ServiceAccounts.Server.Management;

/// <summary>What users and service accounts hold.</summary>
internal static class PrincipalAccessEndpoints
{
    public static void Map(IEndpointRouteBuilder management)
    {
        var access = management.MapGroup("/principals/{id:guid}/access").WithTags("accessManagement");
        access.MapGet("/", GetAsync).WithName("GetPrincipalAccess").Refuses()
            .WithSummary("Shows what a user or service account holds: roles, permissions, groups, and each effective permission with the path by which it is held.");
        access.MapPost("/role-bindings", BindAsync).WithName("BindPrincipalRole").Refuses(409, 413, 415)
            .WithSummary("Gives a user or service account a role at a place.");
        access.MapDelete("/role-bindings/{bindingId:guid}", UnbindAsync).WithName("UnbindPrincipalRole").Refuses(409)
            .WithSummary("Takes a role from a user or service account.");
        access.MapPost("/grants", GrantAsync).WithName("GrantPrincipalPermission").Refuses(409, 413, 415)
            .WithSummary("Gives a user or service account a permission by itself, everywhere in the tenant.");
        access.MapDelete("/grants", RevokeAsync).WithName("RevokePrincipalPermission").Refuses()
            .WithSummary("Takes a permission from a user or service account that was given by itself; it is named in the query, because its name may be anything.");
    }

    private static async Task<Results<Ok<PrincipalAccessResponse>, ProblemHttpResult>> GetAsync(
        AuthenticatedCaller who, Guid id, PrincipalAccessView access, string? permission, [FromQuery(Name = "api_id")] Guid? apiId,
        CancellationToken cancellationToken) =>
        Answers.Shown(await access.GetAsync(who.Caller, id, permission, apiId, cancellationToken));

    private static async Task<Results<Created<RoleBindingResponse>, ProblemHttpResult>> BindAsync(
        AuthenticatedCaller who, Guid id, BindRoleRequest request, PrincipalAccessOperations access, CancellationToken cancellationToken) =>
        Answers.Made(await access.BindRoleAsync(who.Caller, id, request, cancellationToken));

    private static async Task<Results<NoContent, ProblemHttpResult>> UnbindAsync(
        AuthenticatedCaller who, Guid id, Guid bindingId, PrincipalAccessOperations access, CancellationToken cancellationToken) =>
        Answers.Gone(await access.UnbindRoleAsync(who.Caller, id, bindingId, cancellationToken));

    private static async Task<Results<Created<GrantResponse>, ProblemHttpResult>> GrantAsync(
        AuthenticatedCaller who, Guid id, GrantRequest request, PrincipalAccessOperations access, CancellationToken cancellationToken) =>
        Answers.Made(await access.GrantAsync(who.Caller, id, request, cancellationToken));

    private static async Task<Results<NoContent, ProblemHttpResult>> RevokeAsync(
        AuthenticatedCaller who, Guid id, PrincipalAccessOperations access, string? permission, [FromQuery(Name = "api_id")] Guid? apiId,
        CancellationToken cancellationToken) =>
        Answers.Gone(await access.RevokeAsync(who.Caller, id, permission, apiId, cancellationToken));
}
