using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Storage;

namespace ServiceAccounts.Management.Accounts;

/// <summary>
/// Whether an account is among those that a query lists, for surfaces that know an account only where their list has it. Whether
/// the caller may see it is asked by the operation that is then done.
/// </summary>
public sealed class ListedAccounts(IDbContextFactory<ServiceAccountsDbContext> contexts, TimeProvider time)
{
    /// <summary>Null where it is among them; otherwise that there is no such account.</summary>
    public async Task<OperationError?> WhyNotAsync(Caller caller, Guid id, AccountQuery query, CancellationToken cancellationToken)
    {
        var filter = query.Read(caller);
        if (!filter.Succeeded)
        {
            return filter.Error;
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var listed = filter.Value.Of(db, caller.Tenant.TenantId, readable: null, time.GetUtcNow());
        return await listed.AnyAsync(a => a.Id == id, cancellationToken) ? null : OperationError.NotFound("service account");
    }
}
