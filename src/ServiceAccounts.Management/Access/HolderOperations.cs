using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Contracts;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Access;

namespace ServiceAccounts.Management.Access;

/// <summary>
/// Shows users and service accounts together, with what they hold by name: users need <c>user.read</c> at the tenant, accounts
/// <c>service_account.read</c> where they are. Who may read some does not see the others.
/// </summary>
public sealed class HolderOperations(IDbContextFactory<ServiceAccountsDbContext> contexts)
{
    private static readonly OperationError NoneReadable = OperationError.Forbidden(ManagementPermissions.ServiceAccountRead);

    /// <summary>A page of them, in the order of their creation.</summary>
    public async Task<Outcome<Page<HolderView>>> ListAsync(Caller caller, Paging paging, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (HolderRows.Readable(db, caller) is not { } readable)
        {
            return NoneReadable;
        }

        var rows = await paging.RowsOfAsync(readable, cancellationToken);
        var shown = await HolderRows.LoadAsync(db, caller, [.. rows.Select(row => row.Id)], cancellationToken);
        var byId = shown.ToDictionary(holder => holder.Id);
        return paging.PageOfFound(rows, row => byId.GetValueOrDefault(row.Id), row => row);
    }

    /// <summary>How many there are.</summary>
    public async Task<Outcome<Total>> CountAsync(Caller caller, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return HolderRows.Readable(db, caller) is { } readable ? new Total(await readable.CountAsync(cancellationToken)) : NoneReadable;
    }

    /// <summary>Those of these ids that the caller may read, at most 1,000, in the order of the ids.</summary>
    public async Task<Outcome<HoldersView>> FindAsync(Caller caller, IReadOnlyList<Guid> ids, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (HolderRows.Readable(db, caller) is not { } readable)
        {
            return NoneReadable;
        }

        var seen = await readable.Where(row => EF.Parameter(ids).Contains(row.Id)).Select(row => row.Id).ToListAsync(cancellationToken);
        return new HoldersView(await HolderRows.LoadAsync(db, caller, [.. ids.Where(seen.Contains)], cancellationToken));
    }

    /// <summary>One of them; needs what it needs to read it alone.</summary>
    public async Task<Outcome<HolderView>> GetAsync(Caller caller, Guid id, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var subject = await AccessSubject.FindReadableAsync(db, caller, id, cancellationToken);
        if (!subject.Succeeded)
        {
            return subject.Error;
        }

        var found = await HolderRows.LoadAsync(db, caller, [id], cancellationToken);
        return found is [var holder] ? holder : OperationError.NotFound("principal");
    }
}
