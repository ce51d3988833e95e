using System.Data;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Storage.Credentials;
using ServiceAccounts.Storage.Issuances;

namespace ServiceAccounts.Storage.Networked;

/// <summary>
/// A database that several nodes share over the network. Exclusive writers queue at the row of the ledger's position, so what
/// they read afterwards is as new as the last of them left it; whom the database makes give way begins again.
/// </summary>
public abstract class SharedDatabase(IDbContextFactory<ServiceAccountsDbContext> contexts, MigrationLease lease, TimeProvider time)
    : IDatabase, IDisposable
{
    // A transaction that gave way so often meets something that will not go away.
    private const int Attempts = 8;
    private const int FirstWaitMilliseconds = 5;
    private const int LongestWaitMilliseconds = 500;

    // Nobody waits for an answer while tables are made, and an index over a large one takes its time.
    private static readonly TimeSpan MigrationCommandTimeout = TimeSpan.FromHours(1);

    // Writers of this process wait here, in order, and not each on a connection of its own at the same row.
    private readonly SemaphoreSlim _writer = new(1);

    /// <inheritdoc />
    public abstract string Name { get; }

    /// <inheritdoc />
    public abstract int? MaxConnections { get; }

    /// <inheritdoc />
    public async Task MigrateAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await CreateAsync(db, cancellationToken);
        if (await IsUpToDateAsync(db, cancellationToken))
        {
            return;
        }

        db.Database.SetCommandTimeout(MigrationCommandTimeout);
        await lease.HoldAsync(
            async cancellation =>
            {
                // Whoever had the lease before has done it, more often than not.
                if (!await IsUpToDateAsync(db, cancellation))
                {
                    await db.Database.MigrateAsync(cancellation);
                }
            },
            cancellationToken);
    }

    /// <inheritdoc />
    public async Task<T> WriteAsync<T>(
        Func<ServiceAccountsDbContext, CancellationToken, Task<T>> work, Func<T, bool> commits, Action ended,
        CancellationToken cancellationToken)
    {
        await _writer.WaitAsync(cancellationToken);
        try
        {
            return await RunAsync(
                async (db, cancellation) =>
                {
                    await TakeTurnAsync(db, cancellation);
                    return await work(db, cancellation);
                },
                commits,
                cancellationToken);
        }
        finally
        {
            try
            {
                ended();
            }
            finally
            {
                _writer.Release();
            }
        }
    }

    /// <inheritdoc />
    public Task<T> WriteBesideAsync<T>(
        Func<ServiceAccountsDbContext, CancellationToken, Task<T>> work, CancellationToken cancellationToken) =>
        RunAsync(work, static _ => true, cancellationToken);

    /// <inheritdoc />
    public abstract Task<IReadOnlySet<string>> ClaimAsync(
        ServiceAccountsDbContext db, IReadOnlyList<SingleUseClaim> claims, CancellationToken cancellationToken);

    /// <inheritdoc />
    public abstract Task KeepLatestAsync(
        ServiceAccountsDbContext db, IReadOnlyList<CredentialUse> uses, CancellationToken cancellationToken);

    /// <inheritdoc />
    public abstract bool IsDuplicate(Exception exception);

    /// <inheritdoc />
    public virtual bool IsUnreachable(Exception exception) => IsConnectionLost(exception);

    /// <inheritdoc />
    public async Task<DateTimeOffset?> ReadClockAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return DateTimeOffset.FromUnixTimeMilliseconds((await db.Database.SqlQueryRaw<long>(ClockSql).ToListAsync(cancellationToken))[0]);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _writer.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>What asks the database for its time, in milliseconds since 1970, as a column <c>Value</c>.</summary>
    protected abstract string ClockSql { get; }

    /// <summary>Makes the database itself unless it is there, and refuses one that cannot be used.</summary>
    protected abstract Task CreateAsync(ServiceAccountsDbContext db, CancellationToken cancellationToken);

    /// <summary>Locks the one row of the ledger's position until the transaction ends.</summary>
    protected abstract Task TakeTurnAsync(ServiceAccountsDbContext db, CancellationToken cancellationToken);

    /// <summary>Whether the database rolled a transaction back so that another one could go on: to do it again is safe.</summary>
    protected abstract bool GaveWay(Exception exception);

    /// <summary>Whether the connection was lost: before the commit was sent, nothing has been done.</summary>
    protected abstract bool IsConnectionLost(Exception exception);

    /// <summary>Lets go of idle connections, which most likely are lost like this one.</summary>
    protected abstract void ForgetConnections(ServiceAccountsDbContext db);

    // A start with nothing to migrate compares no models.
    private static async Task<bool> IsUpToDateAsync(ServiceAccountsDbContext db, CancellationToken cancellationToken) =>
        !(await db.Database.GetPendingMigrationsAsync(cancellationToken)).Any();

    private async Task<T> RunAsync<T>(
        Func<ServiceAccountsDbContext, CancellationToken, Task<T>> work, Func<T, bool> commits, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var committing = false;
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            try
            {
                await using var transaction = await db.Database.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);
                var outcome = await work(db, cancellationToken);
                if (commits(outcome))
                {
                    committing = true;
                    await transaction.CommitAsync(CancellationToken.None);
                }

                return outcome;
            }
            catch (Exception e) when (attempt < Attempts && !cancellationToken.IsCancellationRequested && MayRunAgain(e, committing))
            {
                if (IsConnectionLost(e))
                {
                    ForgetConnections(db);
                }
            }

            await Task.Delay(WaitBefore(attempt + 1), time, cancellationToken);
        }
    }

    // A connection that is lost while the commit is on its way leaves open whether it was done: whoever asked must find out.
    private bool MayRunAgain(Exception exception, bool committing) =>
        GaveWay(exception) || (!committing && IsConnectionLost(exception));

    // Two that gave way to each other must not meet again.
    private static TimeSpan WaitBefore(int attempt)
    {
        var longest = Math.Min(FirstWaitMilliseconds << attempt, LongestWaitMilliseconds);
        return TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(1, longest));
    }
}
