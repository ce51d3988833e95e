namespace ServiceAccounts.Server.Jobs;

/// <summary>Events 1400 to 1499.</summary>
internal static partial class Log
{
    [LoggerMessage(1401, LogLevel.Information, "The journal's head is {Position} with seal {Seal} of {At:O}")]
    public static partial void JournalHead(this ILogger logger, long position, string seal, DateTimeOffset at);

    [LoggerMessage(1402, LogLevel.Error, "The journal's head cannot be read; it is tried again")]
    public static partial void JournalHeadFailed(this ILogger logger, Exception exception);

    [LoggerMessage(1403, LogLevel.Error, "The job {Job} failed; it is tried again in a minute")]
    public static partial void JobFailed(this ILogger logger, Exception exception, string job);

    [LoggerMessage(1450, LogLevel.Error, "Looking after the signing keys failed; it is tried again")]
    public static partial void RotationFailed(this ILogger logger, Exception exception);
}
