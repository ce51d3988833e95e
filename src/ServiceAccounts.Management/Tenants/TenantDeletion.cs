using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Contracts.Tenants;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Management.Audit;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Accounts;
using ServiceAccounts.Storage.Credentials;
using ServiceAccounts.Storage.Ledger;
using ServiceAccounts.Storage.Tenants;

namespace ServiceAccounts.Management.Tenants;

/// <summary>Deletes a tenant without service accounts, with all else that it has; what the ledger says of it stays.</summary>
public sealed class TenantDeletion(ManagementTransaction transaction, RegionTable regions)
{
    /// <summary>Deletes the tenant; needs <c>tenant.manage</c> at <c>system</c>.</summary>
    public Task<Outcome<TenantResponse>> DeleteAsync(
        Caller caller, Guid id, long? expectedVersion, CancellationToken cancellationToken) =>
        transaction.RunAsync(
            caller, (db, caller, cancellation) => DeleteAsync(db, caller, id, expectedVersion, cancellation), cancellationToken);

    private async Task<Outcome<Done<TenantResponse>>> DeleteAsync(
        ServiceAccountsDbContext db, Caller caller, Guid id, long? expectedVersion, CancellationToken cancellationToken)
    {
        var tenant = await TenantRows.Of(db, caller).SingleOrDefaultAsync(t => t.Id == id, cancellationToken);
        if (tenant is null)
        {
            return OperationError.NotFound("tenant");
        }

        if (!caller.Can(ManagementPermissions.TenantManage, Place.System))
        {
            return OperationError.SystemOnly("Deleting a tenant", ManagementPermissions.TenantManage);
        }

        if (expectedVersion is not null && expectedVersion != tenant.Version)
        {
            return OperationError.Stale();
        }

        if (await WhyNotDeleteAsync(db, caller, id, cancellationToken) is { } refused)
        {
            return refused;
        }

        var answer = (await TenantRows.JoinAsync(db, [tenant], cancellationToken))[0].Show(regions);
        await DeleteContentAsync(db, id, cancellationToken);
        db.Remove(tenant);
        await db.SaveChangesAsync(cancellationToken);
        return new Done<TenantResponse>(answer, new Deed("tenant.deleted", "tenant", id)
        {
            TenantId = id,
            Details = new Dictionary<string, object?> { ["name"] = tenant.Name, ["realm"] = tenant.Realm },
        });
    }

    private static async Task<OperationError?> WhyNotDeleteAsync(
        ServiceAccountsDbContext db, Caller caller, Guid id, CancellationToken cancellationToken)
    {
        if (id == caller.HomeTenantId)
        {
            return OperationError.Conflict("own_tenant", "The caller belongs to this tenant, and would go with it.");
        }

        var accounts = await db.Set<ServiceAccount>().CountAsync(a => a.TenantId == id, cancellationToken);
        return accounts > 0
            ? OperationError.Conflict("not_empty", $"The tenant has {accounts} service accounts: delete them first.")
            : await LastAdministrator.WhyNotEndTenantAsync(db, id, cancellationToken);
    }

    // What others refer to goes last. What hangs on a row alone goes with it.
    private static async Task DeleteContentAsync(ServiceAccountsDbContext db, Guid id, CancellationToken cancellationToken)
    {
        var principals = db.Set<Principal>().Where(p => p.TenantId == id);
        await db.Set<CredentialUse>().Where(u => principals.Select(p => p.Id).Contains(u.PrincipalId)).ExecuteDeleteAsync(cancellationToken);
        await principals.ExecuteDeleteAsync(cancellationToken);
        await db.Set<AccountGroup>().Where(g => g.TenantId == id).ExecuteDeleteAsync(cancellationToken);
        await db.Set<Role>().Where(r => r.TenantId == id).ExecuteDeleteAsync(cancellationToken);
        await db.Set<Api>().Where(a => a.TenantId == id).ExecuteDeleteAsync(cancellationToken);

        // From the leaves of the tree to its roots.
        var leaves = db.Set<Organization>()
            .Where(o => o.TenantId == id && !db.Set<Organization>().Any(child => child.ParentId == o.Id));
        while (await leaves.ExecuteDeleteAsync(cancellationToken) > 0)
        {
            continue;
        }
    }
}
