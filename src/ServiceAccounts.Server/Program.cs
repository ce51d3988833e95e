using System.Data.Common;
using System.Diagnostics;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using ServiceAccounts.Management;
using ServiceAccounts.Management.Tenants;
using ServiceAccounts.Protocol;
using ServiceAccounts.Protocol.Certificates;
using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Protocol.Metadata;
using ServiceAccounts.Protocol.Proofs;
using ServiceAccounts.Protocol.Tokens;
using ServiceAccounts.Server.Callers;
using ServiceAccounts.Server.Commands;
using ServiceAccounts.Server.Dialects;
using ServiceAccounts.Server.Health;
using ServiceAccounts.Server.Hosting;
using ServiceAccounts.Server.Introspection;
using ServiceAccounts.Server.Jobs;
using ServiceAccounts.Server.Management;
using ServiceAccounts.Server.Metadata;
using ServiceAccounts.Server.OAuth;
using ServiceAccounts.Server.Outbound;
using ServiceAccounts.Server.Revocation;
using ServiceAccounts.Server.StatusLists;
using ServiceAccounts.Server.Surfaces;
using ServiceAccounts.Server.Telemetry;
using ServiceAccounts.Server.Token;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Credentials;
using ServiceAccounts.Storage.Issuances;
using ServiceAccounts.Storage.Keys;
using ServiceAccounts.Storage.Resilience;

namespace ServiceAccounts.Server;

/// <summary>The server: what it is made of, and in which order it starts.</summary>
internal static class Program
{
    public static async Task<int> Main(string[] args)
    {
        if (CommandLine.ProblemOf(args) is { } problem)
        {
            await Console.Error.WriteLineAsync(problem);
            return 1;
        }

        try
        {
            return args switch
            {
                [CommandLine.Help, ..] => Print(CommandLine.Usage),
                [CommandLine.GenerateToken, ..] => Print(CredentialFormat.Create(CredentialFormat.ApiTokenPrefix)),
                [CommandLine.Migrate, .. var settings] => await MigrateAsync(settings),
                [CommandLine.Check, .. var settings] => await CheckAsync(settings),
                [CommandLine.BackUp, var file, .. var settings] => await BackUpAsync(file, settings),
                [CommandLine.Restored, ['-', ..], ..] or [CommandLine.Restored] => await RestoredAsync(null, args[1..]),
                [CommandLine.Restored, var file, .. var settings] => await RestoredAsync(file, settings),
                [CommandLine.NewAdminToken, .. var settings] => await NewAdminTokenAsync(settings),
                _ => await ServeAsync(args),
            };
        }
        catch (CommandException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
        catch (Exception e) when (e is SettingsException or IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            // What an operator can mend is said in a sentence, not in a stack trace.
            await Console.Error.WriteLineAsync($"The server does not start. {e.Message}");
            return 1;
        }
        catch (Exception e) when (e.GetBaseException() is DbException failed)
        {
            await Console.Error.WriteLineAsync(
                $"{StorageOptions.Section}:{nameof(StorageOptions.ConnectionString)}: The database does not do what it is asked: {failed.Message}");
            return 1;
        }
    }

    /// <summary>Puts the server together; <paramref name="configure"/> may replace what the machine gives, such as the clock.</summary>
    internal static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            Args = args,
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.Configuration.AddDefaults();
        var services = builder.Services;
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(Console.Out);

        var settings = new Settings(builder.Configuration, services);
        var server = settings.Read<ServerOptions>(ServerOptions.Section);
        var storage = settings.Read<StorageOptions>(StorageOptions.Section);
        Databases.Check(storage, settings);
        var certificateOptions = settings.Read<CertificateOptions>(CertificateOptions.Section);
        settings.Read<BootstrapOptions>(BootstrapOptions.Section);
        settings.Read<TokenOptions>(TokenOptions.Section);
        settings.Read<AssertionOptions>(AssertionOptions.Section);
        settings.Read<DPoPOptions>(DPoPOptions.Section);
        settings.Read<OutboundOptions>(OutboundOptions.Section);
        settings.Read<JournalOptions>(JournalOptions.Section);
        settings.Read<CacheOptions>(CacheOptions.Section);
        settings.Read<ResilienceOptions>(ResilienceOptions.Section);
        settings.Read<LimitOptions>(LimitOptions.Section);
        settings.Read<QuotaOptions>(QuotaOptions.Section);
        settings.Read<StatusListOptions>(StatusListOptions.Section);
        var keyOptions = settings.Read<KeyOptions>(KeyOptions.Section);
        var proxies = settings.Read<ProxyOptions>(ProxyOptions.Section);
        var dialects = settings.Read<DialectOptions>(DialectOptions.Section);
        var issuer = Listeners.IssuerOf(server, builder.Configuration, builder.Environment, settings);
        var regions = RegionSettings.TableOf(server, builder.Configuration, issuer, settings);
        var certificates = ServerCertificates.Open(certificateOptions, builder.Environment, TimeProvider.System, settings);
        var authorities = ClientAuthoritySettings.Open(certificateOptions, TimeProvider.System, settings);
        var ownKeys = OwnKeyFiles.Open(keyOptions, settings);
        builder.UseConsoleLog(settings);
        var telemetry = TelemetrySettings.Read(builder.Configuration, settings);
        settings.ThrowIfInvalid();

        builder.Logging.QuietFramework();
        builder.Logging.AddFilter("Microsoft.EntityFrameworkCore", LogLevel.Critical); // What fails is thrown as well, and told once by whom it concerns.
        Listeners.Configure(builder, certificates!, certificateOptions); // Without them there was a problem.
        services.AddTelemetry(telemetry); // First: it ends last.
        services.AddSingleton(issuer);
        services.AddSingleton(regions);
        services.AddSingleton(authorities);
        services.AddSingleton(ownKeys);
        services.AddSingleton(new ClientCertificateSource(certificateOptions.RequestClientCertificates || proxies.CertificateHeader is not null));
        services.AddSingleton(certificates!);
        services.AddKeyRing(certificates!);
        services.AddProtocol();
        services.AddStorage();
        services.AddDatabase(storage);
        services.AddManagement();
        services.AddOutbound();
        services.AddOAuthEndpoints();
        services.AddStatusLists();
        services.AddSingleton<BoundTokens>();
        services.AddSingleton<CallerAuthenticator>();
        services.AddSingleton<Challenges>();
        services.AddSingleton<OwnSurfaces>();
        services.AddManagementApi();
        services.AddDialects(dialects);
        services.AddExceptionHandler<UnexpectedErrors>();
        services.AddHostedService<RetentionJob>();
        services.AddHostedService<SealingJob>();
        services.AddHostedService<JournalHeadJob>();
        services.AddHostedService<KeyRotationJob>();
        services.AddSingleton<FirstStart>();
        services.AddSingleton<ServerStart>();
        services.AddCommands();
        services.AddSingleton<WaitingRoom>();
        services.AddSingleton<HealthEndpoints>();
        services.AddSingleton<Draining>();
        services.AddHostedService(provider => provider.GetRequiredService<Draining>());
        configure?.Invoke(builder);

        var app = builder.Build();
        app.UseRequestSpans(telemetry);
        app.UseCorrelation();
        app.UseAnswerHeaders();
        app.UseExceptionHandler();
        app.UseForwardedCertificates(proxies);
        app.UseForwardedAddresses(proxies);
        app.UseMiddleware<SurfaceMiddleware>();
        HealthEndpoints.Map(app);
        MetadataEndpoints.Map(app);
        TokenEndpoint.Map(app);
        IntrospectionEndpoint.Map(app);
        RevocationEndpoint.Map(app);
        StatusListEndpoint.Map(app);
        ManagementApi.Map(app);
        DialectsApi.Map(app);
        DocumentPages.Map(
            app,
            [
                (ManagementApi.DocumentName, ManagementApi.Title),
                .. app.Services.GetServices<IDialect>().Select(dialect => (dialect.Name, dialect.Title)),
            ]);
        return app;
    }

    private static async Task<int> ServeAsync(string[] args)
    {
        await using var app = Build(args);
        if (!await app.Services.GetRequiredService<WaitingRoom>().StartAsync(args))
        {
            return 0;
        }

        await Listeners.StartAsync(app);

        var sinceStart = TimeProvider.System.GetUtcNow() - Process.GetCurrentProcess().StartTime;
        app.Logger.Ready(
            app.Services.GetRequiredService<Issuer>().Value, (long)sinceStart.TotalMilliseconds, string.Join(", ", app.Urls));
        await app.WaitForShutdownAsync();
        return 0;
    }

    private static int Print(string text)
    {
        Console.WriteLine(text);
        return 0;
    }

    private static async Task<int> MigrateAsync(string[] settings)
    {
        await using var app = Build(settings);
        await app.Services.GetRequiredService<ServerStart>().MigrateAsync(CancellationToken.None);
        Console.WriteLine("The database is up to date.");
        return 0;
    }

    private static async Task<int> CheckAsync(string[] settings)
    {
        try
        {
            // A ring that is due for a new key gets it from a server.
            await using var app = Build(settings, builder => builder.Services.Configure<KeyManagementOptions>(ring => ring.AutoGenerateKeys = false));
            return await app.Services.GetRequiredService<CheckCommand>().RunAsync(CancellationToken.None);
        }
        catch (SettingsException e)
        {
            foreach (var problem in e.Problems)
            {
                await Console.Out.WriteLineAsync(CheckCommand.LineOf(Finding.Problem(problem, "Mend the setting, and check again.")));
            }

            return 1;
        }
    }

    private static async Task<int> BackUpAsync(string file, string[] settings)
    {
        await using var app = Build(settings);
        return await app.Services.GetRequiredService<BackUpCommand>().RunAsync(file, CancellationToken.None);
    }

    private static async Task<int> RestoredAsync(string? file, string[] settings)
    {
        await using var app = Build(settings);
        return await app.Services.GetRequiredService<RestoredCommand>().RunAsync(file, CancellationToken.None);
    }

    // Beside a running server too: it reads API tokens from the database on every call.
    private static async Task<int> NewAdminTokenAsync(string[] settings)
    {
        await using var app = Build(settings);
        await app.Services.GetRequiredService<ServerStart>().OpenKeysAsync(CancellationToken.None);
        var made = await app.Services.GetRequiredService<Bootstrap>().AddAdministratorTokenAsync(CancellationToken.None);
        if (!made.Succeeded)
        {
            await Console.Error.WriteLineAsync(made.Error.Message);
            return 1;
        }

        Console.WriteLine(made.Value.Token);
        return 0;
    }
}
