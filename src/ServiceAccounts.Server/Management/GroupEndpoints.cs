using Microsoft.AspNetCore.Http.HttpResults;
using ServiceAccounts.Contracts;
using ServiceAccounts.Contracts.Access;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Server.Callers;

namespace ServiceAccounts.Server.Management;

/// <summary>Account groups and their members.</summary>
internal static class GroupEndpoints
{
    public static void Map(IEndpointRouteBuilder management)
    {
        var groups = management.MapGroup("/groups").WithTags("groupManagement");
        groups.MapGet("/", ListAsync).WithName("ListGroups").Refuses()
            .WithSummary("Lists the account groups of the tenant, Everyone first; q is how a name begins.");
        groups.MapPost("/", CreateAsync).WithName("CreateGroup").Refuses(409, 413, 415).Idempotent("/groups/{0}")
            .WithSummary("Makes an account group.");
        groups.MapGet("/{id:guid}", GetAsync).WithName("GetGroup").Refuses()
            .WithSummary("Shows an account group.");
        groups.MapPatch("/{id:guid}", UpdateAsync).WithName("UpdateGroup").Refuses(409, 412, 413, 415)
            .TakesMergePatch<UpdateGroupRequest>().WithSummary("Changes name and description of an account group; not of Everyone.");
        groups.MapDelete("/{id:guid}", DeleteAsync).WithName("DeleteGroup").Refuses(409, 412)
            .WithSummary("Deletes an account group: its members lose what they held through it. Everyone stays.");

        var members = groups.MapGroup("/{id:guid}/members");
        members.MapGet("/", ListMembersAsync).WithName("ListGroupMembers").Refuses()
            .WithSummary("Lists the users and service accounts in a group.");
        members.MapPost("/", AddMembersAsync).WithName("AddGroupMembers").Refuses(409, 413, 415)
            .WithSummary("Adds up to 100 users and service accounts to a group, all of them or none.");
        members.MapPut("/{principalId:guid}", AddMemberAsync).WithName("AddGroupMember").Refuses(409)
            .WithSummary("Adds a user or service account to a group; nobody is added to Everyone.");
        members.MapDelete("/{principalId:guid}", RemoveMemberAsync).WithName("RemoveGroupMember").Refuses(409)
            .WithSummary("Takes a user or service account off a group; nobody is taken off Everyone.");
    }

    private static Task<Results<Ok<Page<GroupResponse>>, ProblemHttpResult>> ListAsync(
        HttpContext http, AuthenticatedCaller who, GroupOperations groups, string? q, int? limit, string? cursor,
        CancellationToken cancellationToken) =>
        Answers.PageAsync(http, limit, cursor, paging => groups.ListAsync(who.Caller, q, paging, cancellationToken));

    private static async Task<Results<Created<GroupResponse>, ProblemHttpResult>> CreateAsync(
        HttpContext http, AuthenticatedCaller who, CreateGroupRequest request, GroupOperations groups, CancellationToken cancellationToken) =>
        Answers.Made(
            http, await groups.CreateAsync(who.Caller, request, cancellationToken), group => $"/groups/{group.Id}", group => group.Version);

    private static async Task<Results<Ok<GroupResponse>, ProblemHttpResult>> GetAsync(
        HttpContext http, AuthenticatedCaller who, Guid id, GroupOperations groups, CancellationToken cancellationToken) =>
        Answers.One(http, await groups.GetAsync(who.Caller, id, cancellationToken), group => group.Version);

    private static async Task<Results<Ok<GroupResponse>, ProblemHttpResult>> UpdateAsync(
        HttpContext http, AuthenticatedCaller who, Guid id, IfMatch ifMatch, UpdateGroupRequest request, GroupOperations groups,
        CancellationToken cancellationToken) =>
        Answers.One(http, await groups.UpdateAsync(who.Caller, id, ifMatch.Version, request, cancellationToken), group => group.Version);

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        AuthenticatedCaller who, Guid id, IfMatch ifMatch, GroupOperations groups, CancellationToken cancellationToken) =>
        Answers.Gone(await groups.DeleteAsync(who.Caller, id, ifMatch.Version, cancellationToken));

    private static Task<Results<Ok<Page<GroupMemberResponse>>, ProblemHttpResult>> ListMembersAsync(
        HttpContext http, AuthenticatedCaller who, Guid id, GroupMemberOperations members, int? limit, string? cursor,
        CancellationToken cancellationToken) =>
        Answers.PageAsync(http, limit, cursor, paging => members.ListAsync(who.Caller, id, paging, cancellationToken));

    private static async Task<Results<NoContent, ProblemHttpResult>> AddMembersAsync(
        AuthenticatedCaller who, Guid id, AddGroupMembersRequest request, GroupMemberOperations members, CancellationToken cancellationToken) =>
        Answers.Gone(await members.AddAsync(who.Caller, id, request, cancellationToken));

    private static async Task<Results<NoContent, ProblemHttpResult>> AddMemberAsync(
        AuthenticatedCaller who, Guid id, Guid principalId, GroupMemberOperations members, CancellationToken cancellationToken) =>
        Answers.Gone(await members.AddAsync(who.Caller, id, principalId, cancellationToken));

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveMemberAsync(
        AuthenticatedCaller who, Guid id, Guid principalId, GroupMemberOperations members, CancellationToken cancellationToken) =>
        Answers.Gone(await members.RemoveAsync(who.Caller, id, principalId, cancellationToken));
}
