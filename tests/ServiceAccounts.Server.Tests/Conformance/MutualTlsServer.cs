using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using ServiceAccounts.Server.Tests.Management;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Conformance;

/// <summary>One server for the tests of a class, whose settings name a CA of clients.</summary>
public sealed class MutualTlsServer : IAsyncLifetime, IDisposable
{
    private RunningServer? _server;

    internal RunningServer Server => _server ?? throw new InvalidOperationException("The server has not been started.");

    internal ApiCaller Administrator => ApiCaller.Administrator(Server);

    /// <summary>The CA of the server's settings.</summary>
    internal TestCa Ca { get; } = new();

    public async Task InitializeAsync() => _server = await RunningServer.StartAsync($"Certificates:ClientAuthorities={Ca.PemFile}");

    public async Task DisposeAsync() => await Server.DisposeAsync();

    public void Dispose() => Ca.Dispose();

    /// <summary>An account whose client has this certificate; with the role of the default Api unless given.</summary>
    internal async Task<CertificateClient> CreateClientAsync(JsonObject certificate, X509Certificate2 sent, params Guid[] roles)
    {
        var request = ApiCaller.NewAccount("oauth_tls_client_auth", roles is [] ? [Guid.Parse(RunningServer.ApiDefaultRole)] : roles);
        request["certificate"] = certificate;
        var account = await Server.CreateAccountAsync(request);
        return new CertificateClient(Server, account, account["applications"]![0]!["client_id"]!.GetValue<string>(), sent);
    }

    /// <summary>One known by its subject, with a certificate of the settings' CA.</summary>
    internal Task<CertificateClient> CreateNamedClientAsync(params Guid[] roles)
    {
        var subject = $"CN={Guid.CreateVersion7(TimeProvider.System.GetUtcNow())},O=Example";
        return CreateClientAsync(new JsonObject { ["subject_dn"] = subject }, Ca.IssueClient(new ClientCertificateForm(subject)), roles);
    }

    /// <summary>One whose certificate is known itself.</summary>
    internal Task<CertificateClient> CreateSelfSignedClientAsync(params Guid[] roles)
    {
        var certificate = new ClientCertificateForm("CN=self").SelfSigned();
        return CreateClientAsync(new JsonObject { ["pem"] = certificate.ExportCertificatePem() }, certificate, roles);
    }
}

/// <summary>A client that authenticates by the certificate of its connections.</summary>
internal sealed class CertificateClient(RunningServer server, JsonObject account, string clientId, X509Certificate2 certificate)
{
    public RunningServer Server => server;

    public JsonObject Account => account;

    public string AccountId => account["id"]!.GetValue<string>();

    public string ClientId => clientId;

    public X509Certificate2 Certificate => certificate;

    public string Certificates => $"{ApiCaller.Accounts}/{AccountId}/applications/{clientId}/certificates";

    /// <summary>Asks for a token over a connection with a certificate: its own unless given.</summary>
    public async Task<HttpResponseMessage> RequestTokenAsync(X509Certificate2? sent = null, params (string Name, string Value)[] more)
    {
        using var http = server.NewClient(sent ?? certificate);
        return await SendAsync(http, [("client_id", clientId), .. more]);
    }

    /// <summary>A token; the answer must be 200.</summary>
    public async Task<string> TokenAsync(params (string Name, string Value)[] more)
    {
        using var response = await RequestTokenAsync(null, more);
        Assert.True(response.StatusCode == HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        return (await response.MemberAsync("access_token"))!; // A token was issued.
    }

    /// <summary>That the certificate gets no token, in the one answer for all failures.</summary>
    public async Task AssertRefusedAsync(X509Certificate2? sent = null)
    {
        using var response = await RequestTokenAsync(sent);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal(
            """{"error":"invalid_client","error_description":"Client authentication failed."}""", await response.Content.ReadAsStringAsync());
    }

    public static async Task<HttpResponseMessage> SendAsync(HttpClient http, params (string Name, string Value)[] form)
    {
        using var content = new FormUrlEncodedContent(
            form.Prepend(("grant_type", "client_credentials")).Select(pair => KeyValuePair.Create(pair.Item1, pair.Item2)));
        return await http.PostAsync(new Uri("/oauth2/token", UriKind.Relative), content);
    }
}
