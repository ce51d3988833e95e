using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Nodes;

/// <summary>Two processes of the server's binary on one PostgreSQL database, as they stand behind one address.</summary>
public sealed class TwoNodes : IAsyncLifetime
{
    /// <summary>Within what time a change holds on every node.</summary>
    public static readonly TimeSpan Coherent = TimeSpan.FromSeconds(2);

    private readonly string _directory = Directory.CreateTempSubdirectory("serviceaccounts-nodes-").FullName;
    private readonly string _adminToken = CredentialFormat.Create(CredentialFormat.ApiTokenPrefix);
    private readonly List<(ServerProcess Process, HttpClient Http)> _nodes = [];
    private readonly string[] _urls = [ServerProcess.FreeUrl(), ServerProcess.FreeUrl()];
    private string? _database;

    /// <summary>The issuer of both: the address of the first.</summary>
    public string Issuer => _urls[0];

    public async Task InitializeAsync()
    {
        if (PostgreSqlCluster.Missing is not null)
        {
            return;
        }

        _database = await FreshPostgreSql.CreateAsync();
        foreach (var url in _urls)
        {
            _nodes.Add((Start(url), new HttpClient { BaseAddress = new Uri(url) }));

            // One after the other: the first makes the certificates that both share.
            await _nodes[^1].Process.ReadyAsync();
        }
    }

    public async Task DisposeAsync()
    {
        foreach (var (process, http) in _nodes)
        {
            http.Dispose();
            await process.DisposeAsync();
        }

        if (_database is not null)
        {
            await FreshPostgreSql.DropAsync(_database);
        }

        Directory.Delete(_directory, recursive: true);
    }

    /// <summary>Kills a node, as the machine would.</summary>
    public Task KillAsync(int node) => _nodes[node].Process.KillAsync();

    /// <summary>Starts a node again that was killed.</summary>
    public async Task StartAgainAsync(int node)
    {
        await _nodes[node].Process.DisposeAsync();
        _nodes[node] = (Start(_urls[node]), _nodes[node].Http);
        await _nodes[node].Process.ReadyAsync();
    }

    /// <summary>Asks a node's management API as the administrator.</summary>
    public async Task<(HttpStatusCode Status, JsonObject Body)> ManageAsync(int node, HttpMethod method, string path, JsonObject? body = null)
    {
        using var request = new HttpRequestMessage(method, "/management/v1" + path) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _adminToken);
        return await SendAsync(node, request);
    }

    /// <summary>Asks a node for a token.</summary>
    public async Task<(HttpStatusCode Status, JsonObject Body)> TokenAsync(int node, params (string Name, string Value)[] form)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/oauth2/token")
        {
            Content = new FormUrlEncodedContent(
                form.Prepend(("grant_type", "client_credentials")).Select(pair => KeyValuePair.Create(pair.Item1, pair.Item2))),
        };
        return await SendAsync(node, request);
    }

    /// <summary>Asks a node as whoever has that token.</summary>
    public async Task<(HttpStatusCode Status, JsonObject Body)> GetAsync(int node, string path, string? bearer = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = bearer is null ? null : new AuthenticationHeaderValue("Bearer", bearer);
        return await SendAsync(node, request);
    }

    /// <summary>Makes an account on a node whose client has a secret.</summary>
    public async Task<NodeClient> CreateAsync(int node, string name, params string[] permissions)
    {
        var (status, body) = await ManageAsync(node, HttpMethod.Post, "/service-accounts", new JsonObject
        {
            ["name"] = name,
            ["auth_type"] = "oauth_client_secret",
            ["role_ids"] = new JsonArray(RunningServer.ApiDefaultRole),
            ["permissions"] = new JsonArray([.. permissions.Select(p => JsonValue.Create(p))]),
        });
        Assert.True(status == HttpStatusCode.Created, body.ToJsonString());
        var application = body["applications"]![0]!;
        return new NodeClient(
            body["id"]!.GetValue<string>(), application["client_id"]!.GetValue<string>(), application["secrets"]![0]!["id"]!.GetValue<string>(),
            application["secrets"]![0]!["client_secret"]!.GetValue<string>());
    }

    private async Task<(HttpStatusCode Status, JsonObject Body)> SendAsync(int node, HttpRequestMessage request)
    {
        using var response = await _nodes[node].Http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return (response.StatusCode, text.Length == 0 ? [] : JsonNode.Parse(text)!.AsObject());
    }

    private ServerProcess Start(string url)
    {
        var directory = Directory.CreateDirectory(Path.Combine(_directory, new Uri(url).Port.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        return ServerProcess.Start(
            directory.FullName, [],
            ("ASPNETCORE_ENVIRONMENT", "Development"),
            ("ASPNETCORE_URLS", url),
            ("ServiceAccounts__Issuer", Issuer),
            ("ServiceAccounts__Storage__Provider", "PostgreSql"),
            ("ServiceAccounts__Storage__ConnectionString", _database!), // Made before the first start.
            ("ServiceAccounts__Certificates__Directory", Path.Combine(_directory, "certs")),
            ("ServiceAccounts__Bootstrap__Token", _adminToken),
            ("ServiceAccounts__Limits__FailuresPerMinutePerClient", "0"),
            ("ServiceAccounts__Limits__FailuresPerMinutePerAddress", "0"));
    }
}

/// <summary>A client that a node made.</summary>
public sealed record NodeClient(string AccountId, string ClientId, string SecretId, string Secret)
{
    /// <summary>Its authentication.</summary>
    public (string Name, string Value)[] Form => [("client_id", ClientId), ("client_secret", Secret)];
}
