using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Contracts.Tenants;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Management.Audit;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Accounts;
using ServiceAccounts.Storage.Ledger;
using ServiceAccounts.Storage.Tenants;

namespace ServiceAccounts.Management.Tenants;

/// <summary>Deletes a group or an organization that is empty, with the roles that are bound at it.</summary>
public sealed class OrganizationDeletion(ManagementTransaction transaction, TimeProvider time)
{
    // Each principal that loses a role is an entry of the ledger: no more of them than one transaction writes at once.
    private const int MaxBound = 1_000;

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

        var bindings = await db.Set<RoleBinding>().Where(b => b.PlaceId == id).OrderBy(b => b.Id).Take(MaxBound + 1).ToListAsync(cancellationToken);
        if (await WhyNotDeleteAsync(db, caller, organization, bindings.Count, cancellationToken) is { } refused)
        {
            return refused;
        }

        await UnbindAsync(db, bindings, id, cancellationToken);
        db.Remove(organization);
        await db.SaveChangesAsync(cancellationToken);
        var unbound = bindings.GroupBy(b => b.PrincipalId).Select(bound => DeedOf(organization, bound.Key, [.. bound.Select(b => b.RoleId)]));
        return new Done<OrganizationResponse>(
            OrganizationRows.Show(organization), [OrganizationRows.DeedOf("organization.deleted", organization), .. unbound]);
    }

    private static async Task<OperationError?> WhyNotDeleteAsync(
        ServiceAccountsDbContext db, Caller caller, Organization organization, int bound, CancellationToken cancellationToken)
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

        if (bound > MaxBound)
        {
            return NotEmpty($"More than {MaxBound} roles are bound at it: unbind them first.");
        }

        return organization.Kind == OrganizationKind.Group || await OrganizationRows.OfTenant(db, caller).AnyAsync(
            o => o.Kind == OrganizationKind.Organization && o.Id != id, cancellationToken)
            ? null
            : OperationError.Conflict("last_organization", "It is the tenant's last organization: make another first.");
    }

    private static OperationError NotEmpty(string message) => OperationError.Conflict("not_empty", message);

    // Who loses a role has another version: accounts and groups show their roles.
    private async Task UnbindAsync(ServiceAccountsDbContext db, List<RoleBinding> bindings, Guid id, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var principals = bindings.Select(b => b.PrincipalId).Distinct().ToList();
        await db.Set<ServiceAccount>().Where(a => principals.Contains(a.Id)).ExecuteUpdateAsync(
            set => set.SetProperty(a => a.Version, a => a.Version + 1).SetProperty(a => a.UpdatedAt, now), cancellationToken);
        var ofGroups = db.Set<AccountGroupBinding>().Where(b => b.PlaceId == id);
        await db.Set<AccountGroup>().Where(g => ofGroups.Any(b => b.GroupId == g.Id)).ExecuteUpdateAsync(
            set => set.SetProperty(g => g.Version, g => g.Version + 1).SetProperty(g => g.UpdatedAt, now), cancellationToken);
        await ofGroups.ExecuteDeleteAsync(cancellationToken);
        db.RemoveRange(bindings);
    }

    private static Deed DeedOf(Organization organization, Guid principalId, IReadOnlyList<Guid> roleIds) =>
        new("principal.unbound", "principal", principalId)
        {
            TenantId = organization.TenantId,
            PrincipalId = principalId,
            OrganizationId = organization.Id,
            Details = new Dictionary<string, object?> { ["place_id"] = organization.Id, ["role_ids"] = roleIds },
        };
}
