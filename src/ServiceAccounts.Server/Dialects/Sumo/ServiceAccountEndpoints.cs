using Microsoft.AspNetCore.Http.HttpResults;
using ServiceAccounts.Contracts.Accounts;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Management.Accounts;
using ServiceAccounts.Server.Callers;
using ServiceAccounts.Server.Surfaces;

namespace ServiceAccounts.Server.Dialects.Sumo;

/// <summary>Service accounts.</summary>
internal static class ServiceAccountEndpoints
{
    private const int MaxNameLength = 128;
    private const int MaxEmailLength = 255;
    private const string What = "service account";

    // A key or a client is made for it afterwards.
    private static readonly CreationPolicy Policy = CreationPolicy.Native with { WithoutCredential = true };

    public static void Map(RouteGroupBuilder all)
    {
        var accounts = all.MapGroup("/serviceAccounts").WithTags("serviceAccountManagement").AddEndpointFilter<RouteGroupBuilder, UserManagement>();
        accounts.MapGet("/", ListAsync).Is("ListServiceAccounts", "Lists the service accounts, a thousand at a time unless limit says fewer.");
        accounts.MapPost("/", CreateAsync).Is("CreateServiceAccount", "Makes a service account, which has no credential yet.");
        accounts.MapGet("/{id}", GetAsync).Is("GetServiceAccount", "Shows a service account.");
        accounts.MapPut("/{id}", UpdateAsync).Is("UpdateServiceAccount", "Changes a service account: what is absent stays as it is.");
        accounts.MapDelete("/{id}", DeleteAsync)
            .Is("DeleteServiceAccount", "Deletes a service account with its credentials. There is no content, so transferTo and deleteContent change nothing.");
    }

    // That system does not page this list, so a client that does not ask for pages gets as much as a page can hold.
    private static async Task<Results<Ok<SumoList<ServiceAccountModel>>, RefusalResult>> ListAsync(
        AuthenticatedCaller who, ServiceAccountOperations accounts, ServiceAccountModels models, int? limit, string? token,
        CancellationToken cancellationToken)
    {
        var paging = SumoPaging.Of(limit, token, SumoPaging.MaxLimit);
        if (!paging.Succeeded)
        {
            return SumoAnswers.Refused(paging.Error);
        }

        var page = await accounts.ListAsync(who.Caller, paging.Value, new AccountQuery(), cancellationToken);
        return page.Succeeded
            ? TypedResults.Ok(new SumoList<ServiceAccountModel>(
                await models.ShowAsync(who.Caller, page.Value.Items, cancellationToken), page.Value.NextCursor))
            : SumoAnswers.Refused(page.Error);
    }

    private static async Task<Results<Ok<ServiceAccountModel>, RefusalResult>> CreateAsync(
        AuthenticatedCaller who, CreateServiceAccountDefinition request, ServiceAccountCreation creation, SumoIds ids,
        ServiceAccountModels models, CancellationToken cancellationToken)
    {
        var fields = new SumoFields().Required("name", request.Name, MaxNameLength).Required("email", request.Email, MaxEmailLength)
            .Present("roleIds", request.RoleIds);
        if (!fields.AreValid)
        {
            return SumoAnswers.Refused(fields.Error);
        }

        var roles = await ids.FindRolesAsync(who.Caller, "roleIds", request.RoleIds!, cancellationToken); // It is present.
        if (!roles.Succeeded)
        {
            return SumoAnswers.Refused(roles.Error);
        }

        var made = await creation.CreateAsync(
            who.Caller,
            new CreateServiceAccountRequest { Name = request.Name, AuthType = "api_key", Email = request.Email, RoleIds = roles.Value },
            Policy, cancellationToken);
        return made.Succeeded
            ? TypedResults.Ok(await models.ShowAsync(who.Caller, made.Value, cancellationToken))
            : SumoAnswers.Refused(made.Error);
    }

    private static async Task<Results<Ok<ServiceAccountModel>, RefusalResult>> GetAsync(
        HttpContext http, AuthenticatedCaller who, string id, ServiceAccountOperations accounts, SumoIds ids, ServiceAccountModels models,
        CancellationToken cancellationToken)
    {
        if (await ids.FindAccountAsync(http, who.Caller, id, cancellationToken) is not { } accountId)
        {
            return SumoAnswers.NotFound(What);
        }

        var found = await accounts.GetAsync(who.Caller, accountId, cancellationToken);
        return found.Succeeded
            ? TypedResults.Ok(await models.ShowAsync(who.Caller, found.Value, cancellationToken))
            : SumoAnswers.Refused(found.Error);
    }

    private static async Task<Results<Ok<ServiceAccountModel>, RefusalResult>> UpdateAsync(
        HttpContext http, AuthenticatedCaller who, string id, UpdateServiceAccountDefinition request, ServiceAccountReplacement replacement,
        SumoIds ids, ServiceAccountModels models, CancellationToken cancellationToken)
    {
        if (await ids.FindAccountAsync(http, who.Caller, id, cancellationToken) is not { } accountId)
        {
            return SumoAnswers.NotFound(What);
        }

        var fields = new SumoFields().Optional("name", request.Name, MaxNameLength);
        if (request.Email is not null)
        {
            fields.Required("email", request.Email, MaxEmailLength);
        }

        if (!fields.AreValid)
        {
            return SumoAnswers.Refused(fields.Error);
        }

        IReadOnlyList<Guid>? roleIds = null;
        if (request.RoleIds is { } sent)
        {
            var roles = await ids.FindRolesAsync(who.Caller, "roleIds", sent, cancellationToken);
            if (!roles.Succeeded)
            {
                return SumoAnswers.Refused(roles.Error);
            }

            roleIds = roles.Value;
        }

        var changed = await replacement.RunAsync(who.Caller, accountId, Wanted(request, roleIds), cancellationToken);
        return changed.Succeeded
            ? TypedResults.Ok(await models.ShowAsync(who.Caller, changed.Value, cancellationToken))
            : SumoAnswers.Refused(changed.Error);
    }

    private static async Task<Results<NoContent, RefusalResult>> DeleteAsync(
        HttpContext http, AuthenticatedCaller who, string id, ServiceAccountOperations accounts, SumoIds ids, string? transferTo,
        bool? deleteContent, CancellationToken cancellationToken)
    {
        _ = (transferTo, deleteContent);
        return await ids.FindAccountAsync(http, who.Caller, id, cancellationToken) is { } accountId
            ? SumoAnswers.Gone(await accounts.DeleteAsync(who.Caller, accountId, expectedVersion: null, cancellationToken))
            : SumoAnswers.NotFound(What);
    }

    private static AccountReplacement Wanted(UpdateServiceAccountDefinition request, IReadOnlyList<Guid>? roleIds) => new()
    {
        Attributes = new UpdateServiceAccountRequest
        {
            Name = request.Name is { } name ? new(name) : default,
            Email = request.Email is { } email ? new(email) : default,
        },
        IsActive = request.IsActive,
        Access = new AccessReplacement { RoleIds = roleIds },
    };
}
