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

    [LoggerMessage(1030, LogLevel.Information, "Nothing in the database is under the protection certificate {Previous} any more, all is under {Current} ({Renewed} elements were renewed): it can be dropped when every node has started with the new one")]
    public static partial void ProtectionRenewed(this ILogger logger, string previous, string current, int renewed);

    [LoggerMessage(1031, LogLevel.Warning, "{Path} has a private key, and others on this machine can read or change it: chmod 600")]
    public static partial void KeyFileReadable(this ILogger logger, string path);
}
