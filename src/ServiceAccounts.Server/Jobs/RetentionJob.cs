using ServiceAccounts.Server.Hosting;
using ServiceAccounts.Storage.Issuances;

namespace ServiceAccounts.Server.Jobs;

/// <summary>Forgets every minute what has run out.</summary>
internal sealed class RetentionJob(Retention retention, TimeProvider time, ILogger<RetentionJob> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await retention.ApplyAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException) // A job outlives one failure of the database.
            {
                logger.RetentionFailed(e);
            }
        }
    }
}
