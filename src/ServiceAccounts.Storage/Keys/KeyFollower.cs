using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ServiceAccounts.Storage.Ledger;

namespace ServiceAccounts.Storage.Keys;

/// <summary>Opens the keys again when somebody has changed them, on this node or another, and tries until it has.</summary>
public sealed class KeyFollower : BackgroundService
{
    /// <summary>How the actions begin that change signing keys.</summary>
    public const string SigningKeyActions = "signing_key.";

    /// <summary>How the actions begin that change server secrets.</summary>
    public const string ServerSecretActions = "server_secret.";

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private readonly KeyStore _keys;
    private readonly TimeProvider _time;
    private readonly ILogger<KeyFollower> _logger;
    private int _due;
    private bool _failing;

    /// <summary>Follows the feed from now on.</summary>
    public KeyFollower(KeyStore keys, ChangeFeed feed, TimeProvider time, ILogger<KeyFollower> logger)
    {
        (_keys, _time, _logger) = (keys, time, logger);
        feed.Subscribe(change =>
        {
            if (change.IsOfEverything
                || change.Action.StartsWith(SigningKeyActions, StringComparison.Ordinal)
                || change.Action.StartsWith(ServerSecretActions, StringComparison.Ordinal))
            {
                Ask();
            }
        });
    }

    /// <summary>Has the keys opened again within a moment.</summary>
    public void Ask() => Interlocked.Exchange(ref _due, 1);

    /// <summary>Opens the keys again, where that has been asked for or is due.</summary>
    public async Task FollowAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _due, 0) == 0 && !_keys.IsDue)
        {
            return;
        }

        try
        {
            await _keys.ReloadAsync(cancellationToken);
            _failing = false;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested) // What signs and what is published stays as it is.
        {
            Ask();
            if (!_failing)
            {
                _failing = true;
                _logger.KeysNotReloaded(e);
            }
        }
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await FollowAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // That is the end of a job.
        }
    }
}
