using System.Text.Json.Nodes;
using ServiceAccounts.Protocol.Proofs;

namespace ServiceAccounts.Protocol.Tests.Proofs;

/// <summary>RFC 9449 section 4.3, rule by rule.</summary>
public sealed class DPoPRulesTests
{
    [Theory]
    [InlineData("RS256")]
    [InlineData("PS256")]
    [InlineData("ES256")]
    [InlineData("ES384")]
    [InlineData("ES512")]
    public void A_proof_with_each_kind_of_key_is_taken(string algorithm)
    {
        var key = algorithm switch
        {
            "ES256" => TestKey.Es256,
            "ES384" => TestKey.OnCurve(System.Security.Cryptography.ECCurve.NamedCurves.nistP384, algorithm),
            "ES512" => TestKey.OnCurve(System.Security.Cryptography.ECCurve.NamedCurves.nistP521, algorithm),
            _ => TestKey.Rsa(2048, algorithm),
        };

        var proved = TestProof.Check(TestProof.Make(key: key));

        Assert.Equal(algorithm, proved.Value?.Algorithm);
        Assert.Equal(43, proved.Value!.Thumbprint.Length);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("e30.e30.")]
    [InlineData("e30.e30.AAAA")]
    [InlineData("a.b.c.d.e")]
    [InlineData("no proof")]
    public void What_is_no_signed_jwt_is_no_proof(string proof) => AssertInvalid(proof, "proof");

    [Fact]
    public void Two_proofs_are_none() => AssertInvalid($"{TestProof.Make()},{TestProof.Make()}", "more than one");

    [Fact]
    public void A_proof_of_more_than_8192_characters_is_refused() =>
        AssertInvalid(TestProof.Make(claims: claims => claims["more"] = new string('x', 8_000)), "8192");

    [Theory]
    [InlineData("typ", null, "typ")]
    [InlineData("typ", "\"JWT\"", "typ")]
    [InlineData("typ", "\"DPOP+JWT\"", "typ")]
    [InlineData("typ", "\"application/dpop+jwt\"", "typ")]
    [InlineData("alg", null, "alg")]
    [InlineData("alg", "\"none\"", "alg")]
    [InlineData("alg", "\"HS256\"", "alg")]
    [InlineData("alg", "\"ES256K\"", "alg")]
    [InlineData("alg", "\"RS256\"", "does not fit")]
    [InlineData("crit", "[\"exp\"]", "crit")]
    [InlineData("crit", "[]", "crit")]
    [InlineData("jwk", null, "jwk")]
    [InlineData("jwk", "null", "jwk")]
    [InlineData("jwk", "\"key\"", "jwk")]
    [InlineData("jwk", "[]", "jwk")]
    [InlineData("jwk", "{}", "jwk")]
    public void A_header_that_breaks_a_rule_is_refused(string member, string? value, string says) =>
        AssertInvalid(TestProof.Make(header: header => Set(header, member, value)), says);

    [Theory]
    [InlineData("htm", null, "htm")]
    [InlineData("htm", "\"GET\"", "htm")]
    [InlineData("htm", "\"post\"", "htm")]
    [InlineData("htm", "[\"POST\"]", "htm")]
    [InlineData("htu", null, "htu")]
    [InlineData("htu", "\"\"", "htu")]
    [InlineData("htu", "\"/oauth2/token\"", "htu")]
    [InlineData("htu", "[\"https://issuer.example/oauth2/token\"]", "htu")]
    [InlineData("htu", "\"https://issuer.example/oauth2/revoke\"", "htu")]
    [InlineData("jti", null, "jti")]
    [InlineData("jti", "\"\"", "jti")]
    [InlineData("jti", "{}", "proof")]
    [InlineData("jti", "[\"a\"]", "proof")]
    [InlineData("iat", null, "iat")]
    [InlineData("iat", "\"now\"", "proof")]
    [InlineData("iat", "-1", "iat")]
    [InlineData("iat", "1e300", "proof")]
    [InlineData("iat", "253000000001", "iat")]
    [InlineData("nonce", "\"made up\"", "nonce")]
    [InlineData("nonce", "1", "nonce")]
    [InlineData("nonce", "[]", "nonce")]
    public void A_claim_that_breaks_a_rule_is_refused(string claim, string? value, string says) =>
        AssertInvalid(
            TestProof.Make(claims: claims => Set(claims, claim, value)), says, claim == "nonce" ? "use_dpop_nonce" : "invalid_dpop_proof");

    [Theory]
    [InlineData(256, true)]
    [InlineData(257, false)]
    public void A_jti_has_256_bytes_at_most(int length, bool succeeds) =>
        Assert.Equal(succeeds, TestProof.Check(TestProof.Make(claims: claims => claims["jti"] = new string('j', length))).Succeeded);

    [Fact]
    public void A_jti_is_counted_in_bytes() =>
        AssertInvalid(TestProof.Make(claims: claims => claims["jti"] = string.Concat(Enumerable.Repeat("\u20ac", 86))), "jti");

    [Theory]
    [InlineData("2026-03-01T12:00:00Z")]
    [InlineData("12345678901234567890")]
    [InlineData("\u0000")]
    public void A_jti_may_be_any_text(string jti) =>
        Assert.True(TestProof.Check(TestProof.Make(claims: claims => claims["jti"] = jti)).Succeeded);

    [Theory]
    [InlineData(0, true)]
    [InlineData(60, true)]
    [InlineData(61, false)]
    [InlineData(-119, true)]
    [InlineData(-120, false)]
    [InlineData(-100_000, false)]
    public void A_proof_is_good_for_its_age_and_the_skew_of_a_clock(int offset, bool succeeds) =>
        Assert.Equal(succeeds, TestProof.Check(TestProof.Make(claims: claims => claims["iat"] = TestProof.Now + offset)).Succeeded);

    [Fact]
    public void It_is_remembered_for_as_long_as_it_would_be_taken()
    {
        var proof = TestProof.Make();
        var end = TestProof.Check(proof).Value!.SingleUse.ExpiresAt;

        Assert.True(TestProof.Check(proof, time: new FixedTime(end.AddSeconds(-1))).Succeeded);
        Assert.False(TestProof.Check(proof, time: new FixedTime(end)).Succeeded);
    }

    [Fact]
    public void One_jti_of_two_keys_is_two()
    {
        var mine = TestProof.Check(TestProof.Make()).Value!;
        var theirs = TestProof.Check(TestProof.Make(key: TestKey.Rs256)).Value!;
        var again = TestProof.Check(TestProof.Make(claims: claims => claims["iat"] = TestProof.Now - 1)).Value!;

        Assert.NotEqual(mine.SingleUse.Key.ToArray(), theirs.SingleUse.Key.ToArray());
        Assert.Equal(mine.SingleUse.Key.ToArray(), again.SingleUse.Key.ToArray());
    }

    [Fact]
    public void With_an_access_token_the_hash_of_it_is_required()
    {
        var target = TestProof.Target(accessToken: "token");
        string Proof(JsonNode? ath) => TestProof.Make(claims: claims => claims["ath"] = ath);

        Assert.True(TestProof.Check(Proof(DPoPRules.HashOf("token")), target: target).Succeeded);
        Assert.Contains("ath", TestProof.Check(TestProof.Make(), target: target).Error?.Description, StringComparison.Ordinal);
        Assert.False(TestProof.Check(Proof(DPoPRules.HashOf("Token")), target: target).Succeeded);
        Assert.False(TestProof.Check(Proof(DPoPRules.HashOf("token") + "="), target: target).Succeeded);
        Assert.False(TestProof.Check(Proof("token"), target: target).Succeeded);
        Assert.False(TestProof.Check(Proof(new JsonArray(DPoPRules.HashOf("token"))), target: target).Succeeded);
    }

    [Fact]
    public void A_signature_of_another_key_is_refused()
    {
        var other = TestKey.OnCurve(System.Security.Cryptography.ECCurve.NamedCurves.nistP256, "ES256");

        AssertInvalid(TestProof.Make(key: other, header: header => header["jwk"] = TestKey.Es256.Jwk()), "does not fit");
    }

    [Fact]
    public void A_nonce_is_asked_for_only_when_nothing_else_is_wrong()
    {
        var options = new DPoPOptions { RequireNonce = true };

        Assert.Equal("use_dpop_nonce", TestProof.Check(TestProof.Make(), options).Error?.Error);
        Assert.Equal("invalid_dpop_proof", TestProof.Check(TestProof.Make(claims: claims => claims["htm"] = "GET"), options).Error?.Error);
        Assert.True(TestProof.Check(TestProof.Make(claims: claims => claims["nonce"] = TestProof.Nonces().Current), options).Succeeded);
    }

    [Fact]
    public void No_sentence_has_a_character_that_a_description_may_not_have() =>
        Assert.DoesNotContain(
            TestProof.Check(TestProof.Make(header: header => header["alg"] = "\"\\\n")).Error!.Description, character => character is '"' or '\\' or < ' ' or > '~');

    private static void AssertInvalid(string proof, string says, string error = "invalid_dpop_proof")
    {
        var outcome = TestProof.Check(proof);

        Assert.Equal(error, outcome.Error?.Error);
        Assert.Contains(says, outcome.Error!.Description, StringComparison.Ordinal);
    }

    private static void Set(JsonObject members, string name, string? value)
    {
        members.Remove(name);
        if (value is not null)
        {
            members[name] = JsonNode.Parse(value);
        }
    }
}
