using Microsoft.AspNetCore.Http.HttpResults;
using ServiceAccounts.Contracts.Access;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Server.Callers;
using ServiceAccounts.Server.Surfaces;
using ServiceAccounts.Storage.Access;

namespace ServiceAccounts.Server.Dialects.Semaphore;

/// <summary>The permissions that roles may hold.</summary>
internal static class PermissionEndpoints
{
    private const string ProjectScope = "project";

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/permissions", ListAsync).WithTags(RoleEndpoints.Tag).WithName("SemaphoreListPermissions").Refuses()
            .WithSummary("Lists the permissions that a role may hold: of scope org, or of scope project those whose name begins with project.");

    private static async Task<Results<Ok<PermissionListModel>, RefusalResult>> ListAsync(
        AuthenticatedCaller who, PermissionOperations permissions, string? scope, CancellationToken cancellationToken)
    {
        if (scope is not (null or "" or RoleModel.OrgScope or ProjectScope))
        {
            return new RefusalResult(Refusal.Invalid("scope", $"It is {RoleModel.OrgScope} or {ProjectScope}."));
        }

        var all = await permissions.ListAsync(who.Caller, apiId: null, cancellationToken);
        if (!all.Succeeded)
        {
            return new RefusalResult(Refusal.Of(all.Error));
        }

        var tenant = who.Caller.Tenant;
        var ofApis = all.Value.Items.Where(p => p.Api.Id != ManagementPermissions.ApiId)
            .ToLookup(p => p.Name.StartsWith("project.", StringComparison.Ordinal), p => Show(p, tenant));
        return TypedResults.Ok(new PermissionListModel(scope == ProjectScope
            ? [.. ofApis[true]]
            : [.. SemaphorePermissions.Table.Select(known => new PermissionModel(known.Name, known.Name, known.Description)), .. Unnamed(all.Value.Items), .. ofApis[false]]));
    }

    // What Semaphore has no word for is called as it is here.
    private static IEnumerable<PermissionModel> Unnamed(IEnumerable<PermissionResponse> all) => all
        .Where(p => p.Api.Id == ManagementPermissions.ApiId && !p.SystemOnly && !SemaphorePermissions.Table.Any(known => known.Ours.Contains(p.Name)))
        .Select(p => new PermissionModel(p.Name, p.Name, p.Description ?? string.Empty));

    private static PermissionModel Show(PermissionResponse permission, TenantAccess tenant)
    {
        var name = tenant.AmbiguousNames.Contains(permission.Name)
            ? $"{permission.Api.Id}#{permission.Name}"
            : SemaphorePermissions.Qualified(permission.Name, tenant);
        return new PermissionModel(name, name, permission.Api.Name);
    }
}

/// <summary>A permission that a role may hold.</summary>
/// <param name="Id">The same as its name: here a permission has no other id.</param>
/// <param name="Name">What roles list it as.</param>
/// <param name="Description">What it lets its holder do, or the Api that defines it.</param>
internal sealed record PermissionModel(string Id, string Name, string Description);

/// <summary>The permissions of a scope.</summary>
/// <param name="Permissions">The permissions.</param>
internal sealed record PermissionListModel(IReadOnlyList<PermissionModel> Permissions);
