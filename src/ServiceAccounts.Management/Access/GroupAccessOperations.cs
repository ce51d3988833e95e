using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Contracts.Access;
using ServiceAccounts.Management.Audit;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Access;

namespace ServiceAccounts.Management.Access;

/// <summary>
/// What the members of an account group hold through it. Who gives a group something holds it, whether the group has members or
/// none: one may be added by somebody else.
/// </summary>
public sealed class GroupAccessOperations(
    ManagementTransaction transaction, IDbContextFactory<ServiceAccountsDbContext> contexts, TimeProvider time)
{
    /// <summary>What the group holds; needs <c>group.read</c> anywhere in the tenant.</summary>
    public async Task<Outcome<GroupAccessResponse>> GetAsync(Caller caller, Guid groupId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var found = await GroupRows.FindReadableAsync(db, caller, groupId, cancellationToken);
        if (!found.Succeeded)
        {
            return found.Error;
        }

        var bindings = await db.Set<AccountGroupBinding>().AsNoTracking().Where(b => b.GroupId == groupId)
            .OrderBy(b => b.Id).Take(AccountGroup.MaxRows).ToListAsync(cancellationToken);
        var grants = await db.Set<AccountGroupGrant>().AsNoTracking().Where(g => g.GroupId == groupId)
            .OrderBy(g => g.ApiId).ThenBy(g => g.Name).Take(AccountGroup.MaxRows).ToListAsync(cancellationToken);
        var rows = await AccessRows.LoadAsync(db, caller, bindings.Select(b => b.PlaceId), cancellationToken);
        return new GroupAccessResponse
        {
            RoleBindings = [.. bindings.Select(rows.Show)],
            Grants = [.. grants.Select(g => new GrantResponse(g.Name, g.ApiId, g.CreatedAt))],
        };
    }

    /// <summary>Gives a role to all members; needs <c>group.manage</c> at the tenant, and all that the role holds at the place.</summary>
    public Task<Outcome<RoleBindingResponse>> BindRoleAsync(
        Caller caller, Guid groupId, BindRoleRequest request, CancellationToken cancellationToken) =>
        ChangeAsync(
            caller, groupId,
            async (db, caller, cancellation) =>
            {
                var given = GivenRole.Of(request, role => role.Levels.Contains(PlaceKind.Tenant) ? caller.TenantPlace : null, caller);
                if (!given.Succeeded)
                {
                    return given.Error;
                }

                var (role, place) = given.Value;
                if (place.Id is not { } placeId)
                {
                    return HeldByPrincipalsAlone(role);
                }

                var bindings = db.Set<AccountGroupBinding>().Where(b => b.GroupId == groupId);
                if (await bindings.AnyAsync(b => b.RoleId == role.Id && b.PlaceId == placeId, cancellation))
                {
                    return GivenRole.AlreadyBound;
                }

                if (await bindings.CountAsync(cancellation) >= AccountGroup.MaxRows)
                {
                    return OperationError.LimitReached($"A group has at most {AccountGroup.MaxRows} role bindings: remove one first.");
                }

                var now = time.GetUtcNow();
                var binding = new AccountGroupBinding
                {
                    Id = Guid.CreateVersion7(now),
                    GroupId = groupId,
                    RoleId = role.Id,
                    PlaceKind = place.Kind,
                    PlaceId = placeId,
                    CreatedAt = now,
                };
                db.Add(binding);
                await db.SaveChangesAsync(cancellation);
                var rows = await AccessRows.LoadAsync(db, caller, [placeId], cancellation);
                return (Outcome<Done<RoleBindingResponse>>)new Done<RoleBindingResponse>(
                    rows.Show(binding), AccessDeeds.Bound(binding, role.Name, caller.Tenant.TenantId));
            },
            cancellationToken);

    /// <summary>Takes a role from all members; needs <c>group.manage</c> at the tenant.</summary>
    public Task<Outcome<RoleBindingResponse>> UnbindRoleAsync(
        Caller caller, Guid groupId, Guid bindingId, CancellationToken cancellationToken) =>
        ChangeAsync(
            caller, groupId,
            async (db, caller, cancellation) =>
            {
                var binding = await db.Set<AccountGroupBinding>()
                    .SingleOrDefaultAsync(b => b.Id == bindingId && b.GroupId == groupId, cancellation);
                if (binding is null)
                {
                    return OperationError.NotFound("role binding");
                }

                var shown = (await AccessRows.LoadAsync(db, caller, [binding.PlaceId], cancellation)).Show(binding);
                db.Remove(binding);
                await db.SaveChangesAsync(cancellation);
                return (Outcome<Done<RoleBindingResponse>>)new Done<RoleBindingResponse>(
                    shown, AccessDeeds.Unbound(binding, shown.Role.Name, caller.Tenant.TenantId));
            },
            cancellationToken);

    /// <summary>Gives a permission to all members; needs <c>group.manage</c> at the tenant, and the permission there.</summary>
    public Task<Outcome<GrantResponse>> GrantAsync(Caller caller, Guid groupId, GrantRequest request, CancellationToken cancellationToken) =>
        ChangeAsync(
            caller, groupId,
            async (db, caller, cancellation) =>
            {
                var given = GivenPermission.Of(request.Permission, request.ApiId, caller);
                if (!given.Succeeded)
                {
                    return given.Error;
                }

                var permission = given.Value.Permission;
                var grants = db.Set<AccountGroupGrant>().Where(g => g.GroupId == groupId);
                if (await grants.AnyAsync(g => g.ApiId == permission.ApiId && g.Name == permission.Name, cancellation))
                {
                    return GivenPermission.AlreadyGranted;
                }

                if (await grants.CountAsync(cancellation) >= AccountGroup.MaxRows)
                {
                    return OperationError.LimitReached($"A group has at most {AccountGroup.MaxRows} permissions of its own: remove one first.");
                }

                var now = time.GetUtcNow();
                db.Add(new AccountGroupGrant { GroupId = groupId, ApiId = permission.ApiId, Name = permission.Name, CreatedAt = now });
                await db.SaveChangesAsync(cancellation);
                return (Outcome<Done<GrantResponse>>)new Done<GrantResponse>(
                    new GrantResponse(permission.Name, permission.ApiId, now), AccessDeeds.Granted(groupId, permission, caller.Tenant.TenantId));
            },
            cancellationToken);

    /// <summary>Takes a permission from all members; needs <c>group.manage</c> at the tenant.</summary>
    public Task<Outcome<GrantResponse>> RevokeAsync(
        Caller caller, Guid groupId, string? permission, Guid? apiId, CancellationToken cancellationToken) =>
        ChangeAsync(
            caller, groupId,
            async (db, caller, cancellation) =>
            {
                var found = await db.Set<AccountGroupGrant>().Where(g => g.GroupId == groupId && g.Name == permission && (apiId == null || g.ApiId == apiId))
                    .OrderBy(g => g.ApiId).Take(2).ToListAsync(cancellation);
                if (found is not [var grant])
                {
                    return GivenPermission.NotOne(permission, found.Count);
                }

                db.Remove(grant);
                await db.SaveChangesAsync(cancellation);
                return (Outcome<Done<GrantResponse>>)new Done<GrantResponse>(
                    new GrantResponse(grant.Name, grant.ApiId, grant.CreatedAt),
                    AccessDeeds.Revoked(groupId, new Permission(grant.ApiId, grant.Name), caller.Tenant.TenantId));
            },
            cancellationToken);

    /// <summary>Why a role of the whole server is not given to a group.</summary>
    internal static OperationError HeldByPrincipalsAlone(RoleRule role) => OperationError.Invalid(
        new Dictionary<string, string> { ["role_id"] = $"The role {role.Name} is held by principals alone, never through a group." });

    private Task<Outcome<T>> ChangeAsync<T>(
        Caller caller, Guid groupId, Func<ServiceAccountsDbContext, Caller, CancellationToken, Task<Outcome<Done<T>>>> change,
        CancellationToken cancellationToken)
        where T : class =>
        transaction.RunAsync(
            caller,
            async (db, caller, cancellation) =>
            {
                var found = await GroupRows.FindChangeableAsync(db, caller, groupId, cancellation);
                return found.Succeeded ? await change(db, caller, cancellation) : found.Error;
            },
            cancellationToken);
}
