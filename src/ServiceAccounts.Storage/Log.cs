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

    [LoggerMessage(2010, LogLevel.Error, "{Count} entries about refusals were not written into the ledger: they are kept and tried again")]
    public static partial void RefusalsNotWritten(this ILogger logger, Exception exception, int count);

    [LoggerMessage(2011, LogLevel.Warning, "The client {ClientId} that was refused could not be looked up: its refusal is journalled as that of an unknown one")]
    public static partial void RefusalNotAttributed(this ILogger logger, Exception exception, string clientId);

    [LoggerMessage(2012, LogLevel.Information, "Sealed {Tokens} issued tokens of {Batches} batches into {Blocks} blocks")]
    public static partial void IssuancesSealed(this ILogger logger, int tokens, int batches, int blocks);

    [LoggerMessage(2014, LogLevel.Error, "The ledger cannot be read: this node does not learn of changes until it can")]
    public static partial void FeedNotRead(this ILogger logger, Exception exception);

    [LoggerMessage(2015, LogLevel.Information, "The ledger is read again: this node has learnt of all changes")]
    public static partial void FeedRead(this ILogger logger);

    [LoggerMessage(2013, LogLevel.Error, "Batch {Sequence} of node {Node} is not whole: it stays as it is, and its tokens are not sealed")]
    public static partial void BatchNotReadable(this ILogger logger, Exception exception, long sequence, Guid node);

    [LoggerMessage(2060, LogLevel.Error, "The keys were changed and cannot be opened again: this node goes on with those that it has, and tries again")]
    public static partial void KeysNotReloaded(this ILogger logger, Exception exception);

    [LoggerMessage(2061, LogLevel.Error, "{Count} hashes of secrets were not made anew; they are when the secrets are used again")]
    public static partial void NotRehashed(this ILogger logger, Exception exception, int count);
}
