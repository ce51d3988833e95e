using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Contracts.Access;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Access;

namespace ServiceAccounts.Management.Access;

/// <summary>Shows what a user or service account holds, and by which path.</summary>
public sealed class PrincipalAccessView(IDbContextFactory<ServiceAccountsDbContext> contexts)
{
    private const int MaxEffective = 1_000;

    /// <summary>
    /// All of it, or of the effective permissions those of one name or Api; needs <c>service_account.read</c> where the account is
    /// or <c>user.read</c> at the tenant. Everybody sees their own.
    /// </summary>
    public async Task<Outcome<PrincipalAccessResponse>> GetAsync(
        Caller caller, Guid id, string? permission, Guid? apiId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var subject = await AccessSubject.FindReadableAsync(db, caller, id, cancellationToken);
        if (!subject.Succeeded)
        {
            return subject.Error;
        }

        var own = await PrincipalAccess.LoadAsync(db, id, cancellationToken);
        var holdings = Holdings.Of(own, caller.Tenant);
        var effective = new EffectivePermissions(caller.Tenant, permission, apiId).Of(holdings).Take(MaxEffective + 1).ToList();
        var rows = await AccessRows.LoadAsync(db, caller, own.Bindings.Select(b => b.PlaceId), cancellationToken);
        return new PrincipalAccessResponse
        {
            RoleBindings = [.. own.Bindings.Select(rows.Show)],
            Grants = [.. own.Grants.Select(g => new GrantResponse(g.Name, g.ApiId, g.CreatedAt))],
            Groups = [.. holdings.Groups.Select(g => new GroupOfPrincipalResponse(g.Id, g.Name, g.IsEveryone))],
            Effective =
            [
                .. effective.Take(MaxEffective).OrderBy(e => e.Api.Identifier, StringComparer.Ordinal)
                    .ThenBy(e => e.Permission, StringComparer.Ordinal).ThenBy(e => e.Path, StringComparer.Ordinal),
            ],
            EffectiveComplete = effective.Count <= MaxEffective,
        };
    }

    /// <summary>
    /// The roles that users and service accounts have themselves, each at its place, by principal: of those whose access the caller
    /// may see, as <see cref="GetAsync"/> has it; in a fixed number of queries. At most <see cref="Paging.MaxLimit"/> at a time.
    /// </summary>
    public async Task<ILookup<Guid, RoleBindingResponse>> RolesOfAsync(
        Caller caller, IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var readable = await AccessSubject.ListReadableAsync(db, caller, ids, cancellationToken);
        var bindings = await db.Set<RoleBinding>().AsNoTracking().Where(b => EF.Parameter(readable).Contains(b.PrincipalId))
            .OrderBy(b => b.CreatedAt).ThenBy(b => b.Id).Take(Paging.MaxLimit * PrincipalAccess.MaxRows).ToListAsync(cancellationToken);
        var rows = await AccessRows.LoadAsync(db, caller, bindings.Select(b => b.PlaceId), cancellationToken);
        return bindings.ToLookup(binding => binding.PrincipalId, rows.Show);
    }
}
