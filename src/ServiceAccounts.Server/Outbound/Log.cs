namespace ServiceAccounts.Server.Outbound;

/// <summary>Events 1200 to 1299.</summary>
internal static partial class Log
{
    [LoggerMessage(1201, LogLevel.Warning, "The keys at {JwksUrl} could not be fetched: {Problem}")]
    public static partial void KeysNotFetched(this ILogger logger, string jwksUrl, string? problem);

    [LoggerMessage(1202, LogLevel.Error, "{JwksUrl} publishes the private half of {Count} keys: they are dropped. Their owner must take them out of use")]
    public static partial void PrivateKeyPublished(this ILogger logger, string jwksUrl, int count);

    [LoggerMessage(1203, LogLevel.Warning, "The keys of {JwksUrl} could not be stored")]
    public static partial void KeysNotStored(this ILogger logger, Exception exception, string jwksUrl);

    [LoggerMessage(1204, LogLevel.Warning, "The host of {JwksUrl} was not asked for its keys: {Problem}")]
    public static partial void KeysNotAskedFor(this ILogger logger, string jwksUrl, string? problem);
}
