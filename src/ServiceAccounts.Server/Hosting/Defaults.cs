using Microsoft.Extensions.Configuration.Memory;

namespace ServiceAccounts.Server.Hosting;

/// <summary>What the framework's own settings are unless somebody says otherwise, in whatever file or variable.</summary>
internal static class Defaults
{
    private static readonly KeyValuePair<string, string?>[] Values =
    [
        KeyValuePair.Create<string, string?>("Logging:LogLevel:Default", "Information"),
        KeyValuePair.Create<string, string?>("Logging:LogLevel:Microsoft", "Warning"),
        KeyValuePair.Create<string, string?>("Logging:LogLevel:System", "Warning"),

        // A line of the console is an event with its time, and can be found with grep.
        KeyValuePair.Create<string, string?>("Logging:Console:FormatterOptions:SingleLine", "true"),
        KeyValuePair.Create<string, string?>("Logging:Console:FormatterOptions:IncludeScopes", "true"),
        KeyValuePair.Create<string, string?>("Logging:Console:FormatterOptions:UseUtcTimestamp", "true"),
        KeyValuePair.Create<string, string?>("Logging:Console:FormatterOptions:TimestampFormat", "yyyy-MM-dd'T'HH':'mm':'ss.fff'Z' "),
    ];

    /// <summary>Adds them below every other source: an operator's appsettings.json replaces none that it does not name.</summary>
    public static void AddDefaults(this IConfigurationBuilder configuration) =>
        configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = Values });
}
