using Microsoft.AspNetCore.Http.HttpResults;
using ServiceAccounts.Contracts;
using ServiceAccounts.Contracts.Accounts;
using ServiceAccounts.Management.Accounts;
using ServiceAccounts.Management.Credentials;
using ServiceAccounts.Server.Callers;

namespace ServiceAccounts.Server.Management;

/// <summary>The OAuth clients of a service account.</summary>
internal static class ApplicationEndpoints
{
    public static void Map(IEndpointRouteBuilder management)
    {
        var applications = management.MapGroup("/service-accounts/{id:guid}/applications").WithTags("serviceAccountManagement");

        applications.MapGet("/", ListAsync).WithName("ListApplications").Refuses()
            .WithSummary("Lists the OAuth clients of a service account.");
        applications.MapPost("/", CreateAsync).WithName("CreateApplication").Refuses(409, 413, 415)
            .Idempotent("/service-accounts/{id}/applications")
            .WithSummary("Makes another OAuth client, of any method; only this answer shows its first secret.");
        applications.MapGet("/{clientId}", GetAsync).WithName("GetApplication").Refuses()
            .WithSummary("Shows an OAuth client; its ETag is that of its account.");
        applications.MapPatch("/{clientId}", UpdateAsync).WithName("UpdateApplication")
            .Refuses(409, 412, 413, 415).TakesMergePatch<UpdateApplicationRequest>()
            .WithSummary("Changes an OAuth client: lifetime, scopes, default Api, assertion rules, keys, or whether it gets tokens.");
        applications.MapDelete("/{clientId}", DeleteAsync).WithName("DeleteApplication").Refuses(412)
            .WithSummary("Deletes an OAuth client with its credentials, and ends its access tokens at this server's own APIs.");
        applications.MapPost("/{clientId}/refresh-keys", RefreshKeysAsync).WithName("RefreshKeys").Refuses(409)
            .WithSummary("Fetches the keys of a jwks_url now and forgets the old ones.");
    }

    private static async Task<Results<Ok<Page<ApplicationResponse>>, ProblemHttpResult>> ListAsync(
        AuthenticatedCaller who, Guid id, ApplicationOperations applications, CancellationToken cancellationToken) =>
        Answers.Shown(await applications.ListAsync(who.Caller, id, cancellationToken));

    private static async Task<Results<Created<ApplicationResponse>, ProblemHttpResult>> CreateAsync(
        HttpContext http, AuthenticatedCaller who, Guid id, CreateApplicationRequest request, ApplicationOperations applications,
        CancellationToken cancellationToken) =>
        Answers.Made(
            http, await applications.CreateAsync(who.Caller, id, request, cancellationToken),
            application => $"/service-accounts/{id}/applications/{application.ClientId}", application => application.Version);

    private static async Task<Results<Ok<ApplicationResponse>, ProblemHttpResult>> GetAsync(
        HttpContext http, AuthenticatedCaller who, Guid id, string clientId, ApplicationOperations applications,
        CancellationToken cancellationToken) =>
        One(http, await applications.GetAsync(who.Caller, id, clientId, cancellationToken));

    private static async Task<Results<Ok<ApplicationResponse>, ProblemHttpResult>> UpdateAsync(
        HttpContext http, AuthenticatedCaller who, Guid id, string clientId, IfMatch ifMatch, UpdateApplicationRequest request,
        ApplicationOperations applications, CancellationToken cancellationToken) =>
        One(http, await applications.UpdateAsync(who.Caller, id, clientId, ifMatch.Version, request, cancellationToken));

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        AuthenticatedCaller who, Guid id, string clientId, IfMatch ifMatch, ApplicationOperations applications,
        CancellationToken cancellationToken) =>
        Answers.Gone(await applications.DeleteAsync(who.Caller, id, clientId, ifMatch.Version, cancellationToken));

    private static async Task<Results<Ok<KeySetResponse>, ProblemHttpResult>> RefreshKeysAsync(
        AuthenticatedCaller who, Guid id, string clientId, KeySetOperations keys, CancellationToken cancellationToken) =>
        Answers.Shown(await keys.RefreshAsync(who.Caller, id, clientId, cancellationToken));

    private static Results<Ok<ApplicationResponse>, ProblemHttpResult> One(
        HttpContext http, ServiceAccounts.Management.Outcome<ApplicationResponse> outcome) =>
        Answers.One(http, outcome, application => application.Version);
}
