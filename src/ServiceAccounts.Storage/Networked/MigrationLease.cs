using System.Data.Common;
using Microsoft.EntityFrameworkCore;

namespace ServiceAccounts.Storage.Networked;

/// <summary>
/// Lets one node at a time change tables, by a row with an end: no lock of the database's own, which some databases lack and
/// which others keep for a client that is long dead. It is in a table of its own, because it is needed before any other.
/// </summary>
/// <param name="contexts">Gives the connections, which are not those of the migration.</param>
/// <param name="node">Who takes it.</param>
/// <param name="dialect">Makes the table.</param>
/// <param name="time">Says when it ends.</param>
public sealed class MigrationLease(
    IDbContextFactory<ServiceAccountsDbContext> contexts, Node node, MigrationLeaseTable dialect, TimeProvider time)
{
    /// <summary>How long it lasts unless it is renewed: as long as others wait for a node that was killed.</summary>
    public static readonly TimeSpan Duration = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan Renewal = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(200);

    /// <summary>Waits for its turn and does the work; which is cancelled when the lease is lost, and that said by <see cref="InvalidOperationException"/>.</summary>
    public async Task HoldAsync(Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        await dialect.CreateAsync(contexts, cancellationToken);
        while (!await TryTakeAsync(cancellationToken))
        {
            await Task.Delay(Poll, time, cancellationToken);
        }

        using var held = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var done = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var renewal = RenewAsync(held, done.Token);
        try
        {
            await work(held.Token);
        }
        catch (Exception e) when (held.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new InvalidOperationException(
                "This node lost the lease under which it changed the database's tables, because it did not reach the database for too long or "
                + "another node took its place. What it had not finished is left to whoever goes on: start it again.",
                e);
        }
        finally
        {
            await done.CancelAsync();
            await renewal;
            await ReleaseAsync();
        }
    }

    private async Task RenewAsync(CancellationTokenSource held, CancellationToken done)
    {
        using var timer = new PeriodicTimer(Renewal, time);
        var last = time.GetTimestamp();
        try
        {
            while (await timer.WaitForNextTickAsync(done))
            {
                try
                {
                    if (!await TryTakeAsync(done))
                    {
                        await held.CancelAsync();
                        return;
                    }

                    last = time.GetTimestamp();
                }
                catch (DbException) when (time.GetElapsedTime(last) + Renewal < Duration)
                {
                    continue; // There is time for another attempt.
                }
                catch (DbException)
                {
                    await held.CancelAsync();
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (done.IsCancellationRequested)
        {
            // The work is done.
        }
    }

    private async Task<bool> TryTakeAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        try
        {
            return await MigrationLeaseTable.TakeAsync(db, node.Id, now, now + Duration, cancellationToken);
        }
        catch (DbException e) when (dialect.IsContention(e))
        {
            return false;
        }
    }

    // Others wait for no more than its end where this fails.
    private async Task ReleaseAsync()
    {
        try
        {
            await using var db = await contexts.CreateDbContextAsync(CancellationToken.None);
            await db.Database.ExecuteSqlAsync($"DELETE FROM migration_lease WHERE id = 1 AND holder = {node.Id}", CancellationToken.None);
        }
        catch (DbException)
        {
            return;
        }
    }
}
