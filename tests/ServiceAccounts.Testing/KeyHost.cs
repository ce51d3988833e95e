using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ServiceAccounts.Testing;

/// <summary>A client's own web host on loopback, with real TLS under a CA of its own; each path answers as a test says.</summary>
public sealed class KeyHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, RequestDelegate> _answers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> _requests = new(StringComparer.Ordinal);

    private KeyHost(WebApplication app, TestCa ca)
    {
        _app = app;
        Ca = ca;
    }

    /// <summary>The CA of the host's certificate.</summary>
    public TestCa Ca { get; }

    /// <summary>The port on which it listens.</summary>
    public int Port { get; private set; }

    /// <summary>Starts a host; over plain http where <paramref name="tls"/> is false.</summary>
    public static async Task<KeyHost> StartAsync(bool tls = true)
    {
        var ca = new TestCa();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen =>
        {
            if (tls)
            {
                listen.UseHttps(ca.Issue());
            }
        }));
        var host = new KeyHost(builder.Build(), ca);
        host._app.Run(host.AnswerAsync);
        await host._app.StartAsync();
        var addresses = host._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        host.Port = new Uri(addresses.Addresses.First()).Port;
        return host;
    }

    /// <summary>The URL of a path.</summary>
    public string UrlOf(string path) => $"https://localhost:{Port}{path}";

    /// <summary>How often a path has been asked for.</summary>
    public int RequestsTo(string path) => _requests.GetValueOrDefault(path);

    /// <summary>Says how a path answers from now on.</summary>
    public void Answer(string path, RequestDelegate answer) => _answers[path] = answer;

    /// <summary>Publishes a key set at a path.</summary>
    public void Publish(string path, JsonObject keys, string? cacheControl = null)
    {
        var json = keys.ToJsonString();
        Answer(path, http =>
        {
            http.Response.ContentType = "application/jwk-set+json";
            if (cacheControl is not null)
            {
                http.Response.Headers.CacheControl = cacheControl;
            }

            return http.Response.WriteAsync(json);
        });
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        Ca.Dispose();
    }

    private Task AnswerAsync(HttpContext http)
    {
        var path = http.Request.Path.Value ?? "/";
        _requests.AddOrUpdate(path, 1, static (_, count) => count + 1);
        if (_answers.TryGetValue(path, out var answer))
        {
            return answer(http);
        }

        http.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }
}
