using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Contracts.Tenants;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Management.Audit;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Accounts;
using ServiceAccounts.Storage.Tenants;

namespace ServiceAccounts.Management.Tenants;

/// <summary>Deletes a group or an organization that is empty, with the roles that are bound at it.</summary>
public sealed class OrganizationDeletion(ManagementTransaction transaction, TimeProvider time)
{
    /// <summary>Deletes it; needs <c>organization.manage</c> at it.</summary>
    public Task<Outcome<OrganizationResponse>> DeleteAsync(
        Caller caller, Guid id, long? expectedVersion, CancellationToken cancellationToken) =>
        transaction.RunAsync(
            caller, (db, caller, cancellation) => DeleteAsync(db, caller, id, expectedVersion, cancellation), cancellationToken);

    private async Task<Outcome<Done<OrganizationResponse>>> DeleteAsync(
        ServiceAccountsDbContext db, Caller caller, Guid id, long? expectedVersion, CancellationToken cancellationToken)
    {
        var found = await OrganizationRows.FindAsync(db, caller, id, ManagementPermissions.OrganizationManage, cancellationToken);
        if (!found.Succeeded)
        {
            return found.Error;
        }

        var organization = found.Value;
        if (expectedVersion is not null && expectedVersion != organization.Version)
        {
            return OperationError.Stale();
        }

        var bindings = await EndingBindings.LoadAsync(
            db.Set<RoleBinding>().Where(b => b.PlaceId == id), db.Set<AccountGroupBinding>().Where(b => b.PlaceId == id), cancellationToken);
        if (await WhyNotDeleteAsync(db, caller, organization, bindings, cancellationToken) is { } refused)
        {
            return refused;
        }

        var unbound = await bindings.RemoveAsync(db, caller, time.GetUtcNow(), cancellationToken);
        if (!unbound.Succeeded)
        {
            return unbound.Error;
        }

        db.Remove(organization);
        await db.SaveChangesAsync(cancellationToken);
        return new Done<OrganizationResponse>(
            OrganizationRows.Show(organization), [OrganizationRows.DeedOf("organization.deleted", organization), .. unbound.Value]);
    }

    private static async Task<OperationError?> WhyNotDeleteAsync(
        ServiceAccountsDbContext db, Caller caller, Organization organization, EndingBindings bindings, CancellationToken cancellationToken)
    {
        var id = organization.Id;
        var accounts = await db.Set<ServiceAccount>().CountAsync(a => a.OrganizationId == id, cancellationToken);
        if (accounts > 0)
        {
            return NotEmpty($"It owns {accounts} service accounts: delete them first.");
        }

        var children = await OrganizationRows.OfTenant(db, caller).CountAsync(o => o.ParentId == id, cancellationToken);
        if (children > 0)
        {
            return NotEmpty($"It holds {children} groups and organizations: delete them first.");
        }

        if (bindings.AreTooMany)
        {
            return NotEmpty($"More than {Usage.MaxTakenAway} roles are bound at it: unbind them first.");
        }

        return organization.Kind == OrganizationKind.Group || await OrganizationRows.OfTenant(db, caller).AnyAsync(
            o => o.Kind == OrganizationKind.Organization && o.Id != id, cancellationToken)
            ? null
            : OperationError.Conflict("last_organization", "It is the tenant's last organization: make another first.");
    }

    private static OperationError NotEmpty(string message) => OperationError.Conflict("not_empty", message);
}
