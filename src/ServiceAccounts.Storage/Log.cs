using Microsoft.Extensions.Logging;

namespace ServiceAccounts.Storage;

/// <summary>Events 2000 to 2099.</summary>
internal static partial class Log
{
    [LoggerMessage(2001, LogLevel.Error, "Batch {Sequence} with {Count} issuances was not committed: whoever waits for it is answered 503, and buffered tokens are out without a record")]
    public static partial void BatchFailed(this ILogger logger, Exception exception, long sequence, int count);

    [LoggerMessage(2050, LogLevel.Error, "Last uses of {Count} credentials were not written; they are kept in memory and written later")]
    public static partial void UsesNotWritten(this ILogger logger, Exception exception, int count);

    [LoggerMessage(2051, LogLevel.Error, "Forgetting the last uses of credentials that are gone failed; it is tried again")]
    public static partial void UsesNotForgotten(this ILogger logger, Exception exception);
}
