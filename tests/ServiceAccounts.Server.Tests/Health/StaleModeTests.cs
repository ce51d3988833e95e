using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using ServiceAccounts.Server.Tests.Conformance;
using ServiceAccounts.Server.Tests.Management;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Health;

/// <summary>A node that does not reach the database issues short tokens to clients that it knows, for a while, and does nothing else.</summary>
public sealed class StaleModeTests(CutOffServer fixture) : IClassFixture<CutOffServer>
{
    private static readonly (string, string) Grant = ("grant_type", "client_credentials");

    private RunningServer Server => fixture.Server;

    [Fact]
    public async Task A_client_in_memory_gets_a_short_token_whose_record_is_there_once_in_the_end()
    {
        var client = await KnownAsync();
        JsonObject answer;
        await using (await fixture.CutOffAsync())
        {
            answer = await Server.RequestTokenAsync(client.Basic, Grant).JsonAsync(HttpStatusCode.OK);
            Assert.Equal((HttpStatusCode.OK, """{"status":"degraded","reasons":["database","spill"]}"""), await fixture.ReadinessAsync());
        }

        Assert.Equal(300, answer["expires_in"]!.GetValue<int>());
        var token = new JsonWebToken(answer["access_token"]!.GetValue<string>());
        Assert.Equal(300, token.GetPayloadValue<long>("exp") - token.GetPayloadValue<long>("iat"));
        Assert.Equal(1, await fixture.RecordsAsync(Guid.Parse(token.Id)));
        Assert.Equal(3_600, (await Server.RequestTokenAsync(client.Basic, Grant).JsonAsync(HttpStatusCode.OK))["expires_in"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_client_that_is_not_in_memory_and_one_that_does_not_exist_are_asked_to_come_again()
    {
        var unknown = await Server.CreateSecretClientAsync();
        await using (await fixture.CutOffAsync())
        {
            await AssertUnavailableAsync(await Server.RequestTokenAsync(unknown.Basic, Grant));
            await AssertUnavailableAsync(await Server.RequestTokenAsync(SecretClient.BasicOf("sa_client_0123456789ab", unknown.Secret), Grant));
        }

        await Server.RequestTokenAsync(unknown.Basic, Grant).StatusAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_wrong_secret_stays_wrong()
    {
        var client = await KnownAsync();
        await using var cut = await fixture.CutOffAsync();

        await Server.RequestTokenAsync(SecretClient.BasicOf(client.ClientId, "sa_secret_wrong"), Grant).StatusAsync(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task What_was_deactivated_before_stays_so()
    {
        var client = await KnownAsync();
        await Server.Admin.PostAsync($"{ApiCaller.Accounts}/{client.AccountId}/deactivate", null).StatusAsync(HttpStatusCode.OK);
        await using (await fixture.CutOffAsync())
        {
            await AssertUnavailableAsync(await Server.RequestTokenAsync(client.Basic, Grant));
        }

        await Server.RequestTokenAsync(client.Basic, Grant).StatusAsync(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task What_was_deactivated_elsewhere_meanwhile_holds_before_the_node_counts_as_fresh()
    {
        var client = await KnownAsync();
        await using (await fixture.CutOffAsync())
        {
            await fixture.DeactivateElsewhereAsync(client);

            // As said: until it reaches the database again, for so long, and with so short a life.
            Assert.Equal(300, (await Server.RequestTokenAsync(client.Basic, Grant).JsonAsync(HttpStatusCode.OK))["expires_in"]!.GetValue<int>());
        }

        await Server.RequestTokenAsync(client.Basic, Grant).StatusAsync(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Introspection_and_revocation_are_asked_to_come_again()
    {
        var client = await KnownAsync();
        var token = await OAuthClient.TokenOfAsync(Server, client);
        var asker = new OAuthClient(Server, client.Basic);
        await using var cut = await fixture.CutOffAsync();

        await AssertUnavailableAsync(await asker.PostAsync(OAuthClient.Introspect, ("token", token)));
        await AssertUnavailableAsync(await asker.PostAsync(OAuthClient.Revoke, ("token", token)));
    }

    [Fact]
    public async Task An_exchange_needs_what_only_the_database_knows()
    {
        var client = await KnownAsync();
        var token = await OAuthClient.TokenOfAsync(Server, client);
        await using var cut = await fixture.CutOffAsync();

        await AssertUnavailableAsync(await Server.RequestTokenAsync(
            client.Basic, ("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"), ("subject_token", token),
            ("subject_token_type", "urn:ietf:params:oauth:token-type:access_token")));
    }

    [Theory]
    [InlineData("/rest/self?version=2023-09-07", "application/vnd.api+json", "\"status\":\"503\"")]
    [InlineData("/api/v1/admin/service-account", "application/json", "{\"success\":false,\"error\":{\"code\":\"SERVICE_UNAVAILABLE\"")]
    [InlineData("/api/v1alpha/service_accounts", "application/json", "\"The database does not answer")]
    [InlineData("/api/v2/account", "application/json", "\"code\":503")]
    [InlineData("/api/v1/serviceAccounts", "application/json", "\"errors\":[{\"code\":\"service.unavailable\"")]
    [InlineData("/management/v1/self", "application/problem+json", "\"code\":\"unavailable\"")]
    public async Task Each_of_our_own_APIs_asks_to_come_again_in_its_own_words(string path, string mediaType, string form)
    {
        // A plain client: what a document says of failures is said once for all.
        using var client = new HttpClient(RunningServer.NewPlainHandler()) { BaseAddress = new Uri(Server.Issuer) };
        client.DefaultRequestHeaders.Add("Authorization", "Bearer " + Server.AdminToken);
        await using var cut = await fixture.CutOffAsync();

        using var answer = await client.GetAsync(path);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, mediaType), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        Assert.Equal(TimeSpan.FromSeconds(1), answer.Headers.RetryAfter?.Delta);
        Assert.Contains(form, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_verifiers_need_goes_on()
    {
        var (_, url) = await StatusAsync();
        var list = await Server.Http.GetStringAsync(url);
        await using var cut = await fixture.CutOffAsync();

        await Server.Http.GetAsync("/.well-known/jwks.json").StatusAsync(HttpStatusCode.OK);
        await Server.Http.GetAsync("/.well-known/oauth-authorization-server").StatusAsync(HttpStatusCode.OK);
        await Server.Http.GetAsync("/health/live").StatusAsync(HttpStatusCode.OK);
        Server.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(list, await Server.Http.GetStringAsync(url));
    }

    [Fact]
    public async Task A_token_with_a_place_in_a_status_list_needs_that_place_to_be_known()
    {
        var (known, _) = await StatusAsync();
        var api = Server.Issuer + "/apis/default/stale";
        var other = await KnownAsync();
        await using var cut = await fixture.CutOffAsync();

        await Server.RequestTokenAsync(known.Basic, Grant, ("resource", api)).StatusAsync(HttpStatusCode.OK);
        await AssertUnavailableAsync(await Server.RequestTokenAsync(other.Basic, Grant, ("resource", api)));
    }

    [Fact]
    public async Task After_as_long_as_it_may_be_stale_it_issues_nothing_and_is_not_ready()
    {
        var client = await KnownAsync();
        await using (await fixture.CutOffAsync())
        {
            await Server.RequestTokenAsync(client.Basic, Grant).StatusAsync(HttpStatusCode.OK);
            Server.Time.Elapse(TimeSpan.FromSeconds(300));

            await AssertUnavailableAsync(await Server.RequestTokenAsync(client.Basic, Grant));
            var (status, body) = await fixture.ReadinessAsync();
            Assert.Equal((HttpStatusCode.ServiceUnavailable, """{"status":"unavailable","reasons":["database","spill"]}"""), (status, body));
        }

        Assert.Equal((HttpStatusCode.OK, """{"status":"ready"}"""), await fixture.ReadinessAsync());
        await Server.RequestTokenAsync(client.Basic, Grant).StatusAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Switched_off_it_issues_nothing_as_soon_as_it_is_stale()
    {
        var outage = new Outage();
        await using var server = await CutOffServer.StartAsync(outage, "Resilience:ServeStaleForSeconds=0", "Journal:SpillMegabytes=0");
        var client = await server.CreateSecretClientAsync();
        await server.RequestTokenAsync(client.Basic, Grant).StatusAsync(HttpStatusCode.OK);
        outage.IsOn = true;

        // Without a disk of its own for the records a node issues nothing either, from the first moment.
        await AssertUnavailableAsync(await server.RequestTokenAsync(client.Basic, Grant));
        await Eventually.IsTrueAsync(async () =>
        {
            server.Time.Elapse(TimeSpan.FromSeconds(3));
            using var ready = await server.Http.GetAsync("/health/ready");
            return ready.StatusCode == HttpStatusCode.ServiceUnavailable;
        });
        await AssertUnavailableAsync(await server.RequestTokenAsync(client.Basic, Grant));
        outage.IsOn = false;
    }

    [Fact]
    public async Task Probes_are_told_nothing_but_the_state()
    {
        using var live = await Server.Http.GetAsync("/health/live");
        using var ready = await Server.Http.GetAsync("/health/ready");

        Assert.Equal("""{"status":"live"}""", await live.Content.ReadAsStringAsync());
        Assert.Equal("""{"status":"ready"}""", await ready.Content.ReadAsStringAsync());
        Assert.True(ready.Headers.CacheControl is { NoStore: true });
        Assert.Equal("application/json", ready.Content.Headers.ContentType?.MediaType);
    }

    private static async Task AssertUnavailableAsync(HttpResponseMessage answer)
    {
        using (answer)
        {
            Assert.True(answer.StatusCode == HttpStatusCode.ServiceUnavailable, $"{answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
            Assert.Equal("temporarily_unavailable", await answer.MemberAsync("error"));
            Assert.Equal(TimeSpan.FromSeconds(1), answer.Headers.RetryAfter?.Delta);
        }
    }

    // A client that has got a token, so that it is in memory.
    private async Task<SecretClient> KnownAsync()
    {
        var client = await Server.CreateSecretClientAsync();
        await Server.RequestTokenAsync(client.Basic, Grant).StatusAsync(HttpStatusCode.OK);
        return client;
    }

    // A client that has a token with a place in a list, and the list.
    private async Task<(SecretClient Client, string Url)> StatusAsync()
    {
        var identifier = Server.Issuer + "/apis/default/stale";
        var made = await Server.Admin.PostAsync(ApiCaller.Apis, JsonContent.Create(new JsonObject
        {
            ["identifier"] = identifier,
            ["name"] = "An Api with status",
            ["permissions"] = new JsonArray("api:stale"),
            ["include_status"] = true,
        }));
        if (made.StatusCode == HttpStatusCode.Created)
        {
            var grant = AccessSteps.Grant("api:stale", (await made.JsonAsync()).IdOf());
            await ApiCaller.Administrator(Server).PostAsync(AccessSteps.AccessOfGroup(Server.TenantId.ToString()) + "/grants", grant)
                .JsonAsync(HttpStatusCode.Created);
        }

        var client = await KnownAsync();
        var token = new JsonWebToken(await OAuthClient.TokenOfAsync(Server, client, ("resource", identifier)));
        var status = JsonNode.Parse(Base64UrlEncoder.Decode(token.EncodedPayload))!["status"]!["status_list"]!;
        return (client, status["uri"]!.GetValue<string>());
    }
}
