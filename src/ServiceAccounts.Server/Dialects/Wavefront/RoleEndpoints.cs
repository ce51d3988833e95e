using Microsoft.AspNetCore.Http.HttpResults;
using ServiceAccounts.Contracts.Access;
using ServiceAccounts.Management;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Server.Callers;
using ServiceAccounts.Server.Surfaces;
using ServiceAccounts.Storage.Access;

namespace ServiceAccounts.Server.Dialects.Wavefront;

/// <summary>Roles: named sets of permissions. Those that are made here are had in the whole tenant.</summary>
internal static class RoleEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var roles = routes.MapGroup(WavefrontDialect.Roles).WithTags("Role");
        roles.MapGet("/", ListAsync).WithName("WavefrontListRoles").Reads()
            .WithSummary("Lists the roles, the system's first.");
        roles.MapPost("/", CreateAsync).WithName("WavefrontCreateRole").Changes()
            .WithSummary("Makes a role, which has at least one permission.");
        roles.MapGet("/{id:guid}", GetAsync).WithName("WavefrontGetRole").Reads()
            .WithSummary("Shows a role, and the first hundred accounts and user groups that have it.");
        roles.MapPut("/{id:guid}", UpdateAsync).WithName("WavefrontUpdateRole").Changes()
            .WithSummary("Changes a role; those of the system are read-only.");
        roles.MapDelete("/{id:guid}", DeleteAsync).WithName("WavefrontDeleteRole").Changes()
            .WithSummary("Deletes a role: who has it loses it.");
        roles.MapPost("/grant/{permission}", GrantAsync).WithName("WavefrontGrantPermissionToRoles").Changes()
            .WithSummary("Gives roles a permission, all or none.");
        roles.MapPost("/revoke/{permission}", RevokeAsync).WithName("WavefrontRevokePermissionFromRoles").Changes()
            .WithSummary("Takes a permission from roles, all or none; not the last one of a role.");
    }

    private static async Task<Results<Ok<Container<Paged<RoleModel>>>, RefusalResult>> ListAsync(
        AuthenticatedCaller who, RoleOperations roles, RoleViews views, int? offset, int? limit, string? cursor,
        CancellationToken cancellationToken)
    {
        var paging = WavefrontAnswers.PagingOf(offset, limit, cursor);
        if (!paging.Succeeded)
        {
            return WavefrontAnswers.Refuse(paging.Error);
        }

        var page = await roles.ListAsync(who.Caller, new RoleFilter(null, null, null), paging.Value, cancellationToken);
        if (!page.Succeeded)
        {
            return WavefrontAnswers.Refuse(page.Error);
        }

        var items = new List<RoleModel>(page.Value.Items.Count);
        foreach (var role in page.Value.Items)
        {
            items.Add(await views.ShowAsync(who.Caller, role, cancellationToken));
        }

        return WavefrontAnswers.Page(paging.Value, page.Value.NextCursor, who.Caller.Tenant.Roles.Count, items);
    }

    private static async Task<Results<Ok<Container<RoleModel>>, RefusalResult>> CreateAsync(
        AuthenticatedCaller who, RoleWrite request, RoleOperations roles, NamedPermissions permissions, RoleViews views,
        CancellationToken cancellationToken)
    {
        if (request.Id is not null)
        {
            return WavefrontAnswers.Invalid("id", "It cannot be chosen: leave it out, and the answer has it.");
        }

        var given = await permissions.GiveAsync(who.Caller, [ManagementPermissions.RoleManage], "permissions", request.Permissions ?? [], cancellationToken);
        if (!given.Succeeded)
        {
            return WavefrontAnswers.Refuse(given.Error);
        }

        var wanted = new CreateRoleRequest
        {
            Name = request.Name,
            Description = request.Description,
            Level = "tenant",
            Permissions = given.Value.Names,
        };
        return await views.AnswerAsync(
            given.Value.Caller, await roles.CreateAsync(given.Value.Caller, wanted, cancellationToken), cancellationToken);
    }

    private static async Task<Results<Ok<Container<RoleModel>>, RefusalResult>> GetAsync(
        AuthenticatedCaller who, Guid id, RoleOperations roles, RoleViews views, CancellationToken cancellationToken) =>
        await views.AnswerAsync(who.Caller, await roles.GetAsync(who.Caller, id, cancellationToken), cancellationToken);

    private static async Task<Results<Ok<Container<RoleModel>>, RefusalResult>> UpdateAsync(
        AuthenticatedCaller who, Guid id, RoleWrite request, RoleChange roles, NamedPermissions permissions, RoleViews views,
        CancellationToken cancellationToken)
    {
        if (!who.Caller.Tenant.Roles.ContainsKey(id))
        {
            return WavefrontAnswers.NotFound("role");
        }

        if (request.Id is { } other && other != id)
        {
            return WavefrontAnswers.Invalid("id", "It is another than the path's, and it cannot change.");
        }

        var given = await permissions.GiveAsync(who.Caller, [ManagementPermissions.RoleManage], "permissions", request.Permissions ?? [], cancellationToken);
        if (!given.Succeeded)
        {
            return WavefrontAnswers.Refuse(given.Error);
        }

        var wanted = new UpdateRoleRequest
        {
            Name = new(request.Name),
            Description = new(request.Description),
            Permissions = request.Permissions is null ? default : new(given.Value.Names),
        };
        return await views.AnswerAsync(
            given.Value.Caller, await roles.UpdateAsync(given.Value.Caller, id, expectedVersion: null, wanted, cancellationToken), cancellationToken);
    }

    // Wavefront has no word for "only where nobody has it": who deletes a role takes it from all.
    private static async Task<Results<Ok<Container<RoleModel>>, RefusalResult>> DeleteAsync(
        AuthenticatedCaller who, Guid id, RoleChange roles, RoleViews views, CancellationToken cancellationToken) =>
        await views.AnswerAsync(
            who.Caller, await roles.DeleteAsync(who.Caller, id, expectedVersion: null, force: true, cancellationToken), cancellationToken);

    private static async Task<Results<Ok<Container<IReadOnlyList<RoleModel>>>, RefusalResult>> GrantAsync(
        AuthenticatedCaller who, string permission, List<Guid>? ids, NamedPermissions permissions, RoleChange roles, RoleViews views,
        CancellationToken cancellationToken) =>
        WhyNot(who.Caller, ids) ?? await ChangeAsync(
            await permissions.GiveAsync(who.Caller, [ManagementPermissions.RoleManage], "permission", [permission], cancellationToken),
            named => roles.ChangePermissionsAsync(named.Caller, ids!, named.Names, [], cancellationToken), views, cancellationToken); // They are there.

    private static async Task<Results<Ok<Container<IReadOnlyList<RoleModel>>>, RefusalResult>> RevokeAsync(
        AuthenticatedCaller who, string permission, List<Guid>? ids, NamedPermissions permissions, RoleChange roles, RoleViews views,
        CancellationToken cancellationToken) =>
        WhyNot(who.Caller, ids) ?? await ChangeAsync(
            permissions.Take(who.Caller, "permission", [permission]),
            named => roles.ChangePermissionsAsync(named.Caller, ids!, [], named.Names, cancellationToken), views, cancellationToken); // They are there.

    private static Results<Ok<Container<IReadOnlyList<RoleModel>>>, RefusalResult>? WhyNot(Caller caller, List<Guid>? ids) =>
        ids is not { Count: > 0 and <= AccountIdentifiers.MaxIds } || !ids.TrueForAll(caller.Tenant.Roles.ContainsKey)
            ? WavefrontAnswers.Invalid("(body)", $"It is a list of 1 to {AccountIdentifiers.MaxIds} ids of roles, each of which there is.")
            : (Results<Ok<Container<IReadOnlyList<RoleModel>>>, RefusalResult>?)null;

    private static async Task<Results<Ok<Container<IReadOnlyList<RoleModel>>>, RefusalResult>> ChangeAsync(
        Outcome<GivenPermissions> named, Func<GivenPermissions, Task<Outcome<ChangedRoles>>> change, RoleViews views,
        CancellationToken cancellationToken)
    {
        if (!named.Succeeded)
        {
            return WavefrontAnswers.Refuse(named.Error);
        }

        var changed = await change(named.Value);
        if (!changed.Succeeded)
        {
            return WavefrontAnswers.Refuse(changed.Error);
        }

        var shown = new List<RoleModel>();
        foreach (var role in changed.Value.Items)
        {
            shown.Add(await views.ShowAsync(named.Value.Caller, role, cancellationToken));
        }

        return WavefrontAnswers.Ok<IReadOnlyList<RoleModel>>(shown);
    }
}
