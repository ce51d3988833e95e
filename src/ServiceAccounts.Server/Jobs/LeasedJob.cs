using ServiceAccounts.Storage.Leases;

namespace ServiceAccounts.Server.Jobs;

/// <summary>Work done every minute by one of the nodes that share the database: whichever has the lease.</summary>
internal abstract class LeasedJob(string lease, Leases leases, TimeProvider time, ILogger logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    // So long that the holder has it again long before it runs out, and so short that nobody misses a holder that was killed.
    private static readonly TimeSpan Duration = TimeSpan.FromMinutes(3);

    private bool _held;

    /// <summary>What is done each time, in order; each also where the one before it failed.</summary>
    protected abstract IReadOnlyList<Func<CancellationToken, Task>> Steps { get; }

    /// <inheritdoc />
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (_held)
        {
            // The others need not wait until it has run out.
            _held = false;
            await TryAsync(cancellation => leases.ReleaseAsync(lease, cancellation), cancellationToken);
        }
    }

    /// <summary>Does it now, where this node has the lease or gets it.</summary>
    internal async Task RunAsync(CancellationToken cancellationToken)
    {
        _held = false;
        await TryAsync(async cancellation => _held = await leases.TryTakeAsync(lease, Duration, cancellation), cancellationToken);
        foreach (var step in _held ? Steps : [])
        {
            await TryAsync(step, cancellationToken);
        }
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await RunAsync(stoppingToken);
            }
        }
        catch (Exception) when (stoppingToken.IsCancellationRequested) // Some drivers say in words of their own that they were cancelled.
        {
            // That is the end of a job. Where the server could not start, the framework would call it a failure.
        }
    }

    private async Task TryAsync(Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        try
        {
            await work(cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested) // A job outlives one failure of the database.
        {
            logger.JobFailed(e, lease);
        }
    }
}
