using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using ServiceAccounts.Storage.Credentials;
using ServiceAccounts.Storage.Ledger;

namespace ServiceAccounts.Storage.Issuances;

/// <summary>Forgets claims that would be refused anyway, records older than they are to be kept, secrets that expired long ago, and what is remembered for a day.</summary>
public sealed class Retention(
    IDatabase database, IDbContextFactory<ServiceAccountsDbContext> contexts, IOptions<JournalOptions> options, TimeProvider time)
{
    // Few at once, and again until nothing is left: a token waits for one such transaction at most.
    private const int MaxRowsAtOnce = 2_000;

    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    // For so long the log and the lists can say that a secret has expired, and not only that it is unknown.
    private const int ExpiredSecretDays = 30;

    /// <summary>Deletes what has run out; how many rows went.</summary>
    public async Task<int> ApplyAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var oldestBatch = now.AddDays(-options.Value.IssuanceRetentionDays);
        var yesterday = now - Day;
        var oldestSecret = now.AddDays(-ExpiredSecretDays);

        var claims = await DeleteAsync(
            db => db.Set<SingleUseClaim>().Where(c => c.ExpiresAt < now).Select(c => c.ExpiresAt),
            (db, cut, cancellation) => db.Set<SingleUseClaim>().Where(c => c.ExpiresAt <= cut).ExecuteDeleteAsync(cancellation),
            cancellationToken);
        var batches = await DeleteAsync(
            db => db.Set<IssuanceBatch>().Where(b => b.CreatedAt < oldestBatch).Select(b => b.CreatedAt),
            (db, cut, cancellation) => db.Set<IssuanceBatch>().Where(b => b.CreatedAt <= cut).ExecuteDeleteAsync(cancellation),
            cancellationToken);
        var secrets = await DeleteAsync(
            db => db.Set<ClientSecret>().Where(s => s.ExpiresAt < oldestSecret).Select(s => s.ExpiresAt!.Value), // Not null: compared.
            (db, cut, cancellation) => db.Set<ClientSecret>().Where(s => s.ExpiresAt <= cut).ExecuteDeleteAsync(cancellation),
            cancellationToken);
        var keys = await DeleteAsync(
            db => db.Set<IdempotencyKey>().Where(k => k.CreatedAt < yesterday).Select(k => k.CreatedAt),
            (db, cut, cancellation) => db.Set<IdempotencyKey>().Where(k => k.CreatedAt <= cut).ExecuteDeleteAsync(cancellation),
            cancellationToken);

        var revoked = await DeleteAsync(
            db => db.Set<RevokedToken>().Where(t => t.ExpiresAt < now).Select(t => t.ExpiresAt),
            (db, cut, cancellation) => db.Set<RevokedToken>().Where(t => t.ExpiresAt <= cut).ExecuteDeleteAsync(cancellation),
            cancellationToken);

        // A set as old as that would not be used any more, even if its host were down.
        var sets = await DeleteAsync(
            db => db.Set<FetchedKeySet>().Where(k => k.FetchedAt < yesterday).Select(k => k.FetchedAt),
            (db, cut, cancellation) => db.Set<FetchedKeySet>().Where(k => k.FetchedAt <= cut).ExecuteDeleteAsync(cancellation),
            cancellationToken);
        return claims + batches + secrets + keys + revoked + sets;
    }

    // Up to a time and not a number of rows: that is one range of one index, whatever the key of the table. The time is found
    // by a plain read, so that no writer waits where nothing is due.
    private async Task<int> DeleteAsync(
        Func<ServiceAccountsDbContext, IQueryable<DateTimeOffset>> due,
        Func<ServiceAccountsDbContext, DateTimeOffset, CancellationToken, Task<int>> deleteUpTo,
        CancellationToken cancellationToken)
    {
        var deleted = 0;
        while (await FindCutAsync(due, cancellationToken) is { } cut)
        {
            deleted += await database.WriteBesideAsync((db, cancellation) => deleteUpTo(db, cut, cancellation), cancellationToken);
        }

        return deleted;
    }

    private async Task<DateTimeOffset?> FindCutAsync(
        Func<ServiceAccountsDbContext, IQueryable<DateTimeOffset>> due, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var oldest = await due(db).OrderBy(t => t).Take(MaxRowsAtOnce).ToListAsync(cancellationToken);
        return oldest.Count == 0 ? null : oldest[^1];
    }
}
