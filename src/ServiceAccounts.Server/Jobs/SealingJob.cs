using ServiceAccounts.Storage.Issuances;

namespace ServiceAccounts.Server.Jobs;

/// <summary>Seals every minute what was issued, and drops what is old.</summary>
internal sealed class SealingJob(
    IssuanceSealer sealer, IssuancePruning pruning, TimeProvider time, ILogger<SealingJob> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                // Each by itself: what is due to go goes, also while something cannot be sealed.
                var began = time.GetTimestamp();
                await TryAsync(sealer.SealAsync, stoppingToken);
                SealingMetrics.Ended(time.GetElapsedTime(began));
                await TryAsync(pruning.ApplyAsync, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // That is the end of a job.
        }
    }

    private async Task TryAsync(Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        try
        {
            await work(cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException) // A job outlives one failure of the database.
        {
            logger.SealingFailed(e);
        }
    }
}
