using System.Net;
using System.Text.Json.Nodes;
using ServiceAccounts.Server.Tests.Management;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Conformance;

/// <summary>Token Exchange (RFC 8693): an access token for a narrower one of the same client.</summary>
public sealed class TokenExchangeTests(ManagementServer fixture) : IClassFixture<ManagementServer>
{
    private RunningServer Server => fixture.Server;

    private Exchanges Exchange => new(Server);

    [Fact]
    public async Task Section_2_2_1_The_answer_says_what_kind_of_token_it_has()
    {
        var client = await Server.CreateSecretClientAsync();
        var subject = await OAuthClient.TokenOfAsync(Server, client);

        using var response = await Exchange.SendAsync(client.Basic, subject, ("scope", "api:read"));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.True(response.Headers.CacheControl is { NoStore: true });
        var answer = await response.JsonAsync();
        Assert.Equal(["access_token", "token_type", "expires_in", "scope", "issued_token_type"], answer.Select(member => member.Key));
        Assert.Equal(Exchanges.AccessToken, answer["issued_token_type"]!.GetValue<string>());
        Assert.Equal("Bearer", answer["token_type"]!.GetValue<string>());
        Assert.Equal("api:read", answer["scope"]!.GetValue<string>());
    }

    [Fact]
    public async Task Section_1_1_The_token_is_narrower_and_otherwise_the_same()
    {
        var client = await Server.CreateSecretClientAsync();
        var subject = await OAuthClient.TokenOfAsync(Server, client);

        var (before, after) = (Exchanges.ClaimsOf(subject), Exchanges.ClaimsOf(await Exchange.OfAsync(client.Basic, subject, ("scope", "api:write"))));

        foreach (var claim in new[] { "iss", "sub", "aud", "client_id", "tenant_id", "epoch", "credential_id", "exp" })
        {
            Assert.Equal(before[claim]!.ToJsonString(), after[claim]!.ToJsonString());
        }

        Assert.NotEqual(before["jti"]!.ToJsonString(), after["jti"]!.ToJsonString());
        Assert.Equal("api:write", after["scope"]!.GetValue<string>());
        Assert.Null(after["act"]);
    }

    // RFC 8693 section 2.1: what is required, and what must not be there.
    [Theory]
    [InlineData(null, Exchanges.AccessToken, "", "")]
    [InlineData("x", null, "", "")]
    [InlineData("x", "urn:ietf:params:oauth:token-type:refresh_token", "", "")]
    [InlineData("x", "urn:ietf:params:oauth:token-type:saml2", "", "")]
    [InlineData("x", Exchanges.Jwt, "", "")]
    [InlineData("x", Exchanges.AccessToken, "actor_token", "x")]
    [InlineData("x", Exchanges.AccessToken, "actor_token_type", Exchanges.AccessToken)]
    [InlineData("x", Exchanges.AccessToken, "requested_token_type", "urn:ietf:params:oauth:token-type:refresh_token")]
    [InlineData("x", Exchanges.AccessToken, "requested_token_type", "urn:ietf:params:oauth:token-type:id_token")]
    [InlineData("x", Exchanges.AccessToken, "requested_token_type", "nothing")]
    public async Task Section_2_1_A_malformed_request_is_invalid(string? subject, string? type, string name, string value)
    {
        var client = await Server.CreateSecretClientAsync();
        subject = subject is null ? null : await OAuthClient.TokenOfAsync(Server, client);
        var form = new[] { ("grant_type", Exchanges.GrantType), ("subject_token", subject ?? ""), ("subject_token_type", type ?? ""), (name, value) };

        await Exchanges.RefusedAsync(Server.RequestTokenAsync(client.Basic, [.. form.Where(pair => pair.Item1.Length > 0)]), "invalid_request");
    }

    [Fact]
    public async Task Section_2_1_A_JWT_may_be_asked_for_and_is_an_access_token()
    {
        var client = await Server.CreateSecretClientAsync();

        using var response = await Exchange.SendAsync(
            client.Basic, await OAuthClient.TokenOfAsync(Server, client), ("requested_token_type", Exchanges.Jwt));

        Assert.Equal(Exchanges.Jwt, await response.MemberAsync("issued_token_type"));
        Assert.True((await ResourceServer.OfDefaultApi(Server).VerifyAsync((await response.MemberAsync("access_token"))!)).IsValid);
    }

    [Fact]
    public async Task Section_2_1_Who_does_not_authenticate_gets_nothing_for_an_access_token()
    {
        var client = await Server.CreateSecretClientAsync();
        var subject = await OAuthClient.TokenOfAsync(Server, client);

        await Exchanges.RefusedAsync(Exchange.SendAsync(null, subject), "invalid_client", HttpStatusCode.Unauthorized);
        await Exchanges.RefusedAsync(Exchange.SendAsync(null, subject, ("client_id", client.ClientId)), "invalid_client", HttpStatusCode.Unauthorized);
        await Exchanges.RefusedAsync(
            Exchange.SendAsync(SecretClient.BasicOf(client.ClientId, "wrong"), subject), "invalid_client", HttpStatusCode.Unauthorized);
    }

    // RFC 8693 section 2.2.2: a subject token that is not good, for whatever reason, is an invalid request; and a stranger's is told
    // from none by nobody.
    [Fact]
    public async Task Section_2_2_2_What_is_no_good_token_of_the_client_is_refused_in_one_way()
    {
        var client = await Server.CreateSecretClientAsync();
        var other = await Server.CreateSecretClientAsync();
        var good = await OAuthClient.TokenOfAsync(Server, client);
        var revoked = await OAuthClient.TokenOfAsync(Server, client);
        using var done = await new OAuthClient(Server, client.Basic).PostAsync(OAuthClient.Revoke, ("token", revoked));
        string[] subjects =
        [
            "x", "..", "a.b.c", "eyJhbGciOiJub25lIn0.e30.", client.Secret, Server.AdminToken, good[..^8] + "AAAAAAAA", new('a', 20_000),
            revoked, await OAuthClient.TokenOfAsync(Server, other), $"{new string('.', 20_000)}",
        ];

        var answers = new List<string>();
        foreach (var subject in subjects)
        {
            using var response = await Exchange.SendAsync(client.Basic, subject);
            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
            answers.Add(await response.Content.ReadAsStringAsync());
        }

        Assert.Single(answers.Distinct());
        Assert.Contains("\"invalid_request\"", answers[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_subject_token_that_is_larger_than_a_request_may_be_is_refused()
    {
        var client = await Server.CreateSecretClientAsync();
        await Exchanges.RefusedAsync(Exchange.SendAsync(client.Basic, new string('a', 33_000)), "invalid_request", HttpStatusCode.RequestEntityTooLarge);
    }

    [Theory]
    [InlineData("deactivate")]
    [InlineData("revoke-all")]
    [InlineData("replace")]
    [InlineData("reactivate")]
    public async Task Section_2_2_2_A_token_whose_account_or_credential_has_ended_is_exchanged_for_nothing(string what)
    {
        var client = await Server.CreateSecretClientAsync();
        var subject = await OAuthClient.TokenOfAsync(Server, client);
        var account = $"{ApiCaller.Accounts}/{client.AccountId}";
        var basic = client.Basic;
        switch (what)
        {
            case "replace":
                var replaced = await fixture.Administrator.PostAsync($"{account}/applications/{client.ClientId}/secrets/replace", new JsonObject()).JsonAsync(HttpStatusCode.Created);
                basic = SecretClient.BasicOf(client.ClientId, replaced["client_secret"]!.GetValue<string>());
                break;
            case "reactivate":
                await fixture.Administrator.PostAsync($"{account}/deactivate").JsonAsync();
                await fixture.Administrator.PostAsync($"{account}/activate").JsonAsync();
                break;
            default:
                using (await fixture.Administrator.PostAsync($"{account}/{what}"))
                {
                    break;
                }
        }

        await (what == "deactivate"
            ? Exchanges.RefusedAsync(Exchange.SendAsync(basic, subject), "invalid_client", HttpStatusCode.Unauthorized)
            : Exchanges.RefusedAsync(Exchange.SendAsync(basic, subject), "invalid_request"));
    }

    [Fact]
    public async Task Section_1_1_The_scope_is_never_wider_than_the_subject_tokens_nor_than_what_is_held_now()
    {
        var client = await Server.CreateSecretClientAsync();
        var narrow = await OAuthClient.TokenOfAsync(Server, client, ("scope", "api:read"));

        var again = await Exchange.OfAsync(client.Basic, narrow, ("scope", "api:read api:write"));
        Assert.Equal("api:read", Exchanges.ClaimsOf(again)["scope"]!.GetValue<string>());
        Assert.Equal("api:read", Exchanges.ClaimsOf(await Exchange.OfAsync(client.Basic, narrow))["scope"]!.GetValue<string>());
        await Exchanges.RefusedAsync(Exchange.SendAsync(client.Basic, narrow, ("scope", "api:write")), "invalid_scope");

        var wide = await OAuthClient.TokenOfAsync(Server, client);
        await fixture.Administrator.PatchAsync(
            $"{ApiCaller.Accounts}/{client.AccountId}/applications/{client.ClientId}", new JsonObject { ["allowed_scopes"] = new JsonArray("api:write") }).JsonAsync();
        Assert.Equal("api:write", Exchanges.ClaimsOf(await Exchange.OfAsync(client.Basic, wide))["scope"]!.GetValue<string>());
        await Exchanges.RefusedAsync(Exchange.SendAsync(client.Basic, wide, ("scope", "api:read")), "invalid_scope");
    }

    [Fact]
    public async Task Section_2_1_The_target_is_the_subject_tokens_and_no_other()
    {
        var identifier = await Exchange.AddApiAsync([], "#read");
        var client = await Server.CreateSecretClientAsync(new JsonObject { ["permissions"] = new JsonArray($"{identifier}#read") });
        var subject = await OAuthClient.TokenOfAsync(Server, client);
        var own = $"{Server.Issuer}/apis/default";

        Assert.Equal(own, Exchanges.ClaimsOf(await Exchange.OfAsync(client.Basic, subject, ("resource", own), ("audience", own)))["aud"]!.GetValue<string>());
        foreach (var (name, value) in new[] { ("resource", identifier), ("audience", identifier), ("resource", Server.Issuer), ("audience", "nowhere") })
        {
            await Exchanges.RefusedAsync(Exchange.SendAsync(client.Basic, subject, (name, value)), "invalid_target");
        }

        await Exchanges.RefusedAsync(Exchange.SendAsync(client.Basic, subject, ("resource", own), ("audience", identifier)), "invalid_target");
        await Exchanges.RefusedAsync(Exchange.SendAsync(client.Basic, subject, ("scope", $"{identifier}#read")), "invalid_scope");
    }

    [Fact]
    public async Task A_chain_of_exchanges_makes_no_token_live_longer()
    {
        await using var server = await RunningServer.StartAsync();
        var client = await server.CreateSecretClientAsync();
        var exchange = new Exchanges(server);
        var first = await OAuthClient.TokenOfAsync(server, client);
        var token = first;
        for (var i = 0; i < 3; i++)
        {
            server.Time.Advance(TimeSpan.FromMinutes(15));
            token = await exchange.OfAsync(client.Basic, token);
        }

        Assert.Equal(Exchanges.ClaimsOf(first)["exp"]!.GetValue<long>(), Exchanges.ClaimsOf(token)["exp"]!.GetValue<long>());
        server.Time.Advance(TimeSpan.FromMinutes(15));
        await Exchanges.RefusedAsync(exchange.SendAsync(client.Basic, token), "invalid_request");
    }

    [Fact]
    public async Task What_is_got_dies_with_the_credential_that_the_first_token_came_from()
    {
        var asker = await OAuthClient.WithIntrospectionAsync(Server);
        var client = await Server.CreateSecretClientAsync();
        var secrets = $"{ApiCaller.Accounts}/{client.AccountId}/applications/{client.ClientId}/secrets";
        var second = await fixture.Administrator.PostAsync(secrets, new JsonObject()).JsonAsync(HttpStatusCode.Created);
        var subject = await OAuthClient.TokenOfAsync(Server, client);
        var byNewSecret = SecretClient.BasicOf(client.ClientId, second["client_secret"]!.GetValue<string>());

        var token = await Exchange.OfAsync(byNewSecret, subject);
        Assert.Equal(Exchanges.ClaimsOf(subject)["credential_id"]!.GetValue<string>(), Exchanges.ClaimsOf(token)["credential_id"]!.GetValue<string>());
        await asker.AssertActiveAsync(token);

        await fixture.Administrator.DeleteAsync($"{secrets}/{Exchanges.ClaimsOf(subject)["credential_id"]}").StatusAsync(HttpStatusCode.NoContent);
        await asker.AssertInactiveAsync(token);
    }

    // Or a secret that nobody sends any more would never be safe to retire.
    [Fact]
    public async Task The_credential_that_authenticated_has_been_used_and_not_the_one_that_the_subject_token_came_from()
    {
        await using var server = await RunningServer.StartAsync();
        var client = await server.CreateSecretClientAsync();
        var administrator = ApiCaller.Administrator(server);
        var secrets = $"{ApiCaller.Accounts}/{client.AccountId}/applications/{client.ClientId}/secrets";
        var second = await administrator.PostAsync(secrets, new JsonObject()).JsonAsync(HttpStatusCode.Created);
        var subject = await OAuthClient.TokenOfAsync(server, client);
        server.Time.Advance(TimeSpan.FromMinutes(5));

        await new Exchanges(server).OfAsync(SecretClient.BasicOf(client.ClientId, second["client_secret"]!.GetValue<string>()), subject);

        var uses = (await administrator.GetAsync(secrets).JsonAsync())["items"]!.AsArray()
            .ToDictionary(secret => secret!["id"]!.GetValue<string>(), secret => secret!["last_used_at"]!.GetValue<DateTimeOffset>());
        Assert.Equal(
            TimeSpan.FromMinutes(5), uses[second["id"]!.GetValue<string>()] - uses[Exchanges.ClaimsOf(subject)["credential_id"]!.GetValue<string>()]);
    }

    [Fact]
    public async Task An_assertion_that_authenticates_an_exchange_is_good_once()
    {
        using var key = ClientKeyPair.Es256();
        var client = await Server.CreateAssertionClientAsync(key);
        using var got = await client.RequestTokenAsync();
        var assertion = client.Assertion();
        (string, string)[] form = [("client_assertion_type", AssertionClient.AssertionType), ("client_assertion", assertion)];

        var subject = (await got.MemberAsync("access_token"))!;
        using var first = await Exchange.SendAsync(null, subject, form);
        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        await Exchanges.RefusedAsync(Exchange.SendAsync(null, subject, form), "invalid_client", HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_narrowed_token_calls_our_own_api_as_narrow_as_it_is()
    {
        var client = await Server.CreateSecretClientAsync(new JsonObject { ["role_ids"] = ApiCaller.Ids(SystemRole.OrgAdmin.Id) });
        var subject = await ApiCaller.AccessTokenAsync(Server, client);

        var narrow = new ApiCaller(Server, "Bearer " + await Exchange.OfAsync(client.Basic, subject, ("scope", "service_account.read")));

        await narrow.GetAsync(ApiCaller.Accounts).JsonAsync();
        await narrow.PostAsync(ApiCaller.Accounts, ApiCaller.NewAccount("api_key")).ProblemAsync(HttpStatusCode.Forbidden, "permission_missing");
    }

    // The scopes of an application are what its tokens may do here, whenever they were issued.
    [Fact]
    public async Task A_client_that_has_been_narrowed_is_narrowed_at_our_own_api_at_once()
    {
        var client = await Server.CreateSecretClientAsync(new JsonObject { ["role_ids"] = ApiCaller.Ids(SystemRole.OrgAdmin.Id) });
        var caller = new ApiCaller(Server, "Bearer " + await ApiCaller.AccessTokenAsync(Server, client));
        await caller.PostAsync(ApiCaller.Accounts, ApiCaller.NewAccount("api_key")).JsonAsync(HttpStatusCode.Created);

        await fixture.Administrator.PatchAsync(
            $"{ApiCaller.Accounts}/{client.AccountId}/applications/{client.ClientId}",
            new JsonObject { ["allowed_scopes"] = new JsonArray("service_account.read") }).JsonAsync();

        await caller.GetAsync(ApiCaller.Accounts).JsonAsync();
        await caller.PostAsync(ApiCaller.Accounts, ApiCaller.NewAccount("api_key")).ProblemAsync(HttpStatusCode.Forbidden, "permission_missing");
    }
}
