using Microsoft.AspNetCore.Http.HttpResults;
using ServiceAccounts.Contracts;
using ServiceAccounts.Contracts.Accounts;
using ServiceAccounts.Contracts.Credentials;
using ServiceAccounts.Management.Credentials;
using ServiceAccounts.Server.Callers;

namespace ServiceAccounts.Server.Management;

/// <summary>The issuers that an application trusts instead of a secret.</summary>
internal static class FederatedCredentialEndpoints
{
    private const string Path = "/service-accounts/{id}/applications/{clientId}/federated-credentials/{0}";

    public static void Map(IEndpointRouteBuilder management)
    {
        var credentials = management.MapGroup("/service-accounts/{id:guid}/applications/{clientId}/federated-credentials")
            .WithTags("serviceAccountManagement");
        credentials.MapGet("/", ListAsync).WithName("ListFederatedCredentials").Refuses(409)
            .WithSummary("Lists the issuers that an application trusts, and what their tokens must say.");
        credentials.MapPost("/", CreateAsync).WithName("CreateFederatedCredential").Refuses(409, 413, 415).Idempotent(Path)
            .WithSummary("Trusts tokens of another issuer that meet some conditions, once the issuer's keys have been found.");
        credentials.MapGet("/{credentialId:guid}", GetAsync).WithName("GetFederatedCredential").Refuses(409)
            .WithSummary("Shows an issuer that an application trusts.");
        credentials.MapPatch("/{credentialId:guid}", UpdateAsync).WithName("UpdateFederatedCredential").Refuses(409, 413, 415)
            .TakesMergePatch<UpdateFederatedCredentialRequest>()
            .WithSummary("Changes what the tokens of an issuer must say, where its keys come from, or when the trust runs out.");
        credentials.MapDelete("/{credentialId:guid}", DeleteAsync).WithName("DeleteFederatedCredential").Refuses(409)
            .WithSummary("Ends a trust, and the access tokens that it got at this server's own APIs.");
        credentials.MapPost("/{credentialId:guid}/try", TryAsync).WithName("TryFederatedToken").Refuses(409, 413, 415)
            .WithSummary("Says of a pasted token which check fails: signature, issuer, audience, times and each condition. The token is kept nowhere.");
        credentials.MapPost("/{credentialId:guid}/refresh-keys", RefreshKeysAsync).WithName("RefreshIssuerKeys").Refuses(409)
            .WithSummary("Fetches the keys of an issuer now and forgets the old ones.");
    }

    private static async Task<Results<Ok<Page<FederatedCredentialResponse>>, ProblemHttpResult>> ListAsync(
        AuthenticatedCaller who, Guid id, string clientId, FederatedCredentialOperations credentials, CancellationToken cancellationToken) =>
        Answers.Shown(await credentials.ListAsync(who.Caller, id, clientId, cancellationToken));

    private static async Task<Results<Created<FederatedCredentialResponse>, ProblemHttpResult>> CreateAsync(
        HttpContext http, AuthenticatedCaller who, Guid id, string clientId, CreateFederatedCredentialRequest request,
        FederatedCredentialOperations credentials, CancellationToken cancellationToken)
    {
        var made = await credentials.CreateAsync(who.Caller, id, clientId, request, cancellationToken);
        return made.Succeeded
            ? TypedResults.Created(
                Answers.UrlOf(http, $"{ManagementApi.Root}/service-accounts/{id}/applications/{clientId}/federated-credentials/{made.Value.Id}"), made.Value)
            : made.Error.ToProblem();
    }

    private static async Task<Results<Ok<FederatedCredentialResponse>, ProblemHttpResult>> GetAsync(
        AuthenticatedCaller who, Guid id, string clientId, Guid credentialId, FederatedCredentialOperations credentials,
        CancellationToken cancellationToken) =>
        Answers.Shown(await credentials.GetAsync(who.Caller, id, clientId, credentialId, cancellationToken));

    private static async Task<Results<Ok<FederatedCredentialResponse>, ProblemHttpResult>> UpdateAsync(
        AuthenticatedCaller who, Guid id, string clientId, Guid credentialId, UpdateFederatedCredentialRequest request,
        FederatedCredentialOperations credentials, CancellationToken cancellationToken) =>
        Answers.Shown(await credentials.UpdateAsync(who.Caller, id, clientId, credentialId, request, cancellationToken));

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        AuthenticatedCaller who, Guid id, string clientId, Guid credentialId, FederatedCredentialOperations credentials,
        CancellationToken cancellationToken) =>
        Answers.Gone(await credentials.DeleteAsync(who.Caller, id, clientId, credentialId, cancellationToken));

    private static async Task<Results<Ok<TryFederatedTokenResponse>, ProblemHttpResult>> TryAsync(
        AuthenticatedCaller who, Guid id, string clientId, Guid credentialId, TryFederatedTokenRequest request, FederatedTokenTrial trial,
        CancellationToken cancellationToken) =>
        Answers.Shown(await trial.TryAsync(who.Caller, id, clientId, credentialId, request, cancellationToken));

    private static async Task<Results<Ok<KeySetResponse>, ProblemHttpResult>> RefreshKeysAsync(
        AuthenticatedCaller who, Guid id, string clientId, Guid credentialId, FederatedCredentialOperations credentials,
        CancellationToken cancellationToken) =>
        Answers.Shown(await credentials.RefreshKeysAsync(who.Caller, id, clientId, credentialId, cancellationToken));
}
