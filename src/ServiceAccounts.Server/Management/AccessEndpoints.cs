using Microsoft.AspNetCore.Http.HttpResults;
using ServiceAccounts.Contracts;
using ServiceAccounts.Contracts.Access;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Server.Callers;

namespace ServiceAccounts.Server.Management;

/// <summary>Roles and Apis.</summary>
internal static class AccessEndpoints
{
    public static void Map(IEndpointRouteBuilder management)
    {
        var roles = management.MapGroup("/roles").WithTags("roleManagement");
        roles.MapGet("/", ListRolesAsync).WithName("ListRoles").Refuses()
            .WithSummary("Lists the roles of the tenant, the system's first.");
        roles.MapPost("/", CreateRoleAsync).WithName("CreateRole").Refuses(409, 413, 415)
            .WithSummary("Makes a role.");

        var apis = management.MapGroup("/apis").WithTags("apiManagement");
        apis.MapGet("/", ListApisAsync).WithName("ListApis").Refuses()
            .WithSummary("Lists the resource servers of the tenant.");
        apis.MapGet("/{id:guid}", GetApiAsync).WithName("GetApi").Refuses()
            .WithSummary("Shows a resource server.");
        apis.MapPatch("/{id:guid}", UpdateApiAsync).WithName("UpdateApi").Refuses(412, 413, 415)
            .TakesMergePatch<UpdateApiRequest>().WithSummary("Changes how tokens for a resource server are signed, how long they live and whether they name roles.");
    }

    private static Task<Results<Ok<Page<RoleResponse>>, ProblemHttpResult>> ListRolesAsync(
        HttpContext http, AuthenticatedCaller who, RoleOperations roles, int? limit, string? cursor,
        CancellationToken cancellationToken) =>
        Answers.PageAsync(http, limit, cursor, paging => roles.ListAsync(who.Caller, paging, cancellationToken));

    private static async Task<Results<Created<RoleResponse>, ProblemHttpResult>> CreateRoleAsync(
        AuthenticatedCaller who, CreateRoleRequest request, RoleOperations roles, CancellationToken cancellationToken)
    {
        var created = await roles.CreateAsync(who.Caller, request, cancellationToken);
        return created.Succeeded ? TypedResults.Created((string?)null, created.Value) : created.Error.ToProblem();
    }

    private static Task<Results<Ok<Page<ApiResponse>>, ProblemHttpResult>> ListApisAsync(
        HttpContext http, AuthenticatedCaller who, ApiOperations apis, int? limit, string? cursor,
        CancellationToken cancellationToken) =>
        Answers.PageAsync(http, limit, cursor, paging => apis.ListAsync(who.Caller, paging, cancellationToken));

    private static async Task<Results<Ok<ApiResponse>, ProblemHttpResult>> GetApiAsync(
        HttpContext http, AuthenticatedCaller who, Guid id, ApiOperations apis, CancellationToken cancellationToken) =>
        Answers.One(http, await apis.GetAsync(who.Caller, id, cancellationToken), api => api.Version);

    private static async Task<Results<Ok<ApiResponse>, ProblemHttpResult>> UpdateApiAsync(
        HttpContext http, AuthenticatedCaller who, Guid id, IfMatch ifMatch, UpdateApiRequest request, ApiOperations apis,
        CancellationToken cancellationToken) =>
        Answers.One(http, await apis.UpdateAsync(who.Caller, id, ifMatch.Version, request, cancellationToken), api => api.Version);
}
