using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using ServiceAccounts.Contracts;
using ServiceAccounts.Management;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Management.Accounts;
using ServiceAccounts.Server.Callers;
using ServiceAccounts.Server.Surfaces;
using ServiceAccounts.Storage.Access;

namespace ServiceAccounts.Server.Dialects.Semaphore;

/// <summary>Who is in the organization, and with which role.</summary>
internal static class MemberEndpoints
{
    private const string Kind = "member_type";
    private const string Subject = "subject_id";

    public static void Map(IEndpointRouteBuilder api)
    {
        var members = api.MapGroup("/members").WithTags("members");
        members.MapGet("/", ListAsync).WithName("SemaphoreListMembers").Refuses()
            .WithSummary("Lists users, or service accounts where member_type says so, with their own roles at the organization.");
        members.MapPut("/{subject_id:guid}/role", AssignAsync).WithName("SemaphoreAssignMemberRole").Refuses(takesBody: true)
            .WithSummary("Gives a user or service account a role in place of those that it has at the organization.");
    }

    private static async Task<Results<Ok<MemberListModel>, RefusalResult>> ListAsync(
        AuthenticatedCaller who, SemaphoreOrganizations organizations, UserOperations users, ServiceAccountOperations accounts,
        PrincipalAccessView access, [FromQuery(Name = Kind)] string? memberType,
        [FromQuery(Name = OffsetPaging.NumberParameter)] string? pageNo, [FromQuery(Name = OffsetPaging.SizeParameter)] string? pageSize,
        CancellationToken cancellationToken)
    {
        var paging = OffsetPaging.OfNumber(pageSize, pageNo);
        if (!paging.Succeeded)
        {
            return new RefusalResult(Refusal.Of(paging.Error));
        }

        var organization = await organizations.FindAsync(who.Caller, cancellationToken);
        var found = memberType switch
        {
            null or "" or MemberKinds.User => await ListUsersAsync(who.Caller, users, paging.Value, cancellationToken),
            MemberKinds.ServiceAccount => await ListAccountsAsync(who.Caller, accounts, organization, paging.Value, cancellationToken),
            _ => OperationError.Invalid(new Dictionary<string, string> { [Kind] = $"It is {MemberKinds.User} or {MemberKinds.ServiceAccount}." }),
        };
        if (!found.Succeeded)
        {
            return new RefusalResult(Refusal.Of(found.Error));
        }

        var place = who.Caller.Tenant.PlaceOf(organization);
        var roles = await access.RolesOfAsync(who.Caller, [.. found.Value.Members.Select(member => member.Id)], cancellationToken);
        return TypedResults.Ok(found.Value with
        {
            Members =
            [
                .. found.Value.Members.Select(member => member with
                {
                    Roles =
                    [
                        .. roles[member.Id].Where(binding => IsAtOrAbove(place, binding.Place)).DistinctBy(binding => binding.Role.Id)
                            .Select(binding => MemberRoleModel.Of(binding.Role)),
                    ],
                }),
            ],
        });
    }

    private static async Task<Results<Ok<StatusModel>, RefusalResult>> AssignAsync(
        HttpContext http, AuthenticatedCaller who, [FromRoute(Name = Subject)] Guid subjectId, RoleAssignmentModel body,
        SemaphoreOrganizations organizations, PrincipalAccessOperations access, CancellationToken cancellationToken)
    {
        http.Features.Set(new OperationSubject(subjectId));
        var organization = await organizations.FindAsync(who.Caller, cancellationToken);
        if (await organizations.WhyNoMemberAsync(who.Caller, subjectId, organization, cancellationToken) is { } unknown)
        {
            return new RefusalResult(unknown);
        }

        if (body.RoleId is not { } roleId)
        {
            return new RefusalResult(Refusal.Invalid("role_id", "It is required: the id of a role."));
        }

        var wanted = new AccessReplacement { RoleIds = [roleId], RolesAt = organization };
        var done = await access.ReplaceAsync(who.Caller, subjectId, wanted, cancellationToken);
        return done.Succeeded ? TypedResults.Ok(new StatusModel("assigned")) : new RefusalResult(Refusal.Of(done.Error));
    }

    private static async Task<Outcome<MemberListModel>> ListUsersAsync(
        Caller caller, UserOperations users, OffsetPaging paging, CancellationToken cancellationToken)
    {
        var page = await users.ListAsync(caller, status: null, q: null, paging.Paging, cancellationToken);
        var total = await users.CountAsync(caller, cancellationToken);
        return PageOf(page, total, paging, user => NewMember(user.Id, MemberKinds.User, user.Name));
    }

    private static async Task<Outcome<MemberListModel>> ListAccountsAsync(
        Caller caller, ServiceAccountOperations accounts, Guid organization, OffsetPaging paging, CancellationToken cancellationToken)
    {
        var query = new AccountQuery { OrganizationId = organization.ToString() };
        var page = await accounts.ListAsync(caller, paging.Paging, query, cancellationToken);
        var total = await accounts.CountAsync(caller, query, cancellationToken);
        return PageOf(page, total, paging, account => NewMember(account.Id, MemberKinds.ServiceAccount, account.Name));
    }

    private static Outcome<MemberListModel> PageOf<T>(
        Outcome<Page<T>> page, Outcome<Total> total, OffsetPaging paging, Func<T, MemberModel> show)
    {
        if (!page.Succeeded)
        {
            return page.Error;
        }

        return total.Succeeded
            ? new MemberListModel([.. page.Value.Items.Select(show)], paging.PagesOf(total.Value))
            : total.Error;
    }

    private static MemberModel NewMember(Guid id, string kind, string name) => new() { Id = id, SubjectType = kind, Name = name, Roles = [] };

    // Semaphore knows one organization: a role elsewhere is none of its.
    private static bool IsAtOrAbove(Place organization, Contracts.Access.PlaceResponse place) =>
        place.Id is not { } id || organization.IsAtOrBelow(PlaceKind.Tenant, id);
}
