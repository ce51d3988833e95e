using Microsoft.AspNetCore.Http.HttpResults;
using ServiceAccounts.Contracts;
using ServiceAccounts.Contracts.Accounts;
using ServiceAccounts.Management.Accounts;
using ServiceAccounts.Server.Callers;

namespace ServiceAccounts.Server.Management;

/// <summary>Users.</summary>
internal static class UserEndpoints
{
    public static void Map(IEndpointRouteBuilder management)
    {
        var users = management.MapGroup("/users").WithTags("userManagement");
        users.MapGet("/", ListAsync).WithName("ListUsers").Refuses()
            .WithSummary("Lists the users of the tenant, in the order of their creation; q is what name or e-mail address begins with.");
        users.MapPost("/", CreateAsync).WithName("CreateUser").Refuses(409, 413, 415).Idempotent("/users/{0}")
            .WithSummary("Makes a user, who holds nothing of their own yet.");
        users.MapGet("/{id:guid}", GetAsync).WithName("GetUser").Refuses()
            .WithSummary("Shows a user.");
        users.MapPatch("/{id:guid}", UpdateAsync).WithName("UpdateUser").Refuses(409, 412, 413, 415)
            .TakesMergePatch<UpdateUserRequest>().WithSummary("Changes name or e-mail address.");
        users.MapDelete("/{id:guid}", DeleteAsync).WithName("DeleteUser").Refuses(409, 412)
            .WithSummary("Deletes a user with all API tokens, for good; what the user made stays.");
        users.MapPost("/{id:guid}/activate", ActivateAsync).WithName("ActivateUser").Refuses(412)
            .WithSummary("Lets the user's API tokens authenticate again.");
        users.MapPost("/{id:guid}/deactivate", DeactivateAsync).WithName("DeactivateUser").Refuses(409, 412)
            .WithSummary("Ends what the user's API tokens can do, until the user is activated.");
    }

    private static Task<Results<Ok<Page<UserResponse>>, ProblemHttpResult>> ListAsync(
        HttpContext http, AuthenticatedCaller who, UserOperations users, string? status, string? q, int? limit, string? cursor,
        CancellationToken cancellationToken) =>
        Answers.PageAsync(http, limit, cursor, paging => users.ListAsync(who.Caller, status, q, paging, cancellationToken));

    private static async Task<Results<Created<UserResponse>, ProblemHttpResult>> CreateAsync(
        HttpContext http, AuthenticatedCaller who, CreateUserRequest request, UserOperations users, CancellationToken cancellationToken) =>
        Answers.Made(
            http, await users.CreateAsync(who.Caller, request, cancellationToken), user => $"/users/{user.Id}", user => user.Version);

    private static async Task<Results<Ok<UserResponse>, ProblemHttpResult>> GetAsync(
        HttpContext http, AuthenticatedCaller who, Guid id, UserOperations users, CancellationToken cancellationToken) =>
        One(http, await users.GetAsync(who.Caller, id, cancellationToken));

    private static async Task<Results<Ok<UserResponse>, ProblemHttpResult>> UpdateAsync(
        HttpContext http, AuthenticatedCaller who, Guid id, IfMatch ifMatch, UpdateUserRequest request, UserChange users,
        CancellationToken cancellationToken) =>
        One(http, await users.UpdateAsync(who.Caller, id, ifMatch.Version, request, cancellationToken));

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        AuthenticatedCaller who, Guid id, IfMatch ifMatch, UserChange users, CancellationToken cancellationToken) =>
        Answers.Gone(await users.DeleteAsync(who.Caller, id, ifMatch.Version, cancellationToken));

    private static async Task<Results<Ok<UserResponse>, ProblemHttpResult>> ActivateAsync(
        HttpContext http, AuthenticatedCaller who, Guid id, IfMatch ifMatch, UserChange users, CancellationToken cancellationToken) =>
        One(http, await users.ActivateAsync(who.Caller, id, ifMatch.Version, cancellationToken));

    private static async Task<Results<Ok<UserResponse>, ProblemHttpResult>> DeactivateAsync(
        HttpContext http, AuthenticatedCaller who, Guid id, IfMatch ifMatch, UserChange users, CancellationToken cancellationToken) =>
        One(http, await users.DeactivateAsync(who.Caller, id, ifMatch.Version, cancellationToken));

    private static Results<Ok<UserResponse>, ProblemHttpResult> One(
        HttpContext http, ServiceAccounts.Management.Outcome<UserResponse> outcome) =>
        Answers.One(http, outcome, user => user.Version);
}
