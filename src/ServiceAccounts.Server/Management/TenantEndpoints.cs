using Microsoft.AspNetCore.Http.HttpResults;
using ServiceAccounts.Contracts;
using ServiceAccounts.Contracts.Tenants;
using ServiceAccounts.Management.Tenants;
using ServiceAccounts.Server.Callers;

namespace ServiceAccounts.Server.Management;

/// <summary>Tenants.</summary>
internal static class TenantEndpoints
{
    public static void Map(IEndpointRouteBuilder management)
    {
        var tenants = management.MapGroup("/tenants").WithTags("tenantManagement");
        tenants.MapGet("/", ListAsync).WithName("ListTenants").Refuses()
            .WithSummary("Lists the tenants: all for who reads them at system, else the caller's own.");
        tenants.MapPost("/", CreateAsync).WithName("CreateTenant").Refuses(409, 413, 415).Idempotent("/tenants/{0}")
            .WithSummary("Makes a tenant with a group, an organization in it, the group Everyone and an Api.");
        tenants.MapGet("/{id:guid}", GetAsync).WithName("GetTenant").Refuses()
            .WithSummary("Shows a tenant.");
        tenants.MapPatch("/{id:guid}", UpdateAsync).WithName("UpdateTenant").Refuses(409, 412, 413, 415)
            .TakesMergePatch<UpdateTenantRequest>()
            .WithSummary("Changes a tenant; realm, host label, region, maximum and identifier prefixes at system only. Identifiers of Apis stay when the realm changes.");
        tenants.MapDelete("/{id:guid}", DeleteAsync).WithName("DeleteTenant").Refuses(409, 412)
            .WithSummary("Deletes a tenant without service accounts, with all else that it has.");
    }

    private static Task<Results<Ok<Page<TenantResponse>>, ProblemHttpResult>> ListAsync(
        HttpContext http, AuthenticatedCaller who, TenantOperations tenants, int? limit, string? cursor,
        CancellationToken cancellationToken) =>
        Answers.PageAsync(http, limit, cursor, paging => tenants.ListAsync(who.Caller, paging, cancellationToken));

    private static async Task<Results<Created<TenantResponse>, ProblemHttpResult>> CreateAsync(
        HttpContext http, AuthenticatedCaller who, CreateTenantRequest request, TenantOperations tenants,
        CancellationToken cancellationToken) =>
        Answers.Made(
            http, await tenants.CreateAsync(who.Caller, request, cancellationToken), tenant => $"/tenants/{tenant.Id}", tenant => tenant.Version);

    private static async Task<Results<Ok<TenantResponse>, ProblemHttpResult>> GetAsync(
        HttpContext http, AuthenticatedCaller who, Guid id, TenantOperations tenants, CancellationToken cancellationToken) =>
        Answers.One(http, await tenants.GetAsync(who.Caller, id, cancellationToken), tenant => tenant.Version);

    private static async Task<Results<Ok<TenantResponse>, ProblemHttpResult>> UpdateAsync(
        HttpContext http, AuthenticatedCaller who, Guid id, IfMatch ifMatch, UpdateTenantRequest request, TenantOperations tenants,
        CancellationToken cancellationToken) =>
        Answers.One(http, await tenants.UpdateAsync(who.Caller, id, ifMatch.Version, request, cancellationToken), tenant => tenant.Version);

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        AuthenticatedCaller who, Guid id, IfMatch ifMatch, TenantDeletion tenants, CancellationToken cancellationToken) =>
        Answers.Gone(await tenants.DeleteAsync(who.Caller, id, ifMatch.Version, cancellationToken));
}
