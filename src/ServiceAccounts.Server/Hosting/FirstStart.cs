using System.Text.Json;
using Microsoft.Extensions.Options;
using ServiceAccounts.Management.Tenants;
using ServiceAccounts.Protocol.Metadata;
using ServiceAccounts.Storage.Access;

namespace ServiceAccounts.Server.Hosting;

/// <summary>Makes the first administrator on an empty database and hands out the API token, once.</summary>
internal sealed class FirstStart(
    Bootstrap bootstrap, IOptions<BootstrapOptions> options, Issuer issuer, IHostEnvironment environment, TextWriter terminal,
    TimeProvider time, ILogger<FirstStart> logger)
{
    // Long enough for the first hour's work, short enough that a forgotten file opens nothing.
    private static readonly TimeSpan ProductionTokenLifetime = TimeSpan.FromHours(24);

    private readonly BootstrapOptions _options = options.Value;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (await bootstrap.IsNeededAsync(cancellationToken))
        {
            var lifetime = environment.IsDevelopment() ? (TimeSpan?)null : ProductionTokenLifetime;
            var request = new FirstAdministratorRequest(_options.AdminName, _options.AdminEmail, _options.Token, lifetime);
            var made = await bootstrap.RunAsync(request, KeepTokenAsync, cancellationToken);
            if (made.Succeeded)
            {
                Show(made.Value.Token);
            }
        }
        else if (!environment.IsDevelopment() && File.Exists(_options.TokenFile))
        {
            logger.BootstrapFileExists(Path.GetFullPath(_options.TokenFile));
        }
    }

    private Task KeepTokenAsync(string token, CancellationToken cancellationToken)
    {
        var path = Path.GetFullPath(_options.TokenFile);
        PrivateFile.CreateDirectoryOf(path);
        PrivateFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string>
        {
            ["name"] = _options.AdminName,
            ["email"] = _options.AdminEmail,
            ["token"] = token,
            ["created_at"] = time.GetUtcNow().ToString("O"),
        }));
        return Task.CompletedTask;
    }

    // Straight to the terminal, never through the log: logs are kept and shipped.
    private void Show(string token)
    {
        if (Console.IsOutputRedirected && !environment.IsDevelopment())
        {
            logger.BootstrapTokenWritten(Path.GetFullPath(_options.TokenFile));
            return;
        }

        terminal.WriteLine($"""

            The administrator's API token, shown this once (also in {_options.TokenFile}):

              export TOKEN={token}

            Try next:

              curl -s {issuer.Value}/management/v1/service-accounts -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' -d '{"{"}"name":"hello","auth_type":"oauth_client_secret","role_ids":["{SystemRole.ApiDefault.Id}"]{"}"}'
              curl -s {issuer.TokenEndpoint} -u CLIENT_ID:CLIENT_SECRET -d grant_type=client_credentials
              curl -s {issuer.UrlOf(Issuer.JwksPath)}

            """);
    }
}
