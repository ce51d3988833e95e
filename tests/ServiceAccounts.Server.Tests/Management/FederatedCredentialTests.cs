using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using ServiceAccounts.Server.Tests.Conformance;
using ServiceAccounts.Server.Tests.Outbound;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Testing;
using static ServiceAccounts.Server.Tests.Conformance.FederatedClient;

namespace ServiceAccounts.Server.Tests.Management;

/// <summary>The issuers that an application trusts: made, shown, changed, tried and deleted.</summary>
public sealed class FederatedCredentialTests(KeyHostFixture fixture) : IClassFixture<KeyHostFixture>
{
    private RunningServer Server => fixture.Server;

    private ApiCaller Administrator => ApiCaller.Administrator(Server);

    [Fact]
    public async Task An_account_is_born_with_one_and_shows_it()
    {
        using var issuer = NewIssuer(fixture);
        var client = await CreateAsync(Server, Trust(issuer));

        var application = client.Created["applications"]![0]!;
        Assert.Equal("oauth_federated", client.Created["auth_type"]!.GetValue<string>());
        Assert.Equal("federated", application["authentication_method"]!.GetValue<string>());
        Assert.Null(application["secrets"]);
        Expect.Shape(
            application["federated_credentials"]![0], "id uuid", "name string", "issuer string", "audience null", "conditions array", "created_at time",
            "updated_at time", "expires_at null");
        Assert.Equal("""[{"claim":"sub","match":"equals","values":["workload-1"]}]""", application["federated_credentials"]![0]!["conditions"]!.ToJsonString());

        await client.AssertAcceptedAsync(issuer.Token(Server.Issuer));
        var shown = await Administrator.GetAsync(client.Credential).JsonAsync();
        Assert.NotNull(shown["last_used_at"]);
        Assert.Equal(
            shown.ToJsonString(), (await Administrator.GetAsync(client.Credentials).JsonAsync())["items"]![0]!.ToJsonString());
        var born = Assert.Single(await Server.LedgerAsync(), entry => entry.Action == "service_account.created" && entry.ClientId == client.ClientId);
        Assert.Contains(issuer.Url, born.Details, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_application_is_made_without_one_and_gets_it_later()
    {
        using var issuer = NewIssuer(fixture);
        var client = await CreateAsync(Server, null);
        Assert.Empty(client.Created["applications"]![0]!["federated_credentials"]!.AsArray());
        var preview = await Administrator.PostAsync($"{ApiCaller.Accounts}/{client.AccountId}/token-preview", new JsonObject()).JsonAsync();
        Assert.False(preview["would_issue"]!.GetValue<bool>());

        using var made = await Administrator.PostAsync(client.Credentials, Trust(issuer));

        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        Assert.Equal(Server.Issuer + $"{client.Credentials}/{await made.MemberAsync("id")}", made.Headers.Location!.ToString());
        await client.AssertAcceptedAsync(issuer.Token(Server.Issuer));
        preview = await Administrator.PostAsync($"{ApiCaller.Accounts}/{client.AccountId}/token-preview", new JsonObject()).JsonAsync();
        Assert.Equal(await made.MemberAsync("id"), preview["claims"]!["credential_id"]!.GetValue<string>());
    }

    [Fact]
    public async Task An_account_of_another_kind_has_a_federated_application_beside_its_own()
    {
        using var issuer = NewIssuer(fixture);
        var account = await Server.CreateSecretClientAsync();

        var application = await Administrator.PostAsync(
            $"{ApiCaller.Accounts}/{account.AccountId}/applications",
            new JsonObject { ["authentication_method"] = "federated", ["federated_credential"] = Trust(issuer) }).JsonAsync(HttpStatusCode.Created);

        await new FederatedClient(Server, account.Created.With(application["client_id"]!.GetValue<string>())).AssertAcceptedAsync(issuer.Token(Server.Issuer));
        await Administrator.GetAsync($"{ApiCaller.Accounts}/{account.AccountId}/applications/{account.ClientId}/federated-credentials")
            .ProblemAsync(HttpStatusCode.Conflict, "not_federated");
        await Administrator.PostAsync(
            $"{ApiCaller.Accounts}/{account.AccountId}/applications",
            new JsonObject { ["authentication_method"] = "client_secret", ["federated_credential"] = Trust(issuer) })
            .ProblemAsync(HttpStatusCode.BadRequest, "invalid", "federated_credential");
    }

    public static TheoryData<string, string> Wrong => new()
    {
        { """{"name":""}""", "name" },
        { """{"issuer":null}""", "issuer" },
        { """{"trust_domain":"spiffe://example.org"}""", "issuer" },
        { """{"issuer":"http://issuer.example"}""", "issuer" },
        { """{"issuer":"https://user@issuer.example"}""", "issuer" },
        { """{"issuer":"https://issuer.example?x=1"}""", "issuer" },
        { """{"issuer":"issuer.example"}""", "issuer" },
        { """{"issuer":null,"trust_domain":"spiffe://Example.org","jwks_url":"https://b.example"}""", "trust_domain" },
        { """{"issuer":null,"trust_domain":"spiffe://example.org/ns","jwks_url":"https://b.example"}""", "trust_domain" },
        { """{"conditions":null}""", "conditions" },
        { """{"conditions":[]}""", "conditions" },
        { """{"conditions":[{"claim":"iss","match":"equals","values":["x"]}]}""", "conditions" },
        { """{"conditions":[{"claim":"/aud","match":"equals","values":["x"]}]}""", "conditions" },
        { """{"conditions":[{"claim":"sub","match":"prefix","values":["repo:"]}]}""", "conditions" },
        { """{"conditions":[{"claim":"sub","match":"prefix","values":["a"]}]}""", "conditions" },
        { """{"conditions":[{"claim":"sub","match":"prefix","values":[""]}]}""", "conditions[0].values" },
        { """{"conditions":[{"claim":"sub","match":"equals","values":["*"]}]}""", "conditions[0].values" },
        { """{"conditions":[{"claim":"sub","match":"equals","values":["a","b"]}]}""", "conditions[0].values" },
        { """{"conditions":[{"claim":"sub","match":"equals","values":["a\u0000"]}]}""", "conditions[0].values" },
        { """{"conditions":[{"claim":"sub","match":"like","values":["a"]}]}""", "conditions[0].match" },
        { """{"conditions":[{"claim":"sub","match":"equals"}]}""", "conditions[0].claim" },
        { """{"conditions":[null]}""", "conditions[0].claim" },
        { """{"jwks_url":"http://keys.example"}""", "jwks_url" },
        { """{"jwks_url":"https://keys.example","jwks":{"keys":[]}}""", "jwks_url" },
        { """{"jwks":{"keys":[]}}""", "jwks" },
        { """{"jwks":{}}""", "jwks" },
        { """{"expires_at":"2020-01-01T00:00:00Z"}""", "expires_at" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task What_is_no_trust_is_refused_by_name_and_nobody_is_asked(string changes, string field)
    {
        using var issuer = NewIssuer(fixture);
        var client = await CreateAsync(Server, null);
        var request = Trust(issuer);
        foreach (var (name, value) in JsonNode.Parse(changes)!.AsObject())
        {
            request[name] = value?.DeepClone();
        }

        await Administrator.PostAsync(client.Credentials, request).ProblemAsync(HttpStatusCode.BadRequest, "invalid", field);
        Assert.Equal(0, fixture.Host.RequestsTo(issuer.DiscoveryPath));
    }

    public static TheoryData<string, string> Unfit => new()
    {
        { "another issuer", "Its issuer is another" },
        { "a final slash", "Its issuer is another" },
        { "jwks_uri is missing", "no jwks_uri" },
        { "jwks_uri is http", "no jwks_uri" },
        { "jwks_uri has user info", "no jwks_uri" },
        { "jwks_uri is private", "not public" },
        { "keys are gone", "answered 404" },
        { "keys redirect", "redirects are not followed" },
        { "discovery redirects", "redirects are not followed" },
        { "discovery is huge", "larger than 65536" },
        { "discovery is a list", "no JSON object" },
        { "discovery is twice", "each name once" },
        { "discovery is half a text", "issuer is another" },
        { "no key", "publishes no key" },
        { "symmetric key", "no key that can be used" },
        { "own issuer", "this server itself" },
    };

    [Theory]
    [MemberData(nameof(Unfit))]
    public async Task An_issuer_whose_keys_cannot_be_had_is_refused_and_nothing_is_made(string what, string because)
    {
        using var issuer = NewIssuer(fixture);
        var request = Trust(issuer);
        switch (what)
        {
            case "another issuer": issuer.Describe(document => document["issuer"] = "https://elsewhere.example"); break;
            case "a final slash": request["issuer"] = issuer.Url + "/"; break;
            case "jwks_uri is missing": issuer.Describe(document => document.Remove("jwks_uri")); break;
            case "jwks_uri is http": issuer.Describe(document => document["jwks_uri"] = "http://localhost/keys"); break;
            case "jwks_uri has user info": issuer.Describe(document => document["jwks_uri"] = "https://a:b@localhost/keys"); break;
            case "jwks_uri is private": issuer.Describe(document => document["jwks_uri"] = "https://169.254.169.254/latest"); break;
            case "keys are gone": issuer.Describe(document => document["jwks_uri"] = fixture.Host.UrlOf("/nowhere")); break;
            case "keys redirect": fixture.Host.Answer(issuer.KeysPath, RedirectTo("/elsewhere")); break;
            case "discovery redirects": fixture.Host.Answer(issuer.DiscoveryPath, RedirectTo("/elsewhere")); break;
            case "discovery is huge": issuer.Describe(document => document["padding"] = new string('x', 70_000)); break;
            case "discovery is a list": Answer(issuer, "[]"); break;
            case "discovery is twice": Answer(issuer, $$"""{"issuer":"https://elsewhere.example","issuer":"{{issuer.Url}}"}"""); break;
            case "discovery is half a text": Answer(issuer, """{"issuer":"\ud800"}"""); break;
            case "no key": issuer.Publish(); break;
            case "symmetric key": fixture.Host.Publish(issuer.KeysPath, JsonNode.Parse("""{"keys":[{"kty":"oct","k":"AAAA"}]}""")!.AsObject()); break;
            case "own issuer": request["issuer"] = Server.Issuer; break;
        }

        var client = await CreateAsync(Server, null);
        var problem = await Administrator.PostAsync(client.Credentials, request).ProblemAsync(HttpStatusCode.BadRequest, "invalid", "issuer");

        Assert.Contains(because, problem["errors"]!["issuer"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Empty((await Administrator.GetAsync(client.Credentials).JsonAsync())["items"]!.AsArray());
    }

    [Fact]
    public async Task An_account_whose_issuer_cannot_be_had_is_not_made_and_a_batch_says_whose()
    {
        using var issuer = NewIssuer(fixture);
        var (good, bad) = (Account(Trust(issuer)), Account(Trust(issuer)));
        bad["federated_credential"]!["issuer"] = fixture.Host.UrlOf("/no/such/issuer");
        var before = (await Server.LedgerAsync()).Count;

        await Administrator.PostAsync(ApiCaller.Accounts, bad).ProblemAsync(HttpStatusCode.BadRequest, "invalid", "federated_credential.issuer");
        await Administrator.PostAsync($"{ApiCaller.Accounts}/batch", new JsonObject { ["accounts"] = new JsonArray(good, bad.DeepClone()) })
            .ProblemAsync(HttpStatusCode.BadRequest, "invalid", "accounts[1].federated_credential.issuer");
        var other = ApiCaller.NewAccount("api_key");
        other["federated_credential"] = Trust(issuer);
        await Administrator.PostAsync(ApiCaller.Accounts, other).ProblemAsync(HttpStatusCode.BadRequest, "invalid", "federated_credential");

        Assert.Equal(before, (await Server.LedgerAsync()).Count);
    }

    // The slots in which keys are fetched are those of all tenants.
    [Fact]
    public async Task A_batch_asks_each_place_once_and_four_at_a_time()
    {
        var issuers = Enumerable.Range(0, 12).Select(_ => NewIssuer(fixture)).ToList();
        var (asked, most, four) = (0, 0, new TaskCompletionSource());
        foreach (var issuer in issuers)
        {
            fixture.Host.Answer(issuer.DiscoveryPath, async http =>
            {
                var now = Interlocked.Increment(ref asked);
                InterlockedMax(ref most, now);
                if (now == 4)
                {
                    four.TrySetResult();
                }

                await four.Task;
                Interlocked.Decrement(ref asked);
                http.Response.StatusCode = StatusCodes.Status404NotFound;
            });
        }

        await BatchAsync(issuers.Concat(issuers)).ProblemAsync(HttpStatusCode.BadRequest, "invalid", "accounts[0].federated_credential.issuer");

        Assert.Equal(4, most);
        Assert.All(issuers, issuer => Assert.Equal(1, fixture.Host.RequestsTo(issuer.DiscoveryPath)));
        issuers.ForEach(issuer => issuer.Dispose());

        static void InterlockedMax(ref int place, int value)
        {
            for (var seen = Volatile.Read(ref place); seen < value; seen = Volatile.Read(ref place))
            {
                Interlocked.CompareExchange(ref place, value, seen);
            }
        }
    }

    [Fact]
    public async Task A_batch_of_more_than_twenty_places_asks_nobody()
    {
        var issuers = Enumerable.Range(0, 21).Select(_ => NewIssuer(fixture)).ToList();

        await BatchAsync(issuers).ProblemAsync(HttpStatusCode.BadRequest, "invalid", "accounts[20].federated_credential.issuer");
        Assert.All(issuers, issuer => Assert.Equal(0, fixture.Host.RequestsTo(issuer.DiscoveryPath)));
        using var made = await BatchAsync(issuers.Take(20).Concat(issuers.Take(5)));

        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        issuers.ForEach(issuer => issuer.Dispose());
    }

    [Fact]
    public async Task A_change_holds_for_the_next_token_and_is_recorded()
    {
        using var issuer = NewIssuer(fixture);
        var client = await CreateAsync(Server, Trust(issuer));
        using var key = ClientKeyPair.Es256("given");

        await Administrator.PatchAsync(client.Credential, new JsonObject { ["conditions"] = new JsonArray(Condition("sub", "any_of", "workload-2", "workload-3")) }).JsonAsync();
        await client.AssertRefusedAsync(issuer.Token(Server.Issuer), "The condition on the claim 'sub'");
        await client.AssertAcceptedAsync(issuer.Token(Server.Issuer, claims => claims["sub"] = "workload-3"));

        var changed = await Administrator.PatchAsync(client.Credential, new JsonObject { ["jwks"] = key.ToJwks(), ["audience"] = "urn:us", ["name"] = "by hand" }).JsonAsync();
        Assert.Equal("by hand", changed["name"]!.GetValue<string>());
        await client.AssertAcceptedAsync(issuer.Token("urn:us", claims => claims["sub"] = "workload-3", signedBy: key));

        await Administrator.PatchAsync(client.Credential, new JsonObject { ["jwks"] = null, ["jwks_url"] = fixture.Host.UrlOf("/nowhere") })
            .ProblemAsync(HttpStatusCode.BadRequest, "invalid", "jwks_url");
        await Administrator.PatchAsync(client.Credential, new JsonObject { ["conditions"] = new JsonArray() }).ProblemAsync(HttpStatusCode.BadRequest, "invalid", "conditions");
        await Administrator.PatchAsync(client.Credential, new JsonObject { ["name"] = "by hand" }).JsonAsync();
        Assert.Equal(
            ["federated_credential.updated", "federated_credential.updated"],
            (await Server.LedgerAsync()).Where(entry => entry.ClientId == client.ClientId).Select(entry => entry.Action).Skip(1));
    }

    [Fact]
    public async Task An_application_has_each_name_once_and_at_most_twenty()
    {
        using var issuer = NewIssuer(fixture);
        var client = await CreateAsync(Server, Trust(issuer).Named("0"));
        await Administrator.PostAsync(client.Credentials, Trust(issuer).Named("0")).ProblemAsync(HttpStatusCode.BadRequest, "invalid", "name");

        for (var i = 1; i < 20; i++)
        {
            await Administrator.PostAsync(client.Credentials, Trust(issuer).Named($"{i}")).JsonAsync(HttpStatusCode.Created);
        }

        await Administrator.PostAsync(client.Credentials, Trust(issuer).Named("20")).ProblemAsync(HttpStatusCode.Conflict, "limit_reached");
        await client.AssertAcceptedAsync(issuer.Token(Server.Issuer));
    }

    [Fact]
    public async Task Who_holds_less_than_the_account_changes_nothing_and_makes_us_ask_nobody()
    {
        using var issuer = NewIssuer(fixture);
        var client = await CreateAsync(Server, Trust(issuer));
        await NewUser.BindAsync(Server, Guid.Parse(client.AccountId), SystemRole.TenantAdmin.Id, PlaceKind.Tenant, Server.TenantId);
        var below = await ApiCaller.WithApiTokenAsync(Server, SystemRole.OrgAdmin.Id);
        var reader = await ApiCaller.WithApiTokenAsync(Server, Guid.Parse(await Administrator.NewRoleAsync("tenant", "service_account.read")));
        var (asked, before) = (fixture.Host.RequestsTo(issuer.DiscoveryPath), (await Server.LedgerAsync()).Count);

        await below.PostAsync(client.Credentials, Trust(issuer).Named("mine")).ProblemAsync(HttpStatusCode.Forbidden, "above_own_privileges");
        await below.PatchAsync(client.Credential, new JsonObject { ["jwks_url"] = fixture.Host.UrlOf(issuer.KeysPath) }).ProblemAsync(HttpStatusCode.Forbidden, "above_own_privileges");
        await below.PatchAsync(client.Credential, new JsonObject { ["audience"] = "mine" }).ProblemAsync(HttpStatusCode.Forbidden, "above_own_privileges");
        await below.PostAsync(
            $"{ApiCaller.Accounts}/{client.AccountId}/applications",
            new JsonObject { ["authentication_method"] = "federated", ["federated_credential"] = Trust(issuer) }).ProblemAsync(HttpStatusCode.Forbidden, "above_own_privileges");
        await reader.PostAsync(client.Credentials, Trust(issuer).Named("mine")).ProblemAsync(HttpStatusCode.Forbidden, "permission_missing");
        await reader.DeleteAsync(client.Credential).ProblemAsync(HttpStatusCode.Forbidden, "permission_missing");
        await reader.PostAsync($"{client.Credential}/refresh-keys").ProblemAsync(HttpStatusCode.Forbidden, "permission_missing");

        Assert.Equal((asked, before), (fixture.Host.RequestsTo(issuer.DiscoveryPath), (await Server.LedgerAsync()).Count));
        await reader.GetAsync(client.Credential).JsonAsync();
    }

    [Fact]
    public async Task Another_tenant_and_another_application_find_none_of_it()
    {
        using var issuer = NewIssuer(fixture);
        var (client, other) = (await CreateAsync(Server, Trust(issuer)), await CreateAsync(Server, Trust(issuer)));
        var stranger = (await SecondTenant.AddAsync(Server)).Administrator;
        var id = client.Credential[(client.Credential.LastIndexOf('/') + 1)..];
        var token = new JsonObject { ["token"] = issuer.Token(Server.Issuer) };

        foreach (var (caller, path) in new[] { (stranger, client.Credential), (Administrator, $"{other.Credentials}/{id}") })
        {
            await caller.GetAsync(path).ProblemAsync(HttpStatusCode.NotFound, "not_found");
            await caller.PatchAsync(path, new JsonObject { ["name"] = "x" }).ProblemAsync(HttpStatusCode.NotFound, "not_found");
            await caller.DeleteAsync(path).ProblemAsync(HttpStatusCode.NotFound, "not_found");
            await caller.PostAsync($"{path}/try", token).ProblemAsync(HttpStatusCode.NotFound, "not_found");
            await caller.PostAsync($"{path}/refresh-keys").ProblemAsync(HttpStatusCode.NotFound, "not_found");
        }

        await stranger.GetAsync(client.Credentials).ProblemAsync(HttpStatusCode.NotFound, "not_found");
        await stranger.PostAsync(client.Credentials, Trust(issuer)).ProblemAsync(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task A_pasted_token_is_told_what_fails_and_kept_nowhere()
    {
        using var issuer = NewIssuer(fixture);
        using var stranger = ClientKeyPair.Es256("platform-1");
        var client = await CreateAsync(Server, Trust(issuer, Condition("repository", "equals", "octo/app"), Condition("ref", "prefix", "refs/heads/")));
        var token = issuer.Token(Server.Issuer, OidcIssuer.GitHub("octo/private-fork"));

        Assert.True((await TryAsync(client, issuer.Token(Server.Issuer, OidcIssuer.GitHub("octo/app"))))["would_be_accepted"]!.GetValue<bool>());
        var answer = await TryAsync(client, token);
        Assert.False(answer["would_be_accepted"]!.GetValue<bool>());
        Assert.Equal(
            ["algorithm True", "issuer True", "subject True", "audience True", "times True", "signature True", "repository False", "ref True", "policy True", "state True"],
            answer["checks"]!.AsArray().Select(check => $"{check!["name"]} {check["passed"]!.GetValue<bool>()}"));
        Assert.Equal("\"octo/private-fork\"", answer["checks"]![6]!["found"]!.GetValue<string>());
        Assert.Equal("is 'octo/app'", answer["checks"]![6]!["expected"]!.GetValue<string>());

        await AssertFailsAsync(client, issuer.Token("https://other.example", OidcIssuer.GitHub("octo/app")), "audience");
        await AssertFailsAsync(client, issuer.Token(Server.Issuer, OidcIssuer.GitHub("octo/app"), signedBy: stranger), "signature");
        await AssertFailsAsync(client, issuer.Token(Server.Issuer, claims => claims["exp"] = 1), "times", "repository", "ref");
        await AssertFailsAsync(client, issuer.Token(Server.Issuer, claims => claims["iss"] = "https://other.example"), "issuer", "repository", "ref");
        await AssertFailsAsync(client, "no token at all", "form");
        await Administrator.PostAsync($"{client.Credential}/try", new JsonObject { ["token"] = "" }).ProblemAsync(HttpStatusCode.BadRequest, "invalid", "token");
        await Administrator.PostAsync($"{client.Credential}/try", new JsonObject { ["token"] = new string('x', 30_001) }).ProblemAsync(HttpStatusCode.BadRequest, "invalid", "token");

        Assert.DoesNotContain(Server.Log.Lines, line => line.Contains("private-fork", StringComparison.Ordinal) || line.Contains(token[^40..], StringComparison.Ordinal));
        Assert.DoesNotContain((await Server.LedgerAsync()).Concat(await Server.RefusalsAsync()), entry => entry.Details.Contains("private-fork", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_pasted_token_is_held_against_the_policy_but_for_the_networks_of_who_pastes_it()
    {
        using var issuer = NewIssuer(fixture);
        var client = await CreateAsync(Server, Trust(issuer));
        var application = client.Credentials[..client.Credentials.LastIndexOf('/')];
        Task<JsonObject> DemandAsync(string policy) =>
            Administrator.PatchAsync(application, new JsonObject { ["policy"] = JsonNode.Parse(policy) }).JsonAsync();

        await DemandAsync("""{"allowed_networks":["192.0.2.1"]}""");
        Assert.True((await TryAsync(client, issuer.Token(Server.Issuer)))["would_be_accepted"]!.GetValue<bool>());
        await DemandAsync("""{"allowed_networks":null,"allowed_algorithms":["PS512"]}""");
        await AssertFailsAsync(client, issuer.Token(Server.Issuer), "policy");
        await client.AssertRefusedAsync(issuer.Token(Server.Issuer), "allowed_algorithms are PS512");
    }

    [Fact]
    public async Task Keys_are_fetched_anew_when_an_administrator_says_so()
    {
        using var issuer = NewIssuer(fixture);
        var client = await CreateAsync(Server, Trust(issuer));
        await client.AssertAcceptedAsync(issuer.Token(Server.Issuer));
        var stolen = issuer.Token(Server.Issuer);
        issuer.Rotate("platform-2");

        var answer = await Administrator.PostAsync($"{client.Credential}/refresh-keys").JsonAsync();

        Assert.Equal("platform-2", Assert.Single(answer["keys"]!.AsArray())!["kid"]!.GetValue<string>());
        await client.AssertRefusedAsync(stolen, "no usable key of the token's kid");
        fixture.TakeDown(issuer.DiscoveryPath);
        await Administrator.PostAsync($"{client.Credential}/refresh-keys").ProblemAsync(HttpStatusCode.Conflict, "keys_unavailable");
        await client.AssertRefusedAsync(issuer.Token(Server.Issuer), "The issuer's keys cannot be had");
    }

    [Fact]
    public async Task A_request_is_done_once_under_an_idempotency_key()
    {
        using var issuer = NewIssuer(fixture);
        var client = await CreateAsync(Server, null);
        async Task<HttpResponseMessage> SendAsync()
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, client.Credentials) { Content = ApiCaller.Json(Trust(issuer).ToJsonString()) };
            request.Headers.Add("Idempotency-Key", client.ClientId);
            return await Server.Admin.SendAsync(request);
        }

        using var first = await SendAsync();
        using var again = await SendAsync();

        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
        Assert.Equal("already_done", await again.MemberAsync("code"));
        Assert.Equal(first.Headers.Location, again.Headers.Location);
    }

    private static RequestDelegate RedirectTo(string path) => http =>
    {
        http.Response.Redirect(path);
        return Task.CompletedTask;
    };

    private static JsonObject Account(JsonObject trust)
    {
        var request = ApiCaller.NewAccount("oauth_federated");
        request["federated_credential"] = trust;
        return request;
    }

    private Task<HttpResponseMessage> BatchAsync(IEnumerable<OidcIssuer> issuers) => Administrator.PostAsync(
        $"{ApiCaller.Accounts}/batch", new JsonObject { ["accounts"] = new JsonArray([.. issuers.Select(issuer => Account(Trust(issuer)))]) });

    private void Answer(OidcIssuer issuer, string json) => fixture.Host.Answer(issuer.DiscoveryPath, http => http.Response.WriteAsync(json));

    private Task<JsonObject> TryAsync(FederatedClient client, string token) =>
        Administrator.PostAsync($"{client.Credential}/try", new JsonObject { ["token"] = token }).JsonAsync();

    private async Task AssertFailsAsync(FederatedClient client, string token, params string[] checks)
    {
        var answer = await TryAsync(client, token);
        Assert.False(answer["would_be_accepted"]!.GetValue<bool>());
        Assert.Equal(checks, answer["checks"]!.AsArray().Where(check => !check!["passed"]!.GetValue<bool>()).Select(check => check!["name"]!.GetValue<string>()));
    }
}
