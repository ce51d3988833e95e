using Microsoft.AspNetCore.Http.HttpResults;
using ServiceAccounts.Contracts;
using ServiceAccounts.Contracts.Accounts;
using ServiceAccounts.Management.Accounts;
using ServiceAccounts.Server.Callers;

namespace ServiceAccounts.Server.Management;

/// <summary>Service accounts.</summary>
internal static class ServiceAccountEndpoints
{
    public static void Map(IEndpointRouteBuilder management)
    {
        var accounts = management.MapGroup("/service-accounts").WithTags("serviceAccountManagement");

        accounts.MapGet("/", ListAsync).WithName("ListServiceAccounts").Refuses()
            .WithSummary("Lists the service accounts that the caller may read and that match every filter, in the order of their creation.");
        accounts.MapPost("/", CreateAsync).WithName("CreateServiceAccount").Refuses(409, 413, 415).Idempotent("/service-accounts/{0}")
            .WithSummary("Makes a service account with its first credential, which only this answer shows.");
        accounts.MapPost("/batch", CreateManyAsync).WithName("CreateServiceAccounts").Refuses(409, 413, 415).Idempotent("/service-accounts")
            .WithSummary("Makes up to 100 service accounts in one transaction, all or none.");
        accounts.MapPost("/activate", ActivateManyAsync).WithName("ActivateServiceAccounts").Refuses(409, 413, 415)
            .WithSummary("Activates up to 100 service accounts, all or none.");
        accounts.MapPost("/deactivate", DeactivateManyAsync).WithName("DeactivateServiceAccounts").Refuses(409, 413, 415)
            .WithSummary("Deactivates up to 100 service accounts, all or none.");
        accounts.MapGet("/{id:guid}", GetAsync).WithName("GetServiceAccount").Refuses()
            .WithSummary("Shows a service account.");
        accounts.MapPatch("/{id:guid}", UpdateAsync).WithName("UpdateServiceAccount").Refuses(409, 412, 413, 415)
            .TakesMergePatch<UpdateServiceAccountRequest>().WithSummary("Changes what people say of an account, its labels, its end or its token lifetime.");
        accounts.MapDelete("/{id:guid}", DeleteAsync).WithName("DeleteServiceAccount").Refuses(409, 412)
            .WithSummary("Deletes a service account with all its credentials, for good.");
        accounts.MapPost("/{id:guid}/activate", ActivateAsync).WithName("ActivateServiceAccount").Refuses(409, 412)
            .WithSummary("Lets the account's credentials authenticate again.");
        accounts.MapPost("/{id:guid}/deactivate", DeactivateAsync).WithName("DeactivateServiceAccount").Refuses(409, 412)
            .WithSummary("Ends every new token, and at this server's own APIs those it has got; other resource servers accept theirs until they expire.");
        accounts.MapPost("/{id:guid}/revoke-all", RevokeAllAsync).WithName("RevokeAllAccessTokens").Refuses(412)
            .WithSummary("Ends every access token issued so far at this server's own APIs; the account and its credentials go on working.");
        accounts.MapPost("/{id:guid}/token-preview", PreviewAsync).WithName("PreviewToken").Refuses(413, 415)
            .WithSummary("Shows the claims a token would have now, or why there would be none; issues nothing.");
    }

    private static Task<Results<Ok<Page<ServiceAccountResponse>>, ProblemHttpResult>> ListAsync(
        HttpContext http, AuthenticatedCaller who, ServiceAccountOperations accounts, [AsParameters] ServiceAccountFilters filters,
        int? limit, string? cursor, CancellationToken cancellationToken) =>
        Answers.PageAsync(
            http, limit, cursor, paging => accounts.ListAsync(who.Caller, paging, filters.ToQuery(), cancellationToken));

    private static async Task<Results<Created<ServiceAccountResponse>, ProblemHttpResult>> CreateAsync(
        HttpContext http, AuthenticatedCaller who, CreateServiceAccountRequest request, ServiceAccountCreation accounts,
        CancellationToken cancellationToken) =>
        Answers.Made(
            http, await accounts.CreateAsync(who.Caller, request, cancellationToken),
            account => $"/service-accounts/{account.Id}", account => account.Version);

    private static async Task<Results<Ok<ServiceAccountResponse>, ProblemHttpResult>> GetAsync(
        HttpContext http, AuthenticatedCaller who, Guid id, ServiceAccountOperations accounts, CancellationToken cancellationToken) =>
        One(http, await accounts.GetAsync(who.Caller, id, cancellationToken));

    private static async Task<Results<Ok<ServiceAccountResponse>, ProblemHttpResult>> UpdateAsync(
        HttpContext http, AuthenticatedCaller who, Guid id, IfMatch ifMatch, UpdateServiceAccountRequest request,
        ServiceAccountOperations accounts, CancellationToken cancellationToken) =>
        One(http, await accounts.UpdateAsync(who.Caller, id, ifMatch.Version, request, cancellationToken));

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        AuthenticatedCaller who, Guid id, IfMatch ifMatch, ServiceAccountOperations accounts, CancellationToken cancellationToken) =>
        Answers.Gone(await accounts.DeleteAsync(who.Caller, id, ifMatch.Version, cancellationToken));

    private static async Task<Results<Ok<ServiceAccountResponse>, ProblemHttpResult>> ActivateAsync(
        HttpContext http, AuthenticatedCaller who, Guid id, IfMatch ifMatch, ServiceAccountOperations accounts,
        CancellationToken cancellationToken) =>
        One(http, await accounts.ActivateAsync(who.Caller, id, ifMatch.Version, cancellationToken));

    private static async Task<Results<Ok<ServiceAccountResponse>, ProblemHttpResult>> DeactivateAsync(
        HttpContext http, AuthenticatedCaller who, Guid id, IfMatch ifMatch, ServiceAccountOperations accounts,
        CancellationToken cancellationToken) =>
        One(http, await accounts.DeactivateAsync(who.Caller, id, ifMatch.Version, cancellationToken));

    private static async Task<Results<Ok<ServiceAccountResponse>, ProblemHttpResult>> RevokeAllAsync(
        HttpContext http, AuthenticatedCaller who, Guid id, IfMatch ifMatch, ServiceAccountOperations accounts,
        CancellationToken cancellationToken) =>
        One(http, await accounts.RevokeAllAsync(who.Caller, id, ifMatch.Version, cancellationToken));

    private static async Task<Results<Ok<TokenPreviewResponse>, ProblemHttpResult>> PreviewAsync(
        AuthenticatedCaller who, Guid id, TokenPreviewRequest request, TokenPreview preview, CancellationToken cancellationToken) =>
        Answers.Shown(await preview.ShowAsync(who.Caller, id, request, cancellationToken));

    private static async Task<Results<Created<ServiceAccountsResponse>, ProblemHttpResult>> CreateManyAsync(
        AuthenticatedCaller who, CreateServiceAccountsRequest request, ServiceAccountCreation accounts, CancellationToken cancellationToken) =>
        Answers.Made(await accounts.CreateAsync(who.Caller, request, cancellationToken));

    private static async Task<Results<Ok<ServiceAccountsResponse>, ProblemHttpResult>> ActivateManyAsync(
        AuthenticatedCaller who, ServiceAccountIdsRequest request, ServiceAccountBulk accounts, CancellationToken cancellationToken) =>
        Answers.Shown(await accounts.ActivateAsync(who.Caller, request, cancellationToken));

    private static async Task<Results<Ok<ServiceAccountsResponse>, ProblemHttpResult>> DeactivateManyAsync(
        AuthenticatedCaller who, ServiceAccountIdsRequest request, ServiceAccountBulk accounts, CancellationToken cancellationToken) =>
        Answers.Shown(await accounts.DeactivateAsync(who.Caller, request, cancellationToken));

    private static Results<Ok<ServiceAccountResponse>, ProblemHttpResult> One(
        HttpContext http, ServiceAccounts.Management.Outcome<ServiceAccountResponse> outcome) =>
        Answers.One(http, outcome, account => account.Version);
}
