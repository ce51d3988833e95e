namespace ServiceAccounts.Server.OAuth;

/// <summary>Events 1100 to 1199.</summary>
internal static partial class Log
{
    [LoggerMessage(1101, LogLevel.Information, "Refused {ClientId} with {Error}: {Reason}")]
    public static partial void Refused(this ILogger logger, string? clientId, string error, string? reason);

    [LoggerMessage(1102, LogLevel.Debug, "{ClientId} asks for more than its {Rule} of {Quota}; it is only observed")]
    public static partial void QuotaExceeded(this ILogger logger, string clientId, string rule, int quota);
}
