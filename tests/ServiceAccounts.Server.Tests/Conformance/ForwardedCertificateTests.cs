using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using ServiceAccounts.Server.Tests.Management;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Conformance;

/// <summary>RFC 8705 section 6.5 and RFC 9440: certificates that a proxy forwards, from listed proxies and nobody else.</summary>
public sealed class ForwardedCertificateTests(ForwardedCertificateTests.BehindProxy fixture) : IClassFixture<ForwardedCertificateTests.BehindProxy>
{
    private const string Header = "Client-Cert";

    private static readonly X509Certificate2 Proxys = new ClientCertificateForm("CN=proxy").SelfSigned();

    private RunningServer Server => fixture.Server;

    [Fact]
    public async Task Rfc_9440_section_2_1_A_certificate_is_base64_between_colons()
    {
        var client = await CreateClientAsync(Server);

        Assert.Equal(HttpStatusCode.OK, await TokenAsync(client, null, InColons(client.Certificate)));
    }

    [Fact]
    public async Task A_certificate_may_be_URL_encoded_PEM()
    {
        var client = await CreateClientAsync(Server);
        var pem = client.Certificate.ExportCertificatePem();

        Assert.Equal(HttpStatusCode.OK, await TokenAsync(client, null, Uri.EscapeDataString(pem)));
        Assert.Equal(HttpStatusCode.OK, await TokenAsync(client, null, Uri.EscapeDataString(pem + "\n")));
    }

    [Fact]
    public async Task A_proxy_speaks_for_others_and_never_for_itself()
    {
        var client = await CreateClientAsync(Server);
        var proxy = await CreateClientAsync(Server, Proxys);

        Assert.Equal(HttpStatusCode.OK, await TokenAsync(client, Proxys, InColons(client.Certificate)));
        Assert.Equal(HttpStatusCode.Unauthorized, await TokenAsync(proxy, Proxys, InColons(client.Certificate)));
        Assert.Equal(HttpStatusCode.Unauthorized, await TokenAsync(proxy, Proxys));
        Assert.Equal(HttpStatusCode.Unauthorized, await TokenAsync(proxy, Proxys, string.Empty));
    }

    [Fact]
    public async Task A_bound_token_is_used_through_the_proxy_with_the_forwarded_certificate()
    {
        var client = await CreateClientAsync(Server, null, SystemRole.Member.Id);
        using var response = await SendAsync(client, null, [InColons(client.Certificate)], ("resource", Server.Issuer));
        var token = await response.MemberAsync("access_token");

        Assert.Equal(HttpStatusCode.OK, await CallAsync(token, InColons(client.Certificate)));
        Assert.Equal(HttpStatusCode.Unauthorized, await CallAsync(token, InColons(Proxys)));
        Assert.Equal(HttpStatusCode.Unauthorized, await CallAsync(token));
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData(":")]
    [InlineData("::")]
    [InlineData(":bm90aGluZw==:")]
    [InlineData(":not base64:")]
    [InlineData("-----BEGIN%20CERTIFICATE-----%0Abm90aGluZw%3D%3D%0A-----END%20CERTIFICATE-----")]
    [InlineData("%00%ff%")]
    public async Task What_is_no_certificate_is_refused(string header)
    {
        var client = await CreateClientAsync(Server);

        using var response = await SendAsync(client, null, [header]);

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_request"), (response.StatusCode, await response.MemberAsync("error")));
    }

    [Fact]
    public async Task What_is_too_long_or_more_than_one_certificate_is_refused()
    {
        var client = await CreateClientAsync(Server);
        var one = InColons(client.Certificate);
        var pem = client.Certificate.ExportCertificatePem();

        Assert.Equal(HttpStatusCode.BadRequest, await TokenAsync(client, null, one, one));
        Assert.Equal(HttpStatusCode.BadRequest, await TokenAsync(client, null, one + ", " + one));
        Assert.Equal(HttpStatusCode.BadRequest, await TokenAsync(client, null, Uri.EscapeDataString(pem + pem)));
        Assert.Equal(HttpStatusCode.BadRequest, await TokenAsync(client, null, $":{new string('A', 20_000)}:"));
    }

    [Fact]
    public async Task The_management_api_refuses_it_in_its_own_words()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, ApiCaller.Self);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Server.AdminToken);
        request.Headers.TryAddWithoutValidation(Header, "nothing");

        using var response = await Server.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    // Nobody becomes a proxy by saying where a request came from: the peer's own address counts.
    [Fact]
    public async Task The_header_of_a_stranger_is_nothing()
    {
        await using var server = await RunningServer.StartAsync("Proxies:Networks:0=10.0.0.0/8", $"Proxies:CertificateHeader={Header}");
        var client = await CreateClientAsync(server);
        var other = await CreateClientAsync(server);

        using var forged = await SendAsync(client, null, [InColons(client.Certificate)]);
        using var forwarded = await SendAsync(client, null, [InColons(client.Certificate)], ("x", "10.0.0.1"));
        using var malformed = await SendAsync(client, client.Certificate, ["nothing"]);
        using var own = await SendAsync(client, client.Certificate, [InColons(other.Certificate)]);
        using var anothers = await SendAsync(other, client.Certificate, [InColons(other.Certificate)]);

        Assert.Equal(HttpStatusCode.Unauthorized, forged.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, forwarded.StatusCode);
        Assert.Equal(HttpStatusCode.OK, malformed.StatusCode);
        Assert.Equal(HttpStatusCode.OK, own.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, anothers.StatusCode);
    }

    [Fact]
    public async Task Without_the_setting_there_is_no_such_header_and_certificates_need_not_be_asked_for()
    {
        await using var server = await RunningServer.StartAsync("Proxies:Networks:0=127.0.0.0/8", "Proxies:Networks:1=::1/128", "Certificates:RequestClientCertificates=false");
        var client = await CreateClientAsync(server);

        using var header = await SendAsync(client, null, [InColons(client.Certificate)]);
        using var connection = await SendAsync(client, client.Certificate, []);

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (header.StatusCode, connection.StatusCode));
        await AssertAnnouncedAsync(server, false);
        await AssertPreviewedWithoutCertificateAsync(server);
    }

    [Fact]
    public async Task A_proxy_that_sends_certificates_is_a_way_for_them_to_come()
    {
        await using var server = await RunningServer.StartAsync(
            "Proxies:Networks:0=127.0.0.0/8", $"Proxies:CertificateHeader={Header}", "Certificates:RequestClientCertificates=false");

        await AssertAnnouncedAsync(server, true);
    }

    // RFC 8414 section 2, RFC 8705 section 3.3: a client that believes the metadata would try in vain.
    private static async Task AssertAnnouncedAsync(RunningServer server, bool isAnnounced)
    {
        using var response = await server.Http.GetAsync(new Uri("/.well-known/oauth-authorization-server", UriKind.Relative));
        var metadata = await response.JsonAsync();
        Assert.Equal(isAnnounced, metadata["tls_client_certificate_bound_access_tokens"]!.GetValue<bool>());
        foreach (var endpoint in new[] { "token", "introspection", "revocation" })
        {
            var methods = metadata[$"{endpoint}_endpoint_auth_methods_supported"]!.AsArray().Select(method => method!.GetValue<string>()).ToList();
            Assert.Contains("private_key_jwt", methods);
            Assert.Equal(isAnnounced, methods.Contains("tls_client_auth"));
            Assert.Equal(isAnnounced, methods.Contains("self_signed_tls_client_auth"));
        }
    }

    private static async Task AssertPreviewedWithoutCertificateAsync(RunningServer server)
    {
        var client = await server.CreateSecretClientAsync();
        var admin = ApiCaller.Administrator(server);
        async Task<JsonObject> PreviewAsync(string binding)
        {
            await admin.PatchAsync(
                $"{ApiCaller.Accounts}/{client.AccountId}/applications/{client.ClientId}",
                new JsonObject { ["policy"] = new JsonObject { ["required_binding"] = binding } }).JsonAsync();
            return await admin.PostAsync($"{ApiCaller.Accounts}/{client.AccountId}/token-preview", new JsonObject()).JsonAsync();
        }

        Assert.Equal("dpop", (await PreviewAsync("any"))["requires_binding"]!.GetValue<string>());
        var refused = await PreviewAsync("certificate");
        Assert.False(refused["would_issue"]!.GetValue<bool>());
        Assert.Contains("RequestClientCertificates", refused["reason"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    // Every client behind it would have the proxy's certificate, and every token be bound to it.
    [Fact]
    public async Task Without_the_setting_the_certificate_of_a_proxy_is_nobodys()
    {
        await using var server = await RunningServer.StartAsync("Proxies:Networks:0=127.0.0.0/8", "Proxies:Networks:1=::1/128");
        var client = await CreateClientAsync(server);

        using var connection = await SendAsync(client, client.Certificate, []);

        Assert.Equal(HttpStatusCode.Unauthorized, connection.StatusCode);
    }

    private static string InColons(X509Certificate2 certificate) => $":{Convert.ToBase64String(certificate.RawData)}:";

    private static async Task<CertificateClient> CreateClientAsync(RunningServer server, X509Certificate2? known = null, params Guid[] roles)
    {
        var certificate = known ?? new ClientCertificateForm("CN=self").SelfSigned();
        var request = ApiCaller.NewAccount("oauth_tls_client_auth", roles is [] ? [Guid.Parse(RunningServer.ApiDefaultRole)] : roles);
        request["certificate"] = new JsonObject { ["pem"] = certificate.ExportCertificatePem() };
        var account = await server.CreateAccountAsync(request);
        return new CertificateClient(server, account, account["applications"]![0]!["client_id"]!.GetValue<string>(), certificate);
    }

    private static async Task<HttpStatusCode> TokenAsync(CertificateClient client, X509Certificate2? connection, params string[] headers)
    {
        using var response = await SendAsync(client, connection, headers);
        return response.StatusCode;
    }

    private static async Task<HttpResponseMessage> SendAsync(
        CertificateClient client, X509Certificate2? connection, string[] headers, params (string Name, string Value)[] more)
    {
        using var http = client.Server.NewClient(connection);
        foreach (var header in headers)
        {
            http.DefaultRequestHeaders.TryAddWithoutValidation(Header, header);
        }

        foreach (var (_, address) in more.Where(pair => pair.Name == "x"))
        {
            http.DefaultRequestHeaders.TryAddWithoutValidation("X-Forwarded-For", address);
        }

        return await CertificateClient.SendAsync(http, [("client_id", client.ClientId), .. more.Where(pair => pair.Name != "x")]);
    }

    private async Task<HttpStatusCode> CallAsync(string? token, params string[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, ApiCaller.Self);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Headers.TryAddWithoutValidation(Header, headers);
        using var response = await Server.Http.SendAsync(request);
        return response.StatusCode;
    }

    /// <summary>A server for which this machine is a proxy.</summary>
    public sealed class BehindProxy : IAsyncLifetime
    {
        private RunningServer? _server;

        internal RunningServer Server => _server ?? throw new InvalidOperationException("The server has not been started.");

        public async Task InitializeAsync() => _server = await RunningServer.StartAsync(
            "Proxies:Networks:0=127.0.0.0/8", "Proxies:Networks:1=::1/128", $"Proxies:CertificateHeader={Header}");

        public async Task DisposeAsync() => await Server.DisposeAsync();
    }
}
