using System.Net;
using Microsoft.Extensions.Configuration;
using ServiceAccounts.Server.Hosting;
using ServiceAccounts.Server.Telemetry;
using ServiceAccounts.Server.Tests.Hosting;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Telemetry;

/// <summary>What is exported over OTLP, and what never is.</summary>
public sealed class TelemetryTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("serviceaccounts-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    // A process, because only a whole start and end shows that nothing of the last moment is lost: about 4 seconds.
    [Fact]
    public async Task Metrics_and_traces_reach_the_collector_by_the_end_and_have_no_secret_in_them()
    {
        await using var collector = await Collector.StartAsync();
        await using var server = await DevelopmentServer.StartAsync(
            _directory, ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Url), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"));
        var client = await server.CreateClientAsync();

        using var issued = await server.RequestTokenAsync(client.Basic, ("tracestate", "x=" + client.Secret[..20]), ("User-Agent", client.Secret));
        Assert.Equal(HttpStatusCode.OK, issued.StatusCode);
        using var refused = await server.RequestTokenAsync(SecretClient.BasicOf(client.ClientId, "wrong"), ("baggage", "secret=" + client.Secret));
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        using var misplaced = await server.Http.GetAsync(new Uri($"/x/{client.Secret}?secret={client.Secret}", UriKind.Relative));
        var accessToken = await issued.MemberAsync("access_token");

        Assert.Equal(0, await server.Process.TerminateAsync());
        Assert.All(collector.Received, received => Assert.Equal("application/x-protobuf", received.ContentType));
        var (metrics, traces) = (collector.AllOf("/v1/metrics"), collector.AllOf("/v1/traces"));
        Assert.All(
            [
                "serviceaccounts.token.requests", "serviceaccounts.authentication.failures", "malformed", "serviceaccounts.client_cache.lookups",
                "serviceaccounts.client_cache.size", "serviceaccounts.journal.batch.size", "serviceaccounts.journal.commit.duration",
                "serviceaccounts.journal.queue.length", "serviceaccounts.journal.lag", "serviceaccounts.ledger.feed.age",
                "serviceaccounts.refusals.journalled", "http.server.request.duration", "kestrel.active_connections", "client_secret_basic",
                "service.instance.id", "service.version",
            ],
            name => Assert.Contains(name, metrics, StringComparison.Ordinal));
        Assert.All(
            ["POST /oauth2/token", "authenticate", "grant", "record", "sign", "serviceaccounts.outcome", "http.route"],
            name => Assert.Contains(name, traces, StringComparison.Ordinal));
        Assert.All(
            [client.Secret[..20], server.AdminToken[..20], accessToken![..40], client.ClientId],
            secret => Assert.DoesNotContain(secret, metrics + traces, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4317")]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "ftp://collector")]
    [InlineData("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "x")]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL", "http/json")]
    public void A_variable_that_the_exporter_would_pass_over_is_refused_by_name(string name, string value)
    {
        var (configuration, settings) = Read((name, value));

        TelemetrySettings.Read(configuration, settings);

        var refused = Assert.Throws<SettingsException>(settings.ThrowIfInvalid);
        Assert.StartsWith(name + ": ", Assert.Single(refused.Problems), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, false, "OTEL_EXPORTER_OTLP_ENDPOINT=")]
    [InlineData(true, true, "OTEL_EXPORTER_OTLP_ENDPOINT=http://localhost:4317")]
    [InlineData(false, true, "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=http://localhost:4317")]
    [InlineData(true, false, "OTEL_EXPORTER_OTLP_ENDPOINT=http://localhost:4317", "OTEL_TRACES_EXPORTER=none")]
    [InlineData(false, false, "OTEL_EXPORTER_OTLP_ENDPOINT=http://localhost:4317", "OTEL_SDK_DISABLED=true")]
    public void Without_an_endpoint_nothing_is_exported(bool metrics, bool traces, params string[] variables)
    {
        var (configuration, settings) = Read([.. variables.Select(v => (v.Split('=')[0], v.Split('=')[1]))]);

        Assert.Equal(new TelemetrySettings(metrics, traces), TelemetrySettings.Read(configuration, settings));
        settings.ThrowIfInvalid();
    }

    private static (IConfiguration Configuration, Settings Settings) Read(params (string Name, string Value)[] variables)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(variables.Select(v => KeyValuePair.Create<string, string?>(v.Name, v.Value))).Build();
        return (configuration, new Settings(configuration, new Microsoft.Extensions.DependencyInjection.ServiceCollection()));
    }
}
