using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ServiceAccounts.Storage.Credentials;

/// <summary>Writes every few seconds which credentials have been used, once more when the server stops, and forgets those that are gone.</summary>
internal sealed class CredentialUseFlush(
    CredentialUses uses, EndedCredentialUses ended, OutdatedHashes hashes, TimeProvider time, ILogger<CredentialUseFlush> logger) : BackgroundService
{
    private const int FlushesPerSweep = 12;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await uses.FlushAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            for (var flush = 1; await timer.WaitForNextTickAsync(stoppingToken); flush++)
            {
                await uses.FlushAsync(stoppingToken);
                await hashes.FlushAsync(stoppingToken);
                if (flush % FlushesPerSweep == 0)
                {
                    await SweepAsync(stoppingToken);
                }
            }
        }
        catch (Exception) when (stoppingToken.IsCancellationRequested) // Some drivers say in words of their own that they were cancelled.
        {
            // That is the end of a job; what is in memory is written by StopAsync.
        }
    }

    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        try
        {
            await ended.SweepAsync(cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested) // A job outlives one failure of the database.
        {
            logger.UsesNotForgotten(e);
        }
    }
}
