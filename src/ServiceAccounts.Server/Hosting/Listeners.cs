using ServiceAccounts.Protocol.Metadata;

namespace ServiceAccounts.Server.Hosting;

/// <summary>Where the server listens, and the issuer that follows from it in Development.</summary>
internal static class Listeners
{
    private const int DevelopmentHttpPort = 5080;
    private const int DevelopmentHttpsPort = 5443;
    private const string Localhost = "://localhost";

    /// <summary>Listens on loopback in Development unless the framework's own settings name endpoints.</summary>
    public static void Configure(WebApplicationBuilder builder, ServerCertificates certificates)
    {
        var ownEndpoints = HasEndpoints(builder.Configuration);
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 1024 * 1024;
            kestrel.ConfigureHttpsDefaults(https => https.ServerCertificate = certificates.Tls);
            if (!ownEndpoints && builder.Environment.IsDevelopment())
            {
                kestrel.ListenLocalhost(DevelopmentHttpPort);
                kestrel.ListenLocalhost(DevelopmentHttpsPort, listen => listen.UseHttps());
            }
        });
    }

    /// <summary>The configured issuer; in Development the first http endpoint unless one is configured.</summary>
    public static Issuer IssuerOf(ServerOptions options, IConfiguration configuration, IHostEnvironment environment, Settings settings)
    {
        const string Setting = $"{ServerOptions.Section}:{nameof(ServerOptions.Issuer)}";
        const string Example = "https://auth.example.com";
        if (!environment.IsDevelopment() && options.Issuer is null)
        {
            settings.Add(Setting, "Production needs the https URL under which clients and resource servers reach this server.", Example);
        }
        else if (!environment.IsDevelopment() && !options.Issuer!.StartsWith("https://", StringComparison.Ordinal)) // Not null: seen above.
        {
            settings.Add(Setting, "Production needs https: over http anybody on the way reads secrets and tokens.", Example);
        }

        return new Issuer(options.Issuer ?? FirstHttpUrl(configuration) ?? $"http://localhost:{DevelopmentHttpPort}");
    }

    private static bool HasEndpoints(ConfigurationManager configuration) =>
        !string.IsNullOrEmpty(configuration[WebHostDefaults.ServerUrlsKey])
        || configuration.GetSection("Kestrel:Endpoints").GetChildren().Any();

    private static string? FirstHttpUrl(IConfiguration configuration) =>
        configuration[WebHostDefaults.ServerUrlsKey]?.Split(';', StringSplitOptions.RemoveEmptyEntries)
            .Concat(configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(endpoint => endpoint["Url"] ?? string.Empty))
            .FirstOrDefault(url => url.StartsWith("http://", StringComparison.OrdinalIgnoreCase))?.TrimEnd('/')
            .Replace("://*", Localhost, StringComparison.Ordinal).Replace("://+", Localhost, StringComparison.Ordinal)
            .Replace("://0.0.0.0", Localhost, StringComparison.Ordinal).Replace("://[::]", Localhost, StringComparison.Ordinal);
}
