using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Metadata;

/// <summary>A server for tests that only read what it publishes.</summary>
public sealed class PublicDocuments : IAsyncLifetime
{
    internal static readonly string[] Paths =
    [
        "/.well-known/oauth-authorization-server", "/.well-known/openid-configuration", "/.well-known/jwks.json", "/openapi/management.json",
    ];

    internal RunningServer Server { get; private set; } = null!; // Set before the first test.

    public async Task InitializeAsync() => Server = await RunningServer.StartAsync();

    public async Task DisposeAsync() => await Server.DisposeAsync();

    internal async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await Server.Http.SendAsync(request);
    }
}
