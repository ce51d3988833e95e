using Microsoft.Extensions.Logging;

namespace ServiceAccounts.Storage;

/// <summary>Events 2000 to 2099.</summary>
internal static partial class Log
{
    [LoggerMessage(2001, LogLevel.Error, "Batch {Sequence} with {Count} issuances was not committed: its requests are answered 503")]
    public static partial void BatchFailed(this ILogger logger, Exception exception, long sequence, int count);
}
