using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using ServiceAccounts.Server.Tests.Management;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Conformance;

/// <summary>A server that believes this machine where a request comes from, as it would a proxy; of three nodes, where a test counts.</summary>
public sealed class ProxiedServer : IAsyncLifetime
{
    private RunningServer? _server;

    internal RunningServer Server => _server ?? throw new InvalidOperationException("The server has not been started.");

    internal ApiCaller Administrator => ApiCaller.Administrator(Server);

    public async Task InitializeAsync() => _server = await RunningServer.StartAsync("Proxies:Networks:0=127.0.0.0/8", "Proxies:Networks:1=::1/128");

    public async Task DisposeAsync() => await Server.DisposeAsync();

    /// <summary>Asks from an address.</summary>
    internal async Task<HttpResponseMessage> SendFromAsync(
        string address, HttpMethod method, string path, string? authorization, params (string Name, string Value)[] form)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.TryAddWithoutValidation("X-Forwarded-For", address);
        if (authorization is not null)
        {
            request.Headers.Authorization = AuthenticationHeaderValue.Parse(authorization);
        }

        if (method == HttpMethod.Post)
        {
            request.Content = new FormUrlEncodedContent(form.Select(pair => KeyValuePair.Create(pair.Name, pair.Value)));
        }

        return await Server.Http.SendAsync(request);
    }

    internal Task<HttpResponseMessage> TokenFromAsync(string address, SecretClient client, params (string Name, string Value)[] more) =>
        SendFromAsync(address, HttpMethod.Post, "/oauth2/token", client.Basic, [("grant_type", "client_credentials"), .. more]);

    /// <summary>Gives a client a policy.</summary>
    internal Task<JsonObject> DemandAsync(string accountId, string clientId, string policy) => Administrator.PatchAsync(
        $"{ApiCaller.Accounts}/{accountId}/applications/{clientId}", new JsonObject { ["policy"] = JsonNode.Parse(policy) }).JsonAsync();

    /// <summary>The one entry of the journal about a client's refusals, or warnings.</summary>
    internal async Task<JsonNode> EntryAsync(string clientId, string action)
    {
        var entries = await Administrator.GetAsync($"/management/v1/journal?client_id={clientId}&action={action}").JsonAsync();
        return Assert.Single(entries["items"]!.AsArray())!;
    }
}
