namespace ServiceAccounts.Server.Hosting;

/// <summary>Keeps out of the log what the framework repeats of requests: a secret may be in any part of them.</summary>
internal static class LogFilters
{
    // The first writes the query of every request, the second its path, the third what it could not read.
    private static readonly string[] Repeating =
    [
        "Microsoft.AspNetCore.Hosting.Diagnostics", "Microsoft.AspNetCore.Routing", "Microsoft.AspNetCore.Server.Kestrel.BadRequests",
    ];

    /// <summary>Holds whatever level an operator sets for the framework as a whole.</summary>
    public static void KeepRequestsOut(this ILoggingBuilder logging)
    {
        foreach (var category in Repeating)
        {
            logging.AddFilter(category, LogLevel.Warning);
        }
    }
}
