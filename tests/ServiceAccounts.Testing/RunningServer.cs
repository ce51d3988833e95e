using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Protocol.Metadata;
using ServiceAccounts.Server.Hosting;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Tenants;
using ServiceAccounts.Testing.SqlServer;

namespace ServiceAccounts.Testing;

/// <summary>The whole server on real Kestrel with TLS, on a database and a clock of its own.</summary>
public sealed class RunningServer : IAsyncDisposable
{
    /// <summary>The id of the system role with <c>api:read</c> and <c>api:write</c>.</summary>
    public const string ApiDefaultRole = "01990000-0000-7000-8000-000000000007";

    private const int StartAttempts = 5;

    // Making RSA keys takes long; all servers of a test run share their development certificates. They are made here and
    // not by the first server: of two first servers one would overwrite the CA that signed for the other.
    private static readonly Lazy<string> SharedCertificates = new(() =>
    {
        var directory = Directory.CreateTempSubdirectory("serviceaccounts-certs-").FullName;
        DevelopmentCertificates.EnsureIn(directory, TimeProvider.System);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(directory, recursive: true);
        return directory;
    });

    private readonly WebApplication _app;
    private readonly FreshDirectory _directory;
    private readonly Lazy<Guid> _tenantId;

    private RunningServer(WebApplication app, string address, FreshDirectory directory, string adminToken, ManualTime time, CapturedLog log)
    {
        _app = app;
        _directory = directory;
        Address = address;
        Issuer = app.Services.GetRequiredService<Issuer>().Value;
        AdminToken = adminToken;
        Time = time;
        Log = log;
        _tenantId = new Lazy<Guid>(FirstTenant);
        Http = NewClient();
        Admin = NewClient();
        Admin.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", adminToken);
    }

    /// <summary>The issuer: the only thing that a resource server knows.</summary>
    public string Issuer { get; }

    /// <summary>Where this node listens; another than the issuer's where that is another node.</summary>
    public string Address { get; }

    /// <summary>The first administrator's API token.</summary>
    public string AdminToken { get; }

    /// <summary>The first tenant.</summary>
    public Guid TenantId => _tenantId.Value;

    /// <summary>The server's clock.</summary>
    public ManualTime Time { get; }

    /// <summary>All that the server has logged.</summary>
    public CapturedLog Log { get; }

    /// <summary>A client that trusts the server's CA, with this node's address as its base.</summary>
    public HttpClient Http { get; }

    /// <summary>The same, as the administrator.</summary>
    public HttpClient Admin { get; }

    /// <summary>What the server is made of.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>Starts a server; settings are <c>Section:Name=value</c> below <c>ServiceAccounts</c>.</summary>
    /// <remarks>
    /// On PostgreSQL: <c>StartAsync("Storage:Provider=PostgreSql", $"Storage:ConnectionString={connection}")</c>, with a connection
    /// string of <see cref="FreshPostgreSql"/> or <see cref="PostgreSqlCluster"/>; a second node on the same database:
    /// <see cref="StartBesideAsync"/>. Who runs tests with <c>SERVICEACCOUNTS_TEST_DATABASE=PostgreSql</c> has every server that
    /// names no database on a PostgreSQL database of its own.
    /// </remarks>
    public static Task<RunningServer> StartAsync(params string[] settings) => StartAsync(null, null, settings);

    /// <summary>Starts a server in a given directory, where it makes itself what is not there yet, or with other services.</summary>
    public static Task<RunningServer> StartAsync(string? directory, Action<WebApplicationBuilder>? configure, params string[] settings) =>
        StartAsync(directory, configure, new ManualTime(), settings);

    /// <summary>
    /// Starts another node on the database of this one, which must be a PostgreSQL that the settings named: with the same issuer,
    /// certificate, administrator and clock, and an address of its own.
    /// </summary>
    public Task<RunningServer> StartBesideAsync(params string[] settings)
    {
        var storage = Services.GetRequiredService<IOptions<StorageOptions>>().Value;
        return StartAsync(
            null,
            null,
            Time,
            [
                $"Storage:Provider={storage.Provider}", $"Storage:ConnectionString={storage.ConnectionString}",
                $"Issuer={Issuer}", $"Bootstrap:Token={AdminToken}", .. settings,
            ]);
    }

    /// <summary>A new client that trusts the server's CA, and holds what the management API answers against its document.</summary>
    public HttpClient NewClient(X509Certificate2? certificate = null) => new(NewHandler(certificate)) { BaseAddress = new Uri(Address) };

    /// <summary>What such a client sends by; over connections with a certificate of its own, where it has one.</summary>
    public static HttpMessageHandler NewHandler(X509Certificate2? certificate = null) => new DocumentedAnswers(NewPlainHandler(certificate));

    /// <summary>The same, which holds no answer against a document.</summary>
    public static HttpMessageHandler NewPlainHandler(X509Certificate2? certificate = null)
    {
        var ca = X509CertificateLoader.LoadCertificateFromFile(Path.Combine(SharedCertificates.Value, "dev-ca.pem"));
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false };
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            CustomTrustStore = { ca },
            RevocationMode = X509RevocationMode.NoCheck,
        };

        // A test may name another host, whose first label is a tenant's; the certificate stays that of localhost. The client takes
        // the name to check from the header, so the name alone is let pass, and only what the CA has signed.
        handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, errors) => (errors & ~SslPolicyErrors.RemoteCertificateNameMismatch) == 0;
        if (certificate is not null)
        {
            // Whatever the server says of the CAs that it would like: a test decides what is sent.
            handler.SslOptions.LocalCertificateSelectionCallback = (_, _, _, _, _) => certificate;
        }

        return handler;
    }

    /// <summary>Makes a service account as the administrator; the answer must be 201.</summary>
    public async Task<JsonObject> CreateAccountAsync(JsonObject request)
    {
        using var response = await Admin.PostAsJsonAsync("/management/v1/service-accounts", request);
        var body = await response.Content.ReadAsStringAsync();
        return response.StatusCode == HttpStatusCode.Created
            ? JsonNode.Parse(body)!.AsObject()
            : throw new InvalidOperationException($"{(int)response.StatusCode}: {body}");
    }

    /// <summary>Makes an account with a client secret and the role of the default Api, under a name of its own.</summary>
    public async Task<SecretClient> CreateSecretClientAsync(JsonObject? more = null)
    {
        var request = NewAccount("oauth_client_secret", more);
        var account = await CreateAccountAsync(request);
        var application = account["applications"]![0]!;
        return new SecretClient(
            account["id"]!.GetValue<string>(), application["client_id"]!.GetValue<string>(),
            application["secrets"]![0]!["client_secret"]!.GetValue<string>(), account);
    }

    /// <summary>Makes an account whose client signs assertions with <paramref name="key"/>; its keys are given inline or by URL.</summary>
    public async Task<AssertionClient> CreateAssertionClientAsync(ClientKeyPair key, string? jwksUrl = null, JsonObject? more = null)
    {
        var request = NewAccount("oauth_private_key_jwt", more);
        request[jwksUrl is null ? "jwks" : "jwks_url"] = jwksUrl is null ? key.ToJwks() : jwksUrl;
        var account = await CreateAccountAsync(request);
        return new AssertionClient(
            account["id"]!.GetValue<string>(), account["applications"]![0]!["client_id"]!.GetValue<string>(), key, this);
    }

    /// <summary>Asks for a token with these form parameters.</summary>
    public Task<HttpResponseMessage> RequestTokenAsync(params (string Name, string Value)[] form) => RequestTokenAsync(null, form);

    /// <summary>Asks for a token with these form parameters and an <c>Authorization</c> header.</summary>
    public async Task<HttpResponseMessage> RequestTokenAsync(string? authorization, params (string Name, string Value)[] form)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/oauth2/token")
        {
            Content = new FormUrlEncodedContent(form.Select(pair => KeyValuePair.Create(pair.Name, pair.Value))),
        };
        if (authorization is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        return await Http.SendAsync(request);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        Admin.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        await _directory.DisposeAsync();
    }

    private Guid FirstTenant()
    {
        using var db = Services.GetRequiredService<IDbContextFactory<ServiceAccountsDbContext>>().CreateDbContext();
        return db.Set<Tenant>().Where(tenant => tenant.Realm == "default").Select(tenant => tenant.Id).Single();
    }

    private static async Task<RunningServer> StartAsync(
        string? path, Action<WebApplicationBuilder>? configure, ManualTime time, string[] settings)
    {
        var directory = await FreshDirectory.MakeAsync(path, settings.Any(s => s.StartsWith("Storage:", StringComparison.Ordinal)));
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await TryStartAsync(directory, configure, time, settings);
            }
            catch (IOException e) when (e.InnerException is AddressInUseException && attempt < StartAttempts)
            {
                // Between asking for a free port and listening on it another server took it.
                continue;
            }
        }
    }

    private static async Task<RunningServer> TryStartAsync(
        FreshDirectory directory, Action<WebApplicationBuilder>? configure, ManualTime time, string[] settings)
    {
        const string Token = "Bootstrap:Token=";
        var address = $"https://localhost:{FreePort()}";
        var adminToken = settings.LastOrDefault(s => s.StartsWith(Token, StringComparison.Ordinal))?[Token.Length..]
            ?? CredentialFormat.Create(CredentialFormat.ApiTokenPrefix);
        var log = new CapturedLog();
        string[] own =
        [
            "--environment=Development",
            $"--urls={address}",
            $"--ServiceAccounts:Issuer={address}",
            $"--ServiceAccounts:Storage:Provider={directory.Provider}",
            $"--ServiceAccounts:Storage:ConnectionString={directory.ConnectionString}",
            $"--ServiceAccounts:Certificates:Directory={SharedCertificates.Value}",
            $"--ServiceAccounts:Bootstrap:TokenFile={Path.Combine(directory.Path, "bootstrap.json")}",
            $"--ServiceAccounts:Bootstrap:Token={adminToken}",
            $"--ServiceAccounts:Journal:SpillDirectory={Path.Combine(directory.Path, "spill")}",

            // A busy machine is no outage.
            "--ServiceAccounts:Journal:CommitTimeoutMs=20000",

            // The clock stands still: what fails in the tests of one class would add up.
            "--ServiceAccounts:Limits:FailuresPerMinutePerClient=0",
            "--ServiceAccounts:Limits:FailuresPerMinutePerAddress=0",
        ];

        // What a test sets itself comes later and wins.
        var app = ServiceAccounts.Server.Program.Build(
            [.. own, .. settings.Select(setting => "--ServiceAccounts:" + setting)],
            builder =>
            {
                builder.Services.AddSingleton<TimeProvider>(time);
                builder.Services.AddSingleton(TextWriter.Null);
                builder.Logging.ClearProviders();
                builder.Logging.AddProvider(log);
                if (directory.Provider == Databases.Sqlite)
                {
                    builder.Services.ConfigureDbContext<ServiceAccountsDbContext>(options => options.AddInterceptors(QueriesForSqlServer.Instance));
                }

                configure?.Invoke(builder);
            });
        try
        {
            if (directory.HasTables)
            {
                await FreshDirectory.AddSigningKeyAsync(app.Services);
            }

            await app.Services.GetRequiredService<ServerStart>().RunAsync(CancellationToken.None);
            await app.StartAsync();
            return new RunningServer(app, address, directory, adminToken, time, log);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    private static JsonObject NewAccount(string authType, JsonObject? more)
    {
        var request = new JsonObject
        {
            ["name"] = $"account {Guid.CreateVersion7(TimeProvider.System.GetUtcNow())}",
            ["auth_type"] = authType,
            ["role_ids"] = new JsonArray(ApiDefaultRole),
        };
        foreach (var (name, value) in more ?? [])
        {
            request[name] = value?.DeepClone();
        }

        return request;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

/// <summary>An account whose client has a secret.</summary>
/// <param name="AccountId">The account's id.</param>
/// <param name="ClientId">The <c>client_id</c>.</param>
/// <param name="Secret">The secret.</param>
/// <param name="Created">The whole answer that made it.</param>
public sealed record SecretClient(string AccountId, string ClientId, string Secret, JsonObject Created)
{
    /// <summary>The <c>Authorization</c> header with the right secret.</summary>
    public string Basic => BasicOf(ClientId, Secret);

    /// <summary>An <c>Authorization</c> header with any id and secret.</summary>
    public static string BasicOf(string clientId, string secret) =>
        "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{clientId}:{secret}"));
}

/// <summary>An account whose client signs assertions.</summary>
public sealed class AssertionClient(string accountId, string clientId, ClientKeyPair key, RunningServer server)
{
    /// <summary>What says that an assertion is a JWT.</summary>
    public const string AssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    /// <summary>The account's id.</summary>
    public string AccountId { get; } = accountId;

    /// <summary>The <c>client_id</c>.</summary>
    public string ClientId { get; } = clientId;

    /// <summary>The claims that an honest client sends.</summary>
    public JsonObject Claims()
    {
        var now = server.Time.GetUtcNow().ToUnixTimeSeconds();
        return new JsonObject
        {
            ["iss"] = ClientId,
            ["sub"] = ClientId,
            ["aud"] = server.Issuer,
            ["iat"] = now,
            ["exp"] = now + 60,
            ["jti"] = Guid.CreateVersion7(TimeProvider.System.GetUtcNow()).ToString(),
        };
    }

    /// <summary>An assertion, changed as a test says before it is signed.</summary>
    public string Assertion(Action<JsonObject>? claims = null, Action<JsonObject>? header = null, ClientKeyPair? signedBy = null)
    {
        var signer = signedBy ?? key;
        var (headerMembers, claimMembers) = (signer.Header(), Claims());
        header?.Invoke(headerMembers);
        claims?.Invoke(claimMembers);
        return signer.Sign(headerMembers, claimMembers);
    }

    /// <summary>Asks for a token with an assertion, an honest one unless given.</summary>
    public Task<HttpResponseMessage> RequestTokenAsync(string? assertion = null, params (string Name, string Value)[] more) =>
        server.RequestTokenAsync(
            [
                ("grant_type", "client_credentials"), ("client_assertion_type", AssertionType),
                ("client_assertion", assertion ?? Assertion()), .. more,
            ]);
}
