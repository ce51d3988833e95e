using ServiceAccounts.Server.Hosting;

namespace ServiceAccounts.Server.Telemetry;

/// <summary>
/// Whether metrics and traces are exported: the variables of the OpenTelemetry specification say so, and where. Without an endpoint
/// nothing is exported, and nothing listens.
/// </summary>
/// <param name="Metrics">Whether metrics are exported.</param>
/// <param name="Traces">Whether traces are exported.</param>
internal sealed record TelemetrySettings(bool Metrics, bool Traces)
{
    /// <summary>Where both are sent.</summary>
    public const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Where metrics are sent, if elsewhere.</summary>
    public const string MetricsEndpoint = "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT";

    /// <summary>Where traces are sent, if elsewhere.</summary>
    public const string TracesEndpoint = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT";

    private static readonly string[] Protocols = ["OTEL_EXPORTER_OTLP_PROTOCOL", "OTEL_EXPORTER_OTLP_METRICS_PROTOCOL", "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL"];

    /// <summary>Whether anything is exported.</summary>
    public bool IsOn => Metrics || Traces;

    /// <summary>Reads the variables; what is wrong with them is noted, because the exporter would take its default without a word.</summary>
    public static TelemetrySettings Read(IConfiguration configuration, Settings settings)
    {
        if (bool.TryParse(configuration["OTEL_SDK_DISABLED"], out var isDisabled) && isDisabled)
        {
            return new TelemetrySettings(false, false);
        }

        foreach (var name in new[] { Endpoint, MetricsEndpoint, TracesEndpoint })
        {
            if (configuration[name] is { Length: > 0 } url && !IsUrl(url))
            {
                settings.Add(name, "It is no http(s) URL.", "http://localhost:4317");
            }
        }

        foreach (var name in Protocols)
        {
            if (configuration[name] is { Length: > 0 } and not ("grpc" or "http/protobuf"))
            {
                settings.Add(name, "The protocols are grpc and http/protobuf.", "http/protobuf");
            }
        }

        return new TelemetrySettings(
            IsExported(configuration, MetricsEndpoint, "OTEL_METRICS_EXPORTER"), IsExported(configuration, TracesEndpoint, "OTEL_TRACES_EXPORTER"));
    }

    private static bool IsExported(IConfiguration configuration, string own, string exporter) =>
        (configuration[Endpoint] is { Length: > 0 } || configuration[own] is { Length: > 0 })
        && !string.Equals(configuration[exporter], "none", StringComparison.OrdinalIgnoreCase);

    private static bool IsUrl(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps);
}
