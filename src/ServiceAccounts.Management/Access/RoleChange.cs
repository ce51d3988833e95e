using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Contracts.Access;
using ServiceAccounts.Management.Audit;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Accounts;
using ServiceAccounts.Storage.Ledger;

namespace ServiceAccounts.Management.Access;

/// <summary>Changes and deletes the roles that a tenant made; those of the system are read-only.</summary>
public sealed class RoleChange(ManagementTransaction transaction, TimeProvider time)
{
    /// <summary>
    /// Changes a role; needs <c>role.manage</c> at the tenant. To add a permission is to give it to all who have the role, so the
    /// caller holds it wherever the role is bound.
    /// </summary>
    public Task<Outcome<RoleResponse>> UpdateAsync(
        Caller caller, Guid id, long? expectedVersion, UpdateRoleRequest request, CancellationToken cancellationToken) =>
        transaction.RunAsync(
            caller,
            async (db, caller, cancellation) =>
            {
                var found = await FindAsync(db, caller, id, expectedVersion, cancellation);
                return found.Succeeded ? await ChangeAsync(db, caller, found.Value, request, cancellation) : found.Error;
            },
            cancellationToken);

    /// <summary>Gives permissions to roles and takes others from them, all or none; each role needs what it needs alone.</summary>
    public Task<Outcome<ChangedRoles>> ChangePermissionsAsync(
        Caller caller, IReadOnlyList<Guid> ids, IReadOnlyList<string> given, IReadOnlyList<string> taken, CancellationToken cancellationToken) =>
        transaction.RunAsync(
            caller,
            async (db, caller, cancellation) =>
            {
                var fields = new Fields();
                var (added, removed) = (
                    PermissionNames.Resolve("permissions", given, caller.Tenant, fields),
                    PermissionNames.Resolve("permissions", taken, caller.Tenant, fields));
                if (!fields.AreValid)
                {
                    return fields.Error;
                }

                var (changed, deeds) = (new List<RoleResponse>(), new List<Deed>());
                foreach (var id in ids.Distinct())
                {
                    var found = await FindAsync(db, caller, id, expectedVersion: null, cancellation);
                    if (!found.Succeeded)
                    {
                        return found.Error;
                    }

                    var names = found.Value.Permissions.Select(p => new Permission(p.ApiId, p.Name)).Except(removed).Union(added)
                        .Select(permission => $"{permission.ApiId}#{permission.Name}");
                    var done = await ChangeAsync(db, caller, found.Value, new UpdateRoleRequest { Permissions = new([.. names]) }, cancellation);
                    if (!done.Succeeded)
                    {
                        return done.Error;
                    }

                    changed.Add(done.Value.Value);
                    deeds.AddRange(done.Value.Deeds);
                }

                return (Outcome<Done<ChangedRoles>>)new Done<ChangedRoles>(new ChangedRoles(changed), deeds);
            },
            cancellationToken);

    /// <summary>Deletes a role; one that somebody has only when <paramref name="force"/> says that they lose it.</summary>
    public Task<Outcome<RoleResponse>> DeleteAsync(
        Caller caller, Guid id, long? expectedVersion, bool force, CancellationToken cancellationToken) =>
        transaction.RunAsync(
            caller,
            async (db, caller, cancellation) =>
            {
                var found = await FindAsync(db, caller, id, expectedVersion, cancellation);
                return found.Succeeded ? await RemoveAsync(db, caller, found.Value, force, cancellation) : found.Error;
            },
            cancellationToken);

    internal static async Task<Outcome<Role>> FindAsync(
        ServiceAccountsDbContext db, Caller caller, Guid id, long? expectedVersion, CancellationToken cancellationToken)
    {
        var role = await RoleRequest.OfTenant(db, caller).SingleOrDefaultAsync(r => r.Id == id, cancellationToken);
        if (role is null)
        {
            return OperationError.NotFound("role");
        }

        if (!caller.Can(ManagementPermissions.RoleManage, caller.TenantPlace))
        {
            return OperationError.Forbidden(ManagementPermissions.RoleManage);
        }

        if (role.TenantId is null)
        {
            return OperationError.ReadOnly($"The role {role.Name}");
        }

        return expectedVersion is not null && expectedVersion != role.Version ? OperationError.Stale() : role;
    }

    internal static async Task<Outcome<Done<RoleResponse>>> ChangeAsync(
        ServiceAccountsDbContext db, Caller caller, Role role, UpdateRoleRequest request, CancellationToken cancellationToken)
    {
        var fields = new Fields();
        if (request.Name.IsPresent)
        {
            role.Name = fields.Name("name", request.Name.Value, Role.MaxNameLength);
            role.NormalizedName = ServiceAccount.Normalize(role.Name);
        }

        if (request.Description.IsPresent)
        {
            role.Description = fields.Text("description", request.Description.Value, RoleRequest.MaxDescriptionLength);
        }

        var before = role.Permissions.Select(p => new Permission(p.ApiId, p.Name)).ToHashSet();
        var after = request.Permissions.IsPresent
            ? RoleRequest.ReadPermissions(request.Permissions.Value, caller.Tenant, fields).ToHashSet()
            : before;
        if (!fields.AreValid)
        {
            return fields.Error;
        }

        if (await RoleRequest.IsNameTakenAsync(db, role, cancellationToken))
        {
            return RoleRequest.NameTaken;
        }

        var (added, removed) = (after.Except(before).ToList(), before.Except(after).ToHashSet());
        if (added.Count > 0 && await WhyNotWidenAsync(db, caller, role, added, cancellationToken) is { } refused)
        {
            return refused;
        }

        role.Permissions.RemoveAll(p => removed.Contains(new Permission(p.ApiId, p.Name)));
        role.Permissions.AddRange(added.Select(p => new RolePermission { RoleId = role.Id, ApiId = p.ApiId, Name = p.Name }));
        if (!db.ChangeTracker.HasChanges())
        {
            return new Done<RoleResponse>(RoleView.Of(role, caller.Tenant));
        }

        role.Version++;
        await db.SaveChangesAsync(cancellationToken);
        return new Done<RoleResponse>(
            RoleView.Of(role, caller.Tenant), DeedOf("role.updated", role, added.Select(p => p.Name), removed.Select(p => p.Name)));
    }

    private static async Task<OperationError?> WhyNotWidenAsync(
        ServiceAccountsDbContext db, Caller caller, Role role, List<Permission> added, CancellationToken cancellationToken)
    {
        var places = await db.Set<RoleBinding>().Where(b => b.RoleId == role.Id).Select(b => new { b.PlaceKind, b.PlaceId })
            .Concat(db.Set<AccountGroupBinding>().Where(b => b.RoleId == role.Id).Select(b => new { b.PlaceKind, b.PlaceId }))
            .Distinct().ToListAsync(cancellationToken);
        return places.Select(bound => caller.PlaceOf(bound.PlaceKind, bound.PlaceId))
            .All(place => added.All(permission => caller.CanGive(permission, place)))
            ? null
            : OperationError.AbovePrivileges("With what is added, the role");
    }

    private async Task<Outcome<Done<RoleResponse>>> RemoveAsync(
        ServiceAccountsDbContext db, Caller caller, Role role, bool force, CancellationToken cancellationToken)
    {
        var usage = new Usage
        {
            Principals = db.Set<RoleBinding>().Where(b => b.RoleId == role.Id).Select(b => b.PrincipalId).Distinct(),
            Groups = db.Set<AccountGroupBinding>().Where(b => b.RoleId == role.Id).Select(b => b.GroupId).Distinct(),
        };
        var answer = RoleView.Of(role, caller.Tenant);
        var bindings = await EndingBindings.LoadAsync(
            db.Set<RoleBinding>().Where(b => b.RoleId == role.Id), db.Set<AccountGroupBinding>().Where(b => b.RoleId == role.Id),
            cancellationToken);
        if (bindings.Count > 0 && !force && await usage.LoadAsync(db, cancellationToken) is { } usedBy)
        {
            return OperationError.InUse("The role", usedBy);
        }

        if (bindings.AreTooMany)
        {
            return OperationError.LimitReached($"More than {Usage.MaxTakenAway} bindings have the role: unbind some of them first.");
        }

        var unbound = await bindings.RemoveAsync(db, caller, time.GetUtcNow(), cancellationToken);
        if (!unbound.Succeeded)
        {
            return unbound.Error;
        }

        db.Remove(role);
        await db.SaveChangesAsync(cancellationToken);
        return new Done<RoleResponse>(answer, [DeedOf("role.deleted", role, [], answer.Permissions), .. unbound.Value]);
    }

    private static Deed DeedOf(string action, Role role, IEnumerable<string> added, IEnumerable<string> removed) => new(action, "role", role.Id)
    {
        TenantId = role.TenantId,
        Details = new Dictionary<string, object?>
        {
            ["name"] = role.Name,
            ["description"] = role.Description,
            ["added"] = added.Order(StringComparer.Ordinal).ToList(),
            ["removed"] = removed.Order(StringComparer.Ordinal).ToList(),
        },
    };
}

/// <summary>Roles that were changed together.</summary>
/// <param name="Items">They, as they are after it.</param>
public sealed record ChangedRoles(IReadOnlyList<RoleResponse> Items);
