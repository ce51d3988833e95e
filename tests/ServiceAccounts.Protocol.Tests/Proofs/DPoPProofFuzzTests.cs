using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using ServiceAccounts.Protocol.Proofs;

namespace ServiceAccounts.Protocol.Tests.Proofs;

/// <summary>Whatever is sent as a proof is refused with an error, never with an exception, unless it is what was signed.</summary>
public sealed class DPoPProofFuzzTests
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/, \t\r\n\"{}\u20ac";

    private static readonly DPoPRules Rules = TestProof.Rules();
    private static readonly ProofTarget Target = TestProof.Target();
    private static readonly HashSet<string> Honest = [TestProof.Make(), TestProof.Make(key: TestKey.Rs256)];

    private static readonly string[] Values =
    [
        "null", "true", "0", "-1", "1e30", "1.5", "9223372036854775808", "\"\"", "\"x\"", "\"\\u0000\"", "[]", "[null]", "[1]",
        "[\"a\",\"b\"]", "[[]]", "[{}]", "{}", "{\"a\":{}}", "\"none\"", "\"HS256\"", "\"ES256\"", "\"RS256\"", "\"dpop+jwt\"", "\"EC\"", "\"RSA\"",
        "\"oct\"", "\"P-521\"", "\"AQAB\"", "\"AA==\"", "\"https://issuer.example/oauth2/token\"",
    ];

    private static readonly string[] Claims = ["htm", "htu", "iat", "jti", "ath", "nonce", "exp", "nbf", "aud", "iss", "other"];
    private static readonly string[] Headers = ["alg", "typ", "jwk", "kid", "crit", "b64", "cty", "enc", "zip", "jku", "x5u", "x5c", "other"];
    private static readonly string[] KeyMembers = ["kty", "crv", "x", "y", "n", "e", "d", "use", "alg", "kid", "key_ops", "x5c", "oth", "k", "other"];

    /// <summary>Feeds any bytes to the parser: only what was signed is a proof, and what is refused is refused in words that may be sent.</summary>
    internal static void Feed(byte[] bytes)
    {
        var text = Encoding.Latin1.GetString(bytes);
        var outcome = Rules.Check(text, Target);

        Assert.Equal(Honest.Contains(text), outcome.Succeeded);
        if (!outcome.Succeeded)
        {
            Assert.True(outcome.Error.Error is "invalid_dpop_proof" or "use_dpop_nonce");
            Assert.DoesNotContain(outcome.Error.Description, character => character is '"' or '\\' or < ' ' or > '~');
        }
    }

    [Fact]
    public void Any_bytes_are_answered() => Always.Holds(Always.AnyBytes, IsFed, 2_000);

    [Fact]
    public void Only_the_unmodified_proof_proves()
    {
        foreach (var proof in Honest)
        {
            Always.Holds(
                Always.MutationsOf(proof, Alphabet).Where(mutated => mutated.All(character => character <= '\u00ff')),
                mutated => IsFed(Encoding.Latin1.GetBytes(mutated)),
                10_000);
        }
    }

    [Fact]
    public void No_signed_claim_of_a_wrong_kind_makes_it_throw() =>
        Always.Holds(ChangesOf(Claims), changes => IsAnswered(TestProof.Make(claims: claims => Apply(claims, changes))), 2_000);

    [Fact]
    public void No_signed_header_of_a_wrong_kind_makes_it_throw() =>
        Always.Holds(ChangesOf(Headers), changes => IsAnswered(TestProof.Make(header: header => Apply(header, changes))), 2_000);

    [Theory]
    [InlineData("ES256")]
    [InlineData("RS256")]
    public void No_member_of_the_key_of_a_wrong_kind_makes_it_throw(string algorithm) =>
        Always.Holds(
            ChangesOf(KeyMembers),
            changes => IsAnswered(TestProof.Make(
                key: algorithm == "ES256" ? TestKey.Es256 : TestKey.Rs256, header: header => Apply(header["jwk"]!.AsObject(), changes))),
            2_000);

    [Theory]
    [InlineData("\"kid\":\"\\ud800\"")]
    [InlineData("\"\\ud800\":\"x\"")]
    [InlineData("\"d\\udc00\":1")]
    [InlineData("\"other\":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]")]
    public void No_text_that_is_no_Unicode_and_no_depth_makes_it_throw(string member)
    {
        var jwk = TestKey.Es256.Jwk().ToJsonString();
        var header = "{\"typ\":\"dpop+jwt\",\"alg\":\"ES256\",\"jwk\":" + jwk[..^1] + "," + member + "}}";
        var claims = $$"""{"jti":"jti-1","htm":"POST","htu":"{{TestProof.Url}}","iat":{{TestProof.Now}}}""";

        Assert.True(IsAnswered(TestKey.Es256.Sign(header, claims)));
        Assert.True(IsAnswered(TestKey.Es256.Sign(header[..^1] + "," + member + "}", claims)));
        Assert.True(IsAnswered(TestKey.Es256.Sign(header, claims[..^1] + "," + member + "}")));
        Assert.True(IsAnswered(TestKey.Es256.Sign(header.Replace($",{member}", string.Empty, StringComparison.Ordinal), claims[..^1] + "," + member + "}")));
    }

    private static bool IsFed(byte[] bytes)
    {
        Feed(bytes);
        return true;
    }

    private static Gen<List<(string Name, string Value)>> ChangesOf(string[] names) =>
        from changes in (from name in Gen.Elements(names) from value in Gen.Elements(Values) select (name, value)).ListOf(2)
        select changes.ToList();

    private static void Apply(JsonObject members, List<(string Name, string Value)> changes)
    {
        foreach (var (name, value) in changes)
        {
            members[name] = JsonNode.Parse(value);
        }
    }

    private static bool IsAnswered(string proof)
    {
        var outcome = Rules.Check(proof, Target);
        return outcome.Succeeded || outcome.Error.Error is "invalid_dpop_proof" or "use_dpop_nonce";
    }
}
