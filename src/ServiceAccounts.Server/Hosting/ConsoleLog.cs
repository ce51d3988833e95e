using Microsoft.Extensions.Logging.Console;

namespace ServiceAccounts.Server.Hosting;

/// <summary>How a line of the log looks: for people in Development, for machines elsewhere, and always with the request's id.</summary>
internal static class ConsoleLog
{
    private const string Setting = "Logging:Console:FormatterName";

    private static readonly string[] Formats = [ConsoleFormatterNames.Simple, ConsoleFormatterNames.Json, ConsoleFormatterNames.Systemd];

    /// <summary>Chooses the format unless the framework's own setting does.</summary>
    public static void UseConsoleLog(this WebApplicationBuilder builder, Settings settings)
    {
        var format = builder.Configuration[Setting]
            ?? (builder.Environment.IsDevelopment() ? ConsoleFormatterNames.Simple : ConsoleFormatterNames.Json);
        if (!Formats.Contains(format, StringComparer.OrdinalIgnoreCase))
        {
            settings.Add(Setting, $"The formats are: {string.Join(", ", Formats)}.", ConsoleFormatterNames.Json);
        }

        builder.Logging.AddConsole(console => console.FormatterName = format);
        builder.Logging.Configure(logging => logging.ActivityTrackingOptions = ActivityTrackingOptions.TraceId);

        // The blank at its end parts it from the line; here it is a member of its own.
        builder.Services.PostConfigure<JsonConsoleFormatterOptions>(json => json.TimestampFormat = json.TimestampFormat?.TrimEnd());
    }
}
