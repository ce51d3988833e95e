using ServiceAccounts.Storage.Ledger;

namespace ServiceAccounts.Server.Jobs;

/// <summary>
/// Writes the end of the journal's chain into the log every minute, where it has moved: who keeps the log elsewhere can tell
/// later whether the journal lost its tail.
/// </summary>
internal sealed class JournalHeadJob(LedgerVerification ledger, TimeProvider time, ILogger<JournalHeadJob> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private long _logged;

    /// <summary>Logs the head where it has moved since the last time.</summary>
    public async Task LogAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (await ledger.HeadAsync(cancellationToken) is { } head && head.Position != _logged)
            {
                _logged = head.Position;
                logger.JournalHead(head.Position, Convert.ToHexStringLower(head.Seal), head.At);
            }
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested) // A job outlives one failure of the database.
        {
            logger.JournalHeadFailed(e);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await LogAsync(stoppingToken);
            }
        }
        catch (Exception) when (stoppingToken.IsCancellationRequested) // Some drivers say in words of their own that they were cancelled.
        {
            // That is the end of a job.
        }
    }
}
