using System.Globalization;
using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Accounts;
using ServiceAccounts.Storage.Ledger;

namespace ServiceAccounts.Management.Access;

/// <summary>The users who have a role by themselves, made those that are wanted; each is given it, or loses it, as if one by one.</summary>
internal sealed class RoleUsers(ServiceAccountsDbContext db, Caller caller, RoleRule role, DateTimeOffset now)
{
    /// <summary>The most users that one request names, and that a role may have to be changed like this.</summary>
    public const int Max = 1_000;

    private const string Field = "users";

    /// <summary>What was done, for the ledger; saved.</summary>
    public async Task<Outcome<IReadOnlyList<Deed>>> ReplaceAsync(IReadOnlyList<Guid> userIds, CancellationToken cancellationToken)
    {
        var tenantId = caller.Tenant.TenantId;
        var has = await db.Set<RoleBinding>()
            .Where(b => b.RoleId == role.Id && db.Set<User>().Any(u => u.Id == b.PrincipalId && u.TenantId == tenantId))
            .OrderBy(b => b.Id).Take(Max + 1).ToListAsync(cancellationToken);
        if (has.Count > Max || userIds.Count > Max)
        {
            return OperationError.LimitReached(string.Create(
                CultureInfo.InvariantCulture, $"The role has, or would have, more than {Max} users: give and take it one by one."));
        }

        var gone = has.FindAll(b => !userIds.Contains(b.PrincipalId));
        var come = userIds.Except(has.Select(b => b.PrincipalId)).ToList();
        Guid[] concerned = [.. gone.Select(b => b.PrincipalId).Union(come)];
        if (concerned.Length == 0)
        {
            return (Outcome<IReadOnlyList<Deed>>)Array.Empty<Deed>();
        }

        if (await WhyNotAsync(concerned, come, cancellationToken) is { } refused)
        {
            return refused;
        }

        var names = await NamedPrincipal.LoadAsync(db, concerned, cancellationToken);
        var deeds = gone.ConvertAll(b => AccessDeeds.Unbound(names[b.PrincipalId], b, role.Name, tenantId));
        db.RemoveRange(gone);
        foreach (var id in come)
        {
            var binding = new RoleBinding
            {
                Id = Guid.CreateVersion7(now),
                PrincipalId = id,
                RoleId = role.Id,
                PlaceKind = PlaceKind.Tenant,
                PlaceId = tenantId,
                CreatedAt = now,
            };
            db.Add(binding);
            deeds.Add(AccessDeeds.Bound(names[id], binding, role.Name, tenantId));
        }

        await db.SaveChangesAsync(cancellationToken);
        await NamedPrincipal.TouchAsync(db, caller, concerned, now, cancellationToken);
        return deeds;
    }

    private async Task<OperationError?> WhyNotAsync(Guid[] concerned, List<Guid> come, CancellationToken cancellationToken)
    {
        var tenantId = caller.Tenant.TenantId;
        if (await db.Set<User>().CountAsync(u => u.TenantId == tenantId && EF.Parameter(concerned).Contains(u.Id), cancellationToken) < concerned.Length)
        {
            return Invalid("The tenant has no user of one of these ids.");
        }

        if (!caller.Can(ManagementPermissions.UserManage, caller.TenantPlace))
        {
            return OperationError.Forbidden(ManagementPermissions.UserManage);
        }

        if (await Ceiling.WhyOutOfReachAsync(db, caller, concerned, cancellationToken) is { } refused)
        {
            return refused;
        }

        if (come.Count == 0)
        {
            return null;
        }

        if (!role.Levels.Contains(PlaceKind.Tenant))
        {
            return Invalid($"The role {role.Name} is bound at {string.Join(", ", role.Levels.Select(Words.Of))}, and users have theirs at the tenant.");
        }

        if (!caller.CanGive(role, caller.TenantPlace))
        {
            return OperationError.AbovePrivileges($"The role {role.Name}");
        }

        return await db.Set<RoleBinding>().Where(b => EF.Parameter(come).Contains(b.PrincipalId)).GroupBy(b => b.PrincipalId)
            .AnyAsync(own => own.Count() >= PrincipalAccess.MaxRows, cancellationToken)
            ? OperationError.LimitReached($"A principal has at most {PrincipalAccess.MaxRows} role bindings: remove one first.")
            : null;
    }

    private static OperationError Invalid(string problem) => OperationError.Invalid(new Dictionary<string, string> { [Field] = problem });
}
