using Microsoft.AspNetCore.Http.HttpResults;
using ServiceAccounts.Management;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Management.Credentials;
using ServiceAccounts.Server.Callers;
using ServiceAccounts.Server.Surfaces;
using ServiceAccounts.Storage.Accounts;

namespace ServiceAccounts.Server.Dialects.Sumo;

/// <summary>The caller's own access keys, and by their ids those of everybody whose keys the caller looks after.</summary>
internal static class AccessKeyEndpoints
{
    private const string Key = "access key";

    public static void Map(RouteGroupBuilder all)
    {
        var keys = all.MapGroup("/accessKeys").WithTags("accessKeyManagement");
        keys.MapGet("/", ListAsync).Is("ListAccessKeys", "Lists the access keys of all users and service accounts, never their secrets.");
        keys.MapPost("/", CreateAsync).Is("CreateAccessKey", "Makes an access key of the caller's own; only this answer shows its secret.");
        keys.MapGet("/personal", ListPersonalAsync).Is("ListPersonalAccessKeys", "Lists the caller's own access keys, never their secrets.");
        keys.MapPut("/{id}", UpdateAsync).Is("UpdateAccessKey", "Disables or enables an access key, or narrows it to other scopes.");
        keys.MapDelete("/{id}", DeleteAsync).Is("DeleteAccessKey", "Deletes an access key, for good.");
        keys.MapPut("/{id}/rotate", RotateAsync)
            .Is("RotateAccessKeySecret", "Gives an access key another secret under the same id; the one before works no more.");
    }

    /// <summary>A key of the tenant that the caller may see; from then on the request is about its owner.</summary>
    public static async Task<Outcome<OwnedKey>> FindAsync(
        HttpContext http, Caller caller, string id, TokenInventory tokens, CancellationToken cancellationToken)
    {
        if (!Guid.TryParseExact(id, "D", out var tokenId))
        {
            return OperationError.NotFound(Key);
        }

        var found = await tokens.GetAsync(caller, tokenId, cancellationToken);
        if (!found.Succeeded)
        {
            return found.Error;
        }

        http.Features.Set(new OperationSubject(found.Value.OwnerId));
        return OwnedKey.Of(found.Value);
    }

    /// <summary>Makes a key of somebody.</summary>
    public static async Task<Results<Ok<AccessKeyModel>, RefusalResult>> MakeAsync(
        Caller caller, Guid ownerId, PrincipalKind kind, AccessKeyCreateRequest request, ApiTokenOperations tokens, AccessKeyModels models,
        CancellationToken cancellationToken)
    {
        var wanted = AccessKeyModels.Read(request, caller.Tenant);
        if (!wanted.Succeeded)
        {
            return SumoAnswers.Refused(wanted.Error);
        }

        var made = await tokens.GenerateAsync(caller, ownerId, wanted.Value, cancellationToken);
        return made.Succeeded
            ? TypedResults.Ok(await models.ShowAsync(caller, ownerId, kind, made.Value, cancellationToken))
            : new RefusalResult(Refusal.Of(made.Error).Rename("name", "label"));
    }

    /// <summary>Changes a key that has been found.</summary>
    public static async Task<Results<Ok<AccessKeyModel>, RefusalResult>> ChangeAsync(
        Caller caller, OwnedKey owned, AccessKeyUpdateRequest request, ApiTokenOperations tokens, AccessKeyModels models,
        CancellationToken cancellationToken)
    {
        var wanted = AccessKeyModels.Read(request, caller.Tenant);
        if (!wanted.Succeeded)
        {
            return SumoAnswers.Refused(wanted.Error);
        }

        var changed = await tokens.UpdateAsync(caller, owned.OwnerId, owned.Token.Id, wanted.Value, cancellationToken);
        return changed.Succeeded
            ? TypedResults.Ok(await models.ShowAsync(caller, owned.OwnerId, owned.Kind, changed.Value, cancellationToken))
            : SumoAnswers.Refused(changed.Error);
    }

    private static async Task<Results<Ok<SumoList<AccessKeyModel>>, RefusalResult>> ListAsync(
        AuthenticatedCaller who, TokenInventory tokens, AccessKeyModels models, int? limit, string? token, CancellationToken cancellationToken)
    {
        var paging = SumoPaging.Of(limit, token);
        if (!paging.Succeeded)
        {
            return SumoAnswers.Refused(paging.Error);
        }

        var page = await tokens.ListAsync(who.Caller, paging.Value, cancellationToken);
        return page.Succeeded
            ? TypedResults.Ok(new SumoList<AccessKeyModel>(
                await models.ShowAsync(who.Caller, [.. page.Value.Items.Select(OwnedKey.Of)], cancellationToken), page.Value.NextCursor))
            : SumoAnswers.Refused(page.Error);
    }

    private static async Task<Results<Ok<SumoList<AccessKeyModel>>, RefusalResult>> ListPersonalAsync(
        AuthenticatedCaller who, ApiTokenOperations tokens, AccessKeyModels models, CancellationToken cancellationToken)
    {
        var caller = who.Caller;
        var page = await tokens.ListAsync(caller, caller.PrincipalId, unusedDays: null, SumoPaging.All, cancellationToken);
        return page.Succeeded
            ? TypedResults.Ok(new SumoList<AccessKeyModel>(await models.ShowAsync(
                caller, [.. page.Value.Items.Select(token => new OwnedKey(caller.PrincipalId, caller.Kind, token))], cancellationToken)))
            : SumoAnswers.Refused(page.Error);
    }

    private static Task<Results<Ok<AccessKeyModel>, RefusalResult>> CreateAsync(
        AuthenticatedCaller who, AccessKeyCreateRequest request, ApiTokenOperations tokens, AccessKeyModels models,
        CancellationToken cancellationToken) =>
        MakeAsync(who.Caller, who.Caller.PrincipalId, who.Caller.Kind, request, tokens, models, cancellationToken);

    private static async Task<Results<Ok<AccessKeyModel>, RefusalResult>> UpdateAsync(
        HttpContext http, AuthenticatedCaller who, string id, AccessKeyUpdateRequest request, TokenInventory all, ApiTokenOperations tokens,
        AccessKeyModels models, CancellationToken cancellationToken)
    {
        var found = await FindAsync(http, who.Caller, id, all, cancellationToken);
        return found.Succeeded
            ? await ChangeAsync(who.Caller, found.Value, request, tokens, models, cancellationToken)
            : SumoAnswers.Refused(found.Error);
    }

    private static async Task<Results<NoContent, RefusalResult>> DeleteAsync(
        HttpContext http, AuthenticatedCaller who, string id, TokenInventory all, ApiTokenOperations tokens, CancellationToken cancellationToken)
    {
        var found = await FindAsync(http, who.Caller, id, all, cancellationToken);
        return found.Succeeded
            ? SumoAnswers.Gone(await tokens.RevokeAsync(who.Caller, found.Value.OwnerId, found.Value.Token.Id, cancellationToken))
            : SumoAnswers.Refused(found.Error);
    }

    private static async Task<Results<Ok<AccessKeyModel>, RefusalResult>> RotateAsync(
        HttpContext http, AuthenticatedCaller who, string id, TokenInventory all, ApiTokenOperations tokens, AccessKeyModels models,
        CancellationToken cancellationToken)
    {
        var found = await FindAsync(http, who.Caller, id, all, cancellationToken);
        if (!found.Succeeded)
        {
            return SumoAnswers.Refused(found.Error);
        }

        var owned = found.Value;
        var rotated = await tokens.RotateAsync(who.Caller, owned.OwnerId, owned.Token.Id, new(), cancellationToken);
        return rotated.Succeeded
            ? TypedResults.Ok(await models.ShowAsync(who.Caller, owned.OwnerId, owned.Kind, rotated.Value, cancellationToken))
            : SumoAnswers.Refused(rotated.Error);
    }
}
