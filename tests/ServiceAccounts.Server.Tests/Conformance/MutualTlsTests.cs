using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.JsonWebTokens;
using ServiceAccounts.Protocol.Certificates;
using ServiceAccounts.Server.Tests.Management;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Conformance;

/// <summary>RFC 8705: clients that authenticate by the certificate of their TLS connection.</summary>
public sealed class MutualTlsTests(MutualTlsServer fixture) : IClassFixture<MutualTlsServer>
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    private RunningServer Server => fixture.Server;

    private TestCa Ca => fixture.Ca;

    [Fact]
    public async Task Section_2_The_client_id_is_required()
    {
        var client = await fixture.CreateNamedClientAsync();
        using var http = Server.NewClient(client.Certificate);

        using var response = await CertificateClient.SendAsync(http);

        Assert.Equal((HttpStatusCode.Unauthorized, "invalid_client"), (response.StatusCode, await response.MemberAsync("error")));
    }

    [Fact]
    public async Task Section_2_The_certificate_of_one_client_is_none_of_another()
    {
        var (named, other) = (await fixture.CreateNamedClientAsync(), await fixture.CreateNamedClientAsync());
        var (known, another) = (await fixture.CreateSelfSignedClientAsync(), await fixture.CreateSelfSignedClientAsync());

        await named.AssertRefusedAsync(other.Certificate);
        await named.AssertRefusedAsync(known.Certificate);
        await known.AssertRefusedAsync(another.Certificate);
        await known.AssertRefusedAsync(named.Certificate);
    }

    [Fact]
    public async Task Section_2_Without_a_certificate_the_client_id_alone_is_nothing()
    {
        var client = await fixture.CreateNamedClientAsync();

        using var response = await CertificateClient.SendAsync(Server.Http, ("client_id", client.ClientId));

        Assert.Equal((HttpStatusCode.Unauthorized, "invalid_client"), (response.StatusCode, await response.MemberAsync("error")));
    }

    // In a mesh every connection has a certificate: it is no second method, and the token of a secret is for whoever bears it.
    [Fact]
    public async Task Section_2_A_certificate_beside_a_secret_or_an_assertion_is_no_second_method()
    {
        var client = await Server.CreateSecretClientAsync();
        using var key = ClientKeyPair.Es256();
        var signer = await Server.CreateAssertionClientAsync(key);
        using var http = Server.NewClient(new ClientCertificateForm("CN=sidecar").SelfSigned());

        using var post = await CertificateClient.SendAsync(http, ("client_id", client.ClientId), ("client_secret", client.Secret));
        using var assertion = await CertificateClient.SendAsync(
            http, ("client_id", signer.ClientId), ("client_assertion_type", AssertionClient.AssertionType), ("client_assertion", signer.Assertion()));
        http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", client.Basic);
        using var basic = await CertificateClient.SendAsync(http, ("client_id", client.ClientId));

        foreach (var response in new[] { post, assertion, basic })
        {
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.False(new JsonWebToken(await response.MemberAsync("access_token")).TryGetPayloadValue<object>("cnf", out _));
        }
    }

    [Fact]
    public async Task Section_2_A_client_of_another_method_is_refused()
    {
        var secret = await Server.CreateSecretClientAsync();
        var certificate = await fixture.CreateNamedClientAsync();
        using var http = Server.NewClient(certificate.Certificate);

        using var byCertificate = await CertificateClient.SendAsync(http, ("client_id", secret.ClientId));
        using var unknown = await CertificateClient.SendAsync(http, ("client_id", "sa_client_000000000000"));
        using var bySecret = await Server.RequestTokenAsync(
            ("grant_type", "client_credentials"), ("client_id", certificate.ClientId), ("client_secret", secret.Secret));

        Assert.Equal(HttpStatusCode.Unauthorized, byCertificate.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, bySecret.StatusCode);
        Assert.Equal(await byCertificate.Content.ReadAsStringAsync(), await unknown.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("CN=billing,OU=Machines,O=Example\\, Inc.,C=DE")]
    [InlineData("cn=billing , ou=Machines , o=Example\\2C Inc. , c=DE")]
    [InlineData("2.5.4.3=billing,2.5.4.11=Machines,2.5.4.10=Example\\, Inc.,2.5.4.6=DE")]
    public async Task Section_2_1_2_A_subject_is_the_same_however_it_is_written(string subject)
    {
        var certificate = Ca.IssueClient(new ClientCertificateForm("CN=billing, OU=Machines, O=\"Example, Inc.\", C=DE"));
        var client = await fixture.CreateClientAsync(new JsonObject { ["subject_dn"] = subject }, certificate);

        using var response = await client.RequestTokenAsync();

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("CN=Billing,OU=Machines")]
    [InlineData("OU=Machines,CN=billing")]
    [InlineData("CN=billing")]
    [InlineData("CN=billing+OU=Machines")]
    [InlineData("CN=billing\\,OU=Machines")]
    [InlineData("CN=billing,OU=Machines,O=Example")]
    public async Task Section_2_1_2_Another_subject_is_another(string subject)
    {
        var certificate = Ca.IssueClient(new ClientCertificateForm("CN=billing, OU=Machines"));
        var client = await fixture.CreateClientAsync(new JsonObject { ["subject_dn"] = subject }, certificate);

        await client.AssertRefusedAsync();
    }

    [Theory]
    [InlineData("san_dns", "BILLING.example.com", "billing.example.net")]
    [InlineData("san_uri", "spiffe://example.com/billing", "spiffe://example.com/billing/")]
    [InlineData("san_ip", "192.0.2.1", "192.0.2.2")]
    [InlineData("san_ip", "2001:DB8:0:0::1", "2001:db8::2")]
    [InlineData("san_email", "billing@EXAMPLE.com", "Billing@example.com")]
    public async Task Section_2_1_2_One_alternative_name_is_enough_and_must_be_that_one(string member, string right, string wrong)
    {
        var certificate = Ca.IssueClient(new ClientCertificateForm("CN=whatever")
        {
            Names = names =>
            {
                names.AddDnsName("*.example.net");
                names.AddDnsName("billing.example.com");
                names.AddUri(new Uri("spiffe://example.com/billing"));
                names.AddIpAddress(IPAddress.Parse("192.0.2.1"));
                names.AddIpAddress(IPAddress.Parse("2001:db8::1"));
                names.AddEmailAddress("billing@example.com");
            },
        });
        var client = await fixture.CreateClientAsync(new JsonObject { [member] = right }, certificate);
        var other = await fixture.CreateClientAsync(new JsonObject { [member] = wrong }, certificate);

        using var response = await client.RequestTokenAsync();

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await other.AssertRefusedAsync();
    }

    // RFC 8705 section 2.1: the chain is validated, and section 7.3: no other CA may vouch for the name.
    [Fact]
    public async Task Section_2_1_A_certificate_of_the_name_by_anybody_else_is_refused()
    {
        var client = await fixture.CreateNamedClientAsync();
        var form = new ClientCertificateForm(client.Certificate.Subject);
        using var namesake = new TestCa(Ca.Certificate.Subject);

        await client.AssertRefusedAsync(namesake.IssueClient(form));
        await client.AssertRefusedAsync(form.SelfSigned());
    }

    [Fact]
    public async Task Section_2_1_A_certificate_that_is_not_valid_now_or_not_for_clients_is_refused()
    {
        var client = await fixture.CreateNamedClientAsync();
        var form = new ClientCertificateForm(client.Certificate.Subject);
        var now = TimeProvider.System.GetUtcNow();

        await client.AssertRefusedAsync(Ca.IssueClient(form with { From = now.AddHours(-2), Until = now.AddHours(-1) }));
        await client.AssertRefusedAsync(Ca.IssueClient(form with { From = now.AddHours(1), Until = now.AddHours(2) }));
        await client.AssertRefusedAsync(Ca.IssueClient(form with { Usage = ServerAuthentication }));
        await client.AssertRefusedAsync(Ca.IssueClient(form with { IsAuthority = true }));
        Assert.NotEmpty(await client.TokenAsync());
    }

    [Fact]
    public async Task Section_2_1_The_certificate_of_the_CA_itself_is_no_clients()
    {
        var client = await fixture.CreateClientAsync(new JsonObject { ["subject_dn"] = Ca.Certificate.Subject }, Ca.Certificate);

        await client.AssertRefusedAsync();
    }

    [Fact]
    public async Task Section_2_1_Who_was_let_sign_for_clients_only_below_a_trusted_CA_is_not_believed()
    {
        var client = await fixture.CreateNamedClientAsync();
        using var below = new TestCa("CN=Below", Ca);

        await client.AssertRefusedAsync(below.IssueClient(new ClientCertificateForm(client.Certificate.Subject)));
    }

    [Fact]
    public async Task Section_2_1_The_CAs_of_a_credential_stand_for_those_of_the_settings()
    {
        using var root = new TestCa("CN=Own root", null);
        using var other = new TestCa("CN=Other root", null);
        var form = new ClientCertificateForm("CN=own");
        var certificate = new JsonObject { ["subject_dn"] = "CN=own", ["certificate_authorities"] = root.Pem + "\n" + other.Pem };
        var client = await fixture.CreateClientAsync(certificate, root.IssueClient(form));

        using var first = await client.RequestTokenAsync();
        using var second = await client.RequestTokenAsync(other.IssueClient(form));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (first.StatusCode, second.StatusCode));
        await client.AssertRefusedAsync(Ca.IssueClient(form));
    }

    [Fact]
    public async Task Section_2_2_The_certificate_itself_is_what_is_known()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        var form = new ClientCertificateForm("CN=self");
        var certificate = form.SelfSigned(key);
        var client = await fixture.CreateClientAsync(new JsonObject { ["pem"] = certificate.ExportCertificatePem() }, certificate);

        using var response = await client.RequestTokenAsync();

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await client.AssertRefusedAsync(form.SelfSigned());
        await client.AssertRefusedAsync(form.SelfSigned(key));
        await client.AssertRefusedAsync(Ca.IssueClient(form));
    }

    [Fact]
    public async Task Section_2_2_A_known_certificate_works_while_it_is_valid()
    {
        await using var server = await RunningServer.StartAsync();
        var now = server.Time.GetUtcNow();
        var certificate = new ClientCertificateForm("CN=self") { From = now.AddMinutes(10), Until = now.AddMinutes(30) }.SelfSigned();
        var request = ApiCaller.NewAccount("oauth_tls_client_auth", Guid.Parse(RunningServer.ApiDefaultRole));
        request["certificate"] = new JsonObject { ["pem"] = certificate.ExportCertificatePem() };
        var account = await server.CreateAccountAsync(request);
        var client = new CertificateClient(server, account, account["applications"]![0]!["client_id"]!.GetValue<string>(), certificate);

        await client.AssertRefusedAsync();
        server.Time.Advance(TimeSpan.FromMinutes(10));
        using var response = await client.RequestTokenAsync();
        Assert.Equal(1200, (await response.JsonAsync())["expires_in"]!.GetValue<int>());

        server.Time.Advance(TimeSpan.FromMinutes(20));
        await client.AssertRefusedAsync();
    }

    [Fact]
    public async Task Section_3_1_A_token_is_bound_to_the_certificate_that_got_it()
    {
        foreach (var client in new[] { await fixture.CreateNamedClientAsync(), await fixture.CreateSelfSignedClientAsync() })
        {
            using var response = await client.RequestTokenAsync();
            var answer = await response.JsonAsync();
            var token = new JsonWebToken(answer["access_token"]!.GetValue<string>());

            Assert.Equal("Bearer", answer["token_type"]!.GetValue<string>());
            Assert.Equal(
                $$"""{"x5t#S256":"{{CertificateThumbprint.Of(client.Certificate)}}"}""",
                token.GetPayloadValue<System.Text.Json.JsonElement>("cnf").GetRawText());
        }
    }

    [Fact]
    public async Task Section_3_4_A_policy_binds_the_tokens_of_a_client_that_authenticates_in_another_way()
    {
        var client = await Server.CreateSecretClientAsync();
        var policy = new JsonObject { ["policy"] = new JsonObject { ["required_binding"] = "certificate" } };
        await fixture.Administrator.PatchAsync($"{ApiCaller.Accounts}/{client.AccountId}/applications/{client.ClientId}", policy).JsonAsync();
        var certificate = new ClientCertificateForm("CN=anybody").SelfSigned();
        using var http = Server.NewClient(certificate);

        using var bound = await CertificateClient.SendAsync(http, ("client_id", client.ClientId), ("client_secret", client.Secret));
        using var refused = await Server.RequestTokenAsync(client.Basic, ("grant_type", "client_credentials"));

        var binding = new JsonWebToken(await bound.MemberAsync("access_token")).GetPayloadValue<System.Text.Json.JsonElement>("cnf");
        Assert.Equal(CertificateThumbprint.Of(certificate), binding.GetProperty("x5t#S256").GetString());
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
    }

    [Fact]
    public async Task Section_3_2_Introspection_says_what_a_token_is_bound_to()
    {
        var asker = await OAuthClient.WithIntrospectionAsync(Server);
        var client = await fixture.CreateNamedClientAsync();

        var answer = await asker.IntrospectAsync(await client.TokenAsync());

        Assert.True(answer["active"]!.GetValue<bool>());
        Assert.Equal(CertificateThumbprint.Of(client.Certificate), answer["cnf"]!["x5t#S256"]!.GetValue<string>());
    }

    [Fact]
    public async Task Section_3_Our_own_api_takes_a_bound_token_over_its_certificate_alone()
    {
        var client = await fixture.CreateNamedClientAsync(SystemRole.Member.Id);
        var token = await client.TokenAsync(("resource", Server.Issuer));
        var renewed = Ca.IssueClient(new ClientCertificateForm(client.Certificate.Subject));

        Assert.Equal(HttpStatusCode.OK, (await CallAsync(client.Certificate, token)).Status);
        foreach (var stolen in new[] { await CallAsync(null, token), await CallAsync(renewed, token) })
        {
            Assert.Equal(HttpStatusCode.Unauthorized, stolen.Status);
            Assert.Contains("error=\"invalid_token\"", stolen.Challenge, StringComparison.Ordinal);
        }

        var journal = await fixture.Administrator.GetAsync($"/management/v1/journal?principal_id={client.AccountId}&action=caller.refused").JsonAsync();
        Assert.Contains("bound to", journal["items"]![0]!["reason"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Section_3_Introspection_takes_a_bound_token_over_its_certificate_alone()
    {
        var client = await fixture.CreateNamedClientAsync(SystemRole.TenantAdmin.Id);
        var token = await client.TokenAsync(("resource", Server.Issuer));

        Assert.Equal(HttpStatusCode.OK, await IntrospectAsync(client.Certificate, token));
        Assert.Equal(HttpStatusCode.Unauthorized, await IntrospectAsync(null, token));
    }

    [Fact]
    public async Task Section_3_A_token_that_is_bound_to_nothing_is_taken_over_any_connection()
    {
        var token = await ApiCaller.AccessTokenAsync(
            Server, await Server.CreateSecretClientAsync(new JsonObject { ["role_ids"] = ApiCaller.Ids(SystemRole.Member.Id) }));

        Assert.Equal(HttpStatusCode.OK, (await CallAsync(new ClientCertificateForm("CN=sidecar").SelfSigned(), token)).Status);
    }

    [Fact]
    public async Task Section_2_Introspection_and_revocation_authenticate_in_the_same_way()
    {
        var client = await fixture.CreateNamedClientAsync(SystemRole.TenantAdmin.Id);
        var token = await client.TokenAsync(("resource", Server.Issuer));
        using var http = Server.NewClient(client.Certificate);
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["client_id"] = client.ClientId, ["token"] = token });
        async Task<HttpResponseMessage> Post(string path) => await http.PostAsync(new Uri(path, UriKind.Relative), form);

        using var before = await Post(OAuthClient.Introspect);
        Assert.True((await before.JsonAsync())["active"]!.GetValue<bool>());
        using var revoked = await Post(OAuthClient.Revoke);
        Assert.Equal(HttpStatusCode.OK, revoked.StatusCode);
        using var after = await Post(OAuthClient.Introspect);
        Assert.False((await after.JsonAsync())["active"]!.GetValue<bool>());
    }

    [Fact]
    public async Task Section_2_1_1_and_3_3_The_metadata_says_so()
    {
        using var response = await Server.Http.GetAsync(new Uri("/.well-known/oauth-authorization-server", UriKind.Relative));
        var metadata = await response.JsonAsync();

        Assert.True(metadata["tls_client_certificate_bound_access_tokens"]!.GetValue<bool>());
        foreach (var endpoint in new[] { "token", "introspection", "revocation" })
        {
            var methods = metadata[endpoint + "_endpoint_auth_methods_supported"]!.AsArray().Select(method => method!.GetValue<string>()).ToList();
            Assert.Contains("tls_client_auth", methods);
            Assert.Contains("self_signed_tls_client_auth", methods);
        }
    }

    [Fact]
    public async Task Why_a_certificate_was_refused_is_in_the_journal_and_not_in_the_answer()
    {
        var client = await fixture.CreateNamedClientAsync();
        var now = TimeProvider.System.GetUtcNow();
        await client.AssertRefusedAsync(
            Ca.IssueClient(new ClientCertificateForm(client.Certificate.Subject) { From = now.AddHours(-2), Until = now.AddHours(-1) }));

        var journal = await fixture.Administrator.GetAsync($"/management/v1/journal?client_id={client.ClientId}&action=token.refused").JsonAsync();

        Assert.Contains("expired", Assert.Single(journal["items"]!.AsArray())!["reason"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    private async Task<(HttpStatusCode Status, string Challenge)> CallAsync(X509Certificate2? certificate, string token)
    {
        using var http = Server.NewClient(certificate);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await http.GetAsync(new Uri(ApiCaller.Self, UriKind.Relative));
        return (response.StatusCode, response.Headers.WwwAuthenticate.ToString());
    }

    private async Task<HttpStatusCode> IntrospectAsync(X509Certificate2? certificate, string token)
    {
        using var http = Server.NewClient(certificate);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["token"] = token });
        using var response = await http.PostAsync(new Uri(OAuthClient.Introspect, UriKind.Relative), form);
        return response.StatusCode;
    }
}
