using System.Data.Common;
using Microsoft.Extensions.Hosting;

namespace ServiceAccounts.Storage.Leases;

/// <summary>Lets go of what this node has leased when it ends: the others take over at once and need not wait.</summary>
internal sealed class LeaseRelease(Leases leases) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        try
        {
            await leases.ReleaseAllAsync(cancellationToken);
        }
        catch (Exception e) when (e.GetBaseException() is DbException or TimeoutException or OperationCanceledException)
        {
            // They run out by themselves.
        }
    }
}
