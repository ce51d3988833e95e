using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using ServiceAccounts.Protocol.Metadata;

namespace ServiceAccounts.Server.Hosting;

/// <summary>Where the server listens, and the issuer that follows from it in Development.</summary>
internal static class Listeners
{
    private const int DevelopmentHttpPort = 5080;
    private const int DevelopmentHttpsPort = 5443;
    private const string Localhost = "://localhost";

    /// <summary>Listens on loopback in Development unless the framework's own settings name endpoints.</summary>
    public static void Configure(WebApplicationBuilder builder, ServerCertificates certificates, CertificateOptions options)
    {
        var ownEndpoints = HasEndpoints(builder.Configuration);
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 1024 * 1024;
            kestrel.ConfigureHttpsDefaults(https =>
            {
                https.ServerCertificate = certificates.Tls;
                https.SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13;
                if (options.RequestClientCertificates)
                {
                    AskForCertificate(https);
                }
            });
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

    // The handshake proves that the client has the certificate's key. Whose it is, depends on the client_id, which comes later:
    // which CA may vouch for it, if any, is its application's affair (RFC 8705 section 2), and a certificate that is none of
    // ours must not keep a client from authenticating by a secret. So any is let in, and nothing is built or fetched for it.
    // It is asked for in the handshake itself: HTTP/2 knows no later way, and TLS 1.3 clients do not offer it.
    private static void AskForCertificate(HttpsConnectionAdapterOptions https)
    {
        https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
        https.ClientCertificateValidation = (_, _, _) => true;
        https.OnAuthenticate = (_, tls) => tls.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
    }

    /// <summary>The addresses that the framework's settings name, or those of Development.</summary>
    public static IEnumerable<string> AddressesOf(IConfiguration configuration, IHostEnvironment environment)
    {
        var named = (configuration[WebHostDefaults.ServerUrlsKey]?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [])
            .Concat(configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(endpoint => endpoint["Url"]).OfType<string>())
            .ToList();
        return named.Count > 0 ? named
            : environment.IsDevelopment() ? [$"http://localhost:{DevelopmentHttpPort}", $"https://localhost:{DevelopmentHttpsPort}"]
            : ["http://localhost:5000"];
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
