using ServiceAccounts.Protocol.OAuth;
using ServiceAccounts.Server.Hosting;
using ServiceAccounts.Server.OAuth;
using ServiceAccounts.Storage;

namespace ServiceAccounts.Server.Health;

/// <summary>
/// Where a server is that was started and does not reach its database: it listens, is live and not ready, and asks everybody to come
/// again. Nothing of the server itself runs yet, so nothing of it has to work without a database.
/// </summary>
internal sealed class WaitingRoom(
    IDatabase database, ServerStart start, ServerCertificates certificates, IConfiguration configuration, IHostEnvironment environment,
    TimeProvider time, ILogger<WaitingRoom> logger)
{
    private const string Setting = $"{StorageOptions.Section}:{nameof(StorageOptions.ConnectionString)}";

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
        if (await TryStartAsync(CancellationToken.None) is not { } problem)
        {
            return true;
        }

        var since = time.GetTimestamp();
        await using var room = Build(args);
        await Listeners.StartAsync(room);
        var isStarted = await WaitAsync(problem, room.Lifetime.ApplicationStopping);
        if (isStarted)
        {
            logger.DatabaseReached(database.Name, (long)time.GetElapsedTime(since).TotalSeconds);
        }

        // Before the server itself listens at the same addresses.
        await room.StopAsync();
        return isStarted;
    }

    private async Task<bool> WaitAsync(Exception problem, CancellationToken stopping)
    {
        var (pause, told) = (ShortestPause, time.GetTimestamp());
        logger.WaitingForDatabase(database.Name, Setting, problem.GetBaseException().Message);
        try
        {
            while (true)
            {
                await Task.Delay(pause, time, stopping);
                if (await TryStartAsync(stopping) is not { } again)
                {
                    return true;
                }

                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
                if (time.GetElapsedTime(told) >= TellEvery)
                {
                    told = time.GetTimestamp();
                    logger.WaitingForDatabase(database.Name, Setting, again.GetBaseException().Message);
                }
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
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
