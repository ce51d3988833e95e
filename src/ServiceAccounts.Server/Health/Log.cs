namespace ServiceAccounts.Server.Health;

/// <summary>Events 1600 to 1649.</summary>
internal static partial class Log
{
    [LoggerMessage(1601, LogLevel.Warning, "Waiting for the database '{Database}', which {Setting} names: {Problem}")]
    public static partial void WaitingForDatabase(this ILogger logger, string database, string setting, string problem);

    [LoggerMessage(1602, LogLevel.Information, "The database '{Database}' is there after {Seconds} seconds")]
    public static partial void DatabaseReached(this ILogger logger, string database, long seconds);

    [LoggerMessage(1603, LogLevel.Information, "Asked to end: answering for {Seconds} more seconds, so that nobody is sent here when it goes")]
    public static partial void Draining(this ILogger logger, int seconds);
}
