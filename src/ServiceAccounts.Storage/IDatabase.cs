using ServiceAccounts.Storage.Credentials;
using ServiceAccounts.Storage.Issuances;

namespace ServiceAccounts.Storage;

/// <summary>What one database does differently; one implementation for each, in its own project.</summary>
public interface IDatabase
{
    /// <summary>Which database it is and where, for messages: never with a password.</summary>
    string Name { get; }

    /// <summary>The most connections that this process has at a time; null where there is no end to them.</summary>
    int? MaxConnections => null;

    /// <summary>
    /// Takes the database for this process where it can have one server only, creates what is missing and applies the
    /// migrations that are not applied yet: one process at a time, while the others wait.
    /// </summary>
    Task MigrateAsync(CancellationToken cancellationToken);

    /// <summary>Runs <paramref name="work"/> in a transaction that no other such writer of this database comes between, on any node.</summary>
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
    /// <remarks>
    /// <paramref name="work"/> may run again with a new context, when the database chose this transaction to give way to
    /// another: it keeps nothing of an earlier run.
    /// </remarks>
    Task<T> WriteAsync<T>(
        Func<ServiceAccountsDbContext, CancellationToken, Task<T>> work, Func<T, bool> commits, Action ended,
        CancellationToken cancellationToken);

    /// <summary>
    /// Runs <paramref name="work"/> in a transaction beside other writers, where the database can: for rows that are this node's
    /// own, inserts unless present, single conditional updates, and deleting what nobody needs. It may run again, as above.
    /// </summary>
    Task<T> WriteBesideAsync<T>(Func<ServiceAccountsDbContext, CancellationToken, Task<T>> work, CancellationToken cancellationToken);

    /// <summary>
    /// Inserts the claims whose key is not there yet, in the transaction of <paramref name="db"/>; the keys of those that are
    /// there now for the batch that they name. No key may be among them twice.
    /// </summary>
    Task<IReadOnlySet<string>> ClaimAsync(
        ServiceAccountsDbContext db, IReadOnlyList<SingleUseClaim> claims, CancellationToken cancellationToken);

    /// <summary>
    /// Keeps the last uses of credentials, in the transaction of <paramref name="db"/>; where a later one is kept already, that
    /// one stays.
    /// </summary>
    Task KeepLatestAsync(ServiceAccountsDbContext db, IReadOnlyList<CredentialUse> uses, CancellationToken cancellationToken);

    /// <summary>Looks at what is peculiar to this database and would keep a server from working well; changes and makes nothing.</summary>
    Task<DatabaseCheck> CheckAsync(CancellationToken cancellationToken) => Task.FromResult(new DatabaseCheck(true, []));

    /// <summary>What time it is there; null where the database runs in this process and has its clock.</summary>
    Task<DateTimeOffset?> ReadClockAsync(CancellationToken cancellationToken) => Task.FromResult<DateTimeOffset?>(null);

    /// <summary>
    /// Copies the database as it is at one moment into a new file, beside a running server too; throws <see cref="IOException"/> where
    /// that cannot be.
    /// </summary>
    Task BackUpAsync(string path, CancellationToken cancellationToken) => throw new IOException(
        "Only SQLite is copied by this command: take a backup with the database's own tools, pg_dump for PostgreSQL and BACKUP DATABASE for "
        + "SQL Server. README.md says under \"Backup and restore\" what else belongs to it.");

    /// <summary>
    /// Whether an exception means that the database is not there at the moment, and may be there in a while: no connection, one that
    /// was cut, a server that starts, stops or has no connection left. Not a wrong password, a missing database or a missing table.
    /// </summary>
    bool IsUnreachable(Exception exception) => false;

    /// <summary>Whether an exception of a write means that a unique index has what was to be written.</summary>
    bool IsDuplicate(Exception exception);
}
