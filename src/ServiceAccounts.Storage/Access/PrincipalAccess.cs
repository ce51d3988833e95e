using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;

namespace ServiceAccounts.Storage.Access;

/// <summary>What a principal was given by name: roles, permissions and groups. What groups and roles hold, the tenant says.</summary>
/// <param name="Bindings">Its roles, each at a place.</param>
/// <param name="Grants">Its permissions.</param>
/// <param name="GroupIds">Its groups; Everyone, in which it is by rule, is not among them.</param>
public sealed record PrincipalAccess(
    ImmutableArray<RoleBinding> Bindings, ImmutableArray<DirectGrant> Grants, ImmutableArray<Guid> GroupIds)
{
    /// <summary>
    /// The most rows of each kind that one principal has. One number for who gives and who asks: who checked fewer than count
    /// would let somebody rise.
    /// </summary>
    public const int MaxRows = 1_000;

    /// <summary>A principal that was given nothing.</summary>
    public static PrincipalAccess None { get; } = new([], [], []);

    /// <summary>Reads what a principal was given.</summary>
    public static async Task<PrincipalAccess> LoadAsync(
        ServiceAccountsDbContext db, Guid principalId, CancellationToken cancellationToken)
    {
        var bindings = await db.Set<RoleBinding>().AsNoTracking().Where(b => b.PrincipalId == principalId)
            .OrderBy(b => b.Id).Take(MaxRows).ToListAsync(cancellationToken);
        var grants = await db.Set<DirectGrant>().AsNoTracking().Where(g => g.PrincipalId == principalId)
            .OrderBy(g => g.ApiId).ThenBy(g => g.Name).Take(MaxRows).ToListAsync(cancellationToken);
        var groups = await db.Set<AccountGroupMember>().Where(m => m.PrincipalId == principalId)
            .OrderBy(m => m.GroupId).Select(m => m.GroupId).Take(MaxRows).ToListAsync(cancellationToken);
        return new PrincipalAccess([.. bindings], [.. grants], [.. groups]);
    }

    /// <summary>Reads what each of several principals was given, in a fixed number of queries.</summary>
    public static async Task<IReadOnlyDictionary<Guid, PrincipalAccess>> LoadAsync(
        ServiceAccountsDbContext db, IReadOnlyCollection<Guid> principalIds, CancellationToken cancellationToken)
    {
        var most = principalIds.Count * MaxRows;
        var bindings = (await db.Set<RoleBinding>().AsNoTracking().Where(b => EF.Parameter(principalIds).Contains(b.PrincipalId))
            .OrderBy(b => b.Id).Take(most).ToListAsync(cancellationToken)).ToLookup(b => b.PrincipalId);
        var grants = (await db.Set<DirectGrant>().AsNoTracking().Where(g => EF.Parameter(principalIds).Contains(g.PrincipalId))
            .OrderBy(g => g.ApiId).ThenBy(g => g.Name).Take(most).ToListAsync(cancellationToken)).ToLookup(g => g.PrincipalId);
        var groups = (await db.Set<AccountGroupMember>().AsNoTracking().Where(m => EF.Parameter(principalIds).Contains(m.PrincipalId))
            .OrderBy(m => m.GroupId).Take(most).ToListAsync(cancellationToken)).ToLookup(m => m.PrincipalId, m => m.GroupId);
        return principalIds.Distinct().ToDictionary(
            id => id, id => new PrincipalAccess([.. bindings[id]], [.. grants[id]], [.. groups[id]]));
    }
}
