using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using ServiceAccounts.Benchmarks.Tokens.Scenarios;
using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Benchmarks.Tokens;

/// <summary>The nodes of a scenario on a database of its own, with its accounts.</summary>
internal sealed class ServerBed : IAsyncDisposable
{
    private readonly List<Contestant> _nodes = [];
    private readonly AssertionSigner _signer;

    private ServerBed(string directory, string connectionString, string issuer, string secret)
    {
        (Directory, ConnectionString, Issuer, Secret) = (directory, connectionString, issuer, secret);
        _signer = new AssertionSigner(issuer);
    }

    /// <summary>Where its files are.</summary>
    public string Directory { get; }

    /// <summary>What connects to the database.</summary>
    public string ConnectionString { get; }

    /// <summary>The issuer of its tokens, which is where the first node listens.</summary>
    public string Issuer { get; }

    /// <summary>The secret that all its clients share.</summary>
    public string Secret { get; }

    /// <summary>The nodes.</summary>
    public IReadOnlyList<Contestant> Nodes => _nodes;

    /// <summary>Where the first node listens with TLS.</summary>
    public string TlsUrl { get; private init; } = string.Empty;

    /// <summary>What signs the assertions of its one client that has a key.</summary>
    public AssertionSigner Signer => _signer;

    /// <summary>An access token of the first client.</summary>
    public string Token { get; private set; } = string.Empty;

    /// <summary>Makes it, with its nodes running.</summary>
    /// <param name="scenario">What it is for.</param>
    /// <param name="root">Where the run's files are; certificates are the same for all.</param>
    public static async Task<ServerBed> MakeAsync(Scenario scenario, string root)
    {
        var directory = System.IO.Directory.CreateDirectory(Path.Combine(root, $"bed-{Guid.CreateVersion7(TimeProvider.System.GetUtcNow())}")).FullName;
        var connection = scenario.Provider == "Sqlite"
            ? $"Data Source={Path.Combine(directory, "serviceaccounts.db")}"
            : await (await PostgreSqlCluster.SharedAsync()).CreateDatabaseAsync();
        var (url, administrator) = (ServerProcess.FreeUrl(), CredentialFormat.Create(CredentialFormat.ApiTokenPrefix));
        string[] settings =
        [
            "--environment=Development",
            $"--ServiceAccounts:Issuer={url}",
            $"--ServiceAccounts:Storage:Provider={scenario.Provider}",
            $"--ServiceAccounts:Storage:ConnectionString={connection}",
            $"--ServiceAccounts:Certificates:Directory={Path.Combine(root, "certs")}",
            $"--ServiceAccounts:Bootstrap:TokenFile={Path.Combine(directory, "bootstrap.json")}",
            $"--ServiceAccounts:Bootstrap:Token={administrator}",
            $"--ServiceAccounts:Journal:Issuance={(scenario.IsDurable ? "Durable" : "Buffered")}",

            // As in Production, where each refusal is a line for a machine.
            "--Logging:Console:FormatterName=json",

            // All requests come from one address: the limits of failures would answer before anything is measured.
            "--ServiceAccounts:Limits:FailuresPerMinutePerClient=0",
            "--ServiceAccounts:Limits:FailuresPerMinutePerAddress=0",
            string.Create(CultureInfo.InvariantCulture, $"--ServiceAccounts:Cache:Clients={scenario.CachedClients}"),
        ];
        var accounts = new BulkAccounts([.. settings, $"--ServiceAccounts:Journal:SpillDirectory={Path.Combine(directory, "spill")}"]);
        await accounts.AddAsync(scenario.Accounts, TextWriter.Null);
        var bed = new ServerBed(directory, connection, url, accounts.Secret) { TlsUrl = ServerProcess.FreeUrl().Replace("http:", "https:", StringComparison.Ordinal) };
        try
        {
            await bed.StartNodesAsync(scenario, settings);
            await bed.PrepareAsync(scenario, administrator);
            return bed;
        }
        catch
        {
            await bed.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
        {
            await node.DisposeAsync();
        }

        _signer.Dispose();
        System.IO.Directory.Delete(Directory, recursive: true);
    }

    private async Task StartNodesAsync(Scenario scenario, string[] settings)
    {
        for (var number = 0; number < scenario.Nodes; number++)
        {
            var url = number == 0 ? Issuer : ServerProcess.FreeUrl();
            var spill = Path.Combine(Directory, $"spill-{number.ToString(CultureInfo.InvariantCulture)}");
            var urls = number == 0 ? $"{url};{TlsUrl}" : url;
            _nodes.Add(await Contestant.StartAsync(
                url, ["serve", .. settings, $"--urls={urls}", $"--ServiceAccounts:Journal:SpillDirectory={spill}"]));
        }
    }

    // What a scenario needs beyond accounts with a secret is made as an administrator would.
    private async Task PrepareAsync(Scenario scenario, string administrator)
    {
        using var http = new HttpClient { BaseAddress = new Uri(Issuer + "/management/v1/") };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", administrator);
        var account = await SendAsync(
            http, HttpMethod.Post, "service-accounts",
            new JsonObject
            {
                ["name"] = "asserting",
                ["auth_type"] = "oauth_private_key_jwt",
                ["role_ids"] = new JsonArray(RunningServer.ApiDefaultRole),
                ["jwks"] = _signer.Jwks(),
            });
        _signer.ClientId = account["applications"]![0]!["client_id"]!.GetValue<string>();

        var apis = await SendAsync(http, HttpMethod.Get, "apis", null);
        foreach (var api in apis["items"]!.AsArray().Where(api => api!["permissions"]!.AsArray().Any(p => p!.GetValue<string>() == "api:read")))
        {
            await SendAsync(
                http, HttpMethod.Patch, $"apis/{api!["id"]!.GetValue<string>()}",
                new JsonObject
                {
                    ["signing_algorithm"] = scenario.Algorithm,
                    ["introspection_clients"] = new JsonArray(BulkAccounts.ClientIdOf(1)),
                });
        }

        await AskAsync();
    }

    private async Task AskAsync()
    {
        using var http = new HttpClient();
        using var form = new FormUrlEncodedContent(
        [
            KeyValuePair.Create("grant_type", "client_credentials"), KeyValuePair.Create("client_id", BulkAccounts.ClientIdOf(1)),
            KeyValuePair.Create("client_secret", Secret),
        ]);
        using var response = await http.PostAsync(new Uri(Issuer + "/oauth2/token"), form);
        var answer = await response.Content.ReadAsStringAsync();
        Token = JsonNode.Parse(answer)?["access_token"]?.GetValue<string>() ?? throw new BenchmarkException($"The first token: {answer}");
    }

    private static async Task<JsonNode> SendAsync(HttpClient http, HttpMethod method, string path, JsonObject? body)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Content = body is null ? null : JsonContent.Create(body);
        if (method == HttpMethod.Patch)
        {
            request.Content!.Headers.ContentType = new MediaTypeHeaderValue("application/merge-patch+json"); // A patch has a body.
        }

        using var response = await http.SendAsync(request);
        var answer = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode ? JsonNode.Parse(answer)! : throw new BenchmarkException($"{method} {path}: {answer}");
    }
}
