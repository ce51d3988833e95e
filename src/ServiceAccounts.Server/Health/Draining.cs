using Microsoft.Extensions.Options;
using ServiceAccounts.Server.Hosting;

namespace ServiceAccounts.Server.Health;

/// <summary>
/// A node that is asked to end says so before it stops listening: for a few seconds it tells probes that it is not ready and answers
/// all others as before, so that nobody is sent here when it goes.
/// </summary>
internal sealed class Draining(
    IOptions<ServerOptions> options, IHostEnvironment environment, TimeProvider time, ILogger<Draining> logger) : IHostedLifecycleService
{
    private const int DefaultSeconds = 5;

    private volatile bool _hasBegun;

    /// <summary>Whether the node has been asked to end.</summary>
    public bool HasBegun => _hasBegun;

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        _hasBegun = true;
        var seconds = options.Value.DrainSeconds ?? (environment.IsDevelopment() ? 0 : DefaultSeconds);
        if (seconds > 0)
        {
            logger.Draining(seconds);
            await Task.Delay(TimeSpan.FromSeconds(seconds), time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
