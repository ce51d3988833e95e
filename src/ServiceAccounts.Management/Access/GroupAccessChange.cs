using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Contracts.Access;
using ServiceAccounts.Management.Accounts;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Ledger;

namespace ServiceAccounts.Management.Access;

/// <summary>Gives an account group roles and permissions, and takes them: what it has already is left alone.</summary>
internal sealed class GroupAccessChange(ServiceAccountsDbContext db, Caller caller, AccountGroup group, DateTimeOffset now)
{
    private readonly List<Deed> _deeds = [];

    /// <summary>What was done, for the ledger; nothing is saved yet.</summary>
    public async Task<Outcome<IReadOnlyList<Deed>>> ApplyAsync(Gifts given, Gifts taken, CancellationToken cancellationToken) =>
        (await ChangeRolesAsync(given.Roles, taken.Roles, cancellationToken)
            ?? await ChangeGrantsAsync(given.Permissions, taken.Permissions, cancellationToken)) is { } refused
            ? refused
            : _deeds;

    private async Task<OperationError?> ChangeRolesAsync(
        IReadOnlyList<RoleRule> given, IReadOnlyList<RoleRule> taken, CancellationToken cancellationToken)
    {
        var has = await db.Set<AccountGroupBinding>().Where(b => b.GroupId == group.Id).OrderBy(b => b.Id).Take(AccountGroup.MaxRows)
            .ToListAsync(cancellationToken);
        foreach (var binding in has.Where(b => taken.Any(role => role.Id == b.RoleId)))
        {
            db.Remove(binding);
            _deeds.Add(AccessDeeds.Unbound(binding, caller.Tenant.Roles[binding.RoleId].Name, caller.Tenant.TenantId));
        }

        foreach (var role in given.Where(role => has.All(b => b.RoleId != role.Id)))
        {
            var found = GivenRole.Of(
                new BindRoleRequest { RoleId = role.Id }, r => r.Levels.Contains(PlaceKind.Tenant) ? caller.TenantPlace : null, caller);
            if (!found.Succeeded)
            {
                return found.Error;
            }

            if (found.Value.Place.Id is not { } placeId)
            {
                return GroupAccessOperations.HeldByPrincipalsAlone(role);
            }

            var binding = new AccountGroupBinding
            {
                Id = Guid.CreateVersion7(now),
                GroupId = group.Id,
                RoleId = role.Id,
                PlaceKind = found.Value.Place.Kind,
                PlaceId = placeId,
                CreatedAt = now,
            };
            db.Add(binding);
            has.Add(binding);
            _deeds.Add(AccessDeeds.Bound(binding, role.Name, caller.Tenant.TenantId));
        }

        return WhyFull(has.Count, "role bindings");
    }

    private async Task<OperationError?> ChangeGrantsAsync(
        IReadOnlyList<Permission> given, IReadOnlyList<Permission> taken, CancellationToken cancellationToken)
    {
        var has = await db.Set<AccountGroupGrant>().Where(g => g.GroupId == group.Id).OrderBy(g => g.ApiId).ThenBy(g => g.Name)
            .Take(AccountGroup.MaxRows).ToListAsync(cancellationToken);
        foreach (var grant in has.Where(g => taken.Contains(new Permission(g.ApiId, g.Name))))
        {
            db.Remove(grant);
            _deeds.Add(AccessDeeds.Revoked(group.Id, new Permission(grant.ApiId, grant.Name), caller.Tenant.TenantId));
        }

        foreach (var permission in given.Where(p => has.All(g => g.ApiId != p.ApiId || g.Name != p.Name)))
        {
            if (!caller.CanGive(permission, caller.TenantPlace))
            {
                return OperationError.AbovePrivileges($"The permission {permission.Name}");
            }

            var grant = new AccountGroupGrant { GroupId = group.Id, ApiId = permission.ApiId, Name = permission.Name, CreatedAt = now };
            db.Add(grant);
            has.Add(grant);
            _deeds.Add(AccessDeeds.Granted(group.Id, permission, caller.Tenant.TenantId));
        }

        return WhyFull(has.Count, "permissions of its own");
    }

    private static OperationError? WhyFull(int count, string what) => count > AccountGroup.MaxRows
        ? OperationError.LimitReached($"A group has at most {AccountGroup.MaxRows} {what}: remove one first.")
        : null;
}
