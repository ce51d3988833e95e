using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Contracts;
using ServiceAccounts.Contracts.Access;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Access;

namespace ServiceAccounts.Management.Access;

/// <summary>Finds the resource servers of a tenant.</summary>
public sealed class ApiOperations(IDbContextFactory<ServiceAccountsDbContext> contexts)
{
    /// <summary>The tenant's Apis; needs <c>api.read</c> anywhere in it.</summary>
    public async Task<Outcome<Page<ApiResponse>>> ListAsync(Caller caller, Paging paging, CancellationToken cancellationToken)
    {
        if (!caller.CanAnywhere(ManagementPermissions.ApiRead))
        {
            return OperationError.Forbidden(ManagementPermissions.ApiRead);
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await paging.RowsOfAsync(ApiRequest.OfTenant(db, caller).AsNoTracking(), cancellationToken);
        return paging.PageOf(rows, api => ApiView.Of(api, caller.Tenant), api => api);
    }

    /// <summary>One Api; needs <c>api.read</c> anywhere in the tenant.</summary>
    public async Task<Outcome<ApiResponse>> GetAsync(Caller caller, Guid id, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var api = await ApiRequest.OfTenant(db, caller).AsNoTracking().SingleOrDefaultAsync(a => a.Id == id, cancellationToken);
        if (api is null)
        {
            return OperationError.NotFound("Api");
        }

        return caller.CanAnywhere(ManagementPermissions.ApiRead)
            ? ApiView.Of(api, caller.Tenant)
            : OperationError.Forbidden(ManagementPermissions.ApiRead);
    }
}
