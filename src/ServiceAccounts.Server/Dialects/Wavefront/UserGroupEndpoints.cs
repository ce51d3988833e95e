using Microsoft.AspNetCore.Http.HttpResults;
using ServiceAccounts.Contracts.Access;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Server.Callers;
using ServiceAccounts.Server.Surfaces;

namespace ServiceAccounts.Server.Dialects.Wavefront;

/// <summary>User groups: what one holds, each of its users and service accounts holds.</summary>
internal static class UserGroupEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var groups = routes.MapGroup(WavefrontDialect.Groups).WithTags("User Group");
        groups.MapGet("/", ListAsync).WithName("WavefrontListUserGroups").Reads()
            .WithSummary("Lists the user groups, Everyone first.");
        groups.MapPost("/", CreateAsync).WithName("WavefrontCreateUserGroup").Changes()
            .WithSummary("Makes a user group.");
        groups.MapGet("/{id:guid}", GetAsync).WithName("WavefrontGetUserGroup").Reads()
            .WithSummary("Shows a user group with its first hundred users and service accounts.");
        groups.MapPut("/{id:guid}", UpdateAsync).WithName("WavefrontUpdateUserGroup").Changes()
            .WithSummary("Changes name and description of a user group; not of Everyone.");
        groups.MapDelete("/{id:guid}", DeleteAsync).WithName("WavefrontDeleteUserGroup").Changes()
            .WithSummary("Deletes a user group: its users lose what they held through it. Everyone stays.");
    }

    private static async Task<Results<Ok<Container<Paged<GroupModel>>>, RefusalResult>> ListAsync(
        AuthenticatedCaller who, GroupOperations groups, GroupViews views, int? offset, int? limit, string? cursor,
        CancellationToken cancellationToken)
    {
        var paging = WavefrontAnswers.PagingOf(offset, limit, cursor);
        if (!paging.Succeeded)
        {
            return WavefrontAnswers.Refuse(paging.Error);
        }

        var page = await groups.ListAsync(who.Caller, namePrefix: null, paging.Value, cancellationToken);
        if (!page.Succeeded)
        {
            return WavefrontAnswers.Refuse(page.Error);
        }

        var items = new List<GroupModel>(page.Value.Items.Count);
        foreach (var group in page.Value.Items)
        {
            items.Add(await views.ShowAsync(who.Caller, group, cancellationToken));
        }

        return WavefrontAnswers.Page(paging.Value, page.Value.NextCursor, who.Caller.Tenant.Groups.Count, items);
    }

    private static async Task<Results<Ok<Container<GroupModel>>, RefusalResult>> CreateAsync(
        AuthenticatedCaller who, GroupWrite request, GroupOperations groups, GroupViews views, CancellationToken cancellationToken)
    {
        if (request.Id is not null)
        {
            return WavefrontAnswers.Invalid("id", "It cannot be chosen: leave it out, and the answer has it.");
        }

        var wanted = new CreateGroupRequest { Name = request.Name, Description = request.Description };
        return await views.AnswerAsync(
            who.Caller, await groups.CreateAsync(who.Caller, wanted, request.RoleIds ?? [], cancellationToken), cancellationToken);
    }

    private static async Task<Results<Ok<Container<GroupModel>>, RefusalResult>> GetAsync(
        AuthenticatedCaller who, Guid id, GroupOperations groups, GroupViews views, CancellationToken cancellationToken) =>
        await views.AnswerAsync(who.Caller, await groups.GetAsync(who.Caller, id, cancellationToken), cancellationToken);

    private static async Task<Results<Ok<Container<GroupModel>>, RefusalResult>> UpdateAsync(
        AuthenticatedCaller who, Guid id, GroupWrite request, GroupOperations groups, GroupViews views, CancellationToken cancellationToken)
    {
        if (request.Id is { } other && other != id)
        {
            return WavefrontAnswers.Invalid("id", "It is another than the path's, and it cannot change.");
        }

        if (request.RoleIds is not null)
        {
            return WavefrontAnswers.Invalid("roleIDs", "Use addRoles and removeRoles: an update changes name and description.");
        }

        var wanted = new UpdateGroupRequest { Name = new(request.Name), Description = new(request.Description) };
        return await views.AnswerAsync(
            who.Caller, await groups.UpdateAsync(who.Caller, id, expectedVersion: null, wanted, cancellationToken), cancellationToken);
    }

    private static async Task<Results<Ok<Container<GroupModel>>, RefusalResult>> DeleteAsync(
        AuthenticatedCaller who, Guid id, GroupOperations groups, GroupViews views, CancellationToken cancellationToken) =>
        await views.AnswerAsync(
            who.Caller, await groups.DeleteAsync(who.Caller, id, expectedVersion: null, cancellationToken), cancellationToken);
}
