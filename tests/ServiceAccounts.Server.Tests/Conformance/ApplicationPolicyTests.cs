using System.Net;
using System.Text.Json.Nodes;
using ServiceAccounts.Server.Tests.Management;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Conformance;

/// <summary>What a policy demands of a client beyond a good credential (RFC 9700 sections 2.2.1, 2.5 and 4.10).</summary>
public sealed class ApplicationPolicyTests(ProxiedServer fixture) : IClassFixture<ProxiedServer>
{
    private const string Inside = "10.1.2.3";
    private const string Outside = "192.0.2.1";

    private RunningServer Server => fixture.Server;

    // Who has stolen a secret and tries it from elsewhere must not learn that it is right.
    [Theory]
    [InlineData("""{"allowed_networks":["10.0.0.0/8"]}""", "allowed_networks")]
    [InlineData("""{"allowed_methods":["client_secret_post"]}""", "allowed_methods")]
    public async Task A_right_secret_against_the_policy_is_answered_as_a_wrong_one_and_the_journal_names_the_rule(string policy, string rule)
    {
        var client = await Server.CreateSecretClientAsync();
        await fixture.DemandAsync(client.AccountId, client.ClientId, policy);

        using var refused = await fixture.TokenFromAsync(Outside, client);
        using var wrong = await fixture.TokenFromAsync(Outside, client with { Secret = (await Server.CreateSecretClientAsync()).Secret });

        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal(await wrong.Content.ReadAsStringAsync(), await refused.Content.ReadAsStringAsync());
        Assert.Equal(wrong.Headers.WwwAuthenticate.ToString(), refused.Headers.WwwAuthenticate.ToString());
        var entries = await fixture.Administrator.GetAsync($"/management/v1/journal?client_id={client.ClientId}&action=token.refused").JsonAsync();
        Assert.Equal(2, entries["items"]!.AsArray().Count);
        Assert.Contains(entries["items"]!.AsArray(), e => e!["details"]!["rule"]?.GetValue<string>() == rule);
        Assert.Single(entries["items"]!.AsArray(), e => e!["details"]!["rule"] is null);
    }

    [Theory]
    [InlineData(Inside, true)]
    [InlineData("::ffff:10.1.2.3", true)]
    [InlineData("2001:db8:1::5", true)]
    [InlineData("2001:db9::5", false)]
    [InlineData(Outside, false)]
    public async Task A_client_gets_tokens_in_its_networks(string address, bool gets)
    {
        var client = await Server.CreateSecretClientAsync();
        await fixture.DemandAsync(client.AccountId, client.ClientId, """{"allowed_networks":["10.0.0.0/8","2001:db8::/32"]}""");

        using var answer = await fixture.TokenFromAsync(address, client);

        Assert.Equal(gets ? HttpStatusCode.OK : HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Theory]
    [InlineData("/oauth2/introspect", "introspection.refused")]
    [InlineData("/oauth2/revoke", "revocation.refused")]
    public async Task The_policy_holds_wherever_clients_authenticate(string path, string action)
    {
        var client = await Server.CreateSecretClientAsync();
        await fixture.DemandAsync(client.AccountId, client.ClientId, """{"allowed_networks":["10.0.0.0/8"]}""");

        using var inside = await fixture.SendFromAsync(Inside, HttpMethod.Post, path, client.Basic, ("token", "x"));
        using var outside = await fixture.SendFromAsync(Outside, HttpMethod.Post, path, client.Basic, ("token", "x"));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized), (inside.StatusCode, outside.StatusCode));
        Assert.Equal("allowed_networks", (await fixture.EntryAsync(client.ClientId, action))["details"]!["rule"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_binding_that_is_required_later_ends_bearer_tokens_at_our_own_apis()
    {
        var client = await Server.CreateSecretClientAsync(new JsonObject { ["role_ids"] = ApiCaller.Ids(SystemRole.Member.Id) });
        var caller = new ApiCaller(Server, "Bearer " + await ApiCaller.AccessTokenAsync(Server, client));
        await caller.GetAsync(ApiCaller.Self).JsonAsync();

        await fixture.DemandAsync(client.AccountId, client.ClientId, """{"required_binding":"dpop"}""");

        await caller.GetAsync(ApiCaller.Self).ProblemAsync(HttpStatusCode.Unauthorized, "unauthenticated");
        Assert.Equal("required_binding", (await fixture.EntryAsync(client.ClientId, "caller.refused"))["details"]!["rule"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_client_under_a_policy_of_its_own_gets_itself_no_credential_that_is_under_none()
    {
        var role = await fixture.Administrator.PostAsync(ApiCaller.Roles, ApiCaller.NewRole("tenant", ManagementPermissions.SelfCredentials))
            .JsonAsync(HttpStatusCode.Created);
        var client = await Server.CreateSecretClientAsync(new JsonObject { ["role_ids"] = ApiCaller.Ids(Guid.Parse(role["id"]!.GetValue<string>())) });
        var (account, tokens) = ($"{ApiCaller.Accounts}/{client.AccountId}", $"/management/v1/principals/{client.AccountId}/tokens");
        var other = await fixture.Administrator.PostAsync($"{account}/applications", new JsonObject { ["authentication_method"] = "client_secret" })
            .JsonAsync(HttpStatusCode.Created);
        var caller = new ApiCaller(Server, "Bearer " + await ApiCaller.AccessTokenAsync(Server, client));
        var token = await caller.PostAsync(tokens, new JsonObject { ["name"] = "before" }).JsonAsync(HttpStatusCode.Created);

        await fixture.DemandAsync(client.AccountId, client.ClientId, """{"tokens_per_minute":50}""");

        await caller.PostAsync(tokens, new JsonObject { ["name"] = "x" }).ProblemAsync(HttpStatusCode.Forbidden, "above_own_privileges");
        await caller.PostAsync($"{tokens}/{token["id"]}/rotate", new JsonObject()).ProblemAsync(HttpStatusCode.Forbidden, "above_own_privileges");
        await caller.PostAsync($"{account}/applications/{other["client_id"]}/secrets", new JsonObject())
            .ProblemAsync(HttpStatusCode.Forbidden, "above_own_privileges");

        // Its own secrets are under the same policy.
        await caller.PostAsync($"{account}/applications/{client.ClientId}/secrets", new JsonObject()).JsonAsync(HttpStatusCode.Created);
    }

    [Fact]
    public async Task An_access_token_from_elsewhere_is_of_no_use_at_our_own_apis()
    {
        var client = await Server.CreateSecretClientAsync(new JsonObject { ["role_ids"] = ApiCaller.Ids(SystemRole.Member.Id) });
        var token = "Bearer " + await ApiCaller.AccessTokenAsync(Server, client);
        await fixture.DemandAsync(client.AccountId, client.ClientId, """{"allowed_networks":["10.0.0.0/8"]}""");

        using var inside = await fixture.SendFromAsync(Inside, HttpMethod.Get, ApiCaller.Self, token);
        using var outside = await fixture.SendFromAsync(Outside, HttpMethod.Get, ApiCaller.Self, token);
        using var nobody = await fixture.SendFromAsync(Outside, HttpMethod.Get, ApiCaller.Self, "Bearer nobody");

        Assert.Equal(HttpStatusCode.OK, inside.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, outside.StatusCode);
        Assert.Equal(
            (await nobody.MemberAsync("code"), await nobody.MemberAsync("detail")), (await outside.MemberAsync("code"), await outside.MemberAsync("detail")));
        Assert.Equal("allowed_networks", (await fixture.EntryAsync(client.ClientId, "caller.refused"))["details"]!["rule"]!.GetValue<string>());
    }

    [Fact]
    public async Task An_algorithm_that_is_not_allowed_is_refused_after_the_signature()
    {
        using var key = ClientKeyPair.Es256();
        var client = await Server.CreateAssertionClientAsync(key);
        await fixture.DemandAsync(client.AccountId, client.ClientId, """{"allowed_algorithms":["PS256"]}""");
        using var refused = await client.RequestTokenAsync();
        Assert.Equal("invalid_client", await refused.MemberAsync("error"));
        Assert.Equal("allowed_algorithms", (await fixture.EntryAsync(client.ClientId, "token.refused"))["details"]!["rule"]!.GetValue<string>());

        await fixture.DemandAsync(client.AccountId, client.ClientId, """{"allowed_algorithms":["PS256","ES256"]}""");
        using var issued = await client.RequestTokenAsync();
        Assert.Equal(HttpStatusCode.OK, issued.StatusCode);
    }

    [Theory]
    [InlineData("any")]
    [InlineData("dpop")]
    [InlineData("certificate")]
    [InlineData("certificate_and_dpop")]
    public async Task A_bearer_token_is_refused_where_a_binding_is_required(string binding)
    {
        var client = await Server.CreateSecretClientAsync();
        await fixture.DemandAsync(client.AccountId, client.ClientId, $$"""{"required_binding":"{{binding}}"}""");

        using var refused = await fixture.TokenFromAsync(Outside, client);

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_request"), (refused.StatusCode, await refused.MemberAsync("error")));
        Assert.Equal("required_binding", (await fixture.EntryAsync(client.ClientId, "token.refused"))["details"]!["rule"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_tenants_policy_holds_for_its_clients_from_the_next_request_on_and_for_no_other_tenant()
    {
        var tenant = await SecondTenant.AddAsync(Server);
        var account = await tenant.Administrator.PostAsync(
            ApiCaller.Accounts, ApiCaller.NewAccount("oauth_client_secret", SystemRole.ApiDefault.Id)).JsonAsync(HttpStatusCode.Created);
        var application = account["applications"]![0]!;
        var client = new SecretClient(
            account.IdOf(), application["client_id"]!.GetValue<string>(), application["secrets"]![0]!["client_secret"]!.GetValue<string>(), account);
        using var before = await fixture.TokenFromAsync(Outside, client);

        await tenant.Administrator.PatchAsync(
            $"{ApiCaller.Tenants}/{tenant.Id}", new JsonObject { ["policy"] = new JsonObject { ["allowed_networks"] = new JsonArray("10.0.0.0/8") } }).JsonAsync();

        using var after = await fixture.TokenFromAsync(Outside, client);
        using var inside = await fixture.TokenFromAsync(Inside, client);
        using var others = await fixture.TokenFromAsync(Outside, await Server.CreateSecretClientAsync());
        Assert.Equal(
            [HttpStatusCode.OK, HttpStatusCode.Unauthorized, HttpStatusCode.OK, HttpStatusCode.OK],
            new[] { before, after, inside, others }.Select(answer => answer.StatusCode));
    }

    [Fact]
    public async Task Beyond_a_quota_the_answer_is_429_until_the_minute_is_over()
    {
        var client = await Server.CreateSecretClientAsync();
        await fixture.DemandAsync(client.AccountId, client.ClientId, """{"tokens_per_minute":2}""");
        Server.Time.Advance(TimeSpan.FromSeconds(60 - (Server.Time.GetUtcNow().ToUnixTimeSeconds() % 60) + 10));
        Assert.Equal([200, 200, 429], await AskAsync(client, 3));

        using var refused = await fixture.TokenFromAsync(Outside, client);
        Assert.Equal("temporarily_unavailable", await refused.MemberAsync("error"));
        Assert.Equal(TimeSpan.FromSeconds(50), refused.Headers.RetryAfter?.Delta);
        Assert.True(refused.Headers.CacheControl is { NoStore: true });
        Assert.Equal("tokens_per_minute", (await fixture.EntryAsync(client.ClientId, "token.refused"))["details"]!["rule"]!.GetValue<string>());

        // Another client has its own.
        using var other = await fixture.TokenFromAsync(Outside, await Server.CreateSecretClientAsync());
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
        Server.Time.Advance(TimeSpan.FromSeconds(50));
        Assert.Equal([200, 200, 429], await AskAsync(client, 3));
    }

    [Fact]
    public async Task A_days_quota_ends_with_the_day_and_minutes_count_into_it()
    {
        var client = await Server.CreateSecretClientAsync();
        await fixture.DemandAsync(client.AccountId, client.ClientId, """{"tokens_per_minute":2,"tokens_per_day":3}""");
        const int Day = 86_400;
        Server.Time.Advance(TimeSpan.FromSeconds(Day - (Server.Time.GetUtcNow().ToUnixTimeSeconds() % Day)));
        Assert.Equal([200, 200, 429], await AskAsync(client, 3));
        Server.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal([200, 429], await AskAsync(client, 2));

        using var refused = await fixture.TokenFromAsync(Outside, client);
        Assert.Equal(TimeSpan.FromSeconds(Day - 60), refused.Headers.RetryAfter?.Delta);
        Server.Time.Advance(TimeSpan.FromSeconds(Day - 60));
        Assert.Equal([200, 200, 429], await AskAsync(client, 3));
    }

    // Of two requests at midnight the one that looked at the clock first may count last.
    [Fact]
    public async Task A_request_of_a_moment_before_midnight_drops_nobodys_count()
    {
        var client = await Server.CreateSecretClientAsync();
        await fixture.DemandAsync(client.AccountId, client.ClientId, """{"tokens_per_minute":2,"tokens_per_day":2}""");
        const int Day = 86_400;
        Server.Time.Advance(TimeSpan.FromSeconds(Day - (Server.Time.GetUtcNow().ToUnixTimeSeconds() % Day)));
        Assert.Equal([200], await AskAsync(client, 1));
        Server.Time.Advance(TimeSpan.FromSeconds(-1));
        Assert.Equal([200, 429], await AskAsync(client, 2));
        Server.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal([429], await AskAsync(client, 1));
    }

    [Fact]
    public async Task A_quota_to_warn_at_refuses_nothing_and_the_journal_says_so_once()
    {
        var client = await Server.CreateSecretClientAsync();
        await fixture.DemandAsync(client.AccountId, client.ClientId, """{"tokens_per_minute":1,"quota_mode":"warn"}""");

        Assert.Equal([200, 200, 200], await AskAsync(client, 3));

        var entry = await fixture.EntryAsync(client.ClientId, "client.quota_exceeded");
        Assert.Equal("""{"rule":"tokens_per_minute","quota":1,"mode":"warn"}""", entry["details"]!.ToJsonString());
        Assert.Equal(client.AccountId, entry["principal_id"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_quota_to_observe_is_seen_in_the_log_alone()
    {
        var client = await Server.CreateSecretClientAsync();
        await fixture.DemandAsync(client.AccountId, client.ClientId, """{"tokens_per_day":1,"quota_mode":"observe"}""");

        Assert.Equal([200, 200], await AskAsync(client, 2));

        var entries = await fixture.Administrator.GetAsync($"/management/v1/journal?client_id={client.ClientId}&action=client.quota_exceeded").JsonAsync();
        Assert.Empty(entries["items"]!.AsArray());
    }

    // What was refused after it had been counted is no token.
    [Fact]
    public async Task A_token_that_is_not_released_is_not_counted()
    {
        using var key = ClientKeyPair.Es256();
        var client = await Server.CreateAssertionClientAsync(key);
        await fixture.DemandAsync(client.AccountId, client.ClientId, """{"tokens_per_day":2}""");
        var assertion = client.Assertion();

        var statuses = new List<int>();
        foreach (var text in new[] { assertion, assertion, assertion, client.Assertion(), client.Assertion() })
        {
            using var answer = await client.RequestTokenAsync(text);
            statuses.Add((int)answer.StatusCode);
        }

        Assert.Equal([200, 401, 401, 200, 429], statuses);
    }

    [Fact]
    public async Task As_many_requests_at_a_time_get_as_many_tokens_as_the_quota_says()
    {
        var client = await Server.CreateSecretClientAsync();
        await fixture.DemandAsync(client.AccountId, client.ClientId, """{"tokens_per_day":7}""");

        var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(async _ =>
        {
            using var answer = await fixture.TokenFromAsync(Outside, client);
            return (int)answer.StatusCode;
        }));

        Assert.Equal((7, 23), (answers.Count(status => status == 200), answers.Count(status => status == 429)));
    }

    [Fact]
    public async Task Each_node_enforces_its_share()
    {
        await using var server = await RunningServer.StartAsync("Quotas:Nodes=3");
        var client = await server.CreateSecretClientAsync();
        await ApiCaller.Administrator(server).PatchAsync(
            $"{ApiCaller.Accounts}/{client.AccountId}/applications/{client.ClientId}",
            new JsonObject { ["policy"] = new JsonObject { ["tokens_per_day"] = 4 } }).JsonAsync();

        var statuses = new List<int>();
        for (var i = 0; i < 3; i++)
        {
            using var answer = await server.RequestTokenAsync(client.Basic, ("grant_type", "client_credentials"));
            statuses.Add((int)answer.StatusCode);
        }

        Assert.Equal([200, 200, 429], statuses);
    }

    private async Task<List<int>> AskAsync(SecretClient client, int times)
    {
        var statuses = new List<int>();
        for (var i = 0; i < times; i++)
        {
            using var answer = await fixture.TokenFromAsync(Outside, client);
            statuses.Add((int)answer.StatusCode);
        }

        return statuses;
    }
}
