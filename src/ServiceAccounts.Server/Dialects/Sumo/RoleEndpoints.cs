using Microsoft.AspNetCore.Http.HttpResults;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Server.Callers;
using ServiceAccounts.Server.Surfaces;

namespace ServiceAccounts.Server.Dialects.Sumo;

/// <summary>Roles, and the users who have them.</summary>
internal static class RoleEndpoints
{
    private const string What = "role";

    // Their users are shown with them, so the pages are shorter than elsewhere.
    private const int MaxPage = 100;

    public static void Map(RouteGroupBuilder all)
    {
        var roles = all.MapGroup("/roles").WithTags("roleManagement").AddEndpointFilter<RouteGroupBuilder, UserManagement>();
        roles.MapGet("/", ListAsync).Is("ListRoles", "Lists the roles, those that every organization has first; at most 100 a page.");
        roles.MapPost("/", CreateAsync).Is("CreateRole", "Makes a role, and gives it to users.");
        roles.MapGet("/{id}", GetAsync).Is("GetRole", "Shows a role.");
        roles.MapPut("/{id}", UpdateAsync).Is("UpdateRole", "Changes a role for all who have it, and which users have it; service accounts keep it.");
        roles.MapDelete("/{id}", DeleteAsync).Is("DeleteRole", "Deletes a role that nobody has.");
        RoleUserEndpoints.Map(roles);
    }

    private static async Task<Results<Ok<SumoList<RoleModel>>, RefusalResult>> ListAsync(
        AuthenticatedCaller who, RoleOperations roles, RoleModels models, int? limit, string? token, string? sortBy, string? name,
        CancellationToken cancellationToken)
    {
        var paging = SumoPaging.Of(limit, token);
        if (!paging.Succeeded || SumoPaging.WhyNotSorted(sortBy) is not null)
        {
            return SumoAnswers.Refused(paging.Error ?? SumoPaging.WhyNotSorted(sortBy)!); // One of the two is there.
        }

        // Names are unique, so all that begin with one fit on a page.
        var page = await roles.ListAsync(
            who.Caller, new RoleFilter(null, name, null),
            string.IsNullOrEmpty(name) ? paging.Value with { Limit = Math.Min(paging.Value.Limit, MaxPage) } : SumoPaging.All, cancellationToken);
        if (!page.Succeeded)
        {
            return new RefusalResult(Refusal.Of(page.Error).Rename("q", "name"));
        }

        var shown = page.Value.Items.Where(role => string.IsNullOrEmpty(name) || role.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        return TypedResults.Ok(new SumoList<RoleModel>(
            await models.ShowAsync(who.Caller, [.. shown], cancellationToken), string.IsNullOrEmpty(name) ? page.Value.NextCursor : null));
    }

    private static async Task<Results<Ok<RoleModel>, RefusalResult>> CreateAsync(
        AuthenticatedCaller who, CreateRoleDefinition request, RoleWithUsers roles, SumoIds ids, RoleModels models,
        CancellationToken cancellationToken)
    {
        var wanted = RoleModels.Read(request, who.Caller.Tenant);
        if (!wanted.Succeeded)
        {
            return SumoAnswers.Refused(wanted.Error);
        }

        var users = await ids.FindUsersAsync(who.Caller, "users", request.Users ?? [], cancellationToken);
        if (!users.Succeeded)
        {
            return SumoAnswers.Refused(users.Error);
        }

        var made = await roles.CreateAsync(who.Caller, wanted.Value, users.Value, cancellationToken);
        return made.Succeeded
            ? TypedResults.Ok(await models.ShowAsync(who.Caller, made.Value, cancellationToken))
            : SumoAnswers.Refused(made.Error);
    }

    private static async Task<Results<Ok<RoleModel>, RefusalResult>> GetAsync(
        HttpContext http, AuthenticatedCaller who, string id, RoleOperations roles, SumoIds ids, RoleModels models,
        CancellationToken cancellationToken)
    {
        if (await ids.FindRoleAsync(http, who.Caller, id, cancellationToken) is not { } roleId)
        {
            return SumoAnswers.NotFound(What);
        }

        var found = await roles.GetAsync(who.Caller, roleId, cancellationToken);
        return found.Succeeded
            ? TypedResults.Ok(await models.ShowAsync(who.Caller, found.Value, cancellationToken))
            : SumoAnswers.Refused(found.Error);
    }

    private static async Task<Results<Ok<RoleModel>, RefusalResult>> UpdateAsync(
        HttpContext http, AuthenticatedCaller who, string id, UpdateRoleDefinition request, RoleWithUsers roles, SumoIds ids,
        RoleModels models, CancellationToken cancellationToken)
    {
        if (await ids.FindRoleAsync(http, who.Caller, id, cancellationToken) is not { } roleId)
        {
            return SumoAnswers.NotFound(What);
        }

        var wanted = RoleModels.Read(request, who.Caller.Tenant);
        if (!wanted.Succeeded)
        {
            return SumoAnswers.Refused(wanted.Error);
        }

        var users = await ids.FindUsersAsync(who.Caller, "users", request.Users!, cancellationToken); // It has been read.
        if (!users.Succeeded)
        {
            return SumoAnswers.Refused(users.Error);
        }

        var changed = await roles.UpdateAsync(who.Caller, roleId, wanted.Value, users.Value, cancellationToken);
        return changed.Succeeded
            ? TypedResults.Ok(await models.ShowAsync(who.Caller, changed.Value, cancellationToken))
            : SumoAnswers.Refused(changed.Error);
    }

    private static async Task<Results<NoContent, RefusalResult>> DeleteAsync(
        HttpContext http, AuthenticatedCaller who, string id, RoleChange roles, SumoIds ids, CancellationToken cancellationToken) =>
        await ids.FindRoleAsync(http, who.Caller, id, cancellationToken) is { } roleId
            ? SumoAnswers.Gone(await roles.DeleteAsync(who.Caller, roleId, expectedVersion: null, force: false, cancellationToken))
            : SumoAnswers.NotFound(What);
}
