using Microsoft.AspNetCore.Http.HttpResults;
using ServiceAccounts.Contracts.Access;
using ServiceAccounts.Management;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Server.Callers;
using ServiceAccounts.Server.Surfaces;
using ServiceAccounts.Storage.Access;

namespace ServiceAccounts.Server.Dialects.Wavefront;

/// <summary>Who is in a user group, and what it holds. To give what is had, and to take what is not, changes nothing.</summary>
internal static class UserGroupMemberEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var groups = routes.MapGroup(WavefrontDialect.Groups).WithTags("User Group");
        groups.MapPost("/{id:guid}/addUsers", AddUsersAsync).WithName("WavefrontAddUsersToUserGroup").Changes()
            .WithSummary("Adds users and service accounts to a user group, all or none; nobody is added to Everyone.");
        groups.MapPost("/{id:guid}/removeUsers", RemoveUsersAsync).WithName("WavefrontRemoveUsersFromUserGroup").Changes()
            .WithSummary("Takes users and service accounts off a user group, all or none; nobody is taken off Everyone.");
        groups.MapPost("/{id:guid}/addRoles", AddRolesAsync).WithName("WavefrontAddRolesToUserGroup").Changes()
            .WithSummary("Gives a user group roles, also Everyone.");
        groups.MapPost("/{id:guid}/removeRoles", RemoveRolesAsync).WithName("WavefrontRemoveRolesFromUserGroup").Changes()
            .WithSummary("Takes roles from a user group.");
        groups.MapPost("/grant/{permission}", GrantAsync).WithName("WavefrontGrantPermissionToUserGroups").Changes()
            .WithSummary("Gives user groups a permission, all or none, also Everyone.");
        groups.MapPost("/revoke/{permission}", RevokeAsync).WithName("WavefrontRevokePermissionFromUserGroups").Changes()
            .WithSummary("Takes a permission from user groups, all or none.");
    }

    private static async Task<Results<Ok<Container<GroupModel>>, RefusalResult>> AddUsersAsync(
        AuthenticatedCaller who, Guid id, List<string?>? ids, AccountIdentifiers identifiers, GroupMemberOperations members, GroupViews views,
        CancellationToken cancellationToken) =>
        await ChangeUsersAsync(
            who.Caller, id, ids, identifiers, views,
            found => members.AddAsync(who.Caller, id, new AddGroupMembersRequest { Ids = found }, cancellationToken), cancellationToken);

    private static async Task<Results<Ok<Container<GroupModel>>, RefusalResult>> RemoveUsersAsync(
        AuthenticatedCaller who, Guid id, List<string?>? ids, AccountIdentifiers identifiers, GroupMemberOperations members, GroupViews views,
        CancellationToken cancellationToken) =>
        await ChangeUsersAsync(
            who.Caller, id, ids, identifiers, views, found => members.RemoveAsync(who.Caller, id, found, cancellationToken), cancellationToken);

    private static async Task<Results<Ok<Container<GroupModel>>, RefusalResult>> ChangeUsersAsync(
        Caller caller, Guid id, List<string?>? ids, AccountIdentifiers identifiers, GroupViews views,
        Func<IReadOnlyList<Guid>, Task<Outcome<GroupResponse>>> change, CancellationToken cancellationToken)
    {
        // What a path names comes first: of a group that there is not, nothing else is said.
        if (!caller.Tenant.Groups.ContainsKey(id))
        {
            return WavefrontAnswers.NotFound("user group");
        }

        var (found, refusal) = await identifiers.ReadAsync(caller, ids, cancellationToken);
        return refusal is null ? await views.AnswerAsync(caller, await change(found), cancellationToken) : new RefusalResult(refusal);
    }

    private static Task<Results<Ok<Container<GroupModel>>, RefusalResult>> AddRolesAsync(
        AuthenticatedCaller who, Guid id, List<Guid>? ids, AccessOperations access, GroupViews views, CancellationToken cancellationToken) =>
        ChangeRolesAsync(who.Caller, id, ids, given => new AccessDelta { GivenRoleIds = given }, access, views, cancellationToken);

    private static Task<Results<Ok<Container<GroupModel>>, RefusalResult>> RemoveRolesAsync(
        AuthenticatedCaller who, Guid id, List<Guid>? ids, AccessOperations access, GroupViews views, CancellationToken cancellationToken) =>
        ChangeRolesAsync(who.Caller, id, ids, taken => new AccessDelta { TakenRoleIds = taken }, access, views, cancellationToken);

    private static async Task<Results<Ok<Container<GroupModel>>, RefusalResult>> ChangeRolesAsync(
        Caller caller, Guid id, List<Guid>? ids, Func<IReadOnlyList<Guid>, AccessDelta> delta, AccessOperations access, GroupViews views,
        CancellationToken cancellationToken)
    {
        if (!caller.Tenant.Groups.ContainsKey(id))
        {
            return WavefrontAnswers.NotFound("user group");
        }

        if (ids is null)
        {
            return WavefrontAnswers.Invalid("(body)", "It is a list of ids of roles.");
        }

        var changed = await access.ChangeAsync(caller, [], [id], delta(ids), cancellationToken);
        return changed.Succeeded
            ? WavefrontAnswers.Ok(await views.ShowAsync(caller, id, cancellationToken))
            : WavefrontAnswers.Refuse(changed.Error);
    }

    private static async Task<Results<Ok<Container<IReadOnlyList<GroupModel>>>, RefusalResult>> GrantAsync(
        AuthenticatedCaller who, string permission, List<Guid>? ids, NamedPermissions permissions, AccessOperations access, GroupViews views,
        CancellationToken cancellationToken) =>
        WhyNot(who.Caller, ids) ?? await ChangePermissionsAsync(
            ids!, await permissions.GiveAsync(who.Caller, [ManagementPermissions.GroupManage], "permission", [permission], cancellationToken), // It is there.
            names => new AccessDelta { GivenPermissions = names }, access, views, cancellationToken);

    private static async Task<Results<Ok<Container<IReadOnlyList<GroupModel>>>, RefusalResult>> RevokeAsync(
        AuthenticatedCaller who, string permission, List<Guid>? ids, NamedPermissions permissions, AccessOperations access, GroupViews views,
        CancellationToken cancellationToken) =>
        WhyNot(who.Caller, ids) ?? await ChangePermissionsAsync(
            ids!, permissions.Take(who.Caller, "permission", [permission]), // It is there.
            names => new AccessDelta { TakenPermissions = names }, access, views, cancellationToken);

    private static Results<Ok<Container<IReadOnlyList<GroupModel>>>, RefusalResult>? WhyNot(Caller caller, List<Guid>? ids) =>
        ids is not { Count: > 0 and <= AccountIdentifiers.MaxIds } || !ids.TrueForAll(caller.Tenant.Groups.ContainsKey)
            ? WavefrontAnswers.Invalid("(body)", $"It is a list of 1 to {AccountIdentifiers.MaxIds} ids of user groups, each of which there is.")
            : (Results<Ok<Container<IReadOnlyList<GroupModel>>>, RefusalResult>?)null;

    private static async Task<Results<Ok<Container<IReadOnlyList<GroupModel>>>, RefusalResult>> ChangePermissionsAsync(
        List<Guid> ids, Outcome<GivenPermissions> named, Func<IReadOnlyList<string>, AccessDelta> delta, AccessOperations access,
        GroupViews views, CancellationToken cancellationToken)
    {
        if (!named.Succeeded)
        {
            return WavefrontAnswers.Refuse(named.Error);
        }

        var (caller, names) = named.Value;
        var changed = await access.ChangeAsync(caller, [], ids, delta(names), cancellationToken);
        if (!changed.Succeeded)
        {
            return WavefrontAnswers.Refuse(changed.Error);
        }

        var shown = new List<GroupModel>();
        foreach (var id in ids.Distinct())
        {
            shown.Add(await views.ShowAsync(caller, id, cancellationToken));
        }

        return WavefrontAnswers.Ok<IReadOnlyList<GroupModel>>(shown);
    }
}
