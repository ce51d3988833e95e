using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.SqlServer.Migrations.Internal;

namespace ServiceAccounts.Storage.SqlServer;

#pragma warning disable EF1001 // There is no other way to leave the provider's lock out.

/// <summary>The history of migrations without the provider's application lock: we hold a lease.</summary>
internal sealed class LeasedHistory(HistoryRepositoryDependencies dependencies) : SqlServerHistoryRepository(dependencies)
{
    public override LockReleaseBehavior LockReleaseBehavior => LockReleaseBehavior.Explicit;

    public override IMigrationsDatabaseLock AcquireDatabaseLock() => new Held(this);

    public override Task<IMigrationsDatabaseLock> AcquireDatabaseLockAsync(CancellationToken cancellationToken = default) =>
        Task.FromResult<IMigrationsDatabaseLock>(new Held(this));

    private sealed class Held(IHistoryRepository history) : IMigrationsDatabaseLock
    {
        public IHistoryRepository HistoryRepository { get; } = history;

        public void Dispose()
        {
            // The lease ends with whoever holds it.
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
