using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using ServiceAccounts.Storage.Credentials;

namespace ServiceAccounts.Storage.Issuances;

/// <summary>Forgets claims that would be refused anyway, records older than they are to be kept, and secrets that expired long ago.</summary>
public sealed class Retention(IDatabase database, IOptions<JournalOptions> options, TimeProvider time)
{
    // What is left is done the next time: no transaction grows with the backlog.
    private const int MaxRowsAtOnce = 10_000;

    // For so long the log and the lists can say that a secret has expired, and not only that it is unknown.
    private const int ExpiredSecretDays = 30;

    /// <summary>Deletes what has run out; how many rows went.</summary>
    public Task<int> ApplyAsync(CancellationToken cancellationToken) => database.WriteAsync(DeleteAsync, cancellationToken);

    private async Task<int> DeleteAsync(ServiceAccountsDbContext db, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var oldest = now.AddDays(-options.Value.IssuanceRetentionDays);

        var claims = await db.Set<SingleUseClaim>().Where(c => c.ExpiresAt < now)
            .OrderBy(c => c.ExpiresAt).Take(MaxRowsAtOnce).ExecuteDeleteAsync(cancellationToken);
        var batches = await db.Set<IssuanceBatch>().Where(b => b.CreatedAt < oldest)
            .OrderBy(b => b.CreatedAt).Take(MaxRowsAtOnce).ExecuteDeleteAsync(cancellationToken);
        var secrets = await db.Set<ClientSecret>().Where(s => s.ExpiresAt < now.AddDays(-ExpiredSecretDays))
            .OrderBy(s => s.ExpiresAt).Take(MaxRowsAtOnce).ExecuteDeleteAsync(cancellationToken);
        return claims + batches + secrets;
    }
}
