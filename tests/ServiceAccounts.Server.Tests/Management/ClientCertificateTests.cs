using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using ServiceAccounts.Protocol.Certificates;
using ServiceAccounts.Server.Tests.Conformance;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Credentials;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Management;

/// <summary>The certificates by which a client authenticates: by name or known themselves, one at least, four at most.</summary>
public sealed class ClientCertificateTests(MutualTlsServer fixture) : IClassFixture<MutualTlsServer>
{
    private RunningServer Server => fixture.Server;

    private ApiCaller Administrator => fixture.Administrator;

    [Fact]
    public async Task An_account_is_made_with_its_first_certificate()
    {
        var (named, known) = (await fixture.CreateNamedClientAsync(), await fixture.CreateSelfSignedClientAsync());

        Assert.Equal("oauth_tls_client_auth", named.Account["auth_type"]!.GetValue<string>());
        var application = named.Account["applications"]![0]!;
        Assert.Equal("tls_client_auth", application["authentication_method"]!.GetValue<string>());
        Assert.Null(application["secrets"]);
        Expect.Shape(application["certificates"]![0], "id uuid", "subject_dn string", "created_at time", "expires_at null");

        application = known.Account["applications"]![0]!;
        Assert.Equal("self_signed_tls_client_auth", application["authentication_method"]!.GetValue<string>());
        var certificate = application["certificates"]![0]!;
        Expect.Shape(certificate, "id uuid", "pem string", "thumbprint string", "created_at time", "expires_at time");
        Assert.Equal(CertificateThumbprint.Of(known.Certificate), certificate["thumbprint"]!.GetValue<string>());
        Assert.Equal(known.Certificate.ExportCertificatePem(), certificate["pem"]!.GetValue<string>().Trim());

        var deed = (await Server.LedgerAsync()).Single(entry => entry.Action == "service_account.created" && entry.PrincipalId.ToString() == known.AccountId);
        Assert.Contains(CertificateThumbprint.Of(known.Certificate), deed.Details, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tls_client_auth")]
    [InlineData("self_signed_tls_client_auth")]
    public async Task An_application_of_either_method_is_made_with_its_first_certificate(string method)
    {
        var account = await Server.CreateAccountAsync(ApiCaller.NewAccount("api_key", Guid.Parse(RunningServer.ApiDefaultRole)));
        var applications = $"{ApiCaller.Accounts}/{account["id"]}/applications";
        var certificate = fixture.Ca.IssueClient(new ClientCertificateForm("CN=second"));
        var request = new JsonObject
        {
            ["authentication_method"] = method,
            ["certificate"] = method == "tls_client_auth"
                ? new JsonObject { ["subject_dn"] = "CN=second" }
                : new JsonObject { ["pem"] = certificate.ExportCertificatePem() },
        };

        var made = await Administrator.PostAsync(applications, request).JsonAsync(HttpStatusCode.Created);

        Assert.Equal(method, made["authentication_method"]!.GetValue<string>());
        var client = new CertificateClient(Server, account, made["client_id"]!.GetValue<string>(), certificate);
        Assert.NotEmpty(await client.TokenAsync());
        await Administrator.PostAsync($"{applications}/{client.ClientId}/secrets", new JsonObject()).ProblemAsync(HttpStatusCode.Conflict, "no_client_secrets");
    }

    [Fact]
    public async Task A_rotation_needs_no_downtime_and_a_deleted_certificate_ends_its_tokens()
    {
        var client = await fixture.CreateSelfSignedClientAsync();
        var next = new ClientCertificateForm("CN=next").SelfSigned();
        var asker = await OAuthClient.WithIntrospectionAsync(Server);
        var first = client.Account["applications"]![0]!["certificates"]![0]!["id"]!.GetValue<string>();

        var made = await Administrator.PostAsync(client.Certificates, PemOf(next.ExportCertificatePem())).JsonAsync(HttpStatusCode.Created);

        var token = await client.TokenAsync();
        using var response = await client.RequestTokenAsync(next);
        var second = (await response.MemberAsync("access_token"))!;
        await asker.AssertActiveAsync(token);
        await Administrator.DeleteAsync($"{client.Certificates}/{first}").StatusAsync(HttpStatusCode.NoContent);
        await client.AssertRefusedAsync();
        await asker.AssertInactiveAsync(token);
        await asker.AssertActiveAsync(second);

        await Administrator.DeleteAsync($"{client.Certificates}/{made["id"]}").ProblemAsync(HttpStatusCode.Conflict, "last_certificate");
        await Administrator.DeleteAsync($"{client.Certificates}/{first}").ProblemAsync(HttpStatusCode.NotFound, "not_found");
        var deeds = (await Server.LedgerAsync()).Where(entry => entry.SubjectKind == "client_certificate" && entry.ClientId == client.ClientId).ToList();
        Assert.Equal(["client_certificate.created", "client_certificate.deleted"], deeds.Select(deed => deed.Action));
        Assert.Contains(CertificateThumbprint.Of(next), deeds[0].Details, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_list_says_when_each_was_used_and_whether_it_can_go()
    {
        var client = await fixture.CreateSelfSignedClientAsync();
        await client.TokenAsync();

        var listed = await Administrator.GetAsync($"{client.Certificates}?unused_days=3").JsonAsync();

        Expect.Shape(
            Assert.Single(listed["items"]!.AsArray()),
            "id uuid", "pem string", "thumbprint string", "created_at time", "expires_at time", "created_by object", "last_used_at time",
            "last_used_from string", "safe_to_retire object");
        await Administrator.GetAsync($"{client.Certificates}?unused_days=0").ProblemAsync(HttpStatusCode.BadRequest, "invalid", "unused_days");
    }

    [Fact]
    public async Task Four_are_active_at_most_and_none_twice()
    {
        var client = await fixture.CreateNamedClientAsync();
        var first = client.Account["applications"]![0]!["certificates"]![0]!["subject_dn"]!.GetValue<string>();

        await Administrator.PostAsync(client.Certificates, new JsonObject { ["subject_dn"] = first.Replace(",O=", " , o=", StringComparison.Ordinal) })
            .ProblemAsync(HttpStatusCode.Conflict, "certificate_exists");
        foreach (var name in new[] { "san_dns", "san_email", "san_uri" })
        {
            await Administrator.PostAsync(client.Certificates, new JsonObject { [name] = name == "san_email" ? "a@example.com" : name == "san_uri" ? "urn:a:b" : "a.example.com" })
                .JsonAsync(HttpStatusCode.Created);
        }

        await Administrator.PostAsync(client.Certificates, new JsonObject { ["san_ip"] = "192.0.2.1" })
            .ProblemAsync(HttpStatusCode.Conflict, "limit_reached");
    }

    [Fact]
    public async Task Those_that_have_expired_do_not_count_and_go_with_the_next()
    {
        await using var server = await RunningServer.StartAsync();
        var now = server.Time.GetUtcNow();
        var request = ApiCaller.NewAccount("oauth_tls_client_auth");
        request["certificate"] = PemOf(new ClientCertificateForm("CN=short") { Until = now.AddHours(1) }.SelfSigned().ExportCertificatePem());
        var account = await server.CreateAccountAsync(request);
        var administrator = ApiCaller.Administrator(server);
        var certificates = $"{ApiCaller.Accounts}/{account["id"]}/applications/{account["applications"]![0]!["client_id"]}/certificates";

        var soon = await administrator.GetAsync($"{ApiCaller.Accounts}?expires_before={now.AddHours(2):yyyy-MM-ddTHH:mm:ssZ}").JsonAsync();
        Assert.Equal(account["id"]!.GetValue<string>(), Assert.Single(soon["items"]!.AsArray())!["id"]!.GetValue<string>());
        server.Time.Advance(TimeSpan.FromHours(1));
        var next = await administrator.PostAsync(certificates, PemOf(new ClientCertificateForm("CN=next").SelfSigned().ExportCertificatePem()))
            .JsonAsync(HttpStatusCode.Created);

        var listed = await administrator.GetAsync(certificates).JsonAsync();
        Assert.Equal(next["id"]!.GetValue<string>(), Assert.Single(listed["items"]!.AsArray())!["id"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("""{}""", "subject_dn")]
    [InlineData("""{"subject_dn":"CN=a","san_dns":"a.example.com"}""", "san_dns")]
    [InlineData("""{"pem":"nothing"}""", "pem")]
    [InlineData("""{"pem":"-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----"}""", "pem")]
    [InlineData("""{"pem":"-----BEGIN CERTIFICATE-----\nbm90aGluZw==\n-----END CERTIFICATE-----"}""", "pem")]
    [InlineData("""{"subject_dn":"nothing"}""", "subject_dn")]
    [InlineData("""{"subject_dn":"CN="}""", "subject_dn")]
    [InlineData("""{"subject_dn":"CN=#0401"}""", "subject_dn")]
    [InlineData("""{"subject_dn":"CN=a\u0000b"}""", "subject_dn")]
    [InlineData("""{"subject_dn":"XX=a"}""", "subject_dn")]
    [InlineData("""{"san_dns":"*.example.com"}""", "san_dns")]
    [InlineData("""{"san_uri":"/billing"}""", "san_uri")]
    [InlineData("""{"san_ip":"1"}""", "san_ip")]
    [InlineData("""{"san_ip":"fe80::1%eth0"}""", "san_ip")]
    [InlineData("""{"san_email":"billing"}""", "san_email")]
    [InlineData("""{"san_dns":"a.example.com","certificate_authorities":"nothing"}""", "certificate_authorities")]
    public async Task What_is_no_name_is_refused(string request, string field)
    {
        var client = await fixture.CreateNamedClientAsync();

        // As they stand: halves of surrogate pairs cannot be written back.
        await Administrator.SendAsync(HttpMethod.Post, client.Certificates, ApiCaller.Json(request)).ProblemAsync(HttpStatusCode.BadRequest, "invalid", field);

        var account = $$"""{"name":"{{ApiCaller.NewName()}}","auth_type":"oauth_tls_client_auth","certificate":{{request}}}""";
        await Administrator.SendAsync(HttpMethod.Post, ApiCaller.Accounts, ApiCaller.Json(account))
            .ProblemAsync(HttpStatusCode.BadRequest, "invalid", "certificate." + field);
    }

    [Fact]
    public async Task A_name_too_long_or_PEM_too_long_is_refused()
    {
        var client = await fixture.CreateNamedClientAsync();

        await Administrator.PostAsync(client.Certificates, new JsonObject { ["subject_dn"] = "CN=" + new string('a', 1_000) })
            .ProblemAsync(HttpStatusCode.BadRequest, "invalid", "subject_dn");
        await Administrator.PostAsync(
                client.Certificates, new JsonObject { ["subject_dn"] = "CN=a", ["certificate_authorities"] = new string('a', 65_537) })
            .ProblemAsync(HttpStatusCode.BadRequest, "invalid", "certificate_authorities");
        await Administrator.PostAsync((await fixture.CreateSelfSignedClientAsync()).Certificates, PemOf(new string('a', 65_537)))
            .ProblemAsync(HttpStatusCode.BadRequest, "invalid", "pem");
    }

    [Fact]
    public async Task A_certificate_that_would_never_authenticate_is_refused()
    {
        var client = await fixture.CreateSelfSignedClientAsync();
        var now = TimeProvider.System.GetUtcNow();
        using var small = RSA.Create(1024);
        using var odd = ECDsa.Create(ECCurve.CreateFromFriendlyName("secp256k1"));
        var form = new ClientCertificateForm("CN=self");
        string[] pems =
        [
            (form with { From = now.AddDays(-2), Until = now.AddHours(-1) }).SelfSigned().ExportCertificatePem(),
            form.SelfSigned(small).ExportCertificatePem(),
            form.SelfSigned(odd).ExportCertificatePem(),
            form.SelfSigned().ExportCertificatePem() + "\n" + form.SelfSigned().ExportCertificatePem(),
            form.SelfSigned().PublicKey.GetECDsaPublicKey()!.ExportSubjectPublicKeyInfoPem(),
        ];

        foreach (var pem in pems)
        {
            await Administrator.PostAsync(client.Certificates, PemOf(pem)).ProblemAsync(HttpStatusCode.BadRequest, "invalid", "pem");
        }
    }

    [Fact]
    public async Task A_private_key_is_refused_and_kept_nowhere()
    {
        var client = await fixture.CreateSelfSignedClientAsync();
        var certificate = new ClientCertificateForm("CN=careless").SelfSigned();
        var key = certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem();
        var before = (await Server.ReadAsync<ClientCertificate>(all => all)).Count;

        var problem = await Administrator.PostAsync(client.Certificates, PemOf(certificate.ExportCertificatePem() + "\n" + key))
            .ProblemAsync(HttpStatusCode.BadRequest, "invalid", "pem");

        Assert.Contains("private key", problem["errors"]!["pem"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.DoesNotContain(key.Split('\n')[1], problem.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(before, (await Server.ReadAsync<ClientCertificate>(all => all)).Count);
        await Administrator.PostAsync(client.Certificates, PemOf(certificate.ExportCertificatePem() + "\n-----BEGIN RSA PRIVATE KEY-----\ncut"))
            .ProblemAsync(HttpStatusCode.BadRequest, "invalid", "pem");
    }

    [Fact]
    public async Task A_CA_that_can_vouch_for_nobody_is_refused()
    {
        var client = await fixture.CreateNamedClientAsync();
        using var root = new TestCa("CN=Root");
        using var below = new TestCa("CN=Below", root);
        var leaf = root.IssueClient(new ClientCertificateForm("CN=leaf")).ExportCertificatePem();
        string[] refused = [leaf, root.Pem + leaf, below.Pem, string.Concat(Enumerable.Repeat(root.Pem + "\n", 11)), root.Pem + "-----BEGIN PRIVATE KEY-----"];

        foreach (var pem in refused)
        {
            await Administrator.PostAsync(client.Certificates, new JsonObject { ["san_dns"] = "a.example.com", ["certificate_authorities"] = pem })
                .ProblemAsync(HttpStatusCode.BadRequest, "invalid", "certificate_authorities");
        }
    }

    [Fact]
    public async Task A_CA_below_another_vouches_where_both_are_known()
    {
        using var root = new TestCa("CN=Root");
        using var below = new TestCa("CN=Below", root);
        var request = new JsonObject { ["subject_dn"] = "CN=leaf", ["certificate_authorities"] = "what people write\n" + below.Pem + "\n" + root.Pem };
        var client = await fixture.CreateClientAsync(request, below.IssueClient(new ClientCertificateForm("CN=leaf")));

        Assert.NotEmpty(await client.TokenAsync());
        var shown = client.Account["applications"]![0]!["certificates"]![0]!["certificate_authorities"]!.GetValue<string>();
        Assert.Equal($"{below.Pem}\n{root.Pem}\n", shown);
    }

    [Fact]
    public async Task A_name_needs_a_CA_of_its_own_or_of_the_settings()
    {
        await using var server = await RunningServer.StartAsync();
        var request = ApiCaller.NewAccount("oauth_tls_client_auth");
        request["certificate"] = new JsonObject { ["subject_dn"] = "CN=a" };

        await ApiCaller.Administrator(server).PostAsync(ApiCaller.Accounts, request)
            .ProblemAsync(HttpStatusCode.BadRequest, "invalid", "certificate.certificate_authorities");
    }

    [Fact]
    public async Task A_certificate_goes_with_its_methods_alone_and_each_method_has_its_kind()
    {
        var pem = new ClientCertificateForm("CN=self").SelfSigned().ExportCertificatePem();
        var (named, known) = (await fixture.CreateNamedClientAsync(), await fixture.CreateSelfSignedClientAsync());
        var secret = await Server.CreateSecretClientAsync();

        await Administrator.PostAsync(named.Certificates, PemOf(pem)).ProblemAsync(HttpStatusCode.BadRequest, "invalid", "pem");
        await Administrator.PostAsync(known.Certificates, new JsonObject { ["san_dns"] = "a.example.com" })
            .ProblemAsync(HttpStatusCode.BadRequest, "invalid", "san_dns");
        var mixed = PemOf(pem);
        mixed["certificate_authorities"] = fixture.Ca.Pem;
        await Administrator.PostAsync(known.Certificates, mixed).ProblemAsync(HttpStatusCode.BadRequest, "invalid", "certificate_authorities");

        foreach (var (authType, certificate) in new[] { ("oauth_client_secret", PemOf(pem)), ("api_key", PemOf(pem)), ("oauth_tls_client_auth", null) })
        {
            var request = ApiCaller.NewAccount(authType);
            request["certificate"] = certificate;
            await Administrator.PostAsync(ApiCaller.Accounts, request).ProblemAsync(HttpStatusCode.BadRequest, "invalid", "certificate");
        }

        var applications = $"{ApiCaller.Accounts}/{secret.AccountId}/applications";
        await Administrator.PostAsync(applications, new JsonObject { ["authentication_method"] = "tls_client_auth" })
            .ProblemAsync(HttpStatusCode.BadRequest, "invalid", "certificate");
        await Administrator.PostAsync(applications, new JsonObject { ["authentication_method"] = "client_secret", ["certificate"] = PemOf(pem) })
            .ProblemAsync(HttpStatusCode.BadRequest, "invalid", "certificate");
        await Administrator.GetAsync($"{applications}/{secret.ClientId}/certificates").ProblemAsync(HttpStatusCode.Conflict, "no_certificates");
    }

    [Fact]
    public async Task To_add_a_certificate_is_to_give_all_that_the_account_holds()
    {
        var client = await fixture.CreateNamedClientAsync(SystemRole.TenantAdmin.Id);
        var first = client.Account["applications"]![0]!["certificates"]![0]!["id"]!.GetValue<string>();
        var request = new JsonObject { ["san_dns"] = "a.example.com" };
        var reader = await ApiCaller.WithApiTokenAsync(Server, SystemRole.Member.Id);
        var lesser = await ApiCaller.WithApiTokenAsync(Server, SystemRole.OrgAdmin.Id);

        await reader.GetAsync(client.Certificates).JsonAsync();
        await reader.PostAsync(client.Certificates, request).ProblemAsync(HttpStatusCode.Forbidden, "permission_missing");
        await reader.DeleteAsync($"{client.Certificates}/{first}").ProblemAsync(HttpStatusCode.Forbidden, "permission_missing");
        await lesser.PostAsync(client.Certificates, request).ProblemAsync(HttpStatusCode.Forbidden, "above_own_privileges");
        await lesser.DeleteAsync($"{client.Certificates}/{first}").ProblemAsync(HttpStatusCode.Forbidden, "above_own_privileges");
        await (await SecondTenant.AddAsync(Server)).Administrator.GetAsync(client.Certificates).ProblemAsync(HttpStatusCode.NotFound, "not_found");
    }

    // With a bound token, over a connection with the certificate: a machine that renews its certificate before the old one ends.
    [Fact]
    public async Task A_machine_that_may_renews_its_own_certificate()
    {
        var role = await Administrator.PostAsync(ApiCaller.Roles, ApiCaller.NewRole("tenant", "self.credentials")).JsonAsync(HttpStatusCode.Created);
        var client = await fixture.CreateSelfSignedClientAsync(Guid.Parse(role["id"]!.GetValue<string>()));
        var token = await client.TokenAsync(("resource", Server.Issuer));
        var next = new ClientCertificateForm("CN=next").SelfSigned();
        using var http = Server.NewClient(client.Certificate);
        http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", "Bearer " + token);

        await http.PostAsync(client.Certificates, ApiCaller.Json(PemOf(next.ExportCertificatePem()).ToJsonString())).JsonAsync(HttpStatusCode.Created);

        using var response = await client.RequestTokenAsync(next);
        Assert.NotEqual(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task The_preview_shows_what_a_token_would_have()
    {
        foreach (var client in new[] { await fixture.CreateNamedClientAsync(), await fixture.CreateSelfSignedClientAsync() })
        {
            var preview = await Administrator.PostAsync($"{ApiCaller.Accounts}/{client.AccountId}/token-preview", new JsonObject()).JsonAsync();

            Assert.True(preview["would_issue"]!.GetValue<bool>());
        }
    }

    private static JsonObject PemOf(string pem) => new() { ["pem"] = pem };
}
