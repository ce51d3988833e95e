using System.Reflection;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using ServiceAccounts.Storage;

namespace ServiceAccounts.Server.Telemetry;

/// <summary>
/// Sends our metrics and traces, and the framework's, over OTLP. Started before all other services and stopped after them, so that
/// what the others do at the end is told too.
/// </summary>
internal sealed class TelemetryExport(TelemetrySettings settings, IConfiguration configuration, Node node, NodeMetrics metrics)
    : IHostedService, IDisposable
{
    // Together well below the time that a host gives a server to stop: a collector that is down must not keep it.
    private const int FlushMilliseconds = 4_000;

    private static readonly string[] Meters =
    [
        NodeMetrics.MeterName, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Net.Http", "System.Runtime", "Npgsql",
    ];

    // Not System.Net.Http's: a span of it has the URL that a client chose for its keys.
    private static readonly string[] Sources = [TokenTelemetry.SourceName, SpanAttributes.RequestSource, "Npgsql"];

    // Key hosts are chosen by clients: a series for each would have no end.
    private static readonly MetricStreamConfiguration WithoutHosts = new()
    {
        TagKeys = ["http.request.method", "http.response.status_code", "network.protocol.version", "error.type"],
    };

    private MeterProvider? _meters;
    private TracerProvider? _traces;

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (settings.Metrics)
        {
            metrics.Begin();
            _meters = Sdk.CreateMeterProviderBuilder()
                .ConfigureServices(services => services.AddSingleton(configuration))
                .SetResourceBuilder(Resource())
                .AddMeter(Meters)
                .AddView("http.client.*", WithoutHosts)
                .AddOtlpExporter()
                .Build();
        }

        if (settings.Traces)
        {
            _traces = Sdk.CreateTracerProviderBuilder()
                .ConfigureServices(services => services.AddSingleton(configuration))
                .SetResourceBuilder(Resource())
                .AddSource(Sources)
                .AddProcessor(new SpanAttributes())
                .AddOtlpExporter()
                .Build();
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken)
    {
        _traces?.Shutdown(FlushMilliseconds);
        _meters?.Shutdown(FlushMilliseconds);
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _traces?.Dispose();
        _meters?.Dispose();
    }

    // What OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES say comes later and wins.
    private ResourceBuilder Resource() => ResourceBuilder.CreateEmpty()
        .AddService("serviceaccounts", serviceVersion: Version, serviceInstanceId: node.Id.ToString())
        .AddTelemetrySdk()
        .AddEnvironmentVariableDetector();

    private static string Version =>
        typeof(TelemetryExport).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
}

/// <summary>Registers it.</summary>
internal static class TelemetryServices
{
    /// <summary>To be called before any other hosted service is registered: services stop in the opposite order.</summary>
    public static IServiceCollection AddTelemetry(this IServiceCollection services, TelemetrySettings settings)
    {
        if (settings.IsOn)
        {
            services.AddSingleton(settings);
            services.AddSingleton<NodeMetrics>();
            services.AddHostedService<TelemetryExport>();
        }

        return services;
    }
}
