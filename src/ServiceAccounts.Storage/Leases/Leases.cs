using Microsoft.EntityFrameworkCore;

namespace ServiceAccounts.Storage.Leases;

/// <summary>
/// Gives work to one node at a time. A lease saves work and never guards a rule: clocks of nodes differ, and a node may be
/// stopped in the middle, so what is done under one is right also when two do it.
/// </summary>
public sealed class Leases(IDatabase database, Node node, TimeProvider time)
{
    /// <summary>Takes the lease, or prolongs it where this node has it; false where another one has.</summary>
    public async Task<bool> TryTakeAsync(string name, TimeSpan duration, CancellationToken cancellationToken)
    {
        try
        {
            return await database.WriteBesideAsync((db, cancellation) => TryTakeAsync(db, name, duration, cancellation), cancellationToken);
        }
        catch (DbUpdateException e) when (database.IsDuplicate(e))
        {
            return false; // Another one was the first to write that row.
        }
    }

    /// <summary>Lets it go before its time, where this node has it: another one need not wait.</summary>
    public Task ReleaseAsync(string name, CancellationToken cancellationToken) => database.WriteBesideAsync(
        (db, cancellation) => db.Set<Lease>().Where(l => l.Name == name && l.Holder == node.Id).ExecuteDeleteAsync(cancellation),
        cancellationToken);

    /// <summary>Lets go of all that this node has.</summary>
    public Task ReleaseAllAsync(CancellationToken cancellationToken) => database.WriteBesideAsync(
        (db, cancellation) => db.Set<Lease>().Where(l => l.Holder == node.Id).ExecuteDeleteAsync(cancellation), cancellationToken);

    private async Task<bool> TryTakeAsync(ServiceAccountsDbContext db, string name, TimeSpan duration, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var until = now + duration;
        var taken = await db.Set<Lease>().Where(l => l.Name == name && (l.Holder == node.Id || l.ExpiresAt <= now))
            .ExecuteUpdateAsync(lease => lease.SetProperty(l => l.Holder, node.Id).SetProperty(l => l.ExpiresAt, until), cancellationToken);
        if (taken > 0)
        {
            return true;
        }

        if (await db.Set<Lease>().AnyAsync(l => l.Name == name, cancellationToken))
        {
            return false;
        }

        db.Add(new Lease { Name = name, Holder = node.Id, ExpiresAt = until });
        await db.SaveChangesAsync(cancellationToken);
        return true;
    }
}
