using Microsoft.AspNetCore.Http.HttpResults;
using ServiceAccounts.Management;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Management.Credentials;
using ServiceAccounts.Server.Callers;
using ServiceAccounts.Server.Surfaces;
using ServiceAccounts.Storage.Credentials;

namespace ServiceAccounts.Server.Dialects.Wavefront;

/// <summary>Every API token of the customer, of users and service accounts.</summary>
internal static class CustomerTokenEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var tokens = routes.MapGroup(WavefrontDialect.Tokens + "/customertokens").WithTags("Api Token");
        tokens.MapGet("/", ListAsync).WithName("WavefrontListCustomerTokens").Reads()
            .WithSummary("Lists all tokens of users and service accounts, in the order of their creation.");
        tokens.MapGet("/{id}", GetAsync).WithName("WavefrontGetCustomerToken").Reads()
            .WithSummary("Shows a token. The path has its id or the token itself.");
        tokens.MapPut("/revoke", RevokeAsync).WithName("WavefrontRevokeCustomerToken").Changes()
            .WithSummary("Revokes a token, for good. The body has its id or the token itself.");
    }

    private static async Task<Results<Ok<Container<IAsyncEnumerable<CustomerToken>>>, RefusalResult>> ListAsync(
        AuthenticatedCaller who, TokenInventory tokens, CancellationToken cancellationToken)
    {
        var read = (Paging paging) => tokens.ListAsync(who.Caller, paging, cancellationToken);
        var first = await read(new Paging(Paging.MaxLimit, After: null));
        return first.Succeeded
            ? WavefrontAnswers.Ok(WavefrontAnswers.AllAsync(first.Value, read, cancellationToken).Select(AccountView.Token))
            : WavefrontAnswers.Refuse(first.Error);
    }

    private static async Task<Results<Ok<Container<CustomerToken>>, RefusalResult>> GetAsync(
        HttpContext http, AuthenticatedCaller who, string id, ApiTokenTexts texts, TokenInventory tokens, CancellationToken cancellationToken)
    {
        var found = await FindAsync(http, who.Caller, id, texts, tokens, cancellationToken);
        return found.Succeeded ? WavefrontAnswers.Ok(AccountView.Token(found.Value)) : WavefrontAnswers.Refuse(found.Error);
    }

    private static async Task<Results<Ok<Container<CustomerToken>>, RefusalResult>> RevokeAsync(
        HttpContext http, AuthenticatedCaller who, TokenWrite request, ApiTokenTexts texts, TokenInventory tokens,
        ApiTokenOperations operations, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(request.TokenId))
        {
            return WavefrontAnswers.Invalid("tokenID", "It is required: the id of a token, or the token itself.");
        }

        var found = await FindAsync(http, who.Caller, request.TokenId, texts, tokens, cancellationToken);
        if (!found.Succeeded)
        {
            return WavefrontAnswers.Refuse(found.Error);
        }

        var revoked = await operations.RevokeAsync(who.Caller, found.Value.OwnerId, found.Value.Token.Id, cancellationToken);
        return revoked.Succeeded ? WavefrontAnswers.Ok(AccountView.Token(found.Value)) : WavefrontAnswers.Refuse(revoked.Error);
    }

    private static async Task<Outcome<InventoriedToken>> FindAsync(
        HttpContext http, Caller caller, string textOrId, ApiTokenTexts texts, TokenInventory tokens, CancellationToken cancellationToken)
    {
        if (await texts.FindAsync(caller.Tenant.TenantId, textOrId, cancellationToken) is not { } token)
        {
            return OperationError.NotFound("token");
        }

        http.Features.Set(new OperationSubject(token.PrincipalId));
        return await tokens.GetAsync(caller, token.Id, cancellationToken);
    }
}
