using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Contracts.Access;
using ServiceAccounts.Management.Accounts;
using ServiceAccounts.Management.Audit;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Accounts;

namespace ServiceAccounts.Management.Access;

/// <summary>
/// Gives roles and permissions to users and service accounts, and takes them away: one operation for both. It needs
/// <c>service_account.update</c> where the account is or <c>user.manage</c> at the tenant; who gives holds what it gives.
/// </summary>
public sealed class PrincipalAccessOperations(ManagementTransaction transaction, TimeProvider time)
{
    /// <summary>Gives a role at a place.</summary>
    public Task<Outcome<RoleBindingResponse>> BindRoleAsync(
        Caller caller, Guid id, BindRoleRequest request, CancellationToken cancellationToken) =>
        ChangeAsync(
            caller, id,
            async (db, caller, subject, cancellation) =>
            {
                var given = GivenRole.Of(request, role => DefaultPlaceOf(role, subject, caller), caller);
                if (!given.Succeeded)
                {
                    return given.Error;
                }

                var (role, place) = given.Value;
                var placeId = place.Id ?? Guid.Empty;
                var bindings = db.Set<RoleBinding>().Where(b => b.PrincipalId == id);
                if (await bindings.AnyAsync(b => b.RoleId == role.Id && b.PlaceId == placeId, cancellation))
                {
                    return GivenRole.AlreadyBound;
                }

                if (await bindings.CountAsync(cancellation) >= PrincipalAccess.MaxRows)
                {
                    return OperationError.LimitReached($"A principal has at most {PrincipalAccess.MaxRows} role bindings: remove one first.");
                }

                var now = time.GetUtcNow();
                var binding = new RoleBinding
                {
                    Id = Guid.CreateVersion7(now),
                    PrincipalId = id,
                    RoleId = role.Id,
                    PlaceKind = place.Kind,
                    PlaceId = placeId,
                    CreatedAt = now,
                };
                db.Add(binding);
                await db.SaveChangesAsync(cancellation);
                var rows = await AccessRows.LoadAsync(db, caller, [placeId], cancellation);
                return (Outcome<Done<RoleBindingResponse>>)new Done<RoleBindingResponse>(
                    rows.Show(binding), AccessDeeds.Bound(subject.Principal, binding, role.Name, caller.Tenant.TenantId));
            },
            cancellationToken);

    /// <summary>Takes a role away; not that of the last super administrator.</summary>
    public Task<Outcome<RoleBindingResponse>> UnbindRoleAsync(
        Caller caller, Guid id, Guid bindingId, CancellationToken cancellationToken) =>
        ChangeAsync(
            caller, id,
            async (db, caller, subject, cancellation) =>
            {
                var binding = await db.Set<RoleBinding>().SingleOrDefaultAsync(b => b.Id == bindingId && b.PrincipalId == id, cancellation);
                if (binding is null)
                {
                    return OperationError.NotFound("role binding");
                }

                if (binding.RoleId == SystemRole.SuperAdmin.Id && await LastAdministrator.WhyNotEndAsync(db, id, cancellation) is { } refused)
                {
                    return refused;
                }

                var shown = (await AccessRows.LoadAsync(db, caller, [binding.PlaceId], cancellation)).Show(binding);
                db.Remove(binding);
                await db.SaveChangesAsync(cancellation);
                return (Outcome<Done<RoleBindingResponse>>)new Done<RoleBindingResponse>(
                    shown, AccessDeeds.Unbound(subject.Principal, binding, shown.Role.Name, caller.Tenant.TenantId));
            },
            cancellationToken);

    /// <summary>Gives a permission by itself; it holds everywhere in the tenant.</summary>
    public Task<Outcome<GrantResponse>> GrantAsync(Caller caller, Guid id, GrantRequest request, CancellationToken cancellationToken) =>
        ChangeAsync(
            caller, id,
            async (db, caller, subject, cancellation) =>
            {
                var given = GivenPermission.Of(request.Permission, request.ApiId, caller);
                if (!given.Succeeded)
                {
                    return given.Error;
                }

                var permission = given.Value.Permission;
                var grants = db.Set<DirectGrant>().Where(g => g.PrincipalId == id);
                if (await grants.AnyAsync(g => g.ApiId == permission.ApiId && g.Name == permission.Name, cancellation))
                {
                    return GivenPermission.AlreadyGranted;
                }

                if (await grants.CountAsync(cancellation) >= PrincipalAccess.MaxRows)
                {
                    return OperationError.LimitReached($"A principal has at most {PrincipalAccess.MaxRows} permissions of its own: remove one first.");
                }

                var now = time.GetUtcNow();
                db.Add(new DirectGrant { PrincipalId = id, ApiId = permission.ApiId, Name = permission.Name, CreatedAt = now });
                await db.SaveChangesAsync(cancellation);
                return (Outcome<Done<GrantResponse>>)new Done<GrantResponse>(
                    new GrantResponse(permission.Name, permission.ApiId, now),
                    AccessDeeds.Granted(subject.Principal, permission, caller.Tenant.TenantId));
            },
            cancellationToken);

    /// <summary>Takes a permission away that was given by itself.</summary>
    public Task<Outcome<GrantResponse>> RevokeAsync(
        Caller caller, Guid id, string? permission, Guid? apiId, CancellationToken cancellationToken) =>
        ChangeAsync(
            caller, id,
            async (db, caller, subject, cancellation) =>
            {
                var found = await db.Set<DirectGrant>().Where(g => g.PrincipalId == id && g.Name == permission && (apiId == null || g.ApiId == apiId))
                    .OrderBy(g => g.ApiId).Take(2).ToListAsync(cancellation);
                if (found is not [var grant])
                {
                    return GivenPermission.NotOne(permission, found.Count);
                }

                db.Remove(grant);
                await db.SaveChangesAsync(cancellation);
                return (Outcome<Done<GrantResponse>>)new Done<GrantResponse>(
                    new GrantResponse(grant.Name, grant.ApiId, grant.CreatedAt),
                    AccessDeeds.Revoked(subject.Principal, new Permission(grant.ApiId, grant.Name), caller.Tenant.TenantId));
            },
            cancellationToken);

    /// <summary>Makes what a principal holds by name what it is to be, in one step.</summary>
    public Task<Outcome<AccessReplacement>> ReplaceAsync(
        Caller caller, Guid id, AccessReplacement wanted, CancellationToken cancellationToken) =>
        ChangeAsync(
            caller, id,
            async (db, caller, subject, cancellation) =>
            {
                var done = await new AccessChange(db, caller, subject, time.GetUtcNow()).ApplyAsync(wanted, cancellation);
                if (!done.Succeeded)
                {
                    return done.Error;
                }

                await db.SaveChangesAsync(cancellation);
                return (Outcome<Done<AccessReplacement>>)new Done<AccessReplacement>(wanted, done.Value);
            },
            cancellationToken);

    private Task<Outcome<T>> ChangeAsync<T>(
        Caller caller, Guid id, Func<ServiceAccountsDbContext, Caller, AccessSubject, CancellationToken, Task<Outcome<Done<T>>>> change,
        CancellationToken cancellationToken)
        where T : class =>
        transaction.RunAsync(
            caller,
            async (db, caller, cancellation) =>
            {
                var subject = await AccessSubject.FindChangeableAsync(db, caller, id, cancellation);
                if (!subject.Succeeded)
                {
                    return subject.Error;
                }

                var done = await change(db, caller, subject.Value, cancellation);
                if (done is { Succeeded: true, Value.Deeds.Count: > 0 })
                {
                    await NamedPrincipal.TouchAsync(db, caller, [id], time.GetUtcNow(), cancellation);
                }

                return done;
            },
            cancellationToken);

    private static Place? DefaultPlaceOf(RoleRule role, AccessSubject subject, Caller caller)
    {
        if (role.Levels.Contains(PlaceKind.System))
        {
            return Place.System;
        }

        return subject.Principal.Kind == PrincipalKind.ServiceAccount
            ? RolePlacement.PlaceFor(role, subject.Place, caller)
            : role.Levels.Contains(PlaceKind.Tenant) ? caller.TenantPlace : null;
    }
}
