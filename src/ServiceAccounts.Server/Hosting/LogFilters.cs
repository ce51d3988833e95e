using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging.Abstractions;

namespace ServiceAccounts.Server.Hosting;

/// <summary>
/// Keeps out of the log what the framework repeats of requests, because a secret may be in any part of them, and what it
/// says of an exception that reaches an operator as a sentence of ours.
/// </summary>
internal static class LogFilters
{
    /// <summary>Holds whatever is configured: no rule of any provider is asked before it.</summary>
    // A filter would not hold: one that names a provider, or a longer category, is preferred to it.
    public static void QuietFramework(this ILoggingBuilder logging)
    {
        logging.Services.AddSingleton<LoggerFactory>();
        logging.Services.Replace(ServiceDescriptor.Singleton<ILoggerFactory, QuietLoggerFactory>());
    }
}

/// <summary>Makes the framework's loggers, and makes some of them quieter than anybody can configure.</summary>
internal sealed class QuietLoggerFactory(LoggerFactory loggers) : ILoggerFactory
{
    // The first writes the query of every request, and its path into the scope of every line; the second and the third
    // write the path, the fourth what it could not read.
    private static readonly (string Category, LogLevel Least)[] Quiet =
    [
        ("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning),
        ("Microsoft.AspNetCore.Routing", LogLevel.Warning),
        ("Microsoft.AspNetCore.StaticFiles", LogLevel.Warning),
        ("Microsoft.AspNetCore.Server.Kestrel.BadRequests", LogLevel.Warning),

        // What does not start is thrown as well, and so is what cannot be decrypted: Program says it, without a stack trace.
        ("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical),
        ("Microsoft.AspNetCore.DataProtection", LogLevel.Critical),
    ];

    public ILogger CreateLogger(string categoryName)
    {
        var logger = loggers.CreateLogger(categoryName);
        var quiet = Array.Find(Quiet, quiet => IsIn(categoryName, quiet.Category));
        return quiet.Category is null ? logger : new QuietLogger(logger, quiet.Least);
    }

    public void AddProvider(ILoggerProvider provider) => loggers.AddProvider(provider);

    // The container made the other factory, and disposes it.
    public void Dispose()
    {
    }

    private static bool IsIn(string name, string category) =>
        name.StartsWith(category, StringComparison.OrdinalIgnoreCase)
        && (name.Length == category.Length || name[category.Length] == '.');

    private sealed class QuietLogger(ILogger logger, LogLevel least) : ILogger
    {
        public IDisposable BeginScope<TState>(TState state)
            where TState : notnull => NullLogger.Instance.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => logLevel >= least && logger.IsEnabled(logLevel);

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel >= least)
            {
                logger.Log(logLevel, eventId, state, exception, formatter);
            }
        }
    }
}
