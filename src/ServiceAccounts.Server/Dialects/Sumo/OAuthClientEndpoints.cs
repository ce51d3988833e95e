using Microsoft.AspNetCore.Http.HttpResults;
using ServiceAccounts.Contracts.Accounts;
using ServiceAccounts.Contracts.Credentials;
using ServiceAccounts.Management;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Management.Accounts;
using ServiceAccounts.Management.Credentials;
using ServiceAccounts.Server.Callers;
using ServiceAccounts.Server.Surfaces;
using ServiceAccounts.Storage.Access;

namespace ServiceAccounts.Server.Dialects.Sumo;

/// <summary>OAuth clients that run as a service account.</summary>
internal static class OAuthClientEndpoints
{
    public static void Map(RouteGroupBuilder all)
    {
        var clients = all.MapGroup("/oauth/clients").WithTags("oauthManagement");
        clients.MapGet("/", ListAsync).Is("ListOAuthClients", "Lists the OAuth clients, or those that run as one service account.");
        clients.MapPost("/", CreateAsync).Is("CreateOAuthClient", "Makes an OAuth client of a service account; only this answer shows its secret.");
        clients.MapGet("/{clientId}", GetAsync).Is("GetOAuthClientById", "Shows an OAuth client.");
        clients.MapPut("/{clientId}", UpdateAsync).Is("UpdateOAuthClient", "Changes an OAuth client: all but as whom it acts.");
        clients.MapDelete("/{clientId}", DeleteAsync)
            .Is("DeleteOAuthClient", "Deletes an OAuth client, and ends its access tokens at this server's own APIs.");
        clients.MapPut("/{clientId}/rotate", RotateAsync)
            .Is("RotateOauthSecret", "Gives an OAuth client another secret; the one before works no more.");
    }

    private static async Task<Results<Ok<SumoList<OAuthClientModel>>, RefusalResult>> ListAsync(
        HttpContext http, AuthenticatedCaller who, TenantApplications applications, SumoIds ids, OAuthClientModels models, int? limit,
        string? token, string? runAsId, CancellationToken cancellationToken)
    {
        var paging = SumoPaging.Of(limit, token);
        if (!paging.Succeeded)
        {
            return SumoAnswers.Refused(paging.Error);
        }

        var accountId = string.IsNullOrEmpty(runAsId) ? null : await ids.FindAccountAsync(http, who.Caller, runAsId, cancellationToken);
        if (accountId is null && !string.IsNullOrEmpty(runAsId))
        {
            return new RefusalResult(Refusal.Invalid("runAsId", "There is no service account of this id."));
        }

        var page = await applications.ListAsync(who.Caller, accountId, paging.Value, cancellationToken);
        return page.Succeeded
            ? TypedResults.Ok(new SumoList<OAuthClientModel>(
                await models.ShowAsync(who.Caller, page.Value.Items, cancellationToken), page.Value.NextCursor))
            : SumoAnswers.Refused(page.Error);
    }

    private static async Task<Results<Ok<OAuthClientModel>, RefusalResult>> CreateAsync(
        HttpContext http, AuthenticatedCaller who, OAuthClientCreateRequest request, ApplicationOperations applications, SumoIds ids,
        OAuthClientModels models, CancellationToken cancellationToken)
    {
        var fields = OAuthClientModels.Check(request);
        var scopes = Capabilities.ToPermissions("scopes", request.Scopes ?? [], who.Caller.Tenant, fields);
        var accountId = await ids.FindAccountAsync(http, who.Caller, request.RunAs?.RunAsId, cancellationToken);
        if (request.RunAs is not null && accountId is null)
        {
            fields.Add("runAs.runAsId", "There is no service account of this id.");
        }

        if (!fields.AreValid || accountId is not { } id)
        {
            return SumoAnswers.Refused(fields.Error);
        }

        var made = await applications.CreateAsync(
            who.Caller, id,
            new CreateApplicationRequest
            {
                AuthenticationMethod = "client_secret",
                Name = request.Name,
                Description = request.Description,
                AllowedScopes = await models.HeldAsync(who.Caller, id, scopes, cancellationToken),
                DefaultApiId = ManagementPermissions.ApiId,
            },
            cancellationToken);
        return made.Succeeded
            ? TypedResults.Ok(await models.ShowAsync(who.Caller, id, made.Value, cancellationToken))
            : SumoAnswers.Refused(made.Error);
    }

    private static async Task<Results<Ok<OAuthClientModel>, RefusalResult>> GetAsync(
        HttpContext http, AuthenticatedCaller who, string clientId, TenantApplications applications, OAuthClientModels models,
        CancellationToken cancellationToken)
    {
        var found = await FindAsync(http, who.Caller, clientId, applications, cancellationToken);
        return found.Succeeded
            ? TypedResults.Ok((await models.ShowAsync(who.Caller, [found.Value], cancellationToken))[0])
            : SumoAnswers.Refused(found.Error);
    }

    private static async Task<Results<Ok<OAuthClientModel>, RefusalResult>> UpdateAsync(
        HttpContext http, AuthenticatedCaller who, string clientId, OAuthClientUpdateRequest request, TenantApplications all,
        ApplicationOperations applications, SumoIds ids, OAuthClientModels models, CancellationToken cancellationToken)
    {
        var found = await FindAsync(http, who.Caller, clientId, all, cancellationToken);
        if (!found.Succeeded)
        {
            return SumoAnswers.Refused(found.Error);
        }

        var (accountId, wanted) = (found.Value.AccountId, OAuthClientModels.Read(request, who.Caller.Tenant));
        if (!wanted.Succeeded)
        {
            return SumoAnswers.Refused(wanted.Error);
        }

        if (request.RunAs is { } runAs && await ids.FindAccountAsync(http, who.Caller, runAs.RunAsId, cancellationToken) != accountId)
        {
            return new RefusalResult(Refusal.Invalid("runAs.runAsId", "As whom a client acts never changes: make another client."));
        }

        var changed = await applications.UpdateAsync(who.Caller, accountId, clientId, expectedVersion: null, wanted.Value, cancellationToken);
        return changed.Succeeded
            ? TypedResults.Ok(await models.ShowAsync(who.Caller, accountId, changed.Value, cancellationToken))
            : SumoAnswers.Refused(changed.Error);
    }

    private static async Task<Results<NoContent, RefusalResult>> DeleteAsync(
        HttpContext http, AuthenticatedCaller who, string clientId, TenantApplications all, ApplicationOperations applications,
        CancellationToken cancellationToken)
    {
        var found = await FindAsync(http, who.Caller, clientId, all, cancellationToken);
        return found.Succeeded
            ? SumoAnswers.Gone(
                await applications.DeleteAsync(who.Caller, found.Value.AccountId, clientId, expectedVersion: null, cancellationToken))
            : SumoAnswers.Refused(found.Error);
    }

    private static async Task<Results<Ok<OAuthClientModel>, RefusalResult>> RotateAsync(
        HttpContext http, AuthenticatedCaller who, string clientId, TenantApplications all, ClientSecretOperations secrets,
        OAuthClientModels models, CancellationToken cancellationToken)
    {
        var found = await FindAsync(http, who.Caller, clientId, all, cancellationToken);
        if (!found.Succeeded)
        {
            return SumoAnswers.Refused(found.Error);
        }

        var (accountId, before) = (found.Value.AccountId, found.Value.Application);
        var made = await secrets.ReplaceAsync(who.Caller, accountId, clientId, new CreateClientSecretRequest(), cancellationToken);
        if (!made.Succeeded)
        {
            return SumoAnswers.Refused(made.Error);
        }

        // Shown from what was read before: to read again could fail, and the secret would be lost.
        var after = before with
        {
            Secrets = [made.Value],
            Changes = before.Changes! with { UpdatedAt = made.Value.CreatedAt, UpdatedById = who.Caller.PrincipalId }, // Operations tell it.
        };
        return TypedResults.Ok(await models.ShowAsync(who.Caller, accountId, after, cancellationToken));
    }

    private static async Task<Outcome<OwnedApplication>> FindAsync(
        HttpContext http, Caller caller, string clientId, TenantApplications applications, CancellationToken cancellationToken)
    {
        var found = await applications.GetAsync(caller, clientId, cancellationToken);
        if (found.Succeeded)
        {
            http.Features.Set(new OperationSubject(found.Value.AccountId));
        }

        return found;
    }
}
