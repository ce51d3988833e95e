using Microsoft.AspNetCore.Http.HttpResults;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Server.Callers;
using ServiceAccounts.Server.Surfaces;
using ServiceAccounts.Storage.Access;

namespace ServiceAccounts.Server.Dialects.Wavefront;

/// <summary>What accounts hold: the same for users and service accounts. To give what is had, and to take what is not, changes nothing.</summary>
internal static class AccountAccessEndpoints
{
    // Of a service account, and of a user.
    private static readonly string[] Givers = [ManagementPermissions.ServiceAccountUpdate, ManagementPermissions.UserManage];

    public static void Map(IEndpointRouteBuilder routes)
    {
        var accounts = routes.MapGroup(WavefrontDialect.Accounts).WithTags("Account (User and Service Account)");
        accounts.MapPost("/{id}/grant/{permission}", GrantAsync).WithName("WavefrontGrantAccountPermission").Changes()
            .WithSummary("Gives an account a permission.");
        accounts.MapPost("/{id}/revoke/{permission}", RevokeAsync).WithName("WavefrontRevokeAccountPermission").Changes()
            .WithSummary("Takes a permission from an account.");
        accounts.MapPost("/grant/{permission}", GrantManyAsync).WithName("WavefrontGrantPermissionToAccounts").Changes()
            .WithSummary("Gives accounts a permission, all or none.");
        accounts.MapPost("/revoke/{permission}", RevokeManyAsync).WithName("WavefrontRevokePermissionFromAccounts").Changes()
            .WithSummary("Takes a permission from accounts, all or none.");
        accounts.MapPost("/{id}/addUserGroups", AddGroupsAsync).WithName("WavefrontAddAccountToUserGroups").Changes()
            .WithSummary("Adds an account to user groups.");
        accounts.MapPost("/{id}/removeUserGroups", RemoveGroupsAsync).WithName("WavefrontRemoveAccountFromUserGroups").Changes()
            .WithSummary("Takes an account off user groups; not off Everyone.");
        accounts.MapPost("/{id}/addRoles", AddRolesAsync).WithName("WavefrontAddAccountToRoles").Changes()
            .WithSummary("Gives an account roles.");
        accounts.MapPost("/{id}/removeRoles", RemoveRolesAsync).WithName("WavefrontRemoveAccountFromRoles").Changes()
            .WithSummary("Takes roles from an account.");
    }

    private static async Task<Results<Ok<Container<AccountModel>>, RefusalResult>> GrantAsync(
        HttpContext http, AuthenticatedCaller who, string id, string permission, AccountAccess access, NamedPermissions permissions,
        CancellationToken cancellationToken) =>
        await access.FindAsync(http, who.Caller, id, cancellationToken) is not { } found
            ? WavefrontAnswers.NotFound("account")
            : await access.ChangeOneAsync(
                found, await permissions.GiveAsync(who.Caller, Givers, "permission", [permission], cancellationToken),
                names => new AccessDelta { GivenPermissions = names }, cancellationToken);

    private static async Task<Results<Ok<Container<AccountModel>>, RefusalResult>> RevokeAsync(
        HttpContext http, AuthenticatedCaller who, string id, string permission, AccountAccess access, NamedPermissions permissions,
        CancellationToken cancellationToken) =>
        await access.FindAsync(http, who.Caller, id, cancellationToken) is not { } found
            ? WavefrontAnswers.NotFound("account")
            : await access.ChangeOneAsync(
                found, permissions.Take(who.Caller, "permission", [permission]),
                names => new AccessDelta { TakenPermissions = names }, cancellationToken);

    private static async Task<Results<Ok<Container<IReadOnlyList<AccountModel>>>, RefusalResult>> GrantManyAsync(
        AuthenticatedCaller who, string permission, List<string?>? ids, AccountAccess access, NamedPermissions permissions,
        AccountIdentifiers identifiers, CancellationToken cancellationToken)
    {
        var (found, refusal) = await identifiers.ReadAsync(who.Caller, ids, cancellationToken);
        return refusal is not null
            ? new RefusalResult(refusal)
            : await access.ChangeManyAsync(
                found, await permissions.GiveAsync(who.Caller, Givers, "permission", [permission], cancellationToken),
                names => new AccessDelta { GivenPermissions = names }, cancellationToken);
    }

    private static async Task<Results<Ok<Container<IReadOnlyList<AccountModel>>>, RefusalResult>> RevokeManyAsync(
        AuthenticatedCaller who, string permission, List<string?>? ids, AccountAccess access, NamedPermissions permissions,
        AccountIdentifiers identifiers, CancellationToken cancellationToken)
    {
        var (found, refusal) = await identifiers.ReadAsync(who.Caller, ids, cancellationToken);
        return refusal is not null
            ? new RefusalResult(refusal)
            : await access.ChangeManyAsync(
                found, permissions.Take(who.Caller, "permission", [permission]),
                names => new AccessDelta { TakenPermissions = names }, cancellationToken);
    }

    private static Task<Results<Ok<Container<AccountModel>>, RefusalResult>> AddGroupsAsync(
        HttpContext http, AuthenticatedCaller who, string id, List<Guid>? ids, AccountAccess access, CancellationToken cancellationToken) =>
        access.ChangeAsync(http, who.Caller, id, ids, given => new AccessDelta { GivenGroupIds = given }, cancellationToken);

    private static Task<Results<Ok<Container<AccountModel>>, RefusalResult>> RemoveGroupsAsync(
        HttpContext http, AuthenticatedCaller who, string id, List<Guid>? ids, AccountAccess access, CancellationToken cancellationToken) =>
        access.ChangeAsync(http, who.Caller, id, ids, taken => new AccessDelta { TakenGroupIds = taken }, cancellationToken);

    private static Task<Results<Ok<Container<AccountModel>>, RefusalResult>> AddRolesAsync(
        HttpContext http, AuthenticatedCaller who, string id, List<Guid>? ids, AccountAccess access, CancellationToken cancellationToken) =>
        access.ChangeAsync(http, who.Caller, id, ids, given => new AccessDelta { GivenRoleIds = given }, cancellationToken);

    private static Task<Results<Ok<Container<AccountModel>>, RefusalResult>> RemoveRolesAsync(
        HttpContext http, AuthenticatedCaller who, string id, List<Guid>? ids, AccountAccess access, CancellationToken cancellationToken) =>
        access.ChangeAsync(http, who.Caller, id, ids, taken => new AccessDelta { TakenRoleIds = taken }, cancellationToken);
}
