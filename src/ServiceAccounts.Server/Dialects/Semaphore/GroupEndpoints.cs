using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using ServiceAccounts.Contracts;
using ServiceAccounts.Contracts.Access;
using ServiceAccounts.Management;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Server.Callers;
using ServiceAccounts.Server.Surfaces;

namespace ServiceAccounts.Server.Dialects.Semaphore;

/// <summary>Groups of the organization's people and service accounts.</summary>
internal static class GroupEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var groups = api.MapGroup("/groups").WithTags("groups");
        groups.MapGet("/", ListAsync).WithName("SemaphoreListGroups").Refuses().WithSummary("Lists groups with their members, Everyone first.");
        groups.MapPost("/", CreateAsync).WithName("SemaphoreCreateGroup").Refuses(takesBody: true)
            .WithSummary("Makes a group, with its first members where they are given.");
        groups.MapGet("/{id:guid}", DescribeAsync).WithName("SemaphoreDescribeGroup").Refuses().WithSummary("Shows a group with its members.");
        groups.MapPatch("/{id:guid}", ModifyAsync).WithName("SemaphoreModifyGroup").Refuses(takesBody: true)
            .WithSummary("Changes name and description, adds members and takes some off, all of it or nothing.");
        groups.MapDelete("/{id:guid}", DestroyAsync).WithName("SemaphoreDestroyGroup").Refuses()
            .WithSummary("Deletes a group: its members lose what they held through it.");
    }

    private static async Task<Results<Ok<GroupListModel>, RefusalResult>> ListAsync(
        AuthenticatedCaller who, GroupOperations groups, GroupMemberOperations members,
        [FromQuery(Name = OffsetPaging.SizeParameter)] string? pageSize, [FromQuery(Name = OffsetPaging.TokenParameter)] string? pageToken,
        CancellationToken cancellationToken)
    {
        var paging = OffsetPaging.OfToken(pageSize, pageToken);
        if (!paging.Succeeded)
        {
            return new RefusalResult(Refusal.Of(paging.Error));
        }

        var page = await groups.ListAsync(who.Caller, namePrefix: null, paging.Value.Paging, cancellationToken);
        if (!page.Succeeded)
        {
            return new RefusalResult(Refusal.Of(page.Error));
        }

        var found = await members.ListAsync(who.Caller, [.. page.Value.Items.Select(group => group.Id)], cancellationToken);
        return found.Succeeded
            ? TypedResults.Ok(new GroupListModel(
                [.. page.Value.Items.Select(group => GroupModel.Of(group, found.Value))], paging.Value.NextToken(page.Value)))
            : new RefusalResult(Refusal.Of(found.Error));
    }

    private static async Task<Results<Ok<GroupModel>, RefusalResult>> CreateAsync(
        AuthenticatedCaller who, NewGroupModel body, GroupWithMembers groups, CancellationToken cancellationToken)
    {
        var request = new CreateGroupRequest { Name = body.Name, Description = body.Description };
        return Shown(await groups.CreateAsync(who.Caller, request, body.MemberIds ?? [], cancellationToken));
    }

    private static async Task<Results<Ok<GroupModel>, RefusalResult>> DescribeAsync(
        AuthenticatedCaller who, Guid id, GroupOperations groups, GroupMemberOperations members, CancellationToken cancellationToken)
    {
        var group = await groups.GetAsync(who.Caller, id, cancellationToken);
        if (!group.Succeeded)
        {
            return new RefusalResult(Refusal.Of(group.Error));
        }

        var found = await members.ListAsync(who.Caller, [id], cancellationToken);
        return found.Succeeded
            ? TypedResults.Ok(GroupModel.Of(group.Value, found.Value))
            : new RefusalResult(Refusal.Of(found.Error));
    }

    private static async Task<Results<Ok<GroupModel>, RefusalResult>> ModifyAsync(
        AuthenticatedCaller who, Guid id, GroupChangeModel body, GroupWithMembers groups, CancellationToken cancellationToken)
    {
        var request = new UpdateGroupRequest { Name = Given(body.Name), Description = Given(body.Description) };
        return Shown(await groups.UpdateAsync(
            who.Caller, id, request, body.MembersToAdd ?? [], body.MembersToRemove ?? [], cancellationToken));
    }

    private static async Task<Results<Ok<StatusModel>, RefusalResult>> DestroyAsync(
        AuthenticatedCaller who, Guid id, GroupOperations groups, CancellationToken cancellationToken)
    {
        var deleted = await groups.DeleteAsync(who.Caller, id, expectedVersion: null, cancellationToken);
        return deleted.Succeeded ? TypedResults.Ok(new StatusModel("deleted")) : new RefusalResult(Refusal.Of(deleted.Error));
    }

    private static Results<Ok<GroupModel>, RefusalResult> Shown(Outcome<GroupAndMembers> changed) => changed.Succeeded
        ? TypedResults.Ok(GroupModel.Of(changed.Value.Group, changed.Value.Members))
        : new RefusalResult(Refusal.Of(changed.Error));

    // To Semaphore null says the same as nothing.
    private static Optional<string?> Given(string? text) => text is null ? default : new Optional<string?>(text);
}
