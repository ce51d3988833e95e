using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.Tokens;
using ServiceAccounts.Protocol.Keys;

namespace ServiceAccounts.Protocol.Tests.Keys;

public sealed class ClientKeySetTests
{
    [Theory]
    [InlineData("P-256", "ES256")]
    [InlineData("P-384", "ES384")]
    [InlineData("P-521", "ES512")]
    public void One_key_verifies_for_many_threads_at_once(string curve, string algorithm)
    {
        var key = TestKey.OnCurve(ECCurve.CreateFromFriendlyName("nist" + curve.Replace("-", "", StringComparison.Ordinal)), algorithm);
        Assert.True(ClientKeySet.TryParse(TestKey.SetOf(key.Jwk()), out var set, out _));
        var (verifying, parts) = (Assert.Single(set.Keys), key.Sign([], []).Split('.'));
        var (input, signature) = (Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64UrlEncoder.DecodeBytes(parts[2]));
        var other = input.Append((byte)'x').ToArray();

        Parallel.For(0, 200, i =>
        {
            Assert.True(verifying.Verify(algorithm, input, signature));
            Assert.False(verifying.Verify(algorithm, other, signature));
            Assert.False(verifying.Verify(algorithm, input, signature[1..]));
        });
    }

    [Fact]
    public void A_public_key_is_kept_with_its_kid()
    {
        var set = Parse(TestKey.Es256.Jwk(keyId: "a"), TestKey.Rs256.Jwk());

        Assert.Equal(["a", null], set.Keys.Select(key => key.KeyId));
        Assert.Empty(set.Refused);
        Assert.Equal(0, set.PrivateKeys);
        Assert.True(set.Has("a"));
        Assert.False(set.Has("b"));
    }

    [Theory]
    [InlineData("d")]
    [InlineData("p")]
    [InlineData("q")]
    [InlineData("dp")]
    [InlineData("dq")]
    [InlineData("qi")]
    public void A_key_with_any_part_of_its_private_half_is_dropped_and_counted(string part)
    {
        var jwk = TestKey.Rs256.Jwk();
        jwk[part] = TestKey.Rs256.Jwk(withPrivateHalf: true)[part]!.DeepClone();

        AssertLeaked(Parse(jwk, TestKey.Es256.Jwk()));
    }

    [Fact]
    public void An_RSA_key_with_other_primes_is_dropped_and_counted()
    {
        var jwk = TestKey.Rs256.Jwk();
        jwk["oth"] = new JsonArray(new JsonObject { ["r"] = "AQ", ["d"] = "AQ", ["t"] = "AQ" });

        AssertLeaked(Parse(jwk, TestKey.Es256.Jwk()));
    }

    [Theory]
    [InlineData("D", "\"AQ\"")]
    [InlineData("d", "1")]
    [InlineData("d", "{}")]
    public void A_private_half_in_a_shape_that_it_cannot_have_has_leaked_all_the_same(string name, string value)
    {
        var jwk = TestKey.Rs256.Jwk();
        jwk[name] = JsonNode.Parse(value);

        AssertLeaked(Parse(jwk, TestKey.Es256.Jwk()));
    }

    [Fact]
    public void An_elliptic_key_with_its_private_half_is_dropped_and_counted() =>
        AssertLeaked(Parse(TestKey.Es256.Jwk(withPrivateHalf: true), TestKey.Rs256.Jwk()));

    [Fact]
    public void A_symmetric_key_is_a_private_one() =>
        AssertLeaked(Parse(new JsonObject { ["kty"] = "oct", ["k"] = "c2VjcmV0" }, TestKey.Es256.Jwk()));

    [Fact]
    public void A_set_of_private_keys_alone_is_a_set_without_keys()
    {
        var set = Parse(TestKey.Es256.Jwk(withPrivateHalf: true), TestKey.Rs256.Jwk(withPrivateHalf: true));

        Assert.Empty(set.Keys);
        Assert.Equal(2, set.PrivateKeys);
    }

    [Fact]
    public void What_is_said_of_a_private_key_does_not_repeat_it()
    {
        var jwk = TestKey.Es256.Jwk(withPrivateHalf: true);

        var said = Assert.Single(Parse(jwk, TestKey.Rs256.Jwk()).Refused);

        Assert.DoesNotContain(jwk["d"]!.GetValue<string>(), said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"use":"enc"}""")]
    [InlineData("""{"use":"SIG"}""")]
    [InlineData("""{"key_ops":["sign"]}""")]
    [InlineData("""{"key_ops":["encrypt","wrapKey"]}""")]
    [InlineData("""{"kty":"OKP"}""")]
    [InlineData("""{"kty":"ec"}""")]
    [InlineData("""{"kty":null}""")]
    [InlineData("""{"kty":"RSA"}""")]
    [InlineData("""{"crv":"secp256k1"}""")]
    [InlineData("""{"crv":"P-384"}""")]
    [InlineData("""{"crv":null}""")]
    [InlineData("""{"x":"AAAA"}""")]
    [InlineData("""{"x":null}""")]
    [InlineData("""{"y":"!"}""")]
    [InlineData("""{"x":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA","y":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}""")]
    public void A_key_that_cannot_verify_signatures_is_refused_with_a_sentence(string change)
    {
        var set = Parse(Changed(TestKey.Es256.Jwk(), change));

        Assert.Empty(set.Keys);
        Assert.EndsWith(".", Assert.Single(set.Refused), StringComparison.Ordinal);
        Assert.Equal(0, set.PrivateKeys);
    }

    [Theory]
    [InlineData("""{"use":"sig"}""")]
    [InlineData("""{"use":""}""")]
    [InlineData("""{"key_ops":["verify"]}""")]
    [InlineData("""{"key_ops":["sign","verify"]}""")]
    [InlineData("""{"key_ops":[]}""")]
    [InlineData("""{"ext":true,"x5t":"AA","unknown":{"a":[1]}}""")]
    public void A_key_that_says_it_verifies_or_says_nothing_is_kept(string change) =>
        Assert.Single(Parse(Changed(TestKey.Es256.Jwk(), change)).Keys);

    [Theory]
    [InlineData(1024, false)]
    [InlineData(2047, false)]
    [InlineData(2048, true)]
    [InlineData(4096, true)]
    [InlineData(4097, false)]
    [InlineData(8192, false)]
    public void RSA_keys_have_2048_to_4096_bits(int bits, bool kept) =>
        Assert.Equal(kept ? 1 : 0, Parse(RsaOf(bits)).Keys.Length);

    [Fact]
    public void Zeros_in_front_make_a_short_RSA_key_no_longer()
    {
        var set = Parse(RsaOf(1024, zeros: 128));

        Assert.Empty(set.Keys);
        Assert.Contains("1024 bits", Assert.Single(set.Refused), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nistP256", "ES256")]
    [InlineData("nistP384", "ES384")]
    [InlineData("nistP521", "ES512")]
    public void A_curve_has_one_algorithm(string curve, string algorithm)
    {
        var key = Assert.Single(Parse(TestKey.OnCurve(ECCurve.CreateFromFriendlyName(curve), algorithm).Jwk()).Keys);

        Assert.Equal([algorithm], SignatureAlgorithms.ForAssertions.Where(key.Fits));
    }

    [Theory]
    [InlineData(null, "RS256 RS384 RS512 PS256 PS384 PS512")]
    [InlineData("PS384", "PS384")]
    [InlineData("ES256", "")]
    [InlineData("RSA-OAEP", "")]
    public void An_RSA_key_fits_its_family_or_the_one_algorithm_that_it_names(string? alg, string expected)
    {
        var jwk = TestKey.Rs256.Jwk();
        jwk["alg"] = alg;

        var key = Assert.Single(Parse(jwk).Keys);

        Assert.Equal(expected, string.Join(' ', SignatureAlgorithms.ForAssertions.Where(key.Fits)));
    }

    [Theory]
    [InlineData("none")]
    [InlineData("HS256")]
    [InlineData("RS1")]
    [InlineData("")]
    [InlineData("es256")]
    public void No_key_fits_an_algorithm_that_is_not_offered(string algorithm) =>
        Assert.DoesNotContain(Parse(TestKey.Es256.Jwk(), TestKey.Rs256.Jwk()).Keys, key => key.Fits(algorithm));

    [Theory]
    [InlineData("1")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{"kty":5}""")]
    [InlineData("""{"kty":"RSA","n":"","e":"AQAB"}""")]
    [InlineData("""{"kty":"RSA","n":"AQAB","e":""}""")]
    [InlineData("""{"kty":"EC","crv":"P-256","x":"","y":""}""")]
    [InlineData("""{"kty":"EC","x5c":"no array"}""")]
    [InlineData("""{"kty":"EC","key_ops":"verify"}""")]
    public void A_broken_key_does_not_take_the_others_out_of_use(string broken)
    {
        Assert.True(ClientKeySet.TryParse($$"""{"keys":[{{broken}},{{TestKey.Es256.Jwk().ToJsonString()}}]}""", out var set, out _));

        Assert.Single(set.Keys);
        Assert.Single(set.Refused);
    }

    // What a check costs grows with the exponent, and a client chooses its own.
    [Theory]
    [InlineData("AQAB", true)]
    [InlineData("Aw", true)]
    [InlineData("_____w", true)]
    [InlineData("AQ", false)]
    [InlineData("BA", false)]
    [InlineData("AA", false)]
    [InlineData("AQAAAAE", false)]
    public void An_exponent_is_an_odd_number_of_at_most_32_bits(string exponent, bool usable)
    {
        var jwk = TestKey.Rs256.Jwk();
        jwk["e"] = exponent;

        Assert.Equal(usable ? 1 : 0, Parse(jwk).Keys.Length);
    }

    [Fact]
    public void An_even_modulus_is_none()
    {
        var jwk = TestKey.Rs256.Jwk();
        jwk["n"] = Base64UrlEncoder.Encode([0x80, .. new byte[255]]);

        Assert.Empty(Parse(jwk).Keys);
    }

    [Theory]
    [InlineData(ClientKeySet.MaxKeys, true)]
    [InlineData(ClientKeySet.MaxKeys + 1, false)]
    public void A_set_has_at_most_a_hundred_keys(int count, bool isRead) =>
        Assert.Equal(isRead, ClientKeySet.TryParse(
            $$"""{"keys":[{{string.Join(',', Enumerable.Repeat("{}", count))}}]}""", out _, out _));

    [Fact]
    public void With_a_kid_only_its_keys_are_tried_and_without_one_four_that_fit()
    {
        var set = Parse([.. Enumerable.Range(0, 6).Select(i => TestKey.Es256.Jwk(keyId: $"k{i}")), TestKey.Rs256.Jwk(keyId: "k0")]);

        Assert.Equal(["k0", "k1", "k2", "k3"], set.Fitting("ES256", null).Select(key => key.KeyId));
        Assert.Equal(["k0"], set.Fitting("ES256", "k0").Select(key => key.KeyId));
        Assert.Equal(["k0"], set.Fitting("PS256", null).Select(key => key.KeyId));
        Assert.Empty(set.Fitting("RS256", "k1"));
        Assert.Empty(set.Fitting("ES256", "K0"));
    }

    private static void AssertLeaked(ClientKeySet set)
    {
        Assert.Single(set.Keys);
        Assert.Single(set.Refused);
        Assert.Equal(1, set.PrivateKeys);
    }

    private static JsonObject Changed(JsonObject jwk, string change)
    {
        foreach (var (name, value) in JsonNode.Parse(change)!.AsObject())
        {
            jwk[name] = value?.DeepClone();
        }

        return jwk;
    }

    // A modulus of that many bits: nobody has its factors, and nobody needs them to publish it.
    private static JsonObject RsaOf(int bits, int zeros = 0)
    {
        var modulus = RandomNumberGenerator.GetBytes((bits + 7) / 8);
        modulus[0] = (byte)(1 << ((bits - 1) % 8));
        modulus[^1] |= 1;
        return new JsonObject
        {
            ["kty"] = "RSA",
            ["n"] = System.Buffers.Text.Base64Url.EncodeToString([.. new byte[zeros], .. modulus]),
            ["e"] = "AQAB",
        };
    }

    private static ClientKeySet Parse(params JsonNode[] keys)
    {
        Assert.True(ClientKeySet.TryParse(TestKey.SetOf(keys), out var set, out var problem), problem);
        return set;
    }
}
