using Microsoft.AspNetCore.Mvc;
using ServiceAccounts.Storage.Access;

namespace ServiceAccounts.Server.Dialects.Snyk;

/// <summary>The service accounts of an org.</summary>
internal static class OrgServiceAccountEndpoints
{
    private const string Owner = "org_id";
    private const string Account = "serviceaccount_id";

    public static void Map(RouteGroupBuilder rest)
    {
        var accounts = rest.MapGroup("/orgs/{org_id:guid}/service_accounts").WithTags("ServiceAccounts");
        accounts.MapGet("/", ListAsync).WithName("SnykListOrgServiceAccounts").RefusesAsSnyk()
            .Produces<SnykList<SnykServiceAccount>>(200, JsonApi.MediaType).WithSummary("Lists the service accounts of an org.");
        accounts.MapPost("/", CreateAsync).WithName("SnykCreateOrgServiceAccount").RefusesAsSnyk()
            .Accepts<CreateSnykServiceAccount>(JsonApi.MediaType)
            .Produces<SnykDocument<SnykServiceAccount>>(201, JsonApi.MediaType).WithSummary("Makes a service account of an org with its credential, which only this answer shows.");
        accounts.MapGet("/{serviceaccount_id:guid}", GetAsync).WithName("SnykGetOrgServiceAccount").RefusesAsSnyk()
            .Produces<SnykDocument<SnykServiceAccount>>(200, JsonApi.MediaType).WithSummary("Shows a service account of an org.");
        accounts.MapPatch("/{serviceaccount_id:guid}", RenameAsync).WithName("SnykUpdateOrgServiceAccount").RefusesAsSnyk()
            .Accepts<RenameSnykServiceAccount>(JsonApi.MediaType)
            .Produces<SnykDocument<SnykServiceAccount>>(200, JsonApi.MediaType).WithSummary("Gives a service account of an org another name.");
        accounts.MapDelete("/{serviceaccount_id:guid}", DeleteAsync).WithName("SnykDeleteOrgServiceAccount").RefusesAsSnyk()
            .Produces(204).WithSummary("Deletes a service account of an org with its credentials and tokens, for good.");
        accounts.MapPost("/{serviceaccount_id:guid}/secrets", ManageSecretsAsync).WithName("SnykManageOrgServiceAccountSecrets").RefusesAsSnyk()
            .Accepts<ManageSnykSecrets>(JsonApi.MediaType)
            .Produces<SnykDocument<SnykServiceAccount>>(200, JsonApi.MediaType).WithSummary("Makes, replaces or deletes client secrets of a service account of an org.");
    }

    private static Task<IResult> ListAsync(
        [FromRoute(Name = Owner)] Guid orgId, [AsParameters] SnykCall call, [AsParameters] SnykPaging paging, SnykServiceAccounts accounts) =>
        accounts.ListAsync(call, Of(orgId), paging);

    private static Task<IResult> CreateAsync(
        [FromRoute(Name = Owner)] Guid orgId, [AsParameters] SnykCall call, CreateSnykServiceAccount? body, SnykServiceAccounts accounts) =>
        accounts.CreateAsync(call, Of(orgId), body);

    private static Task<IResult> GetAsync(
        [FromRoute(Name = Owner)] Guid orgId, [FromRoute(Name = Account)] Guid id, [AsParameters] SnykCall call, SnykServiceAccounts accounts) =>
        accounts.GetAsync(call, Of(orgId), id);

    private static Task<IResult> RenameAsync(
        [FromRoute(Name = Owner)] Guid orgId, [FromRoute(Name = Account)] Guid id, [AsParameters] SnykCall call, RenameSnykServiceAccount? body,
        SnykServiceAccounts accounts) =>
        accounts.RenameAsync(call, Of(orgId), id, body);

    private static Task<IResult> DeleteAsync(
        [FromRoute(Name = Owner)] Guid orgId, [FromRoute(Name = Account)] Guid id, [AsParameters] SnykCall call, SnykServiceAccounts accounts) =>
        accounts.DeleteAsync(call, Of(orgId), id);

    private static Task<IResult> ManageSecretsAsync(
        [FromRoute(Name = Owner)] Guid orgId, [FromRoute(Name = Account)] Guid id, [AsParameters] SnykCall call, ManageSnykSecrets? body,
        SnykServiceAccounts accounts) =>
        accounts.ManageSecretsAsync(call, Of(orgId), id, body);

    private static SnykOwner Of(Guid id) => new(PlaceKind.Organization, id);
}
