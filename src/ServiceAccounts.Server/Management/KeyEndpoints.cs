using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using ServiceAccounts.Contracts.Keys;
using ServiceAccounts.Management.Keys;
using ServiceAccounts.Server.Callers;

namespace ServiceAccounts.Server.Management;

/// <summary>The server's own keys, for who operates it.</summary>
internal static class KeyEndpoints
{
    public static void Map(IEndpointRouteBuilder management)
    {
        var keys = management.MapGroup("/keys").WithTags("keyManagement");
        keys.MapGet("/", ListAsync).WithName("ListKeys").Refuses()
            .WithSummary("Lists the keys that access tokens are signed with, or have been.");
        keys.MapPost("/rotate", RotateAsync).WithName("RotateKeys").Refuses(409, 413, 415)
            .WithSummary("Announces the next key of each algorithm, or has the one that is announced begin earlier.");
        keys.MapPost("/{kid}/retire", RetireAsync).WithName("RetireKey").Refuses(409)
            .WithSummary("Ends a key at once with every token that it signed; where it signs, the next one takes over.");
        keys.MapGet("/secrets", ListSecretsAsync).WithName("ListServerSecrets").Refuses()
            .WithSummary("Lists the versions of the keys that secrets are hashed and the journal is sealed under.");
        keys.MapPost("/secrets/rotate", RotateSecretAsync).WithName("RotateServerSecret").Refuses(409, 413, 415)
            .WithSummary("Makes a new version; each secret is hashed under it when it is next used.");
        keys.MapDelete("/secrets/{purpose}/{version:int}", DropSecretAsync).WithName("DropServerSecret").Refuses(409)
            .WithSummary("Drops an old version that nothing is hashed under any more.");
    }

    private static async Task<Results<Ok<SigningKeysResponse>, ProblemHttpResult>> ListAsync(
        AuthenticatedCaller who, SigningKeyOperations keys, CancellationToken cancellationToken) =>
        Answers.Shown(await keys.ListAsync(who.Caller, cancellationToken));

    private static async Task<Results<Ok<SigningKeysResponse>, ProblemHttpResult>> RotateAsync(
        AuthenticatedCaller who, RotateSigningKeysRequest? request, SigningKeyOperations keys, CancellationToken cancellationToken) =>
        Answers.Shown(await keys.RotateAsync(who.Caller, request, cancellationToken));

    private static async Task<Results<Ok<SigningKeysResponse>, ProblemHttpResult>> RetireAsync(
        AuthenticatedCaller who, [FromRoute(Name = "kid")] string keyId, SigningKeyOperations keys, CancellationToken cancellationToken) =>
        Answers.Shown(await keys.RetireAsync(who.Caller, keyId, cancellationToken));

    private static async Task<Results<Ok<ServerSecretsResponse>, ProblemHttpResult>> ListSecretsAsync(
        AuthenticatedCaller who, ServerSecretOperations secrets, CancellationToken cancellationToken) =>
        Answers.Shown(await secrets.ListAsync(who.Caller, cancellationToken));

    private static async Task<Results<Ok<ServerSecretsResponse>, ProblemHttpResult>> RotateSecretAsync(
        AuthenticatedCaller who, RotateServerSecretRequest? request, ServerSecretOperations secrets, CancellationToken cancellationToken) =>
        Answers.Shown(await secrets.RotateAsync(who.Caller, request, cancellationToken));

    private static async Task<Results<NoContent, ProblemHttpResult>> DropSecretAsync(
        AuthenticatedCaller who, string purpose, int version, ServerSecretOperations secrets, CancellationToken cancellationToken) =>
        Answers.Gone(await secrets.DropAsync(who.Caller, purpose, version, cancellationToken));
}
