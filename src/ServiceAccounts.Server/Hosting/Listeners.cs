using System.Net.Sockets;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Connections;
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

    /// <summary>Starts to listen, or says which address is taken or wrong and which setting names another.</summary>
    public static async Task StartAsync(WebApplication app)
    {
        try
        {
            await app.StartAsync();
        }
        catch (Exception e) when (e is IOException { InnerException: AddressInUseException } or SocketException or FormatException)
        {
            var addresses = app.Configuration[WebHostDefaults.ServerUrlsKey];
            throw new IOException(
                $"{(string.IsNullOrEmpty(addresses) ? string.Empty : $"It cannot listen on {addresses}. ")}{e.Message.TrimEnd('.')}. "
                + "ASPNETCORE_URLS (or Kestrel:Endpoints) names the address, for example ASPNETCORE_URLS=http://localhost:5081",
                e);
        }
        catch (CryptographicException e)
        {
            throw new IOException(
                $"A certificate that Kestrel:Certificates or Kestrel:Endpoints names cannot be opened: {e.Message.TrimEnd('.')}. "
                + $"{CertificateOptions.Section}:{nameof(CertificateOptions.Tls)} names one that is for all https endpoints.",
                e);
        }
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
