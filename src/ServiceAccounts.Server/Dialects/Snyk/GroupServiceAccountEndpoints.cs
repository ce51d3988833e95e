using Microsoft.AspNetCore.Mvc;
using ServiceAccounts.Storage.Access;

namespace ServiceAccounts.Server.Dialects.Snyk;

/// <summary>The service accounts of a group.</summary>
internal static class GroupServiceAccountEndpoints
{
    private const string Owner = "group_id";
    private const string Account = "serviceaccount_id";

    public static void Map(RouteGroupBuilder rest)
    {
        var accounts = rest.MapGroup("/groups/{group_id:guid}/service_accounts").WithTags("ServiceAccounts");
        accounts.MapGet("/", ListAsync).WithName("SnykListGroupServiceAccounts").RefusesAsSnyk()
            .Produces<SnykList<SnykServiceAccount>>(200, JsonApi.MediaType).WithSummary("Lists the service accounts of a group.");
        accounts.MapPost("/", CreateAsync).WithName("SnykCreateGroupServiceAccount").RefusesAsSnyk()
            .Accepts<CreateSnykServiceAccount>(JsonApi.MediaType)
            .Produces<SnykDocument<SnykServiceAccount>>(201, JsonApi.MediaType).WithSummary("Makes a service account of a group with its credential, which only this answer shows.");
        accounts.MapGet("/{serviceaccount_id:guid}", GetAsync).WithName("SnykGetGroupServiceAccount").RefusesAsSnyk()
            .Produces<SnykDocument<SnykServiceAccount>>(200, JsonApi.MediaType).WithSummary("Shows a service account of a group.");
        accounts.MapPatch("/{serviceaccount_id:guid}", RenameAsync).WithName("SnykUpdateGroupServiceAccount").RefusesAsSnyk()
            .Accepts<RenameSnykServiceAccount>(JsonApi.MediaType)
            .Produces<SnykDocument<SnykServiceAccount>>(200, JsonApi.MediaType).WithSummary("Gives a service account of a group another name.");
        accounts.MapDelete("/{serviceaccount_id:guid}", DeleteAsync).WithName("SnykDeleteGroupServiceAccount").RefusesAsSnyk()
            .Produces(204).WithSummary("Deletes a service account of a group with its credentials and tokens, for good.");
        accounts.MapPost("/{serviceaccount_id:guid}/secrets", ManageSecretsAsync).WithName("SnykManageGroupServiceAccountSecrets").RefusesAsSnyk()
            .Accepts<ManageSnykSecrets>(JsonApi.MediaType)
            .Produces<SnykDocument<SnykServiceAccount>>(200, JsonApi.MediaType).WithSummary("Makes, replaces or deletes client secrets of a service account of a group.");
    }

    private static Task<IResult> ListAsync(
        [FromRoute(Name = Owner)] Guid groupId, [AsParameters] SnykCall call, [AsParameters] SnykPaging paging, SnykServiceAccounts accounts) =>
        accounts.ListAsync(call, Of(groupId), paging);

    private static Task<IResult> CreateAsync(
        [FromRoute(Name = Owner)] Guid groupId, [AsParameters] SnykCall call, CreateSnykServiceAccount? body, SnykServiceAccounts accounts) =>
        accounts.CreateAsync(call, Of(groupId), body);

    private static Task<IResult> GetAsync(
        [FromRoute(Name = Owner)] Guid groupId, [FromRoute(Name = Account)] Guid id, [AsParameters] SnykCall call, SnykServiceAccounts accounts) =>
        accounts.GetAsync(call, Of(groupId), id);

    private static Task<IResult> RenameAsync(
        [FromRoute(Name = Owner)] Guid groupId, [FromRoute(Name = Account)] Guid id, [AsParameters] SnykCall call, RenameSnykServiceAccount? body,
        SnykServiceAccounts accounts) =>
        accounts.RenameAsync(call, Of(groupId), id, body);

    private static Task<IResult> DeleteAsync(
        [FromRoute(Name = Owner)] Guid groupId, [FromRoute(Name = Account)] Guid id, [AsParameters] SnykCall call, SnykServiceAccounts accounts) =>
        accounts.DeleteAsync(call, Of(groupId), id);

    private static Task<IResult> ManageSecretsAsync(
        [FromRoute(Name = Owner)] Guid groupId, [FromRoute(Name = Account)] Guid id, [AsParameters] SnykCall call, ManageSnykSecrets? body,
        SnykServiceAccounts accounts) =>
        accounts.ManageSecretsAsync(call, Of(groupId), id, body);

    private static SnykOwner Of(Guid id) => new(PlaceKind.Group, id);
}
