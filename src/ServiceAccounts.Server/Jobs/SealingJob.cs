using ServiceAccounts.Storage.Issuances;
using ServiceAccounts.Storage.Leases;

namespace ServiceAccounts.Server.Jobs;

/// <summary>Seals every minute what was issued, and drops what is old.</summary>
internal sealed class SealingJob(
    IssuanceSealer sealer, IssuancePruning pruning, Leases leases, TimeProvider time, ILogger<SealingJob> logger)
    : LeasedJob("sealing", leases, time, logger)
{
    protected override IReadOnlyList<Func<CancellationToken, Task>> Steps => [SealAsync, pruning.ApplyAsync];

    private async Task SealAsync(CancellationToken cancellationToken)
    {
        var began = TimeProvider.System.GetTimestamp();
        await sealer.SealAsync(cancellationToken);
        SealingMetrics.Ended(TimeProvider.System.GetElapsedTime(began));
    }
}
