using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ServiceAccounts.Server.Tests.Hosting;

/// <summary>What the framework's settings are where nobody says otherwise.</summary>
public sealed class DefaultsTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("serviceaccounts-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task A_settings_file_of_ones_own_does_not_flood_the_log_with_queries()
    {
        var file = Path.Combine(_directory, "appsettings.json");
        await File.WriteAllTextAsync(file, """{ "Logging": { "LogLevel": { "ServiceAccounts": "Debug" } } }""");
        await using var app = Program.Build(
            ["--environment=Development", $"--ServiceAccounts:Certificates:Directory={Pfx.DevelopmentDirectory}"],
            builder => builder.Configuration.AddJsonFile(file));
        var loggers = app.Services.GetRequiredService<ILoggerFactory>();

        Assert.True(loggers.CreateLogger("ServiceAccounts.Server").IsEnabled(LogLevel.Debug));
        Assert.False(loggers.CreateLogger("Microsoft.EntityFrameworkCore.Database.Command").IsEnabled(LogLevel.Information));
        Assert.False(loggers.CreateLogger("System.Net.Http.HttpClient").IsEnabled(LogLevel.Information));
    }

    [Fact]
    public async Task Whoever_says_otherwise_wins()
    {
        await using var app = Program.Build(
            [
                "--environment=Development", "--Logging:LogLevel:Microsoft=Debug",
                $"--ServiceAccounts:Certificates:Directory={Pfx.DevelopmentDirectory}",
            ]);

        Assert.True(app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Microsoft.Anything").IsEnabled(LogLevel.Debug));
    }
}
