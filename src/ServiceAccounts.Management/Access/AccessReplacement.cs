using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Contracts.Accounts;
using ServiceAccounts.Management.Accounts;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Ledger;

namespace ServiceAccounts.Management.Access;

/// <summary>What a principal is to hold by name from now on; what is null stays as it is.</summary>
public sealed record AccessReplacement
{
    /// <summary>Its roles, each at the place where it has it, or where a role goes that names no place.</summary>
    public IReadOnlyList<Guid>? RoleIds { get; init; }

    /// <summary>
    /// The organization that <see cref="RoleIds"/> is about: a role goes there, or to the narrowest place above that it allows, and
    /// those that it has there and above in the tenant are replaced. Null for all roles, wherever it has them.
    /// </summary>
    public Guid? RolesAt { get; init; }

    /// <summary>Its account groups; Everyone, in which it is by rule, may be among them or not.</summary>
    public IReadOnlyList<Guid>? GroupIds { get; init; }

    /// <summary>The permissions it has by itself.</summary>
    public IReadOnlyList<string>? Permissions { get; init; }

}

/// <summary>
/// Makes what a principal holds by name what it is to be, or gives and takes a part of it: what it has already is left alone,
/// and what is given and taken follows the rules of giving and taking each by itself.
/// </summary>
internal sealed class AccessChange(ServiceAccountsDbContext db, Caller caller, AccessSubject subject, DateTimeOffset now)
{
    private readonly List<Deed> _deeds = [];

    private Guid Id => subject.Principal.Id;

    /// <summary>What was done, for the ledger; nothing is saved yet.</summary>
    public async Task<Outcome<IReadOnlyList<Deed>>> ApplyAsync(AccessReplacement wanted, CancellationToken cancellationToken)
    {
        var fields = new Fields();
        var gifts = Gifts.Of(
            new CreateServiceAccountRequest { RoleIds = wanted.RoleIds, GroupIds = wanted.GroupIds, Permissions = wanted.Permissions },
            caller.Tenant, fields, PrincipalAccess.MaxRows);
        if (!fields.AreValid)
        {
            return fields.Error;
        }

        return await ApplyAsync(
            gifts,
            wanted.RoleIds is null ? null : id => gifts.Roles.All(role => role.Id != id),
            wanted.GroupIds is null ? null : id => gifts.Groups.All(group => group.Id != id),
            wanted.Permissions is null ? null : permission => !gifts.Permissions.Contains(permission),
            wanted.RolesAt, cancellationToken);
    }

    /// <summary>The same where a part is given and taken.</summary>
    public Task<Outcome<IReadOnlyList<Deed>>> ApplyAsync(Gifts given, Gifts taken, CancellationToken cancellationToken) => ApplyAsync(
        given,
        given.Roles.Count + taken.Roles.Count == 0 ? null : id => taken.Roles.Any(role => role.Id == id),
        given.Groups.Count + taken.Groups.Count == 0 ? null : id => taken.Groups.Any(group => group.Id == id),
        given.Permissions.Count + taken.Permissions.Count == 0 ? null : taken.Permissions.Contains,
        rolesAt: null, cancellationToken);

    // What nobody asks to be changed is not read.
    private async Task<Outcome<IReadOnlyList<Deed>>> ApplyAsync(
        Gifts given, Func<Guid, bool>? roleGoes, Func<Guid, bool>? groupGoes, Func<Permission, bool>? grantGoes,
        Guid? rolesAt, CancellationToken cancellationToken)
    {
        if ((roleGoes is null ? null : await ChangeRolesAsync(given.Roles, roleGoes, rolesAt, cancellationToken)) is { } role)
        {
            return role;
        }

        if ((groupGoes is null ? null : await ChangeGroupsAsync(given.Groups, groupGoes, cancellationToken)) is { } group)
        {
            return group;
        }

        return (grantGoes is null ? null : await ChangeGrantsAsync(given.Permissions, grantGoes, cancellationToken)) is { } grant
            ? grant
            : _deeds;
    }

    private async Task<OperationError?> ChangeRolesAsync(
        IReadOnlyList<RoleRule> roles, Func<Guid, bool> goes, Guid? organizationId, CancellationToken cancellationToken)
    {
        var has = await db.Set<RoleBinding>().Where(b => b.PrincipalId == Id).OrderBy(b => b.CreatedAt).Take(PrincipalAccess.MaxRows)
            .ToListAsync(cancellationToken);
        var (count, place) = (has.Count, subject.Place);
        if (organizationId is { } organization)
        {
            place = caller.Tenant.PlaceOf(organization);
            has.RemoveAll(b => b.PlaceKind == PlaceKind.System || !place.IsAtOrBelow(b.PlaceKind, b.PlaceId));
        }

        foreach (var binding in has.Where(b => goes(b.RoleId)))
        {
            if (binding.RoleId == SystemRole.SuperAdmin.Id && await LastAdministrator.WhyNotEndAsync(db, Id, cancellationToken) is { } last)
            {
                return last;
            }

            db.Remove(binding);
            count--;
            var name = caller.Tenant.Roles.GetValueOrDefault(binding.RoleId)?.Name ?? string.Empty;
            _deeds.Add(AccessDeeds.Unbound(subject.Principal, binding, name, caller.Tenant.TenantId));
        }

        var placements = RolePlacement.Of([.. roles.Where(role => has.All(b => b.RoleId != role.Id))], place, caller);
        if (placements is { Succeeded: true, Value.Count: > 0 and var more } && WhyFull(count + more, "role bindings") is { } full)
        {
            return full;
        }

        if (!placements.Succeeded)
        {
            return placements.Error;
        }

        foreach (var (role, kind, id) in placements.Value)
        {
            var binding = new RoleBinding
            {
                Id = Guid.CreateVersion7(now),
                PrincipalId = Id,
                RoleId = role.Id,
                PlaceKind = kind,
                PlaceId = id,
                CreatedAt = now,
            };
            db.Add(binding);
            _deeds.Add(AccessDeeds.Bound(subject.Principal, binding, role.Name, caller.Tenant.TenantId));
        }

        return null;
    }

    private async Task<OperationError?> ChangeGroupsAsync(
        IReadOnlyList<GroupRule> groups, Func<Guid, bool> goes, CancellationToken cancellationToken)
    {
        var has = await db.Set<AccountGroupMember>().Where(m => m.PrincipalId == Id).OrderBy(m => m.CreatedAt)
            .Take(PrincipalAccess.MaxRows).ToListAsync(cancellationToken);
        var concerned = has.Select(m => m.GroupId).Concat(groups.Select(g => g.Id)).ToList();
        var rows = await db.Set<AccountGroup>().Where(g => EF.Parameter(concerned).Contains(g.Id)).OrderBy(g => g.Id).Take(concerned.Count + 1)
            .ToDictionaryAsync(g => g.Id, cancellationToken);
        foreach (var member in has.Where(m => goes(m.GroupId)))
        {
            db.Remove(member);
            _deeds.Add(AccessDeeds.Member("group.member_removed", rows[member.GroupId], subject.Principal));
        }

        var joined = groups.Where(g => has.All(m => m.GroupId != g.Id)).ToList();
        if (joined.Count > 0 && WhyFull(has.Count(m => !goes(m.GroupId)) + joined.Count, "groups") is { } full)
        {
            return full;
        }

        foreach (var group in joined)
        {
            // As the group is now: the tenant's snapshot may be older than what another node has given to it.
            if (!rows.TryGetValue(group.Id, out var row))
            {
                return OperationError.NotFound("account group");
            }

            if (!Ceiling.HoldsAllOf(caller, await GroupRows.RuleOfAsync(db, row, cancellationToken)))
            {
                return OperationError.AbovePrivileges($"The group {group.Name}");
            }

            db.Add(new AccountGroupMember { GroupId = group.Id, PrincipalId = Id, CreatedAt = now });
            _deeds.Add(AccessDeeds.Member("group.member_added", row, subject.Principal));
        }

        return null;
    }

    private async Task<OperationError?> ChangeGrantsAsync(
        IReadOnlyList<Permission> permissions, Func<Permission, bool> goes, CancellationToken cancellationToken)
    {
        var has = await db.Set<DirectGrant>().Where(g => g.PrincipalId == Id).OrderBy(g => g.CreatedAt).Take(PrincipalAccess.MaxRows)
            .ToListAsync(cancellationToken);
        foreach (var grant in has.Where(g => goes(new Permission(g.ApiId, g.Name))))
        {
            db.Remove(grant);
            _deeds.Add(AccessDeeds.Revoked(subject.Principal, new Permission(grant.ApiId, grant.Name), caller.Tenant.TenantId));
        }

        var given = permissions.Where(p => has.All(g => g.ApiId != p.ApiId || g.Name != p.Name)).ToList();
        var kept = has.Count(g => !goes(new Permission(g.ApiId, g.Name)));
        if (given.Count > 0 && WhyFull(kept + given.Count, "permissions of its own") is { } full)
        {
            return full;
        }

        foreach (var permission in given)
        {
            if (!caller.CanGive(permission, caller.TenantPlace))
            {
                return OperationError.AbovePrivileges($"The permission {permission.Name}");
            }

            db.Add(new DirectGrant { PrincipalId = Id, ApiId = permission.ApiId, Name = permission.Name, CreatedAt = now });
            _deeds.Add(AccessDeeds.Granted(subject.Principal, permission, caller.Tenant.TenantId));
        }

        return null;
    }

    // Whoever asks what a principal holds reads so many rows: more would not be seen.
    private static OperationError? WhyFull(int count, string what) => count > PrincipalAccess.MaxRows
        ? OperationError.LimitReached($"A principal has at most {PrincipalAccess.MaxRows} {what}: remove one first.")
        : null;
}
