using ServiceAccounts.Protocol.OAuth;
using ServiceAccounts.Server.Hosting;
using ServiceAccounts.Server.OAuth;
using ServiceAccounts.Storage;

namespace ServiceAccounts.Server.Health;

/// <summary>
/// Where a server is that was started and does not reach its database, or waits until that has been migrated, by this node or another:
/// it listens, is live and not ready, and asks everybody to come again. Nothing of the server itself runs yet, so nothing of it has to
/// work without a database.
/// </summary>
internal sealed class WaitingRoom(
    IDatabase database, ServerStart start, ServerCertificates certificates, IConfiguration configuration, IHostEnvironment environment,
    TimeProvider time, ILogger<WaitingRoom> logger)
{
    private const string Setting = $"{StorageOptions.Section}:{nameof(StorageOptions.ConnectionString)}";

    // Longer than a start takes that has nothing to wait for: it would listen, and stop listening, for nothing.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan TellEvery = TimeSpan.FromMinutes(1);

    private static readonly OAuthError Later = OAuthError.TemporarilyUnavailable("The server waits for its database.");

    /// <summary>
    /// Starts what needs the database, when it is there; false where the process was asked to end before. What waiting does not mend,
    /// such as a wrong password or a database that is not ours, is thrown.
    /// </summary>
    public async Task<bool> StartAsync(string[] args)
    {
        var since = time.GetTimestamp();
        using var ending = new CancellationTokenSource();
        var attempt = TryStartAsync(ending.Token);
        await Task.WhenAny(attempt, Task.Delay(Patience, time, CancellationToken.None));
        if (attempt.IsCompleted && await attempt is null)
        {
            return true;
        }

        await using var room = Build(args);
        await using var stopping = room.Lifetime.ApplicationStopping.Register(ending.Cancel);
        await Listeners.StartAsync(room);
        var isStarted = await WaitAsync(attempt, ending.Token);
        if (isStarted)
        {
            logger.DatabaseReached(database.Name, (long)time.GetElapsedTime(since).TotalSeconds);
        }

        // Before the server itself listens at the same addresses.
        await room.StopAsync();
        return isStarted;
    }

    private async Task<bool> WaitAsync(Task<Exception?> attempt, CancellationToken stopping)
    {
        var (pause, told) = (ShortestPause, (long?)null);
        if (!attempt.IsCompleted)
        {
            logger.StartTakesLong(database.Name);
        }

        try
        {
            while (await attempt is { } problem)
            {
                if (told is not { } last || time.GetElapsedTime(last) >= TellEvery)
                {
                    told = time.GetTimestamp();
                    logger.WaitingForDatabase(database.Name, Setting, problem.GetBaseException().Message);
                }

                await Task.Delay(pause, time, stopping);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
                attempt = TryStartAsync(stopping);
            }

            return true;
        }
        catch (Exception) when (stopping.IsCancellationRequested) // Some drivers say in words of their own that they were cancelled.
        {
            return false;
        }
    }

    // Why the database cannot be reached; null where the server has been started.
    private async Task<Exception?> TryStartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await start.RunAsync(cancellationToken);
            return null;
        }
        catch (Exception e) when (IsUnreachable(e))
        {
            return e;
        }
    }

    private bool IsUnreachable(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (database.IsUnreachable(exception))
            {
                return true;
            }
        }

        return false;
    }

    private WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            Args = args,
            ContentRootPath = AppContext.BaseDirectory,
            EnvironmentName = environment.EnvironmentName,
        });
        builder.Configuration.AddConfiguration(configuration);
        builder.Logging.QuietFramework();
        Listeners.Configure(builder, certificates, new CertificateOptions { RequestClientCertificates = false });
        var room = builder.Build();
        room.UseAnswerHeaders();
        room.Run(AnswerAsync);
        return room;
    }

    private static Task AnswerAsync(HttpContext http) => http.Request.Path.Value switch
    {
        HealthAnswer.LivePath => HealthAnswer.Live.SendAsync(http),
        HealthAnswer.ReadyPath => HealthAnswer.Waiting.SendAsync(http),
        _ => OAuthErrorAnswer.WriteAsync(http, Later),
    };
}
