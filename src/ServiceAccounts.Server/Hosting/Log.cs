namespace ServiceAccounts.Server.Hosting;

/// <summary>Events 1000 to 1099.</summary>
internal static partial class Log
{
    [LoggerMessage(1001, LogLevel.Warning, "The first administrator's token is still in {Path}: make an administrator of your own and delete the file")]
    public static partial void BootstrapFileExists(this ILogger logger, string path);

    [LoggerMessage(1002, LogLevel.Warning, "The first administrator's API token is in {Path}; it works for 24 hours")]
    public static partial void BootstrapTokenWritten(this ILogger logger, string path);

    [LoggerMessage(1003, LogLevel.Information, "Ready as {Issuer} in {Milliseconds} ms, listening on {Addresses}")]
    public static partial void Ready(this ILogger logger, string issuer, long milliseconds, string addresses);

    [LoggerMessage(1004, LogLevel.Error, "{Method} {Route} failed")]
    public static partial void RequestFailed(this ILogger logger, Exception exception, string method, string route);
}
