using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Contracts;
using ServiceAccounts.Contracts.Access;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Access;

namespace ServiceAccounts.Management.Access;

/// <summary>Shows which permissions there are.</summary>
public sealed class PermissionOperations(IDbContextFactory<ServiceAccountsDbContext> contexts)
{
    private const string OwnName = "ServiceAccounts";

    /// <summary>
    /// Every permission that can be held in the tenant, by Api and name, on one page: how many a tenant has is bounded. Needs
    /// <c>role.read</c> or <c>api.read</c> anywhere in it.
    /// </summary>
    public async Task<Outcome<Page<PermissionResponse>>> ListAsync(Caller caller, Guid? apiId, CancellationToken cancellationToken)
    {
        if (!caller.CanAnywhere(ManagementPermissions.RoleRead) && !caller.CanAnywhere(ManagementPermissions.ApiRead))
        {
            return OperationError.Forbidden(ManagementPermissions.RoleRead);
        }

        var apis = caller.Tenant.Apis.Where(api => apiId is null || api.Id == apiId).ToList();
        if (apis.Count == 0)
        {
            return OperationError.Invalid(new Dictionary<string, string> { ["api_id"] = "The tenant has no Api of this id." });
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var names = await db.Set<Api>().Where(a => a.TenantId == caller.Tenant.TenantId).OrderBy(a => a.Id).Take(Api.MaxPerTenant)
            .ToDictionaryAsync(a => a.Id, a => a.Name, cancellationToken);
        names[ManagementPermissions.ApiId] = OwnName;
        var permissions = apis.SelectMany(api =>
        {
            var shown = new ApiOfPermissionResponse(api.Id, api.Identifier, names.GetValueOrDefault(api.Id, api.Identifier));
            return api.Permissions.Order(StringComparer.Ordinal).Select(name => Show(name, shown));
        });
        return new Page<PermissionResponse>([.. permissions], NextCursor: null);
    }

    private static PermissionResponse Show(string name, ApiOfPermissionResponse api)
    {
        var isOwn = api.Id == ManagementPermissions.ApiId;
        return new PermissionResponse
        {
            Name = name,
            Api = api,
            Description = isOwn ? PermissionDescriptions.Own.GetValueOrDefault(name) : null,
            SystemOnly = isOwn && ManagementPermissions.AtSystemOnly.Contains(name),
        };
    }
}
