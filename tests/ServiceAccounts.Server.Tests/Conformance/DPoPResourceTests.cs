using System.Net;
using System.Text.Json.Nodes;
using ServiceAccounts.Server.Tests.Management;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Conformance;

/// <summary>Demonstrating Proof of Possession (RFC 9449) where our own APIs take access tokens.</summary>
public sealed class DPoPResourceTests(DPoPServer fixture) : IClassFixture<DPoPServer>
{
    private RunningServer Server => fixture.Server;

    [Fact]
    public async Task Section_7_1_A_bound_token_with_a_proof_is_taken()
    {
        var (key, token) = await BoundAsync();

        await key.GetAsync(ApiCaller.Self, token).StatusAsync(HttpStatusCode.OK);
        await key.GetAsync(ApiCaller.Accounts + "?limit=1", token).StatusAsync(HttpStatusCode.OK);
        await key.SendAsync(HttpMethod.Get, ApiCaller.Self, token, key.Proof("GET", Server.Issuer + ApiCaller.Self, token), "dpop").StatusAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Section_7_1_A_request_with_a_body_uses_its_proof_once_and_another_with_it_is_refused()
    {
        var (key, token) = await BoundAsync();
        var proof = key.Proof("POST", Server.Issuer + ApiCaller.Accounts, token);
        Task<HttpResponseMessage> PostAsync() => key.SendAsync(
            HttpMethod.Post, ApiCaller.Accounts, token, proof, content: ApiCaller.Json(ApiCaller.NewAccount("api_key").ToJsonString()));

        await PostAsync().StatusAsync(HttpStatusCode.Created);
        await RefusedAsync(PostAsync(), "invalid_dpop_proof", "used before");
    }

    [Fact]
    public async Task Section_7_1_Without_a_proof_or_with_two_a_bound_token_is_refused()
    {
        var (key, token) = await BoundAsync();
        var (one, two) = (key.Proof("GET", Server.Issuer + ApiCaller.Self, token), key.Proof("GET", Server.Issuer + ApiCaller.Self, token));

        await RefusedAsync(key.SendAsync(HttpMethod.Get, ApiCaller.Self, token, proof: null), "invalid_dpop_proof", "no DPoP proof");
        await RefusedAsync(key.SendAsync(HttpMethod.Get, ApiCaller.Self, token, $"{one},{two}"), "invalid_dpop_proof", "more than one");
    }

    [Fact]
    public async Task Section_4_3_rule_12_The_hash_and_the_key_are_those_of_the_token()
    {
        var (key, token) = await BoundAsync();
        var (thief, others) = await BoundAsync();
        var url = Server.Issuer + ApiCaller.Self;

        await RefusedAsync(key.GetAsync(ApiCaller.Self, token, claims => claims.Remove("ath")), "invalid_dpop_proof", "ath");
        await RefusedAsync(key.SendAsync(HttpMethod.Get, ApiCaller.Self, token, key.Proof("GET", url, others)), "invalid_dpop_proof", "ath");
        await RefusedAsync(thief.GetAsync(ApiCaller.Self, token), "invalid_token", "another key");
    }

    [Fact]
    public async Task Section_4_3_rules_8_9_and_11_A_proof_for_another_request_is_refused()
    {
        var (key, token) = await BoundAsync();
        var url = Server.Issuer + ApiCaller.Self;

        await RefusedAsync(key.GetAsync(ApiCaller.Self, token, claims => claims["htm"] = "POST"), "invalid_dpop_proof", "htm");
        await RefusedAsync(key.GetAsync(ApiCaller.Self, token, claims => claims["htu"] = Server.Issuer + ApiCaller.Accounts), "invalid_dpop_proof", "htu");
        await RefusedAsync(key.GetAsync(ApiCaller.Self, token, claims => claims["htu"] = url + "/"), "invalid_dpop_proof", "htu");
        await RefusedAsync(key.GetAsync(ApiCaller.Self, token, claims => claims["iat"] = Server.Time.GetUtcNow().ToUnixTimeSeconds() - 600), "invalid_dpop_proof", "too old");
        await RefusedAsync(key.SendAsync(HttpMethod.Get, ApiCaller.Self, token, key.TokenProof()), "invalid_dpop_proof", "htm");
    }

    [Fact]
    public async Task Section_4_3_rule_9_The_URL_is_the_issuers_or_that_of_a_host_that_names_a_tenant()
    {
        var (key, token) = await BoundAsync();
        Task<HttpResponseMessage> GetAsync(string? host, string origin) =>
            key.SendAsync(HttpMethod.Get, ApiCaller.Self, token, key.Proof("GET", origin + ApiCaller.Self, token), host: host);

        // What a proxy puts into Host is not what the client asked; a host below the suffix is.
        await GetAsync("inner.example", Server.Issuer).StatusAsync(HttpStatusCode.OK);
        await RefusedAsync(GetAsync("inner.example", "https://inner.example"), "invalid_dpop_proof", "htu");
        await GetAsync("acme." + DPoPServer.Domain, "https://acme." + DPoPServer.Domain).StatusAsync(HttpStatusCode.OK);
        await RefusedAsync(GetAsync("acme." + DPoPServer.Domain, "https://other." + DPoPServer.Domain), "invalid_dpop_proof", "htu");
        await RefusedAsync(GetAsync(null, "https://acme." + DPoPServer.Domain), "invalid_dpop_proof", "htu");
    }

    [Fact]
    public async Task Section_4_3_rule_9_Escapes_in_a_path_are_those_that_were_sent()
    {
        var (key, token) = await BoundAsync();
        var path = ApiCaller.Accounts + "/%7bno%7D%20id";

        await key.GetAsync(path, token).StatusAsync(HttpStatusCode.NotFound);
        await RefusedAsync(key.SendAsync(HttpMethod.Get, path, token, key.Proof("GET", Server.Issuer + ApiCaller.Accounts, token)), "invalid_dpop_proof", "htu");
    }

    [Fact]
    public async Task Section_7_1_Who_is_not_authenticated_is_told_of_the_scheme_and_its_algorithms()
    {
        using var response = await Server.Http.GetAsync(ApiCaller.Self);

        var challenge = Assert.Single(response.Headers.WwwAuthenticate, challenge => challenge.Scheme == "DPoP");
        Assert.Contains("algs=\"RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512\"", challenge.Parameter, StringComparison.Ordinal);
        Assert.DoesNotContain("error", challenge.Parameter, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Section_7_1_What_is_no_token_of_ours_or_bound_to_nothing_is_refused()
    {
        var (key, _) = await BoundAsync();
        var bearer = await ApiCaller.AccessTokenAsync(Server, await MemberAsync());

        await RefusedAsync(key.GetAsync(ApiCaller.Self, "a.b.c"), "invalid_token", "not good");
        await RefusedAsync(key.GetAsync(ApiCaller.Self, Server.AdminToken), "invalid_token", "not good");
        await RefusedAsync(key.GetAsync(ApiCaller.Self, bearer), "invalid_token", "bound to no key");
    }

    [Fact]
    public async Task Section_7_2_A_bound_token_is_no_bearer_token()
    {
        var (key, token) = await BoundAsync();
        var proof = key.Proof("GET", Server.Issuer + ApiCaller.Self, token);

        using var response = await key.SendAsync(HttpMethod.Get, ApiCaller.Self, token, proof, "Bearer");

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Contains(
            response.Headers.WwwAuthenticate,
            challenge => challenge.Scheme == "Bearer" && challenge.Parameter!.Contains("error=\"invalid_token\"", StringComparison.Ordinal));
        Assert.Contains(response.Headers.WwwAuthenticate, challenge => challenge.Scheme == "DPoP");
        await key.SendAsync(HttpMethod.Get, ApiCaller.Self, token, proof).StatusAsync(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("Token")]
    [InlineData("Basic")]
    public async Task Section_7_2_Nor_is_it_taken_in_any_other_form(string scheme)
    {
        var (key, token) = await BoundAsync();

        await key.SendAsync(HttpMethod.Get, ApiCaller.Self, token, key.Proof("GET", Server.Issuer + ApiCaller.Self, token), scheme)
            .StatusAsync(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Section_9_A_nonce_is_offered_with_every_answer_and_another_is_answered_with_it()
    {
        var (key, token) = await BoundAsync();
        using var good = await key.GetAsync(ApiCaller.Self, token);
        var nonce = Assert.Single(good.Headers.GetValues("DPoP-Nonce"));

        using var refused = await key.GetAsync(ApiCaller.Self, token, claims => claims["nonce"] = "made up");

        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        var challenge = Assert.Single(refused.Headers.WwwAuthenticate);
        Assert.Equal("DPoP", challenge.Scheme);
        Assert.Contains("error=\"use_dpop_nonce\"", challenge.Parameter, StringComparison.Ordinal);
        Assert.Equal(nonce, Assert.Single(refused.Headers.GetValues("DPoP-Nonce")));
        await key.GetAsync(ApiCaller.Self, token, claims => claims["nonce"] = nonce).StatusAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Section_11_1_Of_many_that_send_one_proof_at_once_exactly_one_is_answered()
    {
        var (key, token) = await BoundAsync();
        var proof = key.Proof("GET", Server.Issuer + ApiCaller.Self, token);

        var responses = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => key.SendAsync(HttpMethod.Get, ApiCaller.Self, token, proof)));

        Assert.Single(responses, response => response.StatusCode == HttpStatusCode.OK);
        Assert.All(responses, response => Assert.Contains(response.StatusCode, new[] { HttpStatusCode.OK, HttpStatusCode.Unauthorized }));
    }

    [Fact]
    public async Task Section_11_1_A_proof_for_the_token_endpoint_and_one_for_an_API_may_have_no_jti_in_common()
    {
        var client = await MemberAsync();
        var key = DPoPKey.Of(Server);
        var token = await key.TokenAsync(client);

        await key.GetAsync(ApiCaller.Self, token, claims => claims["jti"] = "shared").StatusAsync(HttpStatusCode.OK);
        using var again = await key.RequestTokenAsync(client, [key.TokenProof(claims: claims => claims["jti"] = "shared")]);

        Assert.Equal("invalid_dpop_proof", await again.MemberAsync("error"));
    }

    [Fact]
    public async Task Introspection_takes_a_bound_token_with_a_proof_and_not_without()
    {
        var role = await ApiCaller.Administrator(Server)
            .PostAsync(ApiCaller.Roles, ApiCaller.NewRole("tenant", ManagementPermissions.TokenIntrospect)).JsonAsync(HttpStatusCode.Created);
        var client = await Server.CreateSecretClientAsync(new JsonObject { ["role_ids"] = ApiCaller.Ids(Guid.Parse(role["id"]!.GetValue<string>())) });
        var key = DPoPKey.Of(Server);
        var token = await key.TokenAsync(client);
        Task<HttpResponseMessage> AskAsync(string? proof, string scheme = "DPoP") => key.SendAsync(
            HttpMethod.Post, OAuthClient.Introspect, token, proof, scheme, new FormUrlEncodedContent([KeyValuePair.Create("token", token)]));
        string Proof() => key.Proof("POST", Server.Issuer + OAuthClient.Introspect, token);

        var answer = await AskAsync(Proof()).JsonAsync();

        Assert.True(answer["active"]!.GetValue<bool>());
        Assert.Equal("DPoP", answer["token_type"]!.GetValue<string>());
        await RefusedAsync(AskAsync(null), "invalid_dpop_proof", "no DPoP proof");
        await RefusedAsync(AskAsync(key.TokenProof()), "invalid_dpop_proof", "htu");
        using var bearer = await AskAsync(Proof(), "Bearer");
        Assert.Equal(HttpStatusCode.Unauthorized, bearer.StatusCode);
        Assert.Equal(["Bearer", "DPoP"], bearer.Headers.WwwAuthenticate.Select(challenge => challenge.Scheme));
    }

    [Fact]
    public async Task A_dialect_takes_a_bound_token_at_the_host_of_its_tenant()
    {
        var (key, token) = await BoundAsync();
        const string path = "/api/v1alpha/service_accounts";
        var host = "default." + DPoPServer.Domain;

        using var response = await key.SendAsync(HttpMethod.Get, path, token, key.Proof("GET", $"https://{host}{path}", token), host: host);
        using var refused = await key.SendAsync(HttpMethod.Get, path, token, key.Proof("GET", $"https://{host}/", token), host: host);

        Assert.NotEqual(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
    }

    [Fact]
    public async Task A_token_with_anothers_key_is_in_its_owners_journal()
    {
        var client = await MemberAsync();
        var token = await DPoPKey.Of(Server).TokenAsync(client);
        await RefusedAsync(DPoPKey.Of(Server).GetAsync(ApiCaller.Self, token), "invalid_token", "another key");

        var page = await ApiCaller.Administrator(Server).GetAsync($"/management/v1/journal?client_id={client.ClientId}&outcome=refused").JsonAsync();

        var entry = Assert.Single(page["items"]!.AsArray());
        Assert.Equal("caller.refused", entry!["action"]!.GetValue<string>());
        Assert.Contains("another key", entry["reason"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.DoesNotContain(token.Split('.')[2], entry.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_revoked_bound_token_is_refused_whatever_its_proof()
    {
        var client = await MemberAsync();
        var key = DPoPKey.Of(Server);
        var token = await key.TokenAsync(client);
        await new OAuthClient(Server, client.Basic).PostAsync(OAuthClient.Revoke, ("token", token)).StatusAsync(HttpStatusCode.OK);

        await RefusedAsync(key.GetAsync(ApiCaller.Self, token), "invalid_token", "not good");
    }

    private static async Task RefusedAsync(Task<HttpResponseMessage> sending, string error, string says)
    {
        using var response = await sending;
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        var challenge = Assert.Single(response.Headers.WwwAuthenticate);
        Assert.Equal("DPoP", challenge.Scheme);
        Assert.Contains($"error=\"{error}\"", challenge.Parameter, StringComparison.Ordinal);
        Assert.Contains(says, challenge.Parameter, StringComparison.Ordinal);
        Assert.Contains("algs=\"", challenge.Parameter, StringComparison.Ordinal);
        Assert.True(response.Headers.Contains("DPoP-Nonce"));
        Assert.True(response.Headers.CacheControl is { NoStore: true });
    }

    private async Task<(DPoPKey Key, string Token)> BoundAsync()
    {
        var key = DPoPKey.Of(Server);
        return (key, await key.TokenAsync(await MemberAsync()));
    }

    private Task<SecretClient> MemberAsync() => Server.CreateSecretClientAsync(new JsonObject { ["role_ids"] = ApiCaller.Ids(SystemRole.TenantAdmin.Id) });
}
