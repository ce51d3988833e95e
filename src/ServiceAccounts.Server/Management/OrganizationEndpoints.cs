using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using ServiceAccounts.Contracts;
using ServiceAccounts.Contracts.Tenants;
using ServiceAccounts.Management.Tenants;
using ServiceAccounts.Server.Callers;

namespace ServiceAccounts.Server.Management;

/// <summary>Groups and organizations.</summary>
internal static class OrganizationEndpoints
{
    public static void Map(IEndpointRouteBuilder management)
    {
        var organizations = management.MapGroup("/organizations").WithTags("organizationManagement");
        organizations.MapGet("/", ListAsync).WithName("ListOrganizations").Refuses()
            .WithSummary("Lists the groups and organizations that the caller may read, in the order of their creation; parent_id of each makes them a tree.");
        organizations.MapPost("/", CreateAsync).WithName("CreateOrganization").Refuses(409, 413, 415).Idempotent("/organizations/{0}")
            .WithSummary("Makes a group, or an organization, in a group or directly in the tenant.");
        organizations.MapGet("/{id:guid}", GetAsync).WithName("GetOrganization").Refuses()
            .WithSummary("Shows a group or an organization.");
        organizations.MapPatch("/{id:guid}", UpdateAsync).WithName("UpdateOrganization").Refuses(412, 413, 415)
            .TakesMergePatch<UpdateOrganizationRequest>().WithSummary("Gives a group or an organization another name.");
        organizations.MapDelete("/{id:guid}", DeleteAsync).WithName("DeleteOrganization").Refuses(409, 412)
            .WithSummary("Deletes a group or an organization that is empty, with the roles that are bound at it.");
    }

    private static Task<Results<Ok<Page<OrganizationResponse>>, ProblemHttpResult>> ListAsync(
        HttpContext http, AuthenticatedCaller who, OrganizationOperations organizations, string? kind,
        [FromQuery(Name = "parent_id")] string? parentId, int? limit, string? cursor, CancellationToken cancellationToken) =>
        Answers.PageAsync(
            http, limit, cursor, paging => organizations.ListAsync(who.Caller, kind, parentId, paging, cancellationToken));

    private static async Task<Results<Created<OrganizationResponse>, ProblemHttpResult>> CreateAsync(
        HttpContext http, AuthenticatedCaller who, CreateOrganizationRequest request, OrganizationOperations organizations,
        CancellationToken cancellationToken) =>
        Answers.Made(
            http, await organizations.CreateAsync(who.Caller, request, cancellationToken),
            organization => $"/organizations/{organization.Id}", organization => organization.Version);

    private static async Task<Results<Ok<OrganizationResponse>, ProblemHttpResult>> GetAsync(
        HttpContext http, AuthenticatedCaller who, Guid id, OrganizationOperations organizations, CancellationToken cancellationToken) =>
        One(http, await organizations.GetAsync(who.Caller, id, cancellationToken));

    private static async Task<Results<Ok<OrganizationResponse>, ProblemHttpResult>> UpdateAsync(
        HttpContext http, AuthenticatedCaller who, Guid id, IfMatch ifMatch, UpdateOrganizationRequest request,
        OrganizationOperations organizations, CancellationToken cancellationToken) =>
        One(http, await organizations.UpdateAsync(who.Caller, id, ifMatch.Version, request, cancellationToken));

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        AuthenticatedCaller who, Guid id, IfMatch ifMatch, OrganizationDeletion organizations, CancellationToken cancellationToken) =>
        Answers.Gone(await organizations.DeleteAsync(who.Caller, id, ifMatch.Version, cancellationToken));

    private static Results<Ok<OrganizationResponse>, ProblemHttpResult> One(
        HttpContext http, ServiceAccounts.Management.Outcome<OrganizationResponse> outcome) =>
        Answers.One(http, outcome, organization => organization.Version);
}
