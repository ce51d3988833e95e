using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ServiceAccounts.Server.Hosting;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Hosting;

/// <summary>A server in any environment, behind a proxy that ends TLS: it makes its first administrator itself.</summary>
internal sealed class BuiltServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly string? _ownDirectory;

    private BuiltServer(WebApplication app, string directory, bool ownsDirectory, ManualTime time, CapturedLog log)
    {
        _app = app;
        _ownDirectory = ownsDirectory ? directory : null;
        BootstrapFile = BootstrapFileIn(directory);
        Time = time;
        Log = log;
        Http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
    }

    public string BootstrapFile { get; }

    public ManualTime Time { get; }

    public CapturedLog Log { get; }

    public HttpClient Http { get; }

    public IServiceProvider Services => _app.Services;

    public static string DatabaseIn(string directory) => Path.Combine(directory, "data", "test.db");

    public static string BootstrapFileIn(string directory) => Path.Combine(directory, "data", "bootstrap.json");

    /// <summary>Starts a server in a directory of its own.</summary>
    public static Task<BuiltServer> StartAsync(string environment, params string[] settings) =>
        StartAsync(Directory.CreateTempSubdirectory("serviceaccounts-").FullName, ownsDirectory: true, environment, settings);

    /// <summary>Starts a server in a directory that the test keeps.</summary>
    public static Task<BuiltServer> StartInAsync(string directory, params string[] settings) =>
        StartAsync(directory, ownsDirectory: false, "Development", settings);

    /// <summary>Starts a server in any directory and environment.</summary>
    public static async Task<BuiltServer> StartAsync(string directory, bool ownsDirectory, string environment, string[] settings)
    {
        var (time, log) = (new ManualTime(), new CapturedLog());
        string[] own =
        [
            $"--environment={environment}",
            "--urls=http://127.0.0.1:0",
            "--ServiceAccounts:DrainSeconds=0",
            "--ServiceAccounts:Issuer=http://localhost",
            $"--ServiceAccounts:Storage:ConnectionString=Data Source={DatabaseIn(directory)}",
            $"--ServiceAccounts:Certificates:Directory={Pfx.DevelopmentDirectory}",
            $"--ServiceAccounts:Bootstrap:TokenFile={BootstrapFileIn(directory)}",
            $"--ServiceAccounts:Journal:SpillDirectory={Path.Combine(directory, "data", "spill")}",
        ];
        var app = Program.Build(
            [.. own, .. settings.Select(setting => "--ServiceAccounts:" + setting)],
            builder =>
            {
                builder.Services.AddSingleton<TimeProvider>(time);
                builder.Services.AddSingleton(TextWriter.Null);
                builder.Logging.ClearProviders();
                builder.Logging.AddProvider(log);
            });
        try
        {
            await app.Services.GetRequiredService<ServerStart>().RunAsync(CancellationToken.None);
            await app.StartAsync();
            return new BuiltServer(app, directory, ownsDirectory, time, log);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    /// <summary>The token of the bootstrap file.</summary>
    public async Task<string> BootstrapTokenAsync() =>
        JsonNode.Parse(await File.ReadAllTextAsync(BootstrapFile))!["token"]!.GetValue<string>();

    /// <summary>Lists accounts with an API token.</summary>
    public async Task<HttpResponseMessage> ListAccountsAsync(string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/management/v1/service-accounts");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await Http.SendAsync(request);
    }

    /// <summary>The kids of the published keys.</summary>
    public async Task<string[]> KeyIdsAsync()
    {
        using var response = await Http.GetAsync(new Uri("/.well-known/jwks.json", UriKind.Relative));
        return [.. (await response.JsonAsync())["keys"]!.AsArray().Select(key => key!["kid"]!.GetValue<string>())];
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        if (_ownDirectory is not null)
        {
            Directory.Delete(_ownDirectory, recursive: true);
        }
    }
}
