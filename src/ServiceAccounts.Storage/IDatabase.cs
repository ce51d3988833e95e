using ServiceAccounts.Storage.Credentials;
using ServiceAccounts.Storage.Issuances;

namespace ServiceAccounts.Storage;

/// <summary>What one database does differently; one implementation for each, in its own project.</summary>
public interface IDatabase
{
    /// <summary>Creates what is missing and applies the migrations that are not applied yet.</summary>
    Task MigrateAsync(CancellationToken cancellationToken);

    /// <summary>Runs <paramref name="work"/> in a transaction that no other writer of this database comes between.</summary>
    Task<T> WriteAsync<T>(Func<ServiceAccountsDbContext, CancellationToken, Task<T>> work, CancellationToken cancellationToken) =>
        WriteAsync(work, static _ => true, static () => { }, cancellationToken);

    /// <summary>The same; where <paramref name="commits"/> says no to the outcome, nothing of it is kept.</summary>
    Task<T> WriteAsync<T>(
        Func<ServiceAccountsDbContext, CancellationToken, Task<T>> work, Func<T, bool> commits, CancellationToken cancellationToken) =>
        WriteAsync(work, commits, static () => { }, cancellationToken);

    /// <summary>
    /// The same; <paramref name="ended"/> is called when the transaction has ended, however it did, and before the next writer
    /// of this process begins: what the next one finds in memory is as new as what it finds in the database.
    /// </summary>
    Task<T> WriteAsync<T>(
        Func<ServiceAccountsDbContext, CancellationToken, Task<T>> work, Func<T, bool> commits, Action ended,
        CancellationToken cancellationToken);

    /// <summary>
    /// Inserts the claims whose key is not there yet, in the transaction of <paramref name="db"/>; the keys of those that are
    /// now held by <paramref name="batch"/>.
    /// </summary>
    Task<IReadOnlySet<string>> ClaimAsync(
        ServiceAccountsDbContext db, BatchId batch, IReadOnlyList<SingleUseClaim> claims, CancellationToken cancellationToken);

    /// <summary>
    /// Keeps the last uses of credentials, in the transaction of <paramref name="db"/>; where a later one is kept already, that
    /// one stays.
    /// </summary>
    Task KeepLatestAsync(ServiceAccountsDbContext db, IReadOnlyList<CredentialUse> uses, CancellationToken cancellationToken);

    /// <summary>Whether an exception of a write means that a unique index has what was to be written.</summary>
    bool IsDuplicate(Exception exception);
}
