using System.Net;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.Tokens;
using ServiceAccounts.Server.Tests.Management;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Conformance;

/// <summary>Demonstrating Proof of Possession (RFC 9449) at the token endpoint.</summary>
public sealed class DPoPTests(ManagementServer fixture) : IClassFixture<ManagementServer>
{
    private RunningServer Server => fixture.Server;

    private DPoPKey Key => DPoPKey.Of(Server);

    [Fact]
    public async Task Section_4_3_rule_1_More_than_one_header_is_refused()
    {
        var client = await Server.CreateSecretClientAsync();
        var key = Key;

        await RefusedAsync(key.RequestTokenAsync(client, [key.TokenProof(), key.TokenProof()]), "more than one");
        await RefusedAsync(key.RequestTokenAsync(client, [$"{key.TokenProof()}, {key.TokenProof()}"]), "more than one");
        await RefusedAsync(key.RequestTokenAsync(client, [key.TokenProof(), string.Empty]), "more than one");
    }

    [Theory]
    [InlineData("")]
    [InlineData("no proof")]
    [InlineData("a.b.c")]
    [InlineData("eyJhbGciOiJub25lIiwidHlwIjoiZHBvcCtqd3QifQ.e30.")]
    public async Task Section_4_3_rule_2_What_is_no_JWT_is_refused(string proof)
    {
        var client = await Server.CreateSecretClientAsync();

        await RefusedAsync(Key.RequestTokenAsync(client, [proof]), "JWT");
    }

    [Theory]
    [InlineData("jti")]
    [InlineData("htm")]
    [InlineData("htu")]
    [InlineData("iat")]
    public async Task Section_4_3_rule_3_Every_required_claim_is_required(string claim)
    {
        var client = await Server.CreateSecretClientAsync();
        var key = Key;

        await RefusedAsync(key.RequestTokenAsync(client, [key.TokenProof(claims: claims => claims.Remove(claim))]), claim);
    }

    [Theory]
    [InlineData("rule_4", "typ", "JWT")]
    [InlineData("rule_5", "alg", "none")]
    [InlineData("rule_5", "alg", "HS256")]
    [InlineData("rule_5", "alg", "EdDSA")]
    public async Task Section_4_3_rules_4_and_5_Its_type_and_algorithm_are_those_of_a_proof(string rule, string member, string value)
    {
        _ = rule;
        var client = await Server.CreateSecretClientAsync();
        var key = Key;

        await RefusedAsync(key.RequestTokenAsync(client, [key.TokenProof(header: header => header[member] = value)]), member);
    }

    [Fact]
    public async Task Section_4_3_rule_5_A_symmetric_key_is_no_key()
    {
        var client = await Server.CreateSecretClientAsync();
        var key = Key;
        var proof = key.TokenProof(header: header => header["jwk"] = new JsonObject { ["kty"] = "oct", ["k"] = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" });

        await RefusedAsync(key.RequestTokenAsync(client, [proof]), "jwk");
    }

    [Fact]
    public async Task Section_4_3_rule_6_A_signature_by_another_key_is_refused()
    {
        var client = await Server.CreateSecretClientAsync();
        using var other = ClientKeyPair.Es256(keyId: null);
        var key = Key;

        await RefusedAsync(key.RequestTokenAsync(client, [key.TokenProof(signedBy: other)]), "signature");
    }

    [Fact]
    public async Task Section_4_3_rule_7_A_private_half_in_the_header_is_refused()
    {
        var client = await Server.CreateSecretClientAsync();
        using var pair = ClientKeyPair.Es256(keyId: null);
        var key = new DPoPKey(Server, pair);
        var leak = pair.ToJwk(withPrivateHalf: true);

        await RefusedAsync(key.RequestTokenAsync(client, [key.TokenProof(header: header => header["jwk"] = leak.DeepClone())]), "private half");
        Assert.DoesNotContain(leak["d"]!.GetValue<string>(), string.Join('\n', Server.Log.Lines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("post")]
    public async Task Section_4_3_rule_8_The_method_is_that_of_the_request(string method)
    {
        var client = await Server.CreateSecretClientAsync();
        var key = Key;

        await RefusedAsync(key.RequestTokenAsync(client, [key.TokenProof(claims: claims => claims["htm"] = method)]), "htm");
    }

    [Theory]
    [InlineData("{issuer}/oauth2/revoke")]
    [InlineData("{issuer}/oauth2/token/")]
    [InlineData("{issuer}/oauth/token")]
    [InlineData("https://evil.example/oauth2/token")]
    [InlineData("https://xn--\u00fc/oauth2/token")]
    [InlineData("/oauth2/token")]
    public async Task Section_4_3_rule_9_A_proof_for_another_URL_is_refused(string url)
    {
        var client = await Server.CreateSecretClientAsync();
        var key = Key;
        var proof = key.TokenProof(claims: claims => claims["htu"] = url.Replace("{issuer}", Server.Issuer, StringComparison.Ordinal));

        await RefusedAsync(key.RequestTokenAsync(client, [proof]), "htu");
    }

    [Theory]
    [InlineData("?a=b")]
    [InlineData("#fragment")]
    [InlineData("HTTPS")]
    public async Task Section_4_3_rule_9_The_same_URL_in_another_form_is_taken(string form)
    {
        var client = await Server.CreateSecretClientAsync();
        var key = Key;
        var url = $"{Server.Issuer}/oauth2/token";
        var proof = key.TokenProof(claims: claims => claims["htu"] = form == "HTTPS"
            ? url.Replace("https://localhost", "HTTPS://LocalHost", StringComparison.Ordinal)
            : url + form);

        await key.RequestTokenAsync(client, [proof]).StatusAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Section_4_3_rule_9_A_proof_for_a_dialects_token_endpoint_is_good_there_alone()
    {
        var client = await Server.CreateSecretClientAsync();
        var key = Key;
        using var request = new HttpRequestMessage(HttpMethod.Post, "/oauth/token")
        {
            Content = new FormUrlEncodedContent([KeyValuePair.Create("grant_type", "client_credentials")]),
        };
        request.Headers.TryAddWithoutValidation("Authorization", client.Basic);
        request.Headers.TryAddWithoutValidation("DPoP", key.Proof("POST", Server.Issuer + "/oauth/token", null));

        using var response = await Server.Http.SendAsync(request);

        Assert.Equal("DPoP", await response.MemberAsync("token_type"));
    }

    [Theory]
    [InlineData(61)]
    [InlineData(-121)]
    [InlineData(-86_400)]
    public async Task Section_4_3_rule_11_A_proof_that_is_not_of_now_is_refused(int seconds)
    {
        var client = await Server.CreateSecretClientAsync();
        var key = Key;
        var iat = Server.Time.GetUtcNow().ToUnixTimeSeconds() + seconds;

        await RefusedAsync(key.RequestTokenAsync(client, [key.TokenProof(claims: claims => claims["iat"] = iat)]), seconds > 0 ? "iat" : "too old");
    }

    [Fact]
    public async Task Section_5_A_token_is_bound_to_the_key_of_the_proof()
    {
        var client = await Server.CreateSecretClientAsync();
        foreach (var algorithm in new[] { "ES256", "ES384", "ES512", "RS256", "PS512" })
        {
            using var pair = ClientKeyPair.For(algorithm, keyId: null);
            var key = new DPoPKey(Server, pair);
            using var response = await key.RequestTokenAsync(client, [key.TokenProof()]);

            Assert.Equal("DPoP", await response.MemberAsync("token_type"));
            var claims = ClaimsOf((await response.MemberAsync("access_token"))!);
            Assert.Equal($$"""{"jkt":"{{key.Thumbprint}}"}""", claims["cnf"]!.ToJsonString());
        }
    }

    [Fact]
    public async Task Section_5_Without_a_proof_a_token_is_a_bearer_token()
    {
        var client = await Server.CreateSecretClientAsync();
        using var response = await Key.RequestTokenAsync(client, []);

        Assert.Equal("Bearer", await response.MemberAsync("token_type"));
        Assert.False(ClaimsOf((await response.MemberAsync("access_token"))!).ContainsKey("cnf"));
        Assert.False(response.Headers.Contains("DPoP-Nonce"));
    }

    [Fact]
    public async Task Section_5_A_client_is_authenticated_before_its_proof()
    {
        var client = await Server.CreateSecretClientAsync();
        var key = Key;

        using var response = await key.RequestTokenAsync(client with { Secret = client.Secret[..^1] + "x" }, ["no proof"]);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("invalid_client", await response.MemberAsync("error"));
    }

    [Fact]
    public async Task Section_5_An_assertion_and_a_proof_are_good_together_and_each_once()
    {
        using var signer = ClientKeyPair.Es256();
        var client = await Server.CreateAssertionClientAsync(signer);
        var key = Key;
        var (assertion, proof) = (client.Assertion(), key.TokenProof());

        using var first = await SendAsync(assertion, proof);
        using var otherAssertion = await SendAsync(client.Assertion(), proof);
        using var otherProof = await SendAsync(assertion, key.TokenProof());
        using var neither = await SendAsync(assertion, proof);

        Assert.Equal("DPoP", await first.MemberAsync("token_type"));
        Assert.Equal("invalid_dpop_proof", await otherAssertion.MemberAsync("error"));
        Assert.Equal("invalid_client", await otherProof.MemberAsync("error"));
        Assert.Equal("invalid_client", await neither.MemberAsync("error"));

        async Task<HttpResponseMessage> SendAsync(string sent, string header)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/oauth2/token")
            {
                Content = new FormUrlEncodedContent(new Dictionary<string, string>
                {
                    ["grant_type"] = "client_credentials",
                    ["client_assertion_type"] = AssertionClient.AssertionType,
                    ["client_assertion"] = sent,
                }),
            };
            request.Headers.TryAddWithoutValidation("DPoP", header);
            return await Server.Http.SendAsync(request);
        }
    }

    [Fact]
    public async Task Section_5_1_The_metadata_names_the_algorithms_of_proofs()
    {
        using var response = await Server.Http.GetAsync("/.well-known/oauth-authorization-server");
        var names = (await response.JsonAsync())["dpop_signing_alg_values_supported"]!.AsArray().Select(name => name!.GetValue<string>()).ToList();

        Assert.Contains("ES256", names);
        Assert.DoesNotContain("none", names);
        Assert.DoesNotContain(names, name => name.StartsWith("HS", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Section_6_2_Introspection_tells_the_type_and_the_key_of_a_bound_token()
    {
        var asker = await OAuthClient.WithIntrospectionAsync(Server);
        var client = await Server.CreateSecretClientAsync();
        var key = Key;
        using var response = await key.RequestTokenAsync(client, [key.TokenProof()]);

        var answer = await asker.IntrospectAsync((await response.MemberAsync("access_token"))!);

        Assert.Equal("DPoP", answer["token_type"]!.GetValue<string>());
        Assert.Equal(key.Thumbprint, answer["cnf"]!["jkt"]!.GetValue<string>());
    }

    [Fact]
    public async Task Section_8_A_nonce_is_offered_with_every_answer_to_a_proof_and_taken()
    {
        var client = await Server.CreateSecretClientAsync();
        var key = Key;
        using var first = await key.RequestTokenAsync(client, [key.TokenProof()]);
        using var refused = await key.RequestTokenAsync(client, ["no proof"]);
        var nonce = Assert.Single(first.Headers.GetValues("DPoP-Nonce"));
        Assert.Equal(nonce, Assert.Single(refused.Headers.GetValues("DPoP-Nonce")));

        await key.RequestTokenAsync(client, [key.TokenProof(claims: claims => claims["nonce"] = nonce)]).StatusAsync(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("\"made-up\"")]
    [InlineData("\"\"")]
    [InlineData("null")]
    [InlineData("7")]
    public async Task Section_8_A_nonce_that_is_not_ours_is_answered_with_one_that_is(string nonce)
    {
        var client = await Server.CreateSecretClientAsync();
        var key = Key;

        using var response = await key.RequestTokenAsync(client, [key.TokenProof(claims: claims => claims["nonce"] = JsonNode.Parse(nonce))]);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("use_dpop_nonce", await response.MemberAsync("error"));
        Assert.True(response.Headers.CacheControl is { NoStore: true });
        var ours = Assert.Single(response.Headers.GetValues("DPoP-Nonce"));
        await key.RequestTokenAsync(client, [key.TokenProof(claims: claims => claims["nonce"] = ours)]).StatusAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Section_11_1_A_proof_is_good_once()
    {
        var client = await Server.CreateSecretClientAsync();
        var other = await Server.CreateSecretClientAsync();
        var key = Key;
        var proof = key.TokenProof();

        await key.RequestTokenAsync(client, [proof]).StatusAsync(HttpStatusCode.OK);
        await RefusedAsync(key.RequestTokenAsync(client, [proof]), "used before");
        await RefusedAsync(key.RequestTokenAsync(other, [proof]), "used before");
    }

    [Fact]
    public async Task Section_11_1_Of_many_that_send_one_proof_at_once_exactly_one_gets_a_token()
    {
        var client = await Server.CreateSecretClientAsync();
        var key = Key;
        var proof = key.TokenProof();

        var responses = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => key.RequestTokenAsync(client, [proof])));

        Assert.Single(responses, response => response.StatusCode == HttpStatusCode.OK);
        foreach (var response in responses)
        {
            Assert.Contains(await response.MemberAsync("error"), new[] { null, "invalid_dpop_proof" });
            response.Dispose();
        }
    }

    [Fact]
    public async Task Section_11_1_One_jti_of_two_keys_is_two_proofs()
    {
        var client = await Server.CreateSecretClientAsync();
        foreach (var key in new[] { Key, Key })
        {
            await key.RequestTokenAsync(client, [key.TokenProof(claims: claims => claims["jti"] = "one for two")]).StatusAsync(HttpStatusCode.OK);
        }
    }

    [Fact]
    public async Task Section_11_6_A_signature_is_checked_under_a_key_of_bounded_cost_alone()
    {
        var client = await Server.CreateSecretClientAsync();
        using var small = ClientKeyPair.Rsa(1024, keyId: null);
        var key = Key;
        var huge = new JsonObject { ["kty"] = "RSA", ["e"] = "AQAB", ["n"] = Base64UrlEncoder.Encode([.. Enumerable.Repeat((byte)0xff, 2_048)]) };

        await RefusedAsync(key.RequestTokenAsync(client, [new DPoPKey(Server, small).TokenProof()]), "jwk");
        await RefusedAsync(
            key.RequestTokenAsync(client, [key.TokenProof(header: header => (header["alg"], header["jwk"]) = ("RS256", huge.DeepClone()))]), "jwk");
        await RefusedAsync(key.RequestTokenAsync(client, [key.TokenProof(claims: claims => claims["more"] = new string('x', 9_000))]), "longer");
    }

    [Fact]
    public async Task A_refused_proof_is_in_the_journal_of_the_tenant_and_a_nonce_that_is_asked_for_is_not()
    {
        var client = await Server.CreateSecretClientAsync();
        var key = Key;
        await RefusedAsync(key.RequestTokenAsync(client, [key.TokenProof(claims: claims => claims["htm"] = "GET")]), "htm");
        using var asked = await key.RequestTokenAsync(client, [key.TokenProof(claims: claims => claims["nonce"] = "x")]);

        var page = await fixture.Administrator.GetAsync($"/management/v1/journal?client_id={client.ClientId}&outcome=refused").JsonAsync();

        var entry = Assert.Single(page["items"]!.AsArray());
        Assert.StartsWith("The proof's htm", entry!["reason"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    private static async Task RefusedAsync(Task<HttpResponseMessage> sending, string says)
    {
        using var response = await sending;
        var body = await response.JsonAsync();

        // Section 5: the client has authenticated, so this is no 401.
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("invalid_dpop_proof", body["error"]!.GetValue<string>());
        Assert.Contains(says, body["error_description"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Empty(response.Headers.WwwAuthenticate);
        Assert.True(response.Headers.CacheControl is { NoStore: true });
    }

    private static JsonObject ClaimsOf(string token) => JsonNode.Parse(Base64UrlEncoder.Decode(token.Split('.')[1]))!.AsObject();
}
