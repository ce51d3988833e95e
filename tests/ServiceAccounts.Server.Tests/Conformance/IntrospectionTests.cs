using System.Net;
using System.Text.Json.Nodes;
using ServiceAccounts.Server.Tests.Management;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Conformance;

/// <summary>OAuth 2.0 Token Introspection (RFC 7662).</summary>
public sealed class IntrospectionTests(ManagementServer fixture) : IClassFixture<ManagementServer>
{
    private RunningServer Server => fixture.Server;

    [Fact]
    public async Task Section_2_2_A_good_token_is_described_by_its_claims()
    {
        var asker = await OAuthClient.WithIntrospectionAsync(Server);
        var client = await Server.CreateSecretClientAsync();

        var answer = await asker.IntrospectAsync(await OAuthClient.TokenOfAsync(Server, client));

        Assert.Equal(
            [
                "active", "token_type", "iss", "aud", "tenant_id", "sub", "client_id", "epoch", "credential_id", "jti", "scope", "iat", "exp",
            ],
            answer.Select(member => member.Key));
        Assert.True(answer["active"]!.GetValue<bool>());
        Assert.Equal("Bearer", answer["token_type"]!.GetValue<string>());
        Assert.Equal(client.ClientId, answer["client_id"]!.GetValue<string>());
        Assert.Equal(client.AccountId, answer["sub"]!.GetValue<string>());
        Assert.Equal($"{Server.Issuer}/apis/default", answer["aud"]!.GetValue<string>());
        Assert.Equal(Server.Issuer, answer["iss"]!.GetValue<string>());
        Assert.Equal("api:read api:write", answer["scope"]!.GetValue<string>());
        Assert.Equal(3600, answer["exp"]!.GetValue<long>() - answer["iat"]!.GetValue<long>());
    }

    [Fact]
    public async Task Section_2_2_An_api_token_is_described_with_what_its_owner_may_do()
    {
        var asker = await OAuthClient.WithIntrospectionAsync(Server);
        var account = await Server.CreateAccountAsync(ApiCaller.NewAccount("api_key", SystemRole.JournalReader.Id));
        var text = account["tokens"]![0]!["token"]!.GetValue<string>();

        var answer = await asker.IntrospectAsync(text);

        Assert.Equal(
            ["active", "token_type", "iss", "sub", "aud", "tenant_id", "credential_id", "scope", "iat"], answer.Select(member => member.Key));
        Assert.Equal("api_token", answer["token_type"]!.GetValue<string>());
        Assert.Equal("journal.read", answer["scope"]!.GetValue<string>());
        Assert.DoesNotContain(text, answer.ToJsonString(), StringComparison.Ordinal);
        await fixture.Administrator.DeleteAsync($"/management/v1/principals/{account["id"]}/tokens/{answer["credential_id"]}")
            .StatusAsync(HttpStatusCode.NoContent);
        await asker.AssertInactiveAsync(text);
    }

    // RFC 7662 section 2.2: of a token that is not good nothing more is said than that.
    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("..")]
    [InlineData("a.b.c")]
    [InlineData("eyJhbGciOiJub25lIn0.e30.")]
    [InlineData("sa_token_0000000000000000000000000000000000000000000000")]
    public async Task Section_2_2_What_is_no_token_of_ours_is_inactive(string token)
    {
        var asker = await OAuthClient.WithIntrospectionAsync(Server);
        if (token.Length > 0)
        {
            await asker.AssertInactiveAsync(token);
        }
        else
        {
            using var response = await asker.PostAsync(OAuthClient.Introspect, ("token", token));
            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
            Assert.Equal("invalid_request", await response.MemberAsync("error"));
        }
    }

    [Theory]
    [InlineData("deactivate")]
    [InlineData("revoke-all")]
    [InlineData("disable")]
    [InlineData("replace")]
    [InlineData("delete")]
    public async Task Section_2_2_A_token_ends_with_what_it_came_from(string what)
    {
        var asker = await OAuthClient.WithIntrospectionAsync(Server);
        var client = await Server.CreateSecretClientAsync();
        var token = await OAuthClient.TokenOfAsync(Server, client);
        await asker.AssertActiveAsync(token);
        var account = $"{ApiCaller.Accounts}/{client.AccountId}";
        var application = $"{account}/applications/{client.ClientId}";

        using var done = what switch
        {
            "disable" => await fixture.Administrator.PatchAsync(application, new JsonObject { ["enabled"] = false }),
            "replace" => await fixture.Administrator.PostAsync($"{application}/secrets/replace", new JsonObject()),
            "delete" => await fixture.Administrator.DeleteAsync(account),
            _ => await fixture.Administrator.PostAsync($"{account}/{what}"),
        };
        Assert.True(done.IsSuccessStatusCode);

        await asker.AssertInactiveAsync(token);
    }

    // Who disables a client because its tokens have leaked does not bring them back with it.
    [Fact]
    public async Task A_client_that_is_enabled_again_gets_new_tokens_and_its_old_ones_stay_ended()
    {
        var asker = await OAuthClient.WithIntrospectionAsync(Server);
        var client = await Server.CreateSecretClientAsync();
        var token = await OAuthClient.TokenOfAsync(Server, client);
        var application = $"{ApiCaller.Accounts}/{client.AccountId}/applications/{client.ClientId}";

        await fixture.Administrator.PatchAsync(application, new JsonObject { ["enabled"] = false }).JsonAsync();
        await fixture.Administrator.PatchAsync(application, new JsonObject { ["enabled"] = true }).JsonAsync();

        await asker.AssertInactiveAsync(token);
        await asker.AssertActiveAsync(await OAuthClient.TokenOfAsync(Server, client));
    }

    [Fact]
    public async Task Section_2_2_A_token_that_has_run_out_is_inactive()
    {
        await using var server = await RunningServer.StartAsync();
        var asker = await OAuthClient.WithIntrospectionAsync(server);
        var token = await OAuthClient.TokenOfAsync(server, await server.CreateSecretClientAsync());
        await asker.AssertActiveAsync(token);

        server.Time.Advance(TimeSpan.FromSeconds(3600));

        await asker.AssertInactiveAsync(token);
    }

    // RFC 7662 section 4: to keep a resource server from learning of tokens that are not meant for it.
    [Fact]
    public async Task Section_4_A_client_that_an_Api_names_learns_of_its_tokens_alone()
    {
        var resourceServer = await Server.CreateSecretClientAsync(new JsonObject { ["role_ids"] = new JsonArray() });
        var identifier = $"{Server.Issuer}/apis/default/{Guid.CreateVersion7(TimeProvider.System.GetUtcNow())}";
        var api = await fixture.Administrator.PostAsync(ApiCaller.Apis, new JsonObject
        {
            ["identifier"] = identifier,
            ["name"] = "orders",
            ["permissions"] = new JsonArray($"{identifier}#read"),
            ["introspection_clients"] = new JsonArray(resourceServer.ClientId),
        }).JsonAsync(HttpStatusCode.Created);
        Assert.Equal([resourceServer.ClientId], api["introspection_clients"]!.AsArray().Select(id => id!.GetValue<string>()));
        var client = await Server.CreateSecretClientAsync(new JsonObject { ["permissions"] = new JsonArray($"{identifier}#read") });
        var theirs = await OAuthClient.TokenOfAsync(Server, client, ("resource", identifier));
        var others = await OAuthClient.TokenOfAsync(Server, client);
        var asker = new OAuthClient(Server, resourceServer.Basic);

        await asker.AssertActiveAsync(theirs);
        await asker.AssertInactiveAsync(others);

        await fixture.Administrator.PatchAsync($"{ApiCaller.Apis}/{api["id"]}", new JsonObject { ["introspection_clients"] = new JsonArray() }).JsonAsync();
        await asker.AssertInactiveAsync(theirs);
    }

    [Fact]
    public async Task Section_4_Nobody_learns_of_another_tenants_tokens()
    {
        var asker = await OAuthClient.WithIntrospectionAsync(Server);
        var other = await SecondTenant.AddAsync(Server);
        var account = await other.Administrator.PostAsync(ApiCaller.Accounts, ApiCaller.NewAccount("api_key", SystemRole.Member.Id)).JsonAsync(HttpStatusCode.Created);
        var client = await Server.CreateSecretClientAsync();

        await asker.AssertInactiveAsync(account["tokens"]![0]!["token"]!.GetValue<string>());
        var theirs = new OAuthClient(Server, "Bearer " + await AdministratorTokenAsync(other));
        await theirs.AssertInactiveAsync(await OAuthClient.TokenOfAsync(Server, client));
        await theirs.AssertActiveAsync(account["tokens"]![0]!["token"]!.GetValue<string>());
    }

    [Fact]
    public async Task Section_4_Who_has_no_permission_learns_nothing_not_even_of_its_own()
    {
        var client = await Server.CreateSecretClientAsync();
        await new OAuthClient(Server, client.Basic).AssertInactiveAsync(await OAuthClient.TokenOfAsync(Server, client));
    }

    [Fact]
    public async Task Section_2_1_A_bearer_token_authenticates_too_and_is_as_narrow_here_as_elsewhere()
    {
        var token = await OAuthClient.TokenOfAsync(Server, await Server.CreateSecretClientAsync());
        var client = await Server.CreateSecretClientAsync(new JsonObject { ["role_ids"] = ApiCaller.Ids(SystemRole.TenantAdmin.Id) });
        var wide = await ApiCaller.AccessTokenAsync(Server, client);
        var narrow = await ApiCaller.AccessTokenAsync(Server, client, "role.read");

        await new OAuthClient(Server, "Bearer " + wide).AssertActiveAsync(token);
        await new OAuthClient(Server, "bearer " + Server.AdminToken).AssertActiveAsync(token);
        await new OAuthClient(Server, "Bearer " + narrow).AssertInactiveAsync(token);
    }

    [Fact]
    public async Task Section_2_3_Who_does_not_authenticate_is_refused_as_at_the_token_endpoint()
    {
        var client = await Server.CreateSecretClientAsync();
        await AssertRefusedAsync(null, HttpStatusCode.Unauthorized, "invalid_client");
        await AssertRefusedAsync(SecretClient.BasicOf(client.ClientId, "wrong"), HttpStatusCode.Unauthorized, "invalid_client");
        await AssertRefusedAsync("Bearer nobody", HttpStatusCode.Unauthorized, "invalid_token");
        await AssertRefusedAsync("Bearer " + Server.AdminToken, HttpStatusCode.BadRequest, "invalid_request", ("client_id", client.ClientId), ("client_secret", client.Secret));

        var entries = await fixture.Administrator.GetAsync("/management/v1/journal?outcome=refused&scope=system&limit=200").JsonAsync();
        Assert.Contains(entries["items"]!.AsArray(), entry => entry!["action"]!.GetValue<string>() == "introspection.refused");
    }

    [Fact]
    public async Task An_assertion_is_good_for_one_question()
    {
        using var key = ClientKeyPair.Es256();
        var client = await Server.CreateAssertionClientAsync(key);
        var assertion = client.Assertion();
        var asker = new OAuthClient(Server, null);
        (string, string)[] form = [("client_assertion_type", AssertionClient.AssertionType), ("client_assertion", assertion), ("token", "x")];

        using var first = await asker.PostAsync(OAuthClient.Introspect, form);
        using var second = await asker.PostAsync(OAuthClient.Introspect, form);
        using var third = await client.RequestTokenAsync(assertion);

        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, second.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, third.StatusCode);
    }

    [Fact]
    public async Task A_client_that_the_tenant_does_not_have_cannot_be_named()
    {
        var other = await SecondTenant.AddAsync(Server);
        var client = await Server.CreateSecretClientAsync();
        await other.Administrator.PatchAsync($"{ApiCaller.Apis}/{other.ApiId}", new JsonObject { ["introspection_clients"] = new JsonArray(client.ClientId) })
            .ProblemAsync(HttpStatusCode.BadRequest, "invalid", "introspection_clients");
        var many = new JsonArray([.. Enumerable.Range(0, 51).Select(i => JsonValue.Create($"client {i}"))]);
        await fixture.Administrator.PostAsync(
                ApiCaller.Apis, new JsonObject { ["identifier"] = "too-many", ["name"] = "n", ["introspection_clients"] = many })
            .ProblemAsync(HttpStatusCode.BadRequest, "invalid", "introspection_clients");
    }

    private async Task AssertRefusedAsync(string? authorization, HttpStatusCode status, string error, params (string, string)[] more)
    {
        using var response = await new OAuthClient(Server, authorization).PostAsync(OAuthClient.Introspect, [("token", "x"), .. more]);
        Assert.Equal(status, response.StatusCode);
        Assert.Equal(error, await response.MemberAsync("error"));
        Assert.Equal(status == HttpStatusCode.Unauthorized, response.Headers.WwwAuthenticate.Count > 0);
    }

    private static async Task<string> AdministratorTokenAsync(SecondTenant tenant)
    {
        var self = await tenant.Administrator.GetAsync(ApiCaller.Self).JsonAsync();
        var made = await tenant.Administrator.PostAsync(
            $"/management/v1/principals/{self["id"]}/tokens", new JsonObject { ["name"] = "introspection" }).JsonAsync(HttpStatusCode.Created);
        return made["token"]!.GetValue<string>();
    }
}
