using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Contracts.Access;
using ServiceAccounts.Management.Audit;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Access;

namespace ServiceAccounts.Management.Access;

/// <summary>
/// Makes and changes a role together with the users who have it, in one transaction: what each needs by itself. Service accounts
/// and groups that have the role keep it.
/// </summary>
public sealed class RoleWithUsers(ManagementTransaction transaction, RoleOperations roles, TimeProvider time)
{
    /// <summary>Makes a role, and binds it to users at the tenant.</summary>
    public Task<Outcome<RoleResponse>> CreateAsync(
        Caller caller, CreateRoleRequest request, IReadOnlyList<Guid> userIds, CancellationToken cancellationToken) =>
        transaction.RunAsync(
            caller,
            async (db, caller, cancellation) =>
            {
                var made = await roles.AddAsync(db, caller, request, cancellation);
                return made.Succeeded ? await WithUsersAsync(db, caller, made.Value, userIds, cancellation) : made;
            },
            cancellationToken);

    /// <summary>Changes a role that the tenant made, and whom of its users has it: these and no others.</summary>
    public Task<Outcome<RoleResponse>> UpdateAsync(
        Caller caller, Guid id, UpdateRoleRequest request, IReadOnlyList<Guid> userIds, CancellationToken cancellationToken) =>
        transaction.RunAsync(
            caller,
            async (db, caller, cancellation) =>
            {
                var found = await RoleChange.FindAsync(db, caller, id, expectedVersion: null, cancellation);
                if (!found.Succeeded)
                {
                    return found.Error;
                }

                var changed = await RoleChange.ChangeAsync(db, caller, found.Value, request, cancellation);
                return changed.Succeeded ? await WithUsersAsync(db, caller, changed.Value, userIds, cancellation) : changed;
            },
            cancellationToken);

    private async Task<Outcome<Done<RoleResponse>>> WithUsersAsync(
        ServiceAccountsDbContext db, Caller caller, Done<RoleResponse> done, IReadOnlyList<Guid> userIds, CancellationToken cancellationToken)
    {
        var role = await RoleRequest.OfTenant(db, caller).SingleAsync(r => r.Id == done.Value.Id, cancellationToken);

        // What it holds after this change: who gives it gives what has just been added, too.
        var rule = new RoleRule(
            role.Id, role.Name, RoleReach.Listed, [role.Level], [.. role.Permissions.Select(p => new Permission(p.ApiId, p.Name))]);
        var moved = await new RoleUsers(db, caller, rule, time.GetUtcNow()).ReplaceAsync(userIds, cancellationToken);
        return moved.Succeeded ? done with { Deeds = [.. done.Deeds, .. moved.Value] } : moved.Error;
    }
}
