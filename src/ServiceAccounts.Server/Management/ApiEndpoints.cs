using Microsoft.AspNetCore.Http.HttpResults;
using ServiceAccounts.Contracts;
using ServiceAccounts.Contracts.Access;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Server.Callers;

namespace ServiceAccounts.Server.Management;

/// <summary>Apis: the resource servers of a tenant.</summary>
internal static class ApiEndpoints
{
    public static void Map(IEndpointRouteBuilder management)
    {
        var apis = management.MapGroup("/apis").WithTags("apiManagement");
        apis.MapGet("/", ListAsync).WithName("ListApis").Refuses()
            .WithSummary("Lists the resource servers of the tenant.");
        apis.MapPost("/", CreateAsync).WithName("CreateApi").Refuses(409, 413, 415).Idempotent("/apis/{0}")
            .WithSummary("Registers a resource server under an identifier that never changes: the audience of its tokens.");
        apis.MapGet("/{id:guid}", GetAsync).WithName("GetApi").Refuses()
            .WithSummary("Shows a resource server.");
        apis.MapPatch("/{id:guid}", UpdateAsync).WithName("UpdateApi").Refuses(409, 412, 413, 415)
            .TakesMergePatch<UpdateApiRequest>()
            .WithSummary("Changes a resource server and how its tokens look; with force also removes permissions that somebody holds.");
        apis.MapDelete("/{id:guid}", DeleteAsync).WithName("DeleteApi").Refuses(409, 412)
            .WithSummary("Deletes a resource server with its permissions; with force also one in use, never the tenant's default.");
    }

    private static Task<Results<Ok<Page<ApiResponse>>, ProblemHttpResult>> ListAsync(
        HttpContext http, AuthenticatedCaller who, ApiOperations apis, int? limit, string? cursor,
        CancellationToken cancellationToken) =>
        Answers.PageAsync(http, limit, cursor, paging => apis.ListAsync(who.Caller, paging, cancellationToken));

    private static async Task<Results<Created<ApiResponse>, ProblemHttpResult>> CreateAsync(
        HttpContext http, AuthenticatedCaller who, CreateApiRequest request, ApiCreation apis, CancellationToken cancellationToken) =>
        Answers.Made(http, await apis.CreateAsync(who.Caller, request, cancellationToken), api => $"/apis/{api.Id}", api => api.Version);

    private static async Task<Results<Ok<ApiResponse>, ProblemHttpResult>> GetAsync(
        HttpContext http, AuthenticatedCaller who, Guid id, ApiOperations apis, CancellationToken cancellationToken) =>
        Answers.One(http, await apis.GetAsync(who.Caller, id, cancellationToken), api => api.Version);

    private static async Task<Results<Ok<ApiResponse>, ProblemHttpResult>> UpdateAsync(
        HttpContext http, AuthenticatedCaller who, Guid id, IfMatch ifMatch, UpdateApiRequest request, ApiChange apis, bool? force,
        CancellationToken cancellationToken) =>
        Answers.One(
            http, await apis.UpdateAsync(who.Caller, id, ifMatch.Version, force ?? false, request, cancellationToken), api => api.Version);

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        AuthenticatedCaller who, Guid id, IfMatch ifMatch, ApiChange apis, bool? force, CancellationToken cancellationToken) =>
        Answers.Gone(await apis.DeleteAsync(who.Caller, id, ifMatch.Version, force ?? false, cancellationToken));
}
