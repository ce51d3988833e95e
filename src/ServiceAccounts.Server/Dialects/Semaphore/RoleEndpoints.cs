using Microsoft.AspNetCore.Http.HttpResults;
using ServiceAccounts.Contracts;
using ServiceAccounts.Contracts.Access;
using ServiceAccounts.Management;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Server.Callers;
using ServiceAccounts.Server.Surfaces;

namespace ServiceAccounts.Server.Dialects.Semaphore;

/// <summary>Roles of the organization.</summary>
internal static class RoleEndpoints
{
    public const string Tag = "roles";

    // What a role of Semaphore lets its holder do concerns all people, roles and groups, and those are the tenant's.
    private const string Level = "tenant";

    public static void Map(IEndpointRouteBuilder api)
    {
        var roles = api.MapGroup("/roles").WithTags(Tag);
        roles.MapGet("/", ListAsync).WithName("SemaphoreListRoles").Refuses().WithSummary("Lists all roles, the system's first.");
        roles.MapPost("/", CreateAsync).WithName("SemaphoreCreateRole").Refuses(takesBody: true).WithSummary("Makes a role.");
        roles.MapGet("/{id:guid}", DescribeAsync).WithName("SemaphoreDescribeRole").Refuses().WithSummary("Shows a role.");
        roles.MapPatch("/{id:guid}", UpdateAsync).WithName("SemaphoreUpdateRole").Refuses(takesBody: true)
            .WithSummary("Changes a role for all who have it; what is absent stays.");
        roles.MapDelete("/{id:guid}", DestroyAsync).WithName("SemaphoreDestroyRole").Refuses()
            .WithSummary("Deletes a role that nobody has.");
    }

    private static async Task<Results<Ok<RoleListModel>, RefusalResult>> ListAsync(
        AuthenticatedCaller who, SemaphoreOrganizations organizations, RoleOperations roles, CancellationToken cancellationToken)
    {
        var organization = await organizations.FindAsync(who.Caller, cancellationToken);
        var (all, paging) = (new List<RoleModel>(), new Paging(Paging.MaxLimit, After: null));
        while (true)
        {
            // How many a tenant has is bounded.
            var page = await roles.ListAsync(who.Caller, new RoleFilter(null, null, null), paging, cancellationToken);
            if (!page.Succeeded)
            {
                return new RefusalResult(Refusal.Of(page.Error));
            }

            all.AddRange(page.Value.Items.Select(role => RoleModel.Of(role, organization, who.Caller.Tenant)));
            if (page.Value.NextCursor is null)
            {
                return TypedResults.Ok(new RoleListModel(all));
            }

            paging = paging with { Offset = all.Count };
        }
    }

    private static async Task<Results<Ok<RoleModel>, RefusalResult>> CreateAsync(
        AuthenticatedCaller who, NewRoleModel body, SemaphoreOrganizations organizations, RoleOperations roles,
        CancellationToken cancellationToken)
    {
        if ((WhyNoScope(body.Scope) ?? SemaphorePermissions.WhyUnknown(body.Permissions, who.Caller.Tenant)) is { } refused)
        {
            return new RefusalResult(refused);
        }

        var request = new CreateRoleRequest
        {
            Name = body.Name,
            Description = body.Description,
            Level = Level,
            Permissions = SemaphorePermissions.ToOurs(body.Permissions),
        };
        return await ShownAsync(who, organizations, await roles.CreateAsync(who.Caller, request, cancellationToken), cancellationToken);
    }

    private static async Task<Results<Ok<RoleModel>, RefusalResult>> DescribeAsync(
        AuthenticatedCaller who, Guid id, SemaphoreOrganizations organizations, RoleOperations roles, CancellationToken cancellationToken) =>
        await ShownAsync(who, organizations, await roles.GetAsync(who.Caller, id, cancellationToken), cancellationToken);

    private static async Task<Results<Ok<RoleModel>, RefusalResult>> UpdateAsync(
        AuthenticatedCaller who, Guid id, RoleChangeModel body, SemaphoreOrganizations organizations, RoleChange roles,
        CancellationToken cancellationToken)
    {
        if ((WhyNoScope(body.Scope) ?? SemaphorePermissions.WhyUnknown(body.Permissions, who.Caller.Tenant)) is { } refused)
        {
            return new RefusalResult(refused);
        }

        var request = new UpdateRoleRequest
        {
            Name = Given(body.Name),
            Description = Given(body.Description),
            Permissions = Given(SemaphorePermissions.ToOurs(body.Permissions)),
        };
        return await ShownAsync(
            who, organizations, await roles.UpdateAsync(who.Caller, id, expectedVersion: null, request, cancellationToken), cancellationToken);
    }

    private static async Task<Results<Ok<StatusModel>, RefusalResult>> DestroyAsync(
        AuthenticatedCaller who, Guid id, RoleChange roles, CancellationToken cancellationToken)
    {
        var deleted = await roles.DeleteAsync(who.Caller, id, expectedVersion: null, force: false, cancellationToken);
        return deleted.Succeeded ? TypedResults.Ok(new StatusModel("deleted")) : new RefusalResult(Refusal.Of(deleted.Error));
    }

    private static Refusal? WhyNoScope(string? scope) => scope is null or RoleModel.OrgScope
        ? null
        : Refusal.Invalid("scope", $"It is {RoleModel.OrgScope}: there are no roles of projects here.");

    private static async Task<Results<Ok<RoleModel>, RefusalResult>> ShownAsync(
        AuthenticatedCaller who, SemaphoreOrganizations organizations, Outcome<RoleResponse> role, CancellationToken cancellationToken) =>
        role.Succeeded
            ? TypedResults.Ok(RoleModel.Of(role.Value, await organizations.FindAsync(who.Caller, cancellationToken), who.Caller.Tenant))
            : new RefusalResult(Refusal.Of(role.Error));

    // To Semaphore null says the same as nothing.
    private static Optional<T?> Given<T>(T? value)
        where T : class => value is null ? default : new Optional<T?>(value);
}
