using System.Net;
using System.Text.Json.Nodes;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Management;

/// <summary>Policies as administrators write and read them, and who may loosen one.</summary>
public sealed class PolicyTests(ManagementServer fixture) : IClassFixture<ManagementServer>
{
    private const string All =
        """
        {"required_binding":"any","allowed_methods":["client_secret_post"],"allowed_algorithms":["ES256","PS256"],
         "allowed_networks":["10.0.0.0/8","2001:db8::1"],"tokens_per_minute":10,"tokens_per_day":1000,"quota_mode":"warn"}
        """;

    private RunningServer Server => fixture.Server;

    [Fact]
    public async Task A_policy_is_written_member_by_member_and_taken_away_whole()
    {
        var client = await Server.CreateSecretClientAsync();
        Assert.False((await fixture.Administrator.GetAsync(UrlOf(client)).JsonAsync()).ContainsKey("policy"));

        var written = await PatchAsync(client, All).JsonAsync();
        Assert.Equal(
            """{"required_binding":"any","allowed_methods":["client_secret_post"],"allowed_algorithms":["ES256","PS256"],"allowed_networks":["10.0.0.0/8","2001:db8::1/128"],"tokens_per_minute":10,"tokens_per_day":1000,"quota_mode":"warn"}""",
            written["policy"]!.ToJsonString());
        Assert.Equal(
            """[{"tokens":10,"per":"minute","mode":"warn"},{"tokens":1000,"per":"day","mode":"warn"}]""",
            written["effective_policy"]!["quotas"]!.ToJsonString());

        var changed = await PatchAsync(client, """{"allowed_networks":null,"tokens_per_day":5}""").JsonAsync();
        Assert.Null(changed["policy"]!["allowed_networks"]);
        Assert.Equal(5, changed["policy"]!["tokens_per_day"]!.GetValue<int>());
        Assert.Equal(10, changed["policy"]!["tokens_per_minute"]!.GetValue<int>());

        var listed = await fixture.Administrator.GetAsync($"{ApiCaller.Accounts}/{client.AccountId}/applications").JsonAsync();
        Assert.True(JsonNode.DeepEquals(changed, listed["items"]![0]));

        var removed = await PatchAsync(client, "null").JsonAsync();
        Assert.False(removed.ContainsKey("policy") || removed.ContainsKey("effective_policy"));
    }

    [Fact]
    public async Task A_change_is_in_the_journal_and_no_change_is_not()
    {
        var client = await Server.CreateSecretClientAsync();
        await PatchAsync(client, """{"tokens_per_minute":7}""").JsonAsync();
        await PatchAsync(client, """{"tokens_per_minute":7}""").JsonAsync();

        var entries = await fixture.Administrator.GetAsync($"/management/v1/journal?client_id={client.ClientId}&action=application.updated").JsonAsync();
        var entry = Assert.Single(entries["items"]!.AsArray());
        Assert.Equal(7, entry!["details"]!["policy"]!["tokens_per_minute"]!.GetValue<int>());
    }

    [Theory]
    [InlineData("""{"required_binding":"tls"}""", "policy.required_binding")]
    [InlineData("""{"allowed_methods":["password"]}""", "policy.allowed_methods")]
    [InlineData("""{"allowed_methods":[]}""", "policy.allowed_methods")]
    [InlineData("""{"allowed_methods":["private_key_jwt"]}""", "policy.allowed_methods")]
    [InlineData("""{"allowed_algorithms":["none"]}""", "policy.allowed_algorithms")]
    [InlineData("""{"allowed_algorithms":["HS256",null]}""", "policy.allowed_algorithms")]
    [InlineData("""{"allowed_networks":[]}""", "policy.allowed_networks")]
    [InlineData("""{"allowed_networks":["10.0.0.0/8","10.0.0.0/33",null]}""", "policy.allowed_networks[1]", "policy.allowed_networks[2]")]
    [InlineData("""{"tokens_per_minute":0}""", "policy.tokens_per_minute")]
    [InlineData("""{"tokens_per_minute":1000001,"tokens_per_day":-1}""", "policy.tokens_per_minute", "policy.tokens_per_day")]
    [InlineData("""{"quota_mode":"count"}""", "policy.quota_mode")]
    public async Task A_policy_that_cannot_be_is_refused(string policy, params string[] fields)
    {
        var client = await Server.CreateSecretClientAsync();

        await PatchAsync(client, policy).ProblemAsync(HttpStatusCode.BadRequest, "invalid", fields);
        await fixture.Administrator.PostAsync(
            $"{ApiCaller.Accounts}/{client.AccountId}/applications",
            new JsonObject { ["authentication_method"] = "client_secret", ["policy"] = JsonNode.Parse(policy) })
            .ProblemAsync(HttpStatusCode.BadRequest, "invalid", fields);
    }

    [Theory]
    [InlineData("""{"allowed_ports":[1]}""", "allowed_ports")]
    [InlineData("""{"tokens_per_minute":"many"}""", "policy")]
    [InlineData("[]", "policy")]
    public async Task What_is_no_policy_is_refused(string policy, string field) =>
        await PatchAsync(await Server.CreateSecretClientAsync(), policy).ProblemAsync(HttpStatusCode.BadRequest, "invalid", field);

    [Fact]
    public async Task More_networks_than_fifty_are_refused()
    {
        var networks = string.Join(',', Enumerable.Range(0, 51).Select(i => $"\"10.0.{i}.0/24\""));
        await PatchAsync(await Server.CreateSecretClientAsync(), $$"""{"allowed_networks":[{{networks}}]}""")
            .ProblemAsync(HttpStatusCode.BadRequest, "invalid", "policy.allowed_networks");
    }

    [Fact]
    public async Task A_client_is_made_with_its_policy()
    {
        var client = await Server.CreateSecretClientAsync();
        var made = await fixture.Administrator.PostAsync(
            $"{ApiCaller.Accounts}/{client.AccountId}/applications",
            new JsonObject { ["authentication_method"] = "client_secret", ["policy"] = new JsonObject { ["required_binding"] = "certificate" } })
            .JsonAsync(HttpStatusCode.Created);

        Assert.Equal("certificate", made["policy"]!["required_binding"]!.GetValue<string>());
        Assert.Equal("enforce", made["policy"]!["quota_mode"]!.GetValue<string>());
    }

    // To tighten is to take away; to loosen is to give what the account holds to who could not get it before.
    [Fact]
    public async Task Who_loosens_holds_all_that_the_account_holds_and_who_tightens_does_not()
    {
        var role = await fixture.Administrator.NewRoleAsync("tenant", "service_account.update", "service_account.read");
        var updater = await ApiCaller.WithApiTokenAsync(Server, Guid.Parse(role));
        var client = await Server.CreateSecretClientAsync();
        Task<HttpResponseMessage> Patch(string policy) => updater.PatchAsync(UrlOf(client), Body(policy));

        await Patch("""{"allowed_networks":["10.0.0.0/8"],"tokens_per_minute":5}""").JsonAsync();
        await Patch("""{"allowed_networks":["10.1.0.0/16"],"tokens_per_minute":4,"required_binding":"any"}""").JsonAsync();
        foreach (var looser in new[]
        {
            """{"allowed_networks":["10.0.0.0/8"]}""", """{"tokens_per_minute":5}""", """{"required_binding":null}""", """{"quota_mode":"observe"}""", "null",
        })
        {
            await Patch(looser).ProblemAsync(HttpStatusCode.Forbidden, "above_own_privileges");
        }

        await PatchAsync(client, "null").JsonAsync();
    }

    [Fact]
    public async Task A_tenants_policy_narrows_those_of_its_clients_and_may_exclude_some()
    {
        var tenant = await SecondTenant.AddAsync(Server);
        var account = await tenant.Administrator.PostAsync(ApiCaller.Accounts, ApiCaller.NewAccount("oauth_client_secret")).JsonAsync(HttpStatusCode.Created);
        var url = $"{ApiCaller.Accounts}/{account.IdOf()}/applications/{account["applications"]![0]!["client_id"]!.GetValue<string>()}";
        await tenant.Administrator.PatchAsync(url, Body("""{"allowed_networks":["10.0.0.0/8"],"tokens_per_minute":10,"quota_mode":"observe","required_binding":"dpop"}""")).JsonAsync();

        var changed = await tenant.Administrator.PatchAsync(
            $"{ApiCaller.Tenants}/{tenant.Id}",
            Body("""{"allowed_networks":["10.2.0.0/16","192.0.2.0/24"],"tokens_per_minute":20,"allowed_methods":["private_key_jwt"],"required_binding":"certificate"}""")).JsonAsync();

        Assert.Equal("certificate", changed["policy"]!["required_binding"]!.GetValue<string>());
        var shown = await tenant.Administrator.GetAsync(url).JsonAsync();
        Assert.Equal("""["10.0.0.0/8"]""", shown["policy"]!["allowed_networks"]!.ToJsonString());
        Assert.Equal(
            """{"required_binding":"certificate_and_dpop","allowed_methods":["private_key_jwt"],"allowed_algorithms":null,"allowed_networks":["10.2.0.0/16"],"quotas":[{"tokens":10,"per":"minute","mode":"observe"},{"tokens":20,"per":"minute","mode":"enforce"}]}""",
            shown["effective_policy"]!.ToJsonString());

        // Another tenant's policy is not there.
        await fixture.Administrator.GetAsync($"{ApiCaller.Tenants}/{tenant.Id}").JsonAsync();
        await tenant.Administrator.PatchAsync($"{ApiCaller.Tenants}/{Server.TenantId}", Body("null")).ProblemAsync(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task Who_manages_a_tenant_tightens_its_policy_and_only_who_holds_all_of_it_loosens_it()
    {
        var tenant = await SecondTenant.AddAsync(Server);
        var url = $"{ApiCaller.Tenants}/{tenant.Id}";
        var role = await tenant.Administrator.NewRoleAsync("tenant", "tenant.manage", "tenant.read");
        var (id, manager) = await NewUser.AddAsync(Server, tenantId: tenant.Id);
        await NewUser.BindAsync(Server, Guid.Parse(id), Guid.Parse(role), PlaceKind.Tenant, tenant.Id);

        await manager.PatchAsync(url, Body("""{"tokens_per_day":100}""")).JsonAsync();
        await manager.PatchAsync(url, Body("""{"tokens_per_day":101}""")).ProblemAsync(HttpStatusCode.Forbidden, "above_own_privileges");
        await manager.PatchAsync(url, Body("null")).ProblemAsync(HttpStatusCode.Forbidden, "above_own_privileges");
        var loosened = await tenant.Administrator.PatchAsync(url, Body("null")).JsonAsync();
        Assert.Null(loosened["policy"]);
    }

    [Fact]
    public async Task The_preview_says_which_rule_keeps_a_client_from_every_way_it_has()
    {
        var tenant = await SecondTenant.AddAsync(Server);
        var request = ApiCaller.NewAccount("oauth_client_secret", SystemRole.ApiDefault.Id);
        var account = await tenant.Administrator.PostAsync(ApiCaller.Accounts, request).JsonAsync(HttpStatusCode.Created);
        var url = $"{ApiCaller.Accounts}/{account.IdOf()}/token-preview";
        Assert.True((await tenant.Administrator.PostAsync(url, new JsonObject()).JsonAsync())["would_issue"]!.GetValue<bool>());

        await tenant.Administrator.PatchAsync($"{ApiCaller.Tenants}/{tenant.Id}", Body("""{"allowed_methods":["client_secret_post"],"allowed_networks":["192.0.2.1"]}""")).JsonAsync();
        Assert.True((await tenant.Administrator.PostAsync(url, new JsonObject()).JsonAsync())["would_issue"]!.GetValue<bool>());

        await tenant.Administrator.PatchAsync($"{ApiCaller.Tenants}/{tenant.Id}", Body("""{"allowed_methods":["private_key_jwt"]}""")).JsonAsync();
        var refused = await tenant.Administrator.PostAsync(url, new JsonObject()).JsonAsync();
        Assert.Equal("invalid_client", refused["error"]!.GetValue<string>());
        Assert.Contains("allowed_methods", refused["reason"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_answer_that_makes_an_application_has_the_policy_that_GET_shows()
    {
        var tenant = await SecondTenant.AddAsync(Server);
        await tenant.Administrator.PatchAsync($"{ApiCaller.Tenants}/{tenant.Id}", Body("""{"required_binding":"any"}""")).JsonAsync();
        var account = await tenant.Administrator.PostAsync(ApiCaller.Accounts, ApiCaller.NewAccount("oauth_client_secret")).JsonAsync(HttpStatusCode.Created);

        var url = $"{ApiCaller.Accounts}/{account.IdOf()}/applications";
        var made = await tenant.Administrator.PostAsync(url, new JsonObject { ["authentication_method"] = "client_secret" }).JsonAsync(HttpStatusCode.Created);

        var shown = await tenant.Administrator.GetAsync($"{url}/{made["client_id"]!.GetValue<string>()}").JsonAsync();
        Assert.Equal("any", made["effective_policy"]!["required_binding"]!.GetValue<string>());
        Assert.Equal(shown["effective_policy"]!.ToJsonString(), made["effective_policy"]!.ToJsonString());
    }

    [Theory]
    [InlineData("any", "Bearer")]
    [InlineData("certificate", "Bearer")]
    [InlineData("dpop", "DPoP")]
    [InlineData("certificate_and_dpop", "DPoP")]
    public async Task The_preview_says_what_a_request_must_prove_besides_its_credential(string binding, string tokenType)
    {
        var client = await Server.CreateSecretClientAsync();
        await PatchAsync(client, $$"""{"required_binding":"{{binding}}"}""").JsonAsync();

        var preview = await PreviewAsync(fixture.Administrator, client.AccountId);

        Assert.True(preview["would_issue"]!.GetValue<bool>());
        Assert.Equal((binding, tokenType), (preview["requires_binding"]!.GetValue<string>(), preview["token_type"]!.GetValue<string>()));
        Assert.Null(preview["claims"]!["cnf"]);
    }

    [Theory]
    [InlineData("certificate", null, "Bearer")]
    [InlineData("any", null, "Bearer")]
    [InlineData("certificate_and_dpop", "dpop", "DPoP")]
    public async Task A_client_of_mutual_TLS_proves_a_certificate_anyway(string binding, string? missing, string tokenType)
    {
        var request = ApiCaller.NewAccount("oauth_tls_client_auth", SystemRole.ApiDefault.Id);
        request["certificate"] = new JsonObject { ["pem"] = new ClientCertificateForm("CN=preview").SelfSigned().ExportCertificatePem() };
        var account = await Server.CreateAccountAsync(request);
        var url = $"{ApiCaller.Accounts}/{account.IdOf()}/applications/{account["applications"]![0]!["client_id"]!.GetValue<string>()}";
        await fixture.Administrator.PatchAsync(url, Body($$"""{"required_binding":"{{binding}}"}""")).JsonAsync();

        var preview = await PreviewAsync(fixture.Administrator, account.IdOf());

        Assert.Equal((missing, tokenType), (preview["requires_binding"]?.GetValue<string>(), preview["token_type"]!.GetValue<string>()));
    }

    [Fact]
    public async Task The_preview_refuses_where_two_policies_leave_no_algorithm()
    {
        var tenant = await SecondTenant.AddAsync(Server);
        using var key = ClientKeyPair.Es256();
        var request = ApiCaller.NewAccount("oauth_client_secret", SystemRole.ApiDefault.Id);
        var account = await tenant.Administrator.PostAsync(ApiCaller.Accounts, request).JsonAsync(HttpStatusCode.Created);
        var url = $"{ApiCaller.Accounts}/{account.IdOf()}";
        var signer = await tenant.Administrator.PostAsync(
            url + "/applications", new JsonObject { ["authentication_method"] = "private_key_jwt", ["jwks"] = key.ToJwks() }).JsonAsync(HttpStatusCode.Created);
        var (bySecret, byKey) = (account["applications"]![0]!["client_id"]!.GetValue<string>(), signer["client_id"]!.GetValue<string>());
        foreach (var id in new[] { bySecret, byKey })
        {
            await tenant.Administrator.PatchAsync($"{url}/applications/{id}", Body("""{"allowed_algorithms":["ES256"]}""")).JsonAsync();
        }

        async Task<JsonObject> AskAsync(string id, string policy)
        {
            await tenant.Administrator.PatchAsync($"{ApiCaller.Tenants}/{tenant.Id}", Body(policy)).JsonAsync();
            return await tenant.Administrator.PostAsync(url + "/token-preview", new JsonObject { ["client_id"] = id }).JsonAsync();
        }

        Assert.True((await AskAsync(byKey, """{"allowed_algorithms":["ES256","PS256"]}"""))["would_issue"]!.GetValue<bool>());
        var refused = await AskAsync(byKey, """{"allowed_algorithms":["PS256"]}""");
        Assert.Equal("invalid_client", refused["error"]!.GetValue<string>());
        Assert.Contains("the application's and the tenant's", refused["reason"]!.GetValue<string>(), StringComparison.Ordinal);

        // A secret is not signed; a proof is.
        Assert.True((await AskAsync(bySecret, """{"allowed_algorithms":["PS256"]}"""))["would_issue"]!.GetValue<bool>());
        Assert.Equal("certificate", (await AskAsync(bySecret, """{"required_binding":"any"}"""))["requires_binding"]!.GetValue<string>());
        var unproved = await AskAsync(bySecret, """{"required_binding":"dpop"}""");
        Assert.Equal("invalid_request", unproved["error"]!.GetValue<string>());
        Assert.Contains("the application's and the tenant's", unproved["reason"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    private static Task<JsonObject> PreviewAsync(ApiCaller caller, string accountId) =>
        caller.PostAsync($"{ApiCaller.Accounts}/{accountId}/token-preview", new JsonObject()).JsonAsync();

    private static string UrlOf(SecretClient client) => $"{ApiCaller.Accounts}/{client.AccountId}/applications/{client.ClientId}";

    private static JsonObject Body(string policy) => new() { ["policy"] = JsonNode.Parse(policy) };

    private Task<HttpResponseMessage> PatchAsync(SecretClient client, string policy) => fixture.Administrator.PatchAsync(UrlOf(client), Body(policy));
}
