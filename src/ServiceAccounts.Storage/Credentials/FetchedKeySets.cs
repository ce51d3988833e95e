using Microsoft.EntityFrameworkCore;

namespace ServiceAccounts.Storage.Credentials;

/// <summary>The last good key set of each URL, kept with the applications that name it.</summary>
public sealed class FetchedKeySets(IDatabase database, IDbContextFactory<ServiceAccountsDbContext> contexts)
{
    /// <summary>The last good set of a URL; null where none has been kept.</summary>
    public async Task<FetchedKeySet?> FindAsync(string jwksUrl, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Set<KeySet>().AsNoTracking()
            .Where(k => k.JwksUrl == jwksUrl && k.FetchedJwks != null && k.FetchedAt != null)
            .OrderByDescending(k => k.FetchedAt)
            .Select(k => new FetchedKeySet(k.FetchedJwks!, k.FetchedAt!.Value)) // The filter saw to both.
            .FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>Keeps a good set.</summary>
    public Task KeepAsync(string jwksUrl, FetchedKeySet fetched, CancellationToken cancellationToken) =>
        WriteAsync(jwksUrl, fetched.Json, fetched.At, cancellationToken);

    /// <summary>Forgets the last good set: a key in it is no longer to be trusted.</summary>
    public Task ForgetAsync(string jwksUrl, CancellationToken cancellationToken) =>
        WriteAsync(jwksUrl, null, null, cancellationToken);

    private Task<int> WriteAsync(string jwksUrl, string? json, DateTimeOffset? at, CancellationToken cancellationToken) =>
        database.WriteAsync(
            (db, cancellation) => db.Set<KeySet>().Where(k => k.JwksUrl == jwksUrl).ExecuteUpdateAsync(
                update => update.SetProperty(k => k.FetchedJwks, json).SetProperty(k => k.FetchedAt, at),
                cancellation),
            cancellationToken);
}

/// <summary>A key set as a URL gave it.</summary>
/// <param name="Json">The set.</param>
/// <param name="At">When it was fetched.</param>
public sealed record FetchedKeySet(string Json, DateTimeOffset At);
