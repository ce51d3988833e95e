using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using ServiceAccounts.Server.Tests.Management;
using ServiceAccounts.Server.Tests.Outbound;
using ServiceAccounts.Server.Tests.Token;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Credentials;
using ServiceAccounts.Testing;
using static ServiceAccounts.Server.Tests.Conformance.FederatedClient;

namespace ServiceAccounts.Server.Tests.Conformance;

/// <summary>
/// JWT Profile (RFC 7523) and Assertion Framework (RFC 7521) where the issuer of the assertion is not the client: the tokens that
/// platforms give to their workloads.
/// </summary>
public sealed class FederationTests(KeyHostFixture fixture) : IClassFixture<KeyHostFixture>
{
    // RSA keys take long to make.
    private static readonly Lazy<ClientKeyPair> Stranger = new(() => ClientKeyPair.For("RS256", "platform-1"));

    private RunningServer Server => fixture.Server;

    [Fact]
    public async Task Section_2_2_A_token_of_a_trusted_issuer_authenticates_the_client_that_is_named_beside_it()
    {
        using var issuer = NewIssuer(fixture);
        var client = await CreateAsync(Server, Trust(issuer));

        using var response = await client.AskAsync(issuer.Token(Server.Issuer));

        var answer = await TokenEndpointUnderTest.AssertIssuedAsync(response);
        var token = new JsonWebToken(answer["access_token"]!.GetValue<string>());
        Assert.Equal(client.ClientId, token.GetPayloadValue<string>("client_id"));
        Assert.Equal(client.AccountId, token.Subject);
        Assert.EndsWith(token.GetPayloadValue<string>("credential_id"), client.Credential, StringComparison.Ordinal);
        Assert.Equal("api:read api:write", answer["scope"]!.GetValue<string>());
    }

    [Fact]
    public async Task Section_2_1_A_token_of_a_trusted_issuer_is_a_grant_for_what_the_client_may_have()
    {
        using var issuer = NewIssuer(fixture);
        var client = await CreateAsync(Server, Trust(issuer));

        using var response = await client.GrantAsync(issuer.Token(Server.Issuer), ("scope", "api:read"));

        Assert.Equal("api:read", (await TokenEndpointUnderTest.AssertIssuedAsync(response))["scope"]!.GetValue<string>());
    }

    [Fact]
    public async Task Section_2_1_The_clients_own_assertion_is_a_grant_once()
    {
        using var key = ClientKeyPair.Es256();
        var client = await Server.CreateAssertionClientAsync(key);
        var assertion = client.Assertion();

        using var first = await Server.RequestTokenAsync(("grant_type", GrantType), ("assertion", assertion));
        using var again = await Server.RequestTokenAsync(("grant_type", GrantType), ("assertion", assertion));

        await TokenEndpointUnderTest.AssertIssuedAsync(first);
        await TokenEndpointUnderTest.AssertRefusalAsync(again, HttpStatusCode.BadRequest, "invalid_grant");
    }

    [Fact]
    public async Task Section_2_1_Nothing_else_authenticates_beside_the_grant()
    {
        using var issuer = NewIssuer(fixture);
        var client = await CreateAsync(Server, Trust(issuer));
        var secret = await Server.CreateSecretClientAsync();

        using var response = await Server.RequestTokenAsync(
            secret.Basic, ("grant_type", GrantType), ("client_id", client.ClientId), ("assertion", issuer.Token(Server.Issuer)));

        await TokenEndpointUnderTest.AssertRefusalAsync(response, HttpStatusCode.BadRequest, "invalid_request");
    }

    [Fact]
    public async Task RFC_7521_section_4_1_The_assertion_is_required()
    {
        using var response = await Server.RequestTokenAsync(("grant_type", GrantType), ("client_id", "sa_client_0123456789ab"));

        await TokenEndpointUnderTest.AssertRefusalAsync(response, HttpStatusCode.BadRequest, "invalid_request");
    }

    [Fact]
    public async Task RFC_7521_section_4_2_The_client_id_is_required_beside_it()
    {
        using var issuer = NewIssuer(fixture);
        await CreateAsync(Server, Trust(issuer));
        var token = issuer.Token(Server.Issuer);

        using var asClient = await Server.RequestTokenAsync(
            ("grant_type", "client_credentials"), ("client_assertion_type", AssertionClient.AssertionType), ("client_assertion", token));
        using var asGrant = await Server.RequestTokenAsync(("grant_type", GrantType), ("assertion", token));

        await TokenEndpointUnderTest.AssertRefusalAsync(asClient, HttpStatusCode.BadRequest, "invalid_request");
        await TokenEndpointUnderTest.AssertRefusalAsync(asGrant, HttpStatusCode.BadRequest, "invalid_request");
    }

    public static TheoryData<string, string> Broken => new()
    {
        { "1 iss is another", "No federated credential of the application is for the token's issuer" },
        { "1 iss with a final slash", "No federated credential of the application is for the token's issuer" },
        { "2 sub is another", "'platform': The condition on the claim 'sub' is not met: it is 'workload-1'" },
        { "2 sub is missing", "The token has no sub" },
        { "2 sub is an object", "not a signed JWT" },
        { "2 sub goes on after NUL", "The condition on the claim 'sub'" },
        { "3 aud is another", "The token's aud does not contain" },
        { "3 aud is missing", "The token's aud does not contain" },
        { "3 aud is a prefix", "The token's aud does not contain" },
        { "4 exp is missing", "The token has no exp" },
        { "4 exp is past", "The token has expired" },
        { "4 exp is text", "The token has no exp" },
        { "4 exp is far ahead", "The token lasts longer than 24 hours" },
        { "4 exp is beyond the calendar", "not a signed JWT" },
        { "5 nbf is ahead", "The token's nbf lies ahead" },
        { "6 iat is ahead", "The token's iat lies ahead" },
        { "6 iat is missing", "The token has no iat" },
        { "9 signed by a stranger", "The signature fits no key of the issuer" },
        { "9 signed by a stranger without kid", "The signature fits no key of the issuer" },
        { "9 unknown kid", "The issuer publishes no usable key of the token's kid" },
        { "9 key in the header", "The signature fits no key of the issuer" },
        { "9 HMAC with the public key", "The token's alg is not one of" },
        { "9 another alg for the key", "The signature fits no key of the issuer" },
        { "10 crit", "crit header" },
        { "10 typ of another purpose", "The token's typ is none of" },
        { "10 a claim twice", "each name once" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task Section_3_A_token_that_breaks_a_rule_gets_the_answer_of_an_unknown_client(string rule, string because)
    {
        using var issuer = NewIssuer(fixture);
        var stranger = Stranger.Value;
        var client = await CreateAsync(Server, Trust(issuer));
        var now = Server.Time.GetUtcNow().ToUnixTimeSeconds();
        await client.AssertAcceptedAsync(issuer.Token(Server.Issuer));

        await client.AssertRefusedAsync(
            rule switch
            {
                "1 iss is another" => issuer.Token(Server.Issuer, claims => claims["iss"] = "https://elsewhere.example"),
                "1 iss with a final slash" => issuer.Token(Server.Issuer, claims => claims["iss"] = issuer.Url + "/"),
                "2 sub is another" => issuer.Token(Server.Issuer, claims => claims["sub"] = "workload-10"),
                "2 sub is missing" => issuer.Token(Server.Issuer, claims => claims.Remove("sub")),
                "2 sub is an object" => issuer.Token(Server.Issuer, claims => claims["sub"] = new JsonObject { ["workload-1"] = true }),
                "2 sub goes on after NUL" => issuer.Token(Server.Issuer, claims => claims["sub"] = "workload-1\0"),
                "3 aud is another" => issuer.Token("https://other.example"),
                "3 aud is missing" => issuer.Token(Server.Issuer, claims => claims.Remove("aud")),
                "3 aud is a prefix" => issuer.Token(Server.Issuer + "/"),
                "4 exp is missing" => issuer.Token(Server.Issuer, claims => claims.Remove("exp")),
                "4 exp is past" => issuer.Token(Server.Issuer, claims => claims["exp"] = now),
                "4 exp is text" => issuer.Token(Server.Issuer, claims => claims["exp"] = $"{now + 60}"),
                "4 exp is far ahead" => issuer.Token(Server.Issuer, claims => claims["exp"] = now + 86_401),
                "4 exp is beyond the calendar" => issuer.Token(Server.Issuer, claims => claims["exp"] = 1e300),
                "5 nbf is ahead" => issuer.Token(Server.Issuer, claims => claims["nbf"] = now + 61),
                "6 iat is ahead" => issuer.Token(Server.Issuer, claims => claims["iat"] = now + 61),
                "6 iat is missing" => issuer.Token(Server.Issuer, claims => claims.Remove("iat")),
                "9 signed by a stranger" => issuer.Token(Server.Issuer, signedBy: stranger),
                "9 signed by a stranger without kid" => issuer.Token(Server.Issuer, header: header => header.Remove("kid"), signedBy: stranger),
                "9 unknown kid" => issuer.Token(Server.Issuer, header: header => header["kid"] = "../../other"),
                "9 key in the header" => issuer.Token(Server.Issuer, header: header => header["jwk"] = stranger.ToJwk(), signedBy: stranger),
                "9 HMAC with the public key" => Hmac(issuer),
                "9 another alg for the key" => issuer.Token(Server.Issuer, header: header => header["alg"] = "PS256"),
                "10 crit" => issuer.Token(Server.Issuer, header: header => (header["crit"], header["b64"]) = (new JsonArray("b64"), false)),
                "10 typ of another purpose" => issuer.Token(Server.Issuer, header: header => header["typ"] = "logout+jwt"),
                "10 a claim twice" => issuer.Key.Sign(
                    issuer.Key.Header().ToJsonString(), issuer.Claims(Server.Issuer).ToJsonString().Replace("{", "{\"sub\":\"other\",", StringComparison.Ordinal)),
                _ => throw new InvalidOperationException(rule),
            },
            because);
    }

    [Fact]
    public async Task Section_3_What_is_no_token_fails_in_the_words_of_the_request()
    {
        using var issuer = NewIssuer(fixture);
        var client = await CreateAsync(Server, Trust(issuer));
        var half = issuer.Key.Sign(issuer.Key.Header().ToJsonString(), issuer.Claims(Server.Issuer).ToJsonString().Replace("workload-1", "\\ud800", StringComparison.Ordinal));

        foreach (var token in new[] { "nothing", "a.b.c", "e30.e30.", "....", half })
        {
            using var asClient = await client.AskAsync(token);
            using var asGrant = await client.GrantAsync(token);
            await TokenEndpointUnderTest.AssertRefusalAsync(asClient, HttpStatusCode.Unauthorized, "invalid_client");
            await TokenEndpointUnderTest.AssertRefusalAsync(asGrant, HttpStatusCode.BadRequest, "invalid_grant");
        }
    }

    [Fact]
    public async Task Section_3_rule_3_One_of_several_audiences_is_enough_and_the_credential_may_ask_for_another()
    {
        using var issuer = NewIssuer(fixture);
        var trust = Trust(issuer);
        trust["audience"] = "api://AzureADTokenExchange";
        var client = await CreateAsync(Server, trust);

        await client.AssertAcceptedAsync(issuer.Token("api://AzureADTokenExchange", claims => claims["aud"] = new JsonArray("other", "api://AzureADTokenExchange")));
        await client.AssertRefusedAsync(issuer.Token(Server.Issuer), "does not contain api://AzureADTokenExchange");
    }

    [Fact]
    public async Task Section_3_rule_4_A_token_is_good_until_its_end_as_often_as_it_is_sent_and_nothing_issued_outlives_it()
    {
        using var issuer = NewIssuer(fixture);
        var client = await CreateAsync(Server, Trust(issuer));
        var now = Server.Time.GetUtcNow().ToUnixTimeSeconds();
        var token = issuer.Token(Server.Issuer, claims => (claims["exp"], claims["jti"]) = (now + 120, "once"));

        for (var i = 0; i < 3; i++)
        {
            using var response = await client.AskAsync(token);
            var answer = await TokenEndpointUnderTest.AssertIssuedAsync(response);
            Assert.Equal(120, answer["expires_in"]!.GetValue<int>());
        }
    }

    [Fact]
    public async Task Section_3_1_Who_may_have_no_token_learns_no_more_by_a_good_one()
    {
        using var issuer = NewIssuer(fixture);
        var client = await CreateAsync(Server, Trust(issuer));
        await ApiCaller.Administrator(Server).PostAsync($"{ApiCaller.Accounts}/{client.AccountId}/deactivate").StatusAsync(HttpStatusCode.OK);

        await client.AssertRefusedAsync(issuer.Token(Server.Issuer), "The service account is inactive");
    }

    [Fact]
    public async Task The_token_is_in_neither_log_nor_journal()
    {
        using var issuer = NewIssuer(fixture);
        var client = await CreateAsync(Server, Trust(issuer));
        var token = issuer.Token(Server.Issuer, claims => claims["sub"] = "something-private");

        await client.AssertRefusedAsync(token, "The condition on the claim 'sub'");

        var refusal = Assert.Single(await Server.RefusalsAsync(), entry => entry.ClientId == client.ClientId && entry.Reason!.Contains("claim 'sub'", StringComparison.Ordinal));
        Assert.DoesNotContain("something-private", refusal.Reason + refusal.Details, StringComparison.Ordinal);
        Assert.DoesNotContain(Server.Log.Lines, line => line.Contains("something-private", StringComparison.Ordinal) || line.Contains(token[^40..], StringComparison.Ordinal));
    }

    [Fact]
    public async Task Kubernetes_is_known_by_namespace_and_service_account()
    {
        using var issuer = NewIssuer(fixture);
        var client = await CreateAsync(
            Server, Trust(issuer, Condition("/kubernetes.io/namespace", "any_of", "prod", "staging"), Condition("sub", "prefix", "system:serviceaccount:prod:", "system:serviceaccount:staging:")));

        await client.AssertAcceptedAsync(issuer.Token(Server.Issuer, OidcIssuer.Kubernetes("prod", "billing"), header => header.Remove("typ")));
        await client.AssertRefusedAsync(issuer.Token(Server.Issuer, OidcIssuer.Kubernetes("prod-evil", "billing")), "/kubernetes.io/namespace");
    }

    [Fact]
    public async Task A_private_cluster_gives_its_keys_and_is_never_asked()
    {
        using var key = ClientKeyPair.Es256("cluster");
        var client = await CreateAsync(Server, new JsonObject
        {
            ["name"] = "cluster",
            ["issuer"] = "https://kubernetes.default.svc.cluster.local",
            ["conditions"] = new JsonArray(Condition("sub", "equals", "system:serviceaccount:prod:billing")),
            ["jwks"] = key.ToJwks(),
        });
        using var issuer = NewIssuer(fixture);
        void Cluster(JsonObject claims)
        {
            OidcIssuer.Kubernetes("prod", "billing")(claims);
            claims["iss"] = "https://kubernetes.default.svc.cluster.local";
        }

        await client.AssertAcceptedAsync(issuer.Token(Server.Issuer, Cluster, signedBy: key));
        await client.AssertRefusedAsync(issuer.Token(Server.Issuer, Cluster), "The keys that were given have no usable key of the token's kid");
    }

    [Fact]
    public async Task GitHub_Actions_is_known_by_repository_and_branch()
    {
        using var issuer = NewIssuer(fixture);
        var client = await CreateAsync(
            Server, Trust(issuer, Condition("repository", "equals", "octo/app"), Condition("ref", "prefix", "refs/heads/"), Condition("run_number", "any_of", "10", "11")));

        await client.AssertAcceptedAsync(issuer.Token(Server.Issuer, OidcIssuer.GitHub("octo/app")));
        await client.AssertRefusedAsync(issuer.Token(Server.Issuer, OidcIssuer.GitHub("octo/app-fork")), "'repository'");
        await client.AssertRefusedAsync(issuer.Token(Server.Issuer, OidcIssuer.GitHub("octo/app", "refs/pull/1/merge")), "'ref'");
    }

    [Fact]
    public async Task A_list_fits_if_any_of_its_elements_does()
    {
        using var issuer = NewIssuer(fixture);
        var client = await CreateAsync(Server, Trust(issuer, Condition("groups", "equals", "deployers")));

        await client.AssertAcceptedAsync(issuer.Token(Server.Issuer, claims => claims["groups"] = new JsonArray("readers", 7, null, "deployers")));
        await client.AssertRefusedAsync(issuer.Token(Server.Issuer, claims => claims["groups"] = new JsonArray("deployers2", new JsonArray("deployers"))), "'groups'");
        await client.AssertRefusedAsync(
            issuer.Token(Server.Issuer, claims => claims["groups"] = new JsonArray([.. Enumerable.Range(0, 2_000).Select(i => JsonValue.Create(i))])), "'groups'");
    }

    [Fact]
    public async Task Of_several_trusts_in_one_issuer_the_one_that_fits_proves_it()
    {
        using var issuer = NewIssuer(fixture);
        var client = await CreateAsync(Server, Trust(issuer));
        var second = await ApiCaller.Administrator(Server)
            .PostAsync(client.Credentials, Trust(issuer, Condition("sub", "equals", "workload-2")).Named("second")).JsonAsync(HttpStatusCode.Created);

        using var response = await client.AskAsync(issuer.Token(Server.Issuer, claims => claims["sub"] = "workload-2"));

        var token = new JsonWebToken((await TokenEndpointUnderTest.AssertIssuedAsync(response))["access_token"]!.GetValue<string>());
        Assert.Equal(second["id"]!.GetValue<string>(), token.GetPayloadValue<string>("credential_id"));
    }

    [Fact]
    public async Task Another_clients_trust_is_not_this_ones()
    {
        using var issuer = NewIssuer(fixture);
        var other = await SecondTenant.AddAsync(Server);
        var theirs = new FederatedClient(Server, await other.Administrator.PostAsync(ApiCaller.Accounts, new JsonObject
        {
            ["name"] = ApiCaller.NewName(),
            ["auth_type"] = "oauth_federated",
            ["federated_credential"] = Trust(issuer, Condition("sub", "equals", "workload-2")),
        }).JsonAsync(HttpStatusCode.Created));
        var ours = await CreateAsync(Server, Trust(issuer));
        var secret = await Server.CreateSecretClientAsync();

        await ours.AssertRefusedAsync(issuer.Token(Server.Issuer, claims => claims["sub"] = "workload-2"), "The condition on the claim 'sub'");
        await theirs.AssertRefusedAsync(issuer.Token(Server.Issuer), "The condition on the claim 'sub'");
        await new FederatedClient(Server, ours.Created.With(secret.ClientId)).AssertRefusedAsync(issuer.Token(Server.Issuer), "trusts no other issuer");
    }

    [Fact]
    public async Task A_rotated_key_is_found_at_once_and_its_host_asked_once_in_30_seconds()
    {
        using var issuer = NewIssuer(fixture);
        var client = await CreateAsync(Server, Trust(issuer));
        await client.AssertAcceptedAsync(issuer.Token(Server.Issuer));

        issuer.Rotate("platform-2");
        var old = issuer.Token(Server.Issuer, header: header => header["kid"] = "platform-1");
        await client.AssertAcceptedAsync(issuer.Token(Server.Issuer));
        await client.AssertRefusedAsync(old, "no usable key of the token's kid");

        var asked = fixture.Host.RequestsTo(issuer.KeysPath);
        await client.AssertRefusedAsync(issuer.Token(Server.Issuer, header: header => header["kid"] = "platform-3"), "no usable key of the token's kid");
        Assert.Equal(asked, fixture.Host.RequestsTo(issuer.KeysPath));
    }

    [Fact]
    public async Task A_discovery_document_that_turns_does_not_change_whose_keys_are_believed_and_those_of_before_are_kept()
    {
        using var issuer = NewIssuer(fixture);
        using var thief = NewIssuer(fixture);
        var client = await CreateAsync(Server, Trust(issuer));
        await client.AssertAcceptedAsync(issuer.Token(Server.Issuer));

        issuer.Describe(document => (document["issuer"], document["jwks_uri"]) = (thief.Url, fixture.Host.UrlOf(thief.KeysPath)));
        thief.Rotate("thief");

        await client.AssertRefusedAsync(issuer.Token(Server.Issuer, signedBy: thief.Key), "no usable key of the token's kid");
        await client.AssertAcceptedAsync(issuer.Token(Server.Issuer));
        await Eventually.IsTrueAsync(async () => (await Server.ReadAsync<FetchedKeySet>(sets => sets
            .Where(set => set.JwksUrl == fixture.Host.UrlOf(issuer.DiscoveryPath) && set.TenantId == Server.TenantId))).Count == 1);
    }

    [Fact]
    public async Task Of_many_trusts_with_keys_of_their_own_four_are_tried()
    {
        using var issuer = NewIssuer(fixture);
        var client = await CreateAsync(Server, null);
        var keys = Enumerable.Range(0, 5).Select(_ => ClientKeyPair.Es256(null)).ToList();
        for (var i = 0; i < keys.Count; i++)
        {
            var trust = Trust(issuer).Named($"{i}");
            trust["jwks"] = keys[i].ToJwks();
            await ApiCaller.Administrator(Server).PostAsync(client.Credentials, trust).JsonAsync(HttpStatusCode.Created);
        }

        await client.AssertAcceptedAsync(issuer.Token(Server.Issuer, signedBy: keys[3]));
        await client.AssertRefusedAsync(issuer.Token(Server.Issuer, signedBy: keys[4]), "The signature fits no key of the issuer");
        keys.ForEach(key => key.Dispose());
    }

    [Fact]
    public async Task A_trust_that_is_deleted_ends_the_tokens_it_got_at_our_own_apis()
    {
        using var issuer = NewIssuer(fixture);
        var client = await CreateAsync(Server, Trust(issuer));
        await NewUser.BindAsync(Server, Guid.Parse(client.AccountId), SystemRole.TenantAdmin.Id, PlaceKind.Tenant, Server.TenantId);
        await ApiCaller.Administrator(Server).PatchAsync($"{ApiCaller.Accounts}/{client.AccountId}", new JsonObject { ["description"] = "bound" }).JsonAsync();
        using var response = await client.AskAsync(issuer.Token(Server.Issuer), ("resource", Server.Issuer));
        var caller = new ApiCaller(Server, "Bearer " + await response.MemberAsync("access_token"));
        await caller.GetAsync(ApiCaller.Self).JsonAsync();
        await caller.NewRoleAsync("tenant", "journal.read");

        await ApiCaller.Administrator(Server).DeleteAsync(client.Credential).StatusAsync(HttpStatusCode.NoContent);

        await caller.GetAsync(ApiCaller.Self).StatusAsync(HttpStatusCode.Unauthorized);
        await client.AssertRefusedAsync(issuer.Token(Server.Issuer), "No federated credential of the application is for the token's issuer");
    }

    [Fact]
    public async Task A_trust_that_runs_out_is_none()
    {
        using var issuer = NewIssuer(fixture);
        var trust = Trust(issuer);
        trust["expires_at"] = Server.Time.GetUtcNow().AddSeconds(90).ToString("o");
        var client = await CreateAsync(Server, trust);

        using var response = await client.AskAsync(issuer.Token(Server.Issuer));

        Assert.Equal(90, (await TokenEndpointUnderTest.AssertIssuedAsync(response))["expires_in"]!.GetValue<int>());
    }

    private string Hmac(OidcIssuer issuer)
    {
        var header = new JsonObject { ["alg"] = "HS256", ["typ"] = "JWT", ["kid"] = issuer.Key.KeyId }.ToJsonString();
        var input = $"{Base64UrlEncoder.Encode(header)}.{Base64UrlEncoder.Encode(issuer.Claims(Server.Issuer).ToJsonString())}";
        return $"{input}.{Base64UrlEncoder.Encode(HMACSHA256.HashData(Encoding.UTF8.GetBytes(issuer.Key.ToPublicPem()), Encoding.ASCII.GetBytes(input)))}";
    }
}
