using Microsoft.AspNetCore.Http.HttpResults;
using ServiceAccounts.Management;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Management.Credentials;
using ServiceAccounts.Server.Callers;
using ServiceAccounts.Server.Surfaces;
using ServiceAccounts.Storage.Accounts;

namespace ServiceAccounts.Server.Dialects.Sumo;

/// <summary>The access keys of a service account.</summary>
internal static class AccountKeyEndpoints
{
    private const string Account = "service account";
    private const string Key = "access key of this service account";

    public static void Map(RouteGroupBuilder all)
    {
        var keys = all.MapGroup("/serviceAccounts/{serviceAccountId}/accessKeys").WithTags("serviceAccountManagement")
            .AddEndpointFilter<RouteGroupBuilder, UserManagement>();
        keys.MapGet("/", ListAsync).Is("ListAccessKeysForServiceAccount", "Lists the access keys of a service account, never their secrets.");
        keys.MapPost("/", CreateAsync).Is("CreateAccessKeyForServiceAccount", "Makes an access key; only this answer shows its secret.");
        keys.MapGet("/{accessId}", GetAsync).Is("GetAccessKeyByIdOfAServiceAccount", "Shows an access key.");
        keys.MapPut("/{accessId}", UpdateAsync)
            .Is("UpdateAccessKeyOfAServiceAccount", "Disables or enables an access key, or narrows it to other scopes.");
        keys.MapDelete("/{accessId}", DeleteAsync).Is("DeleteAccessKeyOfAServiceAccount", "Deletes an access key, for good.");
    }

    private static async Task<Results<Ok<SumoList<AccessKeyModel>>, RefusalResult>> ListAsync(
        HttpContext http, AuthenticatedCaller who, string serviceAccountId, ApiTokenOperations tokens, SumoIds ids, AccessKeyModels models,
        CancellationToken cancellationToken)
    {
        if (await ids.FindAccountAsync(http, who.Caller, serviceAccountId, cancellationToken) is not { } accountId)
        {
            return SumoAnswers.NotFound(Account);
        }

        var page = await tokens.ListAsync(who.Caller, accountId, unusedDays: null, SumoPaging.All, cancellationToken);
        return page.Succeeded
            ? TypedResults.Ok(new SumoList<AccessKeyModel>(await models.ShowAsync(
                who.Caller, [.. page.Value.Items.Select(token => new OwnedKey(accountId, PrincipalKind.ServiceAccount, token))],
                cancellationToken)))
            : SumoAnswers.Refused(page.Error);
    }

    private static async Task<Results<Ok<AccessKeyModel>, RefusalResult>> CreateAsync(
        HttpContext http, AuthenticatedCaller who, string serviceAccountId, AccessKeyCreateRequest request, ApiTokenOperations tokens,
        SumoIds ids, AccessKeyModels models, CancellationToken cancellationToken)
    {
        if (await ids.FindAccountAsync(http, who.Caller, serviceAccountId, cancellationToken) is not { } accountId)
        {
            return SumoAnswers.NotFound(Account);
        }

        return await AccessKeyEndpoints.MakeAsync(
            who.Caller, accountId, PrincipalKind.ServiceAccount, request, tokens, models, cancellationToken);
    }

    private static async Task<Results<Ok<AccessKeyModel>, RefusalResult>> GetAsync(
        HttpContext http, AuthenticatedCaller who, string serviceAccountId, string accessId, TokenInventory tokens, SumoIds ids,
        AccessKeyModels models, CancellationToken cancellationToken)
    {
        var found = await FindAsync(http, who.Caller, serviceAccountId, accessId, tokens, ids, cancellationToken);
        return found.Succeeded
            ? TypedResults.Ok((await models.ShowAsync(who.Caller, [found.Value], cancellationToken))[0])
            : SumoAnswers.Refused(found.Error);
    }

    private static async Task<Results<Ok<AccessKeyModel>, RefusalResult>> UpdateAsync(
        HttpContext http, AuthenticatedCaller who, string serviceAccountId, string accessId, AccessKeyUpdateRequest request,
        TokenInventory all, ApiTokenOperations tokens, SumoIds ids, AccessKeyModels models, CancellationToken cancellationToken)
    {
        var found = await FindAsync(http, who.Caller, serviceAccountId, accessId, all, ids, cancellationToken);
        return found.Succeeded
            ? await AccessKeyEndpoints.ChangeAsync(who.Caller, found.Value, request, tokens, models, cancellationToken)
            : SumoAnswers.Refused(found.Error);
    }

    private static async Task<Results<NoContent, RefusalResult>> DeleteAsync(
        HttpContext http, AuthenticatedCaller who, string serviceAccountId, string accessId, TokenInventory all, ApiTokenOperations tokens,
        SumoIds ids, CancellationToken cancellationToken)
    {
        var found = await FindAsync(http, who.Caller, serviceAccountId, accessId, all, ids, cancellationToken);
        return found.Succeeded
            ? SumoAnswers.Gone(await tokens.RevokeAsync(who.Caller, found.Value.OwnerId, found.Value.Token.Id, cancellationToken))
            : SumoAnswers.Refused(found.Error);
    }

    private static async Task<Outcome<OwnedKey>> FindAsync(
        HttpContext http, Caller caller, string serviceAccountId, string accessId, TokenInventory tokens, SumoIds ids,
        CancellationToken cancellationToken)
    {
        if (await ids.FindAccountAsync(http, caller, serviceAccountId, cancellationToken) is not { } accountId)
        {
            return OperationError.NotFound(Account);
        }

        var found = await AccessKeyEndpoints.FindAsync(http, caller, accessId, tokens, cancellationToken);
        return found is { Succeeded: true } && found.Value.OwnerId != accountId ? OperationError.NotFound(Key) : found;
    }
}
