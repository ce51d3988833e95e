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
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await ApplyAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // That is the end of a job. Where the server could not start, the framework would call it a failure.
        }
    }

    private async Task ApplyAsync(CancellationToken cancellationToken)
    {
        try
        {
            await retention.ApplyAsync(cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException) // A job outlives one failure of the database.
        {
            logger.RetentionFailed(e);
        }
    }
}
