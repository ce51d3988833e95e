using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using ServiceAccounts.Contracts;
using ServiceAccounts.Contracts.Accounts;
using ServiceAccounts.Contracts.Credentials;
using ServiceAccounts.Management.Credentials;
using ServiceAccounts.Server.Callers;

namespace ServiceAccounts.Server.Management;

/// <summary>Client secrets and API tokens.</summary>
internal static class CredentialEndpoints
{
    private const string SecretsPath = "/service-accounts/{id}/applications/{clientId}/secrets";
    private const string TokensPath = "/principals/{id}/tokens";

    public static void Map(IEndpointRouteBuilder management)
    {
        var secrets = management.MapGroup("/service-accounts/{id:guid}/applications/{clientId}/secrets").WithTags("serviceAccountManagement");
        secrets.MapGet("/", ListSecretsAsync).WithName("ListClientSecrets").Refuses(409)
            .WithSummary("Lists the secrets of an application, never their text, and says of each whether it is safe to retire.");
        secrets.MapPost("/", CreateSecretAsync).WithName("CreateClientSecret").Refuses(409, 413, 415).Idempotent(SecretsPath)
            .WithSummary("Makes a second secret beside the one in use; only this answer shows it.");
        secrets.MapDelete("/{secretId:guid}", DeleteSecretAsync).WithName("DeleteClientSecret").Refuses(409)
            .WithSummary("Deletes a secret, and ends the access tokens it got; the last active one stays.");
        secrets.MapPost("/delete", DeleteSecretByTextAsync).WithName("DeleteClientSecretByText").Refuses(409, 413, 415)
            .WithSummary("Deletes the secret whose text is in the body, which no URL should have.");
        secrets.MapPost("/replace", ReplaceSecretsAsync).WithName("ReplaceClientSecrets").Refuses(409, 413, 415).Idempotent(SecretsPath)
            .WithSummary("Makes a new secret and deletes all others in one step: the answer to a leak.");

        var tokens = management.MapGroup("/principals/{id:guid}/tokens").WithTags("tokenManagement");
        tokens.MapGet("/", ListTokensAsync).WithName("ListApiTokens").Refuses()
            .WithSummary("Lists the API tokens of a user or service account, never their text, and says of each whether it is safe to retire.");
        tokens.MapPost("/", GenerateTokenAsync).WithName("GenerateApiToken").Refuses(409, 413, 415).Idempotent(TokensPath)
            .WithSummary("Generates an API token; only this answer shows it.");
        tokens.MapPost("/regenerate", RegenerateTokenAsync).WithName("RegenerateApiToken").Refuses(409, 413, 415).Idempotent(TokensPath)
            .WithSummary("Revokes every API token of the principal and makes one, in one step.");
        tokens.MapPatch("/{tokenId:guid}", UpdateTokenAsync).WithName("UpdateApiToken").Refuses(413, 415)
            .TakesMergePatch<UpdateApiTokenRequest>()
            .WithSummary("Gives an API token another name or other scopes, disables it, or enables it again.");
        tokens.MapPost("/{tokenId:guid}/rotate", RotateTokenAsync).WithName("RotateApiToken").Refuses(409, 413, 415).Idempotent(TokensPath)
            .WithSummary("Gives an API token another text under the same id; the one before works for a grace that is asked for, or no more.");
        tokens.MapDelete("/{tokenId:guid}", RevokeTokenAsync).WithName("RevokeApiToken").Refuses()
            .WithSummary("Revokes an API token, for good.");
    }

    private static async Task<Results<Ok<Page<ClientSecretResponse>>, ProblemHttpResult>> ListSecretsAsync(
        AuthenticatedCaller who, Guid id, string clientId, ClientSecretOperations secrets,
        [FromQuery(Name = "unused_days")] int? unusedDays, CancellationToken cancellationToken) =>
        Answers.Shown(await secrets.ListAsync(who.Caller, id, clientId, unusedDays, cancellationToken));

    private static async Task<Results<Created<ClientSecretResponse>, ProblemHttpResult>> CreateSecretAsync(
        AuthenticatedCaller who, Guid id, string clientId, CreateClientSecretRequest request, ClientSecretOperations secrets,
        CancellationToken cancellationToken) =>
        Answers.Made(await secrets.CreateAsync(who.Caller, id, clientId, request, cancellationToken));

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteSecretAsync(
        AuthenticatedCaller who, Guid id, string clientId, Guid secretId, ClientSecretOperations secrets,
        CancellationToken cancellationToken) =>
        Answers.Gone(await secrets.DeleteAsync(who.Caller, id, clientId, secretId, cancellationToken));

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteSecretByTextAsync(
        AuthenticatedCaller who, Guid id, string clientId, DeleteClientSecretRequest request, ClientSecretOperations secrets,
        CancellationToken cancellationToken) =>
        Answers.Gone(await secrets.DeleteAsync(who.Caller, id, clientId, request, cancellationToken));

    private static async Task<Results<Created<ClientSecretResponse>, ProblemHttpResult>> ReplaceSecretsAsync(
        AuthenticatedCaller who, Guid id, string clientId, CreateClientSecretRequest request, ClientSecretOperations secrets,
        CancellationToken cancellationToken) =>
        Answers.Made(await secrets.ReplaceAsync(who.Caller, id, clientId, request, cancellationToken));

    private static Task<Results<Ok<Page<ApiTokenResponse>>, ProblemHttpResult>> ListTokensAsync(
        HttpContext http, AuthenticatedCaller who, Guid id, ApiTokenOperations tokens, int? limit, string? cursor,
        [FromQuery(Name = "unused_days")] int? unusedDays, CancellationToken cancellationToken) =>
        Answers.PageAsync(http, limit, cursor, paging => tokens.ListAsync(who.Caller, id, unusedDays, paging, cancellationToken));

    private static async Task<Results<Created<ApiTokenResponse>, ProblemHttpResult>> GenerateTokenAsync(
        AuthenticatedCaller who, Guid id, CreateApiTokenRequest request, ApiTokenOperations tokens,
        CancellationToken cancellationToken) =>
        Answers.Made(await tokens.GenerateAsync(who.Caller, id, request, cancellationToken));

    private static async Task<Results<Created<ApiTokenResponse>, ProblemHttpResult>> RegenerateTokenAsync(
        AuthenticatedCaller who, Guid id, CreateApiTokenRequest request, ApiTokenOperations tokens,
        CancellationToken cancellationToken) =>
        Answers.Made(await tokens.RegenerateAsync(who.Caller, id, request, cancellationToken));

    private static async Task<Results<Ok<ApiTokenResponse>, ProblemHttpResult>> UpdateTokenAsync(
        AuthenticatedCaller who, Guid id, Guid tokenId, UpdateApiTokenRequest request, ApiTokenOperations tokens,
        CancellationToken cancellationToken) =>
        Answers.Shown(await tokens.UpdateAsync(who.Caller, id, tokenId, request, cancellationToken));

    private static async Task<Results<Created<ApiTokenResponse>, ProblemHttpResult>> RotateTokenAsync(
        AuthenticatedCaller who, Guid id, Guid tokenId, RotateApiTokenRequest request, ApiTokenOperations tokens,
        CancellationToken cancellationToken) =>
        Answers.Made(await tokens.RotateAsync(who.Caller, id, tokenId, request, cancellationToken));

    private static async Task<Results<NoContent, ProblemHttpResult>> RevokeTokenAsync(
        AuthenticatedCaller who, Guid id, Guid tokenId, ApiTokenOperations tokens, CancellationToken cancellationToken) =>
        Answers.Gone(await tokens.RevokeAsync(who.Caller, id, tokenId, cancellationToken));
}
