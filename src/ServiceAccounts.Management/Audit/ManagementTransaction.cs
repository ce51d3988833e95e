using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Accounts;
using ServiceAccounts.Storage.Credentials;
using ServiceAccounts.Storage.Ledger;

namespace ServiceAccounts.Management.Audit;

/// <summary>What a transaction did: what to answer, and what to write into the ledger; null where nothing was changed.</summary>
/// <typeparam name="T">What is answered.</typeparam>
/// <param name="Value">The answer.</param>
/// <param name="Deed">What was done.</param>
public sealed record Done<T>(T Value, Deed? Deed)
    where T : class;

/// <summary>Checks, saves and records in one act: there is no change without its ledger entry, and none that a cache misses.</summary>
public sealed class ManagementTransaction(IDatabase database, LedgerWriter ledger, ChangeFeed feed)
{
    // A unique index or a concurrency token spoke for somebody who was faster: the checks are made again and say so in words.
    private const int Attempts = 3;

    /// <summary>Runs <paramref name="work"/>; a refusal leaves nothing behind.</summary>
    public async Task<Outcome<T>> RunAsync<T>(
        Actor actor,
        Func<ServiceAccountsDbContext, CancellationToken, Task<Outcome<Done<T>>>> work,
        CancellationToken cancellationToken)
        where T : class
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await TryAsync(actor, work, cancellationToken);
            }
            catch (DbUpdateException e) when (attempt < Attempts && (e is DbUpdateConcurrencyException || database.IsDuplicate(e)))
            {
                continue;
            }
        }
    }

    private static async Task<bool> StillActsAsync(ServiceAccountsDbContext db, Actor actor, CancellationToken cancellationToken) =>
        actor.Id is null
        || (await db.Set<Principal>().AnyAsync(
                p => p.Id == actor.Id && p.Status == PrincipalStatus.Active && p.Epoch == actor.Epoch, cancellationToken)
            && (actor.ApiTokenId is null || await db.Set<ApiToken>().AnyAsync(
                t => t.Id == actor.ApiTokenId && t.RevokedAt == null && t.Enabled, cancellationToken)));

    private async Task<Outcome<T>> TryAsync<T>(
        Actor actor,
        Func<ServiceAccountsDbContext, CancellationToken, Task<Outcome<Done<T>>>> work,
        CancellationToken cancellationToken)
        where T : class
    {
        LedgerEntry? entry = null;
        try
        {
            var outcome = await database.WriteAsync(
                async (db, cancellation) =>
                {
                    // The caller was authenticated before it waited for this transaction: who has been deactivated, deleted
                    // or robbed of the token meanwhile does nothing more.
                    if (!await StillActsAsync(db, actor, cancellation))
                    {
                        return OperationError.CallerEnded();
                    }

                    var done = await work(db, cancellation);
                    if (done is { Succeeded: true, Value.Deed: { } deed })
                    {
                        entry = await ledger.AppendAsync(db, actor, deed, cancellation);
                    }

                    return done;
                },
                _ => entry is not null,
                cancellationToken);
            return outcome.Succeeded ? outcome.Value.Value : outcome.Error;
        }
        finally
        {
            // Also when the commit failed: the database may have made it and only its answer is lost.
            if (entry is not null)
            {
                feed.Publish(new Change(entry.Position, entry.TenantId, entry.PrincipalId));
            }
        }
    }
}
