using Microsoft.AspNetCore.Http.HttpResults;
using ServiceAccounts.Contracts;
using ServiceAccounts.Contracts.Accounts;
using ServiceAccounts.Management.Accounts;
using ServiceAccounts.Management.Credentials;
using ServiceAccounts.Server.Callers;

namespace ServiceAccounts.Server.Management;

/// <summary>Service accounts.</summary>
internal static class ServiceAccountEndpoints
{
    public static void Map(IEndpointRouteBuilder management)
    {
        var accounts = management.MapGroup("/service-accounts").WithTags("serviceAccountManagement");

        accounts.MapGet("/", ListAsync).WithName("ListServiceAccounts").Refuses()
            .WithSummary("Lists the service accounts that the caller may read, in the order of their creation.");
        accounts.MapPost("/", CreateAsync).WithName("CreateServiceAccount").Refuses(409, 413, 415).Idempotent("/service-accounts/{0}")
            .WithSummary("Makes a service account with its first credential, which only this answer shows.");
        accounts.MapGet("/{id:guid}", GetAsync).WithName("GetServiceAccount").Refuses()
            .WithSummary("Shows a service account.");
        accounts.MapPatch("/{id:guid}", UpdateAsync).WithName("UpdateServiceAccount").Refuses(409, 412, 413, 415)
            .TakesMergePatch<UpdateServiceAccountRequest>().WithSummary("Changes name, description or token lifetime.");
        accounts.MapDelete("/{id:guid}", DeleteAsync).WithName("DeleteServiceAccount").Refuses(412)
            .WithSummary("Deletes a service account with all its credentials, for good.");
        accounts.MapPost("/{id:guid}/activate", ActivateAsync).WithName("ActivateServiceAccount").Refuses(412)
            .WithSummary("Lets the account's credentials authenticate again.");
        accounts.MapPost("/{id:guid}/deactivate", DeactivateAsync).WithName("DeactivateServiceAccount").Refuses(412)
            .WithSummary("Ends every new token, and at this server's own APIs those it has got; other resource servers accept theirs until they expire.");
        accounts.MapPatch("/{id:guid}/applications/{clientId}", UpdateApplicationAsync).WithName("UpdateApplication")
            .Refuses(409, 412, 413, 415).TakesMergePatch<UpdateApplicationRequest>()
            .WithSummary("Changes an OAuth client: lifetime, scopes, default Api, assertion rules, keys, or whether it gets tokens.");
        accounts.MapPost("/{id:guid}/applications/{clientId}/refresh-keys", RefreshKeysAsync)
            .WithName("RefreshKeys").Refuses(409)
            .WithSummary("Fetches the keys of a jwks_url now and forgets the old ones.");
    }

    private static Task<Results<Ok<Page<ServiceAccountResponse>>, ProblemHttpResult>> ListAsync(
        HttpContext http, AuthenticatedCaller who, ServiceAccountOperations accounts, int? limit, string? cursor,
        CancellationToken cancellationToken) =>
        Answers.PageAsync(http, limit, cursor, paging => accounts.ListAsync(who.Caller, paging, cancellationToken));

    private static async Task<Results<Created<ServiceAccountResponse>, ProblemHttpResult>> CreateAsync(
        HttpContext http, AuthenticatedCaller who, CreateServiceAccountRequest request, ServiceAccountCreation accounts,
        CancellationToken cancellationToken)
    {
        var created = await accounts.CreateAsync(who.Caller, request, cancellationToken);
        if (!created.Succeeded)
        {
            return created.Error.ToProblem();
        }

        http.Response.Headers.ETag = IfMatch.TagOf(created.Value.Version);
        return TypedResults.Created(Answers.UrlOf(http, $"{ManagementApi.Root}/service-accounts/{created.Value.Id}"), created.Value);
    }

    private static async Task<Results<Ok<ServiceAccountResponse>, ProblemHttpResult>> GetAsync(
        HttpContext http, AuthenticatedCaller who, Guid id, ServiceAccountOperations accounts, CancellationToken cancellationToken) =>
        One(http, await accounts.GetAsync(who.Caller, id, cancellationToken));

    private static async Task<Results<Ok<ServiceAccountResponse>, ProblemHttpResult>> UpdateAsync(
        HttpContext http, AuthenticatedCaller who, Guid id, IfMatch ifMatch, UpdateServiceAccountRequest request,
        ServiceAccountOperations accounts, CancellationToken cancellationToken) =>
        One(http, await accounts.UpdateAsync(who.Caller, id, ifMatch.Version, request, cancellationToken));

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        AuthenticatedCaller who, Guid id, IfMatch ifMatch, ServiceAccountOperations accounts, CancellationToken cancellationToken)
    {
        var deleted = await accounts.DeleteAsync(who.Caller, id, ifMatch.Version, cancellationToken);
        return deleted.Succeeded ? TypedResults.NoContent() : deleted.Error.ToProblem();
    }

    private static async Task<Results<Ok<ServiceAccountResponse>, ProblemHttpResult>> ActivateAsync(
        HttpContext http, AuthenticatedCaller who, Guid id, IfMatch ifMatch, ServiceAccountOperations accounts,
        CancellationToken cancellationToken) =>
        One(http, await accounts.ActivateAsync(who.Caller, id, ifMatch.Version, cancellationToken));

    private static async Task<Results<Ok<ServiceAccountResponse>, ProblemHttpResult>> DeactivateAsync(
        HttpContext http, AuthenticatedCaller who, Guid id, IfMatch ifMatch, ServiceAccountOperations accounts,
        CancellationToken cancellationToken) =>
        One(http, await accounts.DeactivateAsync(who.Caller, id, ifMatch.Version, cancellationToken));

    private static async Task<Results<Ok<ApplicationResponse>, ProblemHttpResult>> UpdateApplicationAsync(
        AuthenticatedCaller who, Guid id, string clientId, IfMatch ifMatch, UpdateApplicationRequest request,
        ApplicationOperations applications, CancellationToken cancellationToken)
    {
        var updated = await applications.UpdateAsync(who.Caller, id, clientId, ifMatch.Version, request, cancellationToken);
        return updated.Succeeded ? TypedResults.Ok(updated.Value) : updated.Error.ToProblem();
    }

    private static async Task<Results<Ok<KeySetResponse>, ProblemHttpResult>> RefreshKeysAsync(
        AuthenticatedCaller who, Guid id, string clientId, KeySetOperations keys, CancellationToken cancellationToken)
    {
        var refreshed = await keys.RefreshAsync(who.Caller, id, clientId, cancellationToken);
        return refreshed.Succeeded ? TypedResults.Ok(refreshed.Value) : refreshed.Error.ToProblem();
    }

    private static Results<Ok<ServiceAccountResponse>, ProblemHttpResult> One(
        HttpContext http, ServiceAccounts.Management.Outcome<ServiceAccountResponse> outcome) =>
        Answers.One(http, outcome, account => account.Version);
}
