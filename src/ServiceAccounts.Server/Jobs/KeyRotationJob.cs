using ServiceAccounts.Management.Keys;
using ServiceAccounts.Storage.Keys;
using ServiceAccounts.Storage.Leases;

namespace ServiceAccounts.Server.Jobs;

/// <summary>Looks every minute whether a signing key is to be announced, ended or forgotten; one node at a time does.</summary>
internal sealed class KeyRotationJob(
    KeyRotation rotation, GeneratedKeyUse use, Leases leases, TimeProvider time, ILogger<KeyRotationJob> logger) : BackgroundService
{
    private const string Lease = "signing-keys";

    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await TryAsync(stoppingToken);
            }
        }
        catch (Exception) when (stoppingToken.IsCancellationRequested) // Some drivers say in words of their own that they were cancelled.
        {
            // That is the end of a job.
        }
    }

    private async Task TryAsync(CancellationToken cancellationToken)
    {
        try
        {
            await use.NoteAsync(cancellationToken); // Each node, whoever has the lease.
            if (await leases.TryTakeAsync(Lease, Interval * 2, cancellationToken))
            {
                await use.ForgetEndedAsync(cancellationToken);
                await rotation.RunAsync(cancellationToken);
            }
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested) // A job outlives one failure of the database.
        {
            logger.RotationFailed(e);
        }
    }
}
