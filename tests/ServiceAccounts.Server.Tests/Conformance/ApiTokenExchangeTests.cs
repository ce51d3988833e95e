using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using ServiceAccounts.Contracts.Accounts;
using ServiceAccounts.Management;
using ServiceAccounts.Management.Accounts;
using ServiceAccounts.Server.Callers;
using ServiceAccounts.Server.Tests.Management;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Ledger;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Conformance;

/// <summary>Token Exchange (RFC 8693): an API token, which authenticates by itself, for an access token.</summary>
public sealed class ApiTokenExchangeTests(ManagementServer fixture) : IClassFixture<ManagementServer>
{
    private static readonly string Malformed = "sa_token_" + new string('0', 46);

    private RunningServer Server => fixture.Server;

    private Exchanges Exchange => new(Server);

    [Fact]
    public async Task Section_2_2_1_An_api_key_account_gets_an_access_token_whose_client_is_the_api_token()
    {
        var token = await NewTokenAsync();

        using var response = await Exchange.SendApiTokenAsync(token.Text);

        var answer = await response.JsonAsync();
        Assert.Equal(["access_token", "token_type", "expires_in", "scope", "issued_token_type"], answer.Select(member => member.Key));
        Assert.Equal(Exchanges.AccessToken, answer["issued_token_type"]!.GetValue<string>());
        var access = answer["access_token"]!.GetValue<string>();
        Assert.True((await ResourceServer.OfDefaultApi(Server).VerifyAsync(access)).IsValid);
        var claims = Exchanges.ClaimsOf(access);
        Assert.Equal(
            (token.OwnerId, token.Id, token.Id, "api:read api:write", 3600),
            (Text(claims["sub"]), Text(claims["client_id"]), Text(claims["credential_id"]), Text(claims["scope"]), answer["expires_in"]!.GetValue<int>()));
    }

    [Fact]
    public async Task Another_Api_is_named_as_with_client_credentials()
    {
        var identifier = await Exchange.AddApiAsync([], "#read", "#write");
        var account = ApiCaller.NewAccount("api_key");
        account["permissions"] = new JsonArray($"{identifier}#read");
        var token = TokenOf(await Server.CreateAccountAsync(account));

        Assert.Equal($"{identifier}#read", Text(Exchanges.ClaimsOf(await Exchange.OfApiTokenAsync(token.Text, ("resource", identifier)))["scope"]));
        await Exchanges.RefusedAsync(Exchange.SendApiTokenAsync(token.Text, ("resource", identifier), ("scope", $"{identifier}#write")), "invalid_scope");
        await Exchanges.RefusedAsync(Exchange.SendApiTokenAsync(token.Text, ("resource", "https://nowhere.example")), "invalid_target");
        await Exchanges.RefusedAsync(Exchange.SendApiTokenAsync(token.Text), "invalid_scope");
    }

    [Fact]
    public async Task All_that_fail_to_authenticate_get_the_same_bytes()
    {
        var revoked = await NewTokenAsync();
        await fixture.Administrator.DeleteAsync(revoked.Url).StatusAsync(HttpStatusCode.NoContent);
        var disabled = await NewTokenAsync();
        await fixture.Administrator.PatchAsync(disabled.Url, new JsonObject { ["enabled"] = false }).JsonAsync();
        var inactive = await NewTokenAsync();
        await fixture.Administrator.PostAsync($"{ApiCaller.Accounts}/{inactive.OwnerId}/deactivate").JsonAsync();
        var rotated = await NewTokenAsync();
        await fixture.Administrator.PostAsync($"{rotated.Url}/rotate", new JsonObject()).JsonAsync(HttpStatusCode.Created);
        var good = await NewTokenAsync();
        var unknown = Protocol.Clients.CredentialFormat.Create(Protocol.Clients.CredentialFormat.ApiTokenPrefix);
        var client = await Server.CreateSecretClientAsync();

        var answers = new List<string>();
        foreach (var (text, more) in new (string, (string, string)[])[]
                 {
                     ("x", []), (Malformed, []), (client.Secret, []), (unknown, []), (revoked.Text, []), (disabled.Text, []), (inactive.Text, []),
                     (rotated.Text, []), (good.Text, [("client_id", revoked.Id)]), (good.Text, [("client_id", client.ClientId)]),
                     (unknown, [("client_id", good.Id)]), (good.Text, [("client_id", good.Id.ToUpperInvariant())]),
                 })
        {
            using var response = await Exchange.SendApiTokenAsync(text, more);
            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
            answers.Add(await response.Content.ReadAsStringAsync());
        }

        Assert.Single(answers.Distinct());
        Assert.Contains("\"invalid_client\"", answers[0], StringComparison.Ordinal);
        Assert.DoesNotContain(good.Text, string.Join("\n", Server.Log.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_api_token_is_the_only_authentication()
    {
        var token = await NewTokenAsync();
        var client = await Server.CreateSecretClientAsync();
        var form = new[] { ("grant_type", Exchanges.GrantType), ("subject_token", token.Text), ("subject_token_type", Exchanges.ApiToken) };

        await Exchange.OfApiTokenAsync(token.Text, ("client_id", token.Id));
        await Exchanges.RefusedAsync(Server.RequestTokenAsync(client.Basic, form), "invalid_request");
        await Exchanges.RefusedAsync(Exchange.SendApiTokenAsync(token.Text, ("client_id", client.ClientId), ("client_secret", client.Secret)), "invalid_request");
        await Exchanges.RefusedAsync(Exchange.SendApiTokenAsync("", []), "invalid_request");
        await Exchanges.RefusedAsync(
            Exchange.SendApiTokenAsync(token.Text, ("actor_token", token.Text), ("actor_token_type", Exchanges.AccessToken)), "invalid_request");

        // It is no client secret.
        await Exchanges.RefusedAsync(
            Server.RequestTokenAsync(SecretClient.BasicOf(token.Id, token.Text), ("grant_type", "client_credentials")), "invalid_client", HttpStatusCode.Unauthorized);
        await Exchanges.RefusedAsync(
            Server.RequestTokenAsync(("grant_type", "client_credentials"), ("subject_token", token.Text), ("subject_token_type", Exchanges.ApiToken)),
            "invalid_client", HttpStatusCode.Unauthorized);
    }

    // A guess names no client, so it counts for the address that it comes from.
    [Fact]
    public async Task Guesses_are_counted_by_address()
    {
        await using var server = await RunningServer.StartAsync("Limits:FailuresPerMinutePerAddress=3");
        var token = TokenOf(await server.CreateAccountAsync(ApiCaller.NewAccount("api_key", Guid.Parse(RunningServer.ApiDefaultRole))));
        var exchange = new Exchanges(server);
        for (var i = 0; i < 3; i++)
        {
            await Exchanges.RefusedAsync(exchange.SendApiTokenAsync(Malformed), "invalid_client", HttpStatusCode.Unauthorized);
        }

        await Exchanges.RefusedAsync(exchange.SendApiTokenAsync(Malformed), "temporarily_unavailable", HttpStatusCode.TooManyRequests);
        await exchange.OfApiTokenAsync(token.Text);
    }

    // A well-formed text anybody can make, and each costs a look-up: who has sent too many is refused before the next.
    [Fact]
    public async Task Who_makes_up_api_tokens_is_refused_before_the_next_is_looked_up_and_others_are_not()
    {
        await using var server = await RunningServer.StartAsync("Limits:FailuresPerMinutePerClient=3", "Proxies:Networks:0=127.0.0.0/8", "Proxies:Networks:1=::1/128");
        var token = TokenOf(await server.CreateAccountAsync(ApiCaller.NewAccount("api_key", Guid.Parse(RunningServer.ApiDefaultRole))));
        var client = await server.CreateSecretClientAsync();
        for (var i = 0; i < 3; i++)
        {
            // A client that is named beside it is none that has failed.
            await AssertAsync(HttpStatusCode.Unauthorized, "192.0.2.1", MadeUp(), ("client_id", client.ClientId));
        }

        // From that address not even a right one is looked at; from everywhere else it is, and so is everything else from there.
        await AssertAsync(HttpStatusCode.TooManyRequests, "192.0.2.1", MadeUp());
        await AssertAsync(HttpStatusCode.TooManyRequests, "192.0.2.1", token.Text);
        await AssertAsync(HttpStatusCode.Unauthorized, "192.0.2.2", MadeUp());
        await AssertAsync(HttpStatusCode.OK, "192.0.2.2", token.Text);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync("192.0.2.1", ("grant_type", "client_credentials"), ("client_id", client.ClientId), ("client_secret", client.Secret)));
        server.Time.Advance(TimeSpan.FromMinutes(1));
        await AssertAsync(HttpStatusCode.OK, "192.0.2.1", token.Text);

        static string MadeUp() => Protocol.Clients.CredentialFormat.Create(Protocol.Clients.CredentialFormat.ApiTokenPrefix);

        async Task AssertAsync(HttpStatusCode status, string address, string text, params (string Name, string Value)[] more) => Assert.Equal(
            status,
            await StatusAsync(address, [("grant_type", Exchanges.GrantType), ("subject_token", text), ("subject_token_type", Exchanges.ApiToken), .. more]));

        async Task<HttpStatusCode> StatusAsync(string address, params (string Name, string Value)[] form)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/oauth2/token")
            {
                Content = new FormUrlEncodedContent(form.Select(field => KeyValuePair.Create(field.Name, field.Value))),
                Headers = { { "X-Forwarded-For", address } },
            };
            using var response = await server.Http.SendAsync(request);
            return response.StatusCode;
        }
    }

    [Theory]
    [InlineData("revoke")]
    [InlineData("disable")]
    [InlineData("regenerate")]
    [InlineData("deactivate")]
    [InlineData("revoke-all")]
    [InlineData("delete")]
    [InlineData("leak")]
    public async Task What_was_got_ends_with_the_api_token(string what)
    {
        var asker = await OAuthClient.WithIntrospectionAsync(Server);
        var token = await NewTokenAsync(SystemRole.Member.Id);
        var access = await Exchange.OfApiTokenAsync(token.Text, ("resource", Server.Issuer));
        var caller = new ApiCaller(Server, "Bearer " + access);
        await asker.AssertActiveAsync(access);
        await caller.GetAsync(ApiCaller.Self).JsonAsync();
        var account = $"{ApiCaller.Accounts}/{token.OwnerId}";

        using var done = what switch
        {
            "revoke" => await fixture.Administrator.DeleteAsync(token.Url),
            "disable" => await fixture.Administrator.PatchAsync(token.Url, new JsonObject { ["enabled"] = false }),
            "regenerate" => await fixture.Administrator.PostAsync($"/management/v1/principals/{token.OwnerId}/tokens/regenerate", new JsonObject()),
            "delete" => await fixture.Administrator.DeleteAsync(account),
            "leak" => await fixture.Administrator.PostAsync("/management/v1/leaks", new JsonObject { ["secrets"] = new JsonArray(token.Text) }),
            _ => await fixture.Administrator.PostAsync($"{account}/{what}"),
        };
        Assert.True(done.IsSuccessStatusCode, await done.Content.ReadAsStringAsync());

        await asker.AssertInactiveAsync(access);
        await caller.GetAsync(ApiCaller.Self).ProblemAsync(HttpStatusCode.Unauthorized, "unauthenticated");
    }

    [Fact]
    public async Task What_was_got_ends_before_the_api_token_and_with_the_account()
    {
        await using var server = await RunningServer.StartAsync();
        var administrator = ApiCaller.Administrator(server);
        var account = TokenOf(await server.CreateAccountAsync(ApiCaller.NewAccount("api_key", Guid.Parse(RunningServer.ApiDefaultRole))));
        var end = server.Time.GetUtcNow().AddSeconds(1000);
        var made = await administrator.PostAsync(
            $"/management/v1/principals/{account.OwnerId}/tokens", new JsonObject { ["expires_at"] = end }).JsonAsync(HttpStatusCode.Created);
        var exchange = new Exchanges(server);

        var access = await exchange.OfApiTokenAsync(Text(made["token"]));
        Assert.Equal(end.ToUnixTimeSeconds(), Exchanges.ClaimsOf(access)["exp"]!.GetValue<long>());

        await administrator.PatchAsync($"{ApiCaller.Accounts}/{account.OwnerId}", new JsonObject { ["expires_at"] = end.AddSeconds(-500) }).JsonAsync();
        access = await exchange.OfApiTokenAsync(Text(made["token"]));
        Assert.Equal(end.ToUnixTimeSeconds() - 500, Exchanges.ClaimsOf(access)["exp"]!.GetValue<long>());

        server.Time.Advance(TimeSpan.FromSeconds(500));
        await Exchanges.RefusedAsync(exchange.SendApiTokenAsync(Text(made["token"])), "invalid_client", HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_rotation_leaves_what_was_got_and_the_text_before_gives_nothing_beyond_its_grace()
    {
        await using var server = await RunningServer.StartAsync();
        var token = TokenOf(await server.CreateAccountAsync(ApiCaller.NewAccount("api_key", SystemRole.Member.Id)));
        var exchange = new Exchanges(server);
        var before = await exchange.OfApiTokenAsync(token.Text, ("resource", server.Issuer));

        var rotated = await ApiCaller.Administrator(server).PostAsync($"{token.Url}/rotate", new JsonObject { ["grace_seconds"] = 300 })
            .JsonAsync(HttpStatusCode.Created);

        using var old = await exchange.SendApiTokenAsync(token.Text, ("resource", server.Issuer));
        Assert.Equal(300, (await old.JsonAsync())["expires_in"]!.GetValue<int>());
        using var current = await exchange.SendApiTokenAsync(Text(rotated["token"]), ("resource", server.Issuer));
        Assert.Equal(3600, (await current.JsonAsync())["expires_in"]!.GetValue<int>());
        await new ApiCaller(server, "Bearer " + before).GetAsync(ApiCaller.Self).JsonAsync();

        server.Time.Advance(TimeSpan.FromSeconds(300));
        await Exchanges.RefusedAsync(exchange.SendApiTokenAsync(token.Text), "invalid_client", HttpStatusCode.Unauthorized);
        await new ApiCaller(server, "Bearer " + before).GetAsync(ApiCaller.Self).JsonAsync();
    }

    [Fact]
    public async Task A_narrowed_api_token_gets_those_scopes_of_our_own_Api_and_nothing_else()
    {
        var account = await Server.CreateAccountAsync(ApiCaller.NewAccount("api_key", SystemRole.OrgAdmin.Id, Guid.Parse(RunningServer.ApiDefaultRole)));
        var made = await fixture.Administrator.PostAsync(
            $"/management/v1/principals/{account["id"]}/tokens", new JsonObject { ["scopes"] = new JsonArray("service_account.read") }).JsonAsync(HttpStatusCode.Created);
        var text = Text(made["token"]);

        var claims = Exchanges.ClaimsOf(await Exchange.OfApiTokenAsync(text));
        Assert.Equal((Server.Issuer, "service_account.read"), (Text(claims["aud"]), Text(claims["scope"])));
        await Exchanges.RefusedAsync(Exchange.SendApiTokenAsync(text, ("resource", $"{Server.Issuer}/apis/default")), "invalid_scope");
        await Exchanges.RefusedAsync(Exchange.SendApiTokenAsync(text, ("scope", "service_account.create")), "invalid_scope");
        await Exchanges.RefusedAsync(Exchange.SendApiTokenAsync(text, ("scope", "api:read")), "invalid_scope");
    }

    // What an Api of the tenant calls by the name of a permission of ours is another permission.
    [Fact]
    public async Task The_scopes_of_an_api_token_do_not_reach_a_permission_of_the_same_name_elsewhere()
    {
        var identifier = $"{Server.Issuer}/apis/default/{Guid.CreateVersion7(TimeProvider.System.GetUtcNow())}";
        var api = await fixture.Administrator.PostAsync(ApiCaller.Apis, new JsonObject
        {
            ["identifier"] = identifier,
            ["name"] = "namesake",
            ["permissions"] = new JsonArray("role.read"),
        }).JsonAsync(HttpStatusCode.Created);
        var request = ApiCaller.NewAccount("api_key", SystemRole.OrgAdmin.Id);
        request["permissions"] = new JsonArray($"{api["id"]}#role.read");
        var account = await Server.CreateAccountAsync(request);
        var made = await fixture.Administrator.PostAsync(
            $"/management/v1/principals/{account["id"]}/tokens", new JsonObject { ["scopes"] = new JsonArray("role.read") }).JsonAsync(HttpStatusCode.Created);

        await Exchanges.RefusedAsync(Exchange.SendApiTokenAsync(Text(made["token"]), ("resource", identifier)), "invalid_scope");
        Assert.Equal("role.read", Text(Exchanges.ClaimsOf(await Exchange.OfApiTokenAsync(TokenOf(account).Text, ("resource", identifier)))["scope"]));
    }

    [Fact]
    public async Task An_api_token_that_is_narrowed_later_narrows_what_was_got_at_our_own_api_at_once()
    {
        var token = await NewTokenAsync(SystemRole.OrgAdmin.Id);
        var caller = new ApiCaller(Server, "Bearer " + await Exchange.OfApiTokenAsync(token.Text, ("resource", Server.Issuer)));
        await caller.PostAsync(ApiCaller.Accounts, ApiCaller.NewAccount("api_key")).JsonAsync(HttpStatusCode.Created);

        await fixture.Administrator.PatchAsync(token.Url, new JsonObject { ["scopes"] = new JsonArray("service_account.read") }).JsonAsync();

        await caller.GetAsync(ApiCaller.Accounts).JsonAsync();
        await caller.PostAsync(ApiCaller.Accounts, ApiCaller.NewAccount("api_key")).ProblemAsync(HttpStatusCode.Forbidden, "permission_missing");
    }

    [Fact]
    public async Task A_users_token_gets_what_the_user_holds_at_the_whole_tenant_and_makes_no_other_token()
    {
        var (id, _) = await NewUser.AddAsync(Server, SystemRole.TenantAdmin);
        var made = await fixture.Administrator.PostAsync($"/management/v1/principals/{id}/tokens", new JsonObject()).JsonAsync(HttpStatusCode.Created);
        var text = Text(made["token"]);

        var claims = Exchanges.ClaimsOf(await Exchange.OfApiTokenAsync(text));
        Assert.Equal((id, "api:read api:write"), (Text(claims["sub"]), Text(claims["scope"])));

        // A user manages their own tokens, and not with a narrowed one; and no access token is without scopes.
        var caller = new ApiCaller(Server, "Bearer " + await Exchange.OfApiTokenAsync(text, ("resource", Server.Issuer), ("scope", "tenant.read")));
        await caller.GetAsync(ApiCaller.Self).JsonAsync();
        await caller.PostAsync($"/management/v1/principals/{id}/tokens", new JsonObject()).ProblemAsync(HttpStatusCode.Forbidden, "permission_missing");

        var (atOrganization, _) = await NewUser.AddAsync(Server, null);
        await NewUser.BindAsync(
            Server, Guid.Parse(atOrganization), Guid.Parse(RunningServer.ApiDefaultRole), PlaceKind.Organization, (await Server.OrganizationAsync()).Id);
        var below = await fixture.Administrator.PostAsync($"/management/v1/principals/{atOrganization}/tokens", new JsonObject()).JsonAsync(HttpStatusCode.Created);
        await Exchanges.RefusedAsync(Exchange.SendApiTokenAsync(Text(below["token"])), "invalid_scope");
    }

    [Fact]
    public async Task Another_tenants_token_gets_its_own_tenants_Apis_alone()
    {
        var other = await SecondTenant.AddAsync(Server);
        var account = await other.Administrator.PostAsync(ApiCaller.Accounts, ApiCaller.NewAccount("api_key", Guid.Parse(RunningServer.ApiDefaultRole))).JsonAsync(HttpStatusCode.Created);
        var token = TokenOf(account);

        Assert.Equal(other.ApiIdentifier, Text(Exchanges.ClaimsOf(await Exchange.OfApiTokenAsync(token.Text))["aud"]));
        await Exchanges.RefusedAsync(Exchange.SendApiTokenAsync(token.Text, ("resource", $"{Server.Issuer}/apis/default")), "invalid_target");
        Assert.Empty((await fixture.Administrator.GetAsync($"/management/v1/issuances?client_id={token.Id}").JsonAsync())["items"]!.AsArray());
    }

    [Fact]
    public async Task The_record_has_the_api_token_as_client_and_it_has_been_used()
    {
        var token = await NewTokenAsync();
        var access = await Exchange.OfApiTokenAsync(token.Text);

        var issued = Assert.Single((await fixture.Administrator.GetAsync($"/management/v1/issuances?client_id={token.Id}").JsonAsync())["items"]!.AsArray())!;
        Assert.Equal(
            (Text(Exchanges.ClaimsOf(access)["jti"]), token.Id, token.OwnerId, token.Id),
            (Text(issued["token_id"]), Text(issued["client_id"]), Text(issued["principal_id"]), Text(issued["credential_id"])));
        var listed = (await fixture.Administrator.GetAsync($"/management/v1/principals/{token.OwnerId}/tokens").JsonAsync())["items"]!.AsArray();
        Assert.NotNull(Assert.Single(listed)!["last_used_at"]);
    }

    [Fact]
    public async Task The_journal_names_the_api_token_that_was_refused_and_its_owner()
    {
        var token = await NewTokenAsync();
        await fixture.Administrator.PatchAsync(token.Url, new JsonObject { ["enabled"] = false }).JsonAsync();

        await Exchanges.RefusedAsync(Exchange.SendApiTokenAsync(token.Text), "invalid_client", HttpStatusCode.Unauthorized);

        var entry = Assert.Single(await Server.RefusalsAsync(), entry => entry.ClientId == token.Id);
        Assert.Equal(("token.refused", "api_token", token.Id, Server.TenantId), (entry.Action, entry.SubjectKind, entry.SubjectId.ToString(), entry.TenantId));
        Assert.Contains("disabled", entry.Reason, StringComparison.Ordinal);
        Assert.Equal(LedgerOutcome.Refused, entry.Outcome);
        var shown = await fixture.Administrator.GetAsync($"/management/v1/journal?client_id={token.Id}&outcome=refused").JsonAsync();
        Assert.Single(shown["items"]!.AsArray());
    }

    // Who has been authenticated, and waits for its turn, must not act after its API token has been revoked.
    [Fact]
    public async Task A_change_that_waits_for_its_turn_is_not_done_when_the_api_token_has_ended_meanwhile()
    {
        var token = await NewTokenAsync(SystemRole.OrgAdmin.Id);
        var access = await Exchange.OfApiTokenAsync(token.Text, ("resource", Server.Issuer));
        var http = new DefaultHttpContext { Request = { Headers = { Authorization = "Bearer " + access } } };
        var caller = (await Server.Services.GetRequiredService<CallerAuthenticator>().AuthenticateAsync(http, "management")).Caller;
        Assert.NotNull(caller);
        var accounts = Server.Services.GetRequiredService<ServiceAccountCreation>();
        Assert.True((await accounts.CreateAsync(caller, NewRequest(), CancellationToken.None)).Succeeded);

        await fixture.Administrator.DeleteAsync(token.Url).StatusAsync(HttpStatusCode.NoContent);

        Assert.Equal(OperationErrorKind.Unauthenticated, (await accounts.CreateAsync(caller, NewRequest(), CancellationToken.None)).Error?.Kind);

        static CreateServiceAccountRequest NewRequest() => new() { Name = ApiCaller.NewName(), AuthType = "api_key" };
    }

    // It has no secret to authenticate by: at the other endpoints it sends what it sends here.
    [Fact]
    public async Task An_api_token_revokes_what_it_got()
    {
        var asker = await OAuthClient.WithIntrospectionAsync(Server);
        var token = await NewTokenAsync();
        var (ended, kept) = (await Exchange.OfApiTokenAsync(token.Text), await Exchange.OfApiTokenAsync(token.Text));

        using var response = await new OAuthClient(Server, null).PostAsync(
            OAuthClient.Revoke, ("grant_type", Exchanges.GrantType), ("subject_token", token.Text), ("subject_token_type", Exchanges.ApiToken), ("token", ended));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await asker.AssertInactiveAsync(ended);
        await asker.AssertActiveAsync(kept);
    }

    [Fact]
    public async Task An_exchange_ends_no_later_than_the_maximum_of_the_tenant()
    {
        var other = await SecondTenant.AddAsync(Server);
        await fixture.Administrator.PatchAsync($"{ApiCaller.Tenants}/{other.Id}", new JsonObject { ["maximum_ttl_seconds"] = 120 }).JsonAsync();
        var account = await other.Administrator.PostAsync(ApiCaller.Accounts, ApiCaller.NewAccount("api_key", Guid.Parse(RunningServer.ApiDefaultRole))).JsonAsync(HttpStatusCode.Created);

        using var response = await Exchange.SendApiTokenAsync(TokenOf(account).Text);

        Assert.Equal(120, (await response.JsonAsync())["expires_in"]!.GetValue<int>());
    }

    private async Task<NewToken> NewTokenAsync(params Guid[] roles) =>
        TokenOf(await Server.CreateAccountAsync(ApiCaller.NewAccount("api_key", [Guid.Parse(RunningServer.ApiDefaultRole), .. roles])));

    private static NewToken TokenOf(JsonNode account) =>
        new(Text(account["id"]), Text(account["tokens"]![0]!["id"]), Text(account["tokens"]![0]!["token"]));

    private static string Text(JsonNode? value) => value!.GetValue<string>();

    private sealed record NewToken(string OwnerId, string Id, string Text)
    {
        public string Url => $"/management/v1/principals/{OwnerId}/tokens/{Id}";
    }
}
