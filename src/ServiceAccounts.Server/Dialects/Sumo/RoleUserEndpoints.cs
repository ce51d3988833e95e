using Microsoft.AspNetCore.Http.HttpResults;
using ServiceAccounts.Contracts.Access;
using ServiceAccounts.Management;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Server.Callers;
using ServiceAccounts.Server.Surfaces;

namespace ServiceAccounts.Server.Dialects.Sumo;

/// <summary>Gives a role to one user or service account, and takes it away.</summary>
internal static class RoleUserEndpoints
{
    public static void Map(RouteGroupBuilder roles)
    {
        roles.MapPut("/{roleId}/users/{userId}", AssignAsync).Is("AssignRoleToUser", "Gives a role to a user or service account; once is enough.");
        roles.MapDelete("/{roleId}/users/{userId}", RemoveAsync).Is("RemoveRoleFromUser", "Takes a role away from a user or service account.");
    }

    private static async Task<Results<Ok<RoleModel>, RefusalResult>> AssignAsync(
        HttpContext http, AuthenticatedCaller who, string roleId, string userId, PrincipalAccessOperations access, RoleOperations roles,
        SumoIds ids, RoleModels models, CancellationToken cancellationToken)
    {
        var found = await FindAsync(http, who.Caller, roleId, userId, ids, cancellationToken);
        if (!found.Succeeded)
        {
            return SumoAnswers.Refused(found.Error);
        }

        var (role, principal) = found.Value;
        var bound = await access.BindRoleAsync(who.Caller, principal, new BindRoleRequest { RoleId = role }, cancellationToken);
        if (!bound.Succeeded && bound.Error.Code != "already_bound")
        {
            return SumoAnswers.Refused(bound.Error);
        }

        var shown = await roles.GetAsync(who.Caller, role, cancellationToken);
        return shown.Succeeded
            ? TypedResults.Ok(await models.ShowAsync(who.Caller, shown.Value, cancellationToken))
            : SumoAnswers.Refused(shown.Error);
    }

    private static async Task<Results<NoContent, RefusalResult>> RemoveAsync(
        HttpContext http, AuthenticatedCaller who, string roleId, string userId, PrincipalAccessView view, AccessOperations access,
        SumoIds ids, CancellationToken cancellationToken)
    {
        var found = await FindAsync(http, who.Caller, roleId, userId, ids, cancellationToken);
        if (!found.Succeeded)
        {
            return SumoAnswers.Refused(found.Error);
        }

        var (role, principal) = found.Value;
        var holds = await view.GetAsync(who.Caller, principal, permission: null, apiId: null, cancellationToken);
        if (!holds.Succeeded)
        {
            return SumoAnswers.Refused(holds.Error);
        }

        // Usually one: this API binds a role at one place alone, and others may have bound it at more.
        if (holds.Value.RoleBindings.All(binding => binding.Role.Id != role))
        {
            return SumoAnswers.NotFound("such user who has this role by itself");
        }

        var removed = await access.ChangeAsync(who.Caller, [principal], [], new AccessDelta { TakenRoleIds = [role] }, cancellationToken);
        return removed.Succeeded ? TypedResults.NoContent() : SumoAnswers.Refused(removed.Error);
    }

    private static async Task<Outcome<Held>> FindAsync(
        HttpContext http, Caller caller, string roleId, string userId, SumoIds ids, CancellationToken cancellationToken)
    {
        if (await ids.FindRoleAsync(http, caller, roleId, cancellationToken) is not { } role)
        {
            return OperationError.NotFound("role");
        }

        return await ids.FindPrincipalAsync(http, caller, userId, cancellationToken) is { } principal
            ? new Held(role, principal)
            : OperationError.NotFound("user or service account");
    }

    private sealed record Held(Guid RoleId, Guid PrincipalId);
}
