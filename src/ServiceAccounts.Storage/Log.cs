using Microsoft.Extensions.Logging;

namespace ServiceAccounts.Storage;

/// <summary>Events 2000 to 2099.</summary>
internal static partial class Log
{
    [LoggerMessage(2001, LogLevel.Error, "Batch {Sequence} with {Count} issuances was kept neither by the database nor on this node's disk: whoever waits for it is answered 503, and buffered tokens are out without a record. Those that follow are not told of one by one: serviceaccounts.spill.refused counts them")]
    public static partial void BatchNotKept(this ILogger logger, long sequence, int count);

    [LoggerMessage(2070, LogLevel.Warning, "Batch {Sequence} with {Count} issuances was not committed in time: from now on records are kept on this node's disk, and sent when the database answers again")]
    public static partial void BatchNotCommitted(this ILogger logger, Exception exception, long sequence, int count);

    [LoggerMessage(2071, LogLevel.Error, "{Path} cannot be written: what the database does not take is not issued")]
    public static partial void SpillFailed(this ILogger logger, Exception exception, string path);

    [LoggerMessage(2072, LogLevel.Warning, "{Bytes} bytes of records on this node's disk are not in the database yet; they are sent again until they are")]
    public static partial void SpillNotSent(this ILogger logger, Exception exception, long bytes);

    [LoggerMessage(2073, LogLevel.Information, "The database has all records that were on this node's disk")]
    public static partial void SpillSent(this ILogger logger);

    [LoggerMessage(2074, LogLevel.Information, "{Bytes} bytes of records that an earlier process left in {Path} are sent to the database")]
    public static partial void SpillFound(this ILogger logger, long bytes, string path);

    [LoggerMessage(2075, LogLevel.Error, "A record on this node's disk is not as it was written; what was before it has been sent, and the rest is kept in {Path}")]
    public static partial void SpillDamaged(this ILogger logger, Exception exception, string path);

    [LoggerMessage(2076, LogLevel.Warning, "{Bytes} bytes of records stay in {Path}: the next start sends them")]
    public static partial void SpillLeft(this ILogger logger, long bytes, string path);

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

    [LoggerMessage(2016, LogLevel.Error, "The ledger has not the entry {Position} that this node has read: the database was set back, by a restoration or because a copy that lagged behind took over. This node forgets all that it has in memory; changes may be lost, and verifying the journal with the heads in the log says which")]
    public static partial void LedgerSetBack(this ILogger logger, long position);

    [LoggerMessage(2013, LogLevel.Error, "Batch {Sequence} of node {Node} is not whole: it stays as it is, and its tokens are not sealed")]
    public static partial void BatchNotReadable(this ILogger logger, Exception exception, long sequence, Guid node);

    [LoggerMessage(2060, LogLevel.Error, "The keys were changed and cannot be opened again: this node goes on with those that it has, and tries again")]
    public static partial void KeysNotReloaded(this ILogger logger, Exception exception);

    [LoggerMessage(2061, LogLevel.Error, "{Count} hashes of secrets were not made anew; they are when the secrets are used again")]
    public static partial void NotRehashed(this ILogger logger, Exception exception, int count);
}
