using Microsoft.AspNetCore.Http.HttpResults;
using ServiceAccounts.Server.Callers;
using ServiceAccounts.Server.Surfaces;

namespace ServiceAccounts.Server.Dialects.Wavefront;

/// <summary>The API tokens of service accounts.</summary>
internal static class ServiceAccountTokenEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var tokens = routes.MapGroup(WavefrontDialect.Tokens + "/serviceaccount").WithTags("Api Token");
        tokens.MapGet("/{id}", ListAsync).WithName("WavefrontListServiceAccountTokens").Reads()
            .WithSummary("Lists the tokens of a service account.");
        tokens.MapPost("/{id}", GenerateAsync).WithName("WavefrontGenerateServiceAccountToken").Changes()
            .WithSummary("Generates a token and lists all, the new one last: its tokenID is the token, which is shown this once.");
        tokens.MapPut("/{id}/{token}", RenameAsync).WithName("WavefrontRenameServiceAccountToken").Changes()
            .WithSummary("Gives a token another name; it goes on working. The path has its id or the token itself.");
        tokens.MapDelete("/{id}/{token}", RevokeAsync).WithName("WavefrontRevokeServiceAccountToken").Changes()
            .WithSummary("Revokes a token, for good, and lists those that are left. The path has its id or the token itself.");
    }

    private static async Task<Results<Ok<Container<IReadOnlyList<TokenModel>>>, RefusalResult>> ListAsync(
        HttpContext http, AuthenticatedCaller who, string id, ServiceAccountTokens tokens, CancellationToken cancellationToken)
    {
        if (await tokens.FindOwnerAsync(http, who.Caller, id, cancellationToken) is not { } owner)
        {
            return WavefrontAnswers.NotFound("service account");
        }

        var listed = await tokens.ListAsync(who.Caller, owner, id, cancellationToken);
        return listed.Succeeded ? WavefrontAnswers.Ok(listed.Value) : WavefrontAnswers.Refuse(listed.Error);
    }

    private static async Task<Results<Ok<Container<IReadOnlyList<TokenModel>>>, RefusalResult>> GenerateAsync(
        HttpContext http, AuthenticatedCaller who, string id, TokenWrite? request, ServiceAccountTokens tokens,
        CancellationToken cancellationToken)
    {
        if (await tokens.FindOwnerAsync(http, who.Caller, id, cancellationToken) is not { } owner)
        {
            return WavefrontAnswers.NotFound("service account");
        }

        if (!string.IsNullOrEmpty(request?.TokenId))
        {
            return WavefrontAnswers.Invalid("tokenID", "A token cannot be chosen: leave it out, and the answer has it.");
        }

        var listed = await tokens.GenerateAsync(who.Caller, owner, id, request?.TokenName, cancellationToken);
        return listed.Succeeded ? WavefrontAnswers.Ok(listed.Value) : WavefrontAnswers.Refuse(listed.Error);
    }

    private static async Task<Results<Ok<Container<TokenModel>>, RefusalResult>> RenameAsync(
        HttpContext http, AuthenticatedCaller who, string id, string token, TokenWrite request, ServiceAccountTokens tokens,
        CancellationToken cancellationToken)
    {
        if (await tokens.FindOwnerAsync(http, who.Caller, id, cancellationToken) is not { } owner
            || await tokens.FindAsync(who.Caller, owner, token, cancellationToken) is not { } tokenId)
        {
            return WavefrontAnswers.NotFound("token of this service account");
        }

        if (!string.IsNullOrEmpty(request.TokenId) && await tokens.FindAsync(who.Caller, owner, request.TokenId, cancellationToken) != tokenId)
        {
            return WavefrontAnswers.Invalid("tokenID", "It is another than the path's. A token cannot be chosen or changed: only its name can.");
        }

        var renamed = await tokens.RenameAsync(who.Caller, owner, id, tokenId, request.TokenName, cancellationToken);
        return renamed.Succeeded ? WavefrontAnswers.Ok(renamed.Value) : WavefrontAnswers.Refuse(renamed.Error);
    }

    private static async Task<Results<Ok<Container<IReadOnlyList<TokenModel>>>, RefusalResult>> RevokeAsync(
        HttpContext http, AuthenticatedCaller who, string id, string token, ServiceAccountTokens tokens, CancellationToken cancellationToken)
    {
        if (await tokens.FindOwnerAsync(http, who.Caller, id, cancellationToken) is not { } owner
            || await tokens.FindAsync(who.Caller, owner, token, cancellationToken) is not { } tokenId)
        {
            return WavefrontAnswers.NotFound("token of this service account");
        }

        var left = await tokens.RevokeAsync(who.Caller, owner, id, tokenId, cancellationToken);
        return left.Succeeded ? WavefrontAnswers.Ok(left.Value) : WavefrontAnswers.Refuse(left.Error);
    }
}
