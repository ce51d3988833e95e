using Microsoft.AspNetCore.Http.HttpResults;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Server.Callers;
using ServiceAccounts.Server.Surfaces;

namespace ServiceAccounts.Server.Dialects.Wavefront;

/// <summary>Who has a role: accounts and user groups, named together.</summary>
internal static class RoleAssigneeEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var roles = routes.MapGroup(WavefrontDialect.Roles).WithTags("Role");
        roles.MapPost("/{id:guid}/addAssignees", AddAsync).WithName("WavefrontAddRoleAssignees").Changes()
            .WithSummary("Gives a role to accounts and user groups, all or none.");
        roles.MapPost("/{id:guid}/removeAssignees", RemoveAsync).WithName("WavefrontRemoveRoleAssignees").Changes()
            .WithSummary("Takes a role from accounts and user groups, all or none.");
    }

    private static Task<Results<Ok<Container<RoleModel>>, RefusalResult>> AddAsync(
        AuthenticatedCaller who, Guid id, List<string?>? ids, AccountIdentifiers identifiers, AccessOperations access, RoleViews views,
        CancellationToken cancellationToken) =>
        ChangeAsync(who.Caller, id, ids, new AccessDelta { GivenRoleIds = [id] }, identifiers, access, views, cancellationToken);

    private static Task<Results<Ok<Container<RoleModel>>, RefusalResult>> RemoveAsync(
        AuthenticatedCaller who, Guid id, List<string?>? ids, AccountIdentifiers identifiers, AccessOperations access, RoleViews views,
        CancellationToken cancellationToken) =>
        ChangeAsync(who.Caller, id, ids, new AccessDelta { TakenRoleIds = [id] }, identifiers, access, views, cancellationToken);

    private static async Task<Results<Ok<Container<RoleModel>>, RefusalResult>> ChangeAsync(
        Caller caller, Guid id, List<string?>? ids, AccessDelta delta, AccountIdentifiers identifiers, AccessOperations access,
        RoleViews views, CancellationToken cancellationToken)
    {
        if (!caller.Tenant.Roles.TryGetValue(id, out var role))
        {
            return WavefrontAnswers.NotFound("role");
        }

        // A user group's id is one of ours; an account's is an address or begins with sa::.
        var groups = (ids ?? []).Select(name => Guid.TryParseExact(name, "D", out var group) ? group : (Guid?)null).ToList();
        var isGroup = groups.ConvertAll(group => group is { } known && caller.Tenant.Groups.ContainsKey(known));
        IReadOnlyList<string?> accounts = [.. (ids ?? []).Where((_, i) => !isGroup[i])];
        IReadOnlyList<Guid> found = [];
        if (ids is not { Count: > 0 } || accounts.Count > 0)
        {
            (found, var refusal) = await identifiers.ReadAsync(caller, ids is { Count: > 0 } ? accounts : null, cancellationToken);
            if (refusal is not null)
            {
                return new RefusalResult(refusal);
            }
        }

        var changed = await access.ChangeAsync(
            caller, found, [.. groups.Where((_, i) => isGroup[i]).OfType<Guid>()], delta, cancellationToken);
        return changed.Succeeded
            ? WavefrontAnswers.Ok(await views.ShowAsync(caller, role, cancellationToken))
            : WavefrontAnswers.Refuse(changed.Error);
    }
}
