using ServiceAccounts.Storage.Issuances;
using ServiceAccounts.Storage.Leases;
using ServiceAccounts.Storage.Ledger;

namespace ServiceAccounts.Server.Jobs;

/// <summary>Forgets every minute what has run out.</summary>
internal sealed class RetentionJob(
    Retention retention, LedgerPruning ledger, Leases leases, TimeProvider time, ILogger<RetentionJob> logger)
    : LeasedJob("retention", leases, time, logger)
{
    protected override IReadOnlyList<Func<CancellationToken, Task>> Steps => [retention.ApplyAsync, ledger.ApplyAsync];
}
