using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Ledger;

namespace ServiceAccounts.Management.Access;

/// <summary>The role bindings that go with the role or the place that they name.</summary>
internal sealed record EndingBindings(IReadOnlyList<RoleBinding> OfPrincipals, IReadOnlyList<AccountGroupBinding> OfGroups)
{
    public int Count => OfPrincipals.Count + OfGroups.Count;

    /// <summary>Whether they are more than one request takes away.</summary>
    public bool AreTooMany => Count > Usage.MaxTakenAway;

    /// <summary>Reads them, and no more of them than show that they are too many.</summary>
    public static async Task<EndingBindings> LoadAsync(
        IQueryable<RoleBinding> ofPrincipals, IQueryable<AccountGroupBinding> ofGroups, CancellationToken cancellationToken) => new(
            await ofPrincipals.OrderBy(b => b.Id).Take(Usage.MaxTakenAway + 1).ToListAsync(cancellationToken),
            await ofGroups.OrderBy(b => b.Id).Take(Usage.MaxTakenAway + 1).ToListAsync(cancellationToken));

    /// <summary>Takes the roles from all who have them; each loss is recorded and told to the caches, and is a change of who loses.</summary>
    public async Task<Outcome<List<Deed>>> RemoveAsync(
        ServiceAccountsDbContext db, Caller caller, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var ids = OfPrincipals.Select(b => b.PrincipalId).Distinct().ToList();
        if (await Ceiling.WhyOutOfReachAsync(db, caller, ids, cancellationToken) is { } refused)
        {
            return refused;
        }

        var holders = await NamedPrincipal.LoadAsync(db, ids, cancellationToken);
        await NamedPrincipal.TouchAsync(db, caller, ids, now, cancellationToken);
        db.RemoveRange(OfPrincipals);
        db.RemoveRange(OfGroups);
        return OfPrincipals.Select(b => AccessDeeds.Unbound(holders[b.PrincipalId], b, NameOf(b.RoleId, caller), caller.Tenant.TenantId))
            .Concat(OfGroups.Select(b => AccessDeeds.Unbound(b, NameOf(b.RoleId, caller), caller.Tenant.TenantId))).ToList();
    }

    private static string NameOf(Guid roleId, Caller caller) =>
        caller.Tenant.Roles.TryGetValue(roleId, out var role) ? role.Name : string.Empty;
}
