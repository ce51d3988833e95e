using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.IdentityModel.Tokens;

namespace ServiceAccounts.Protocol.Tests.Clients;

/// <summary>Whatever is sent as an assertion is refused with an error, never with an exception, unless it is what was signed.</summary>
public sealed class AssertionFuzzTests
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/ \t\r\n\"{}\u20ac";

    private static readonly string[] Values =
    [
        "null", "true", "0", "-1", "1e30", "1.5", "9223372036854775808", "\"\"", "\"x\"", "\"\\u0000\"", "[]", "[null]", "[1]",
        "[\"a\",\"b\"]", "[[]]", "[{}]", "{}", "{\"a\":{}}", "\"none\"", "\"HS256\"", "\"ES256\"", "\"RS256\"", "\"JWT\"", "\"A256GCM\"",
    ];

    private static readonly string[] Claims = ["iss", "sub", "aud", "exp", "nbf", "iat", "jti", "scope", "cnf", "other"];

    private static readonly string[] Headers =
        ["alg", "typ", "kid", "crit", "b64", "cty", "enc", "zip", "jwk", "jku", "x5u", "x5c", "x5t", "x5t#S256", "other"];

    [Theory]
    [InlineData("ES256")]
    [InlineData("RS256")]
    public void Only_the_unmodified_assertion_succeeds(string algorithm)
    {
        var assertion = TestAssertion.Make(key: algorithm == "ES256" ? TestKey.Es256 : TestKey.Rs256);

        Assert.True(TestAssertion.Check(assertion).Succeeded);
        Always.Holds(
            Always.MutationsOf(assertion, Alphabet),
            mutated => TestAssertion.Check(mutated).Succeeded == (mutated == assertion),
            10_000);
    }

    [Fact]
    public void A_signature_has_one_spelling()
    {
        // 64 bytes leave four bits of the last of 86 characters unused.
        var assertion = TestAssertion.Make();
        const string digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

        Assert.All(digits, last => Assert.Equal(
            last == assertion[^1], TestAssertion.Check(assertion[..^1] + last).Succeeded));
        Assert.False(TestAssertion.Check(assertion + "=").Succeeded);
        Assert.False(TestAssertion.Check(assertion + "==").Succeeded);
    }

    [Theory]
    [InlineData("")]
    [InlineData("=")]
    [InlineData("==")]
    [InlineData("A")]
    [InlineData("AA")]
    [InlineData("AAAA")]
    public void A_signature_that_is_missing_or_short_is_refused(string signature)
    {
        foreach (var key in new[] { TestKey.Es256, TestKey.Rs256 })
        {
            var assertion = TestAssertion.Make(key: key);

            Assert.Equal("invalid_client", TestAssertion.Check(assertion[..(assertion.LastIndexOf('.') + 1)] + signature).Error?.Error);
        }
    }

    [Fact]
    public void No_signed_claim_of_a_wrong_kind_makes_it_throw() =>
        Always.Holds(
            ChangesOf(Claims),
            changes => IsAnswered(TestAssertion.Make(claims: claims => Apply(claims, changes))),
            2_000);

    [Fact]
    public void No_signed_header_of_a_wrong_kind_makes_it_throw() =>
        Always.Holds(
            ChangesOf(Headers),
            changes => IsAnswered(TestAssertion.Make(header: header => Apply(header, changes))),
            2_000);

    [Theory]
    [InlineData("[\"exp\"]")]
    [InlineData("[\"b64\"]")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("\"\"")]
    [InlineData("false")]
    [InlineData("null")]
    public void Whatever_is_critical_is_not_understood(string crit)
    {
        var assertion = TestAssertion.Make(header: header => header["crit"] = JsonNode.Parse(crit));

        Assert.Equal("invalid_client", TestAssertion.Check(assertion).Error?.Error);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("1")]
    [InlineData("\"\"")]
    [InlineData("{")]
    [InlineData("")]
    public void Parts_that_are_no_JSON_objects_are_refused(string part)
    {
        var honest = TestAssertion.Make().Split('.');
        var encoded = System.Buffers.Text.Base64Url.EncodeToString(System.Text.Encoding.UTF8.GetBytes(part));

        Assert.False(TestAssertion.Check($"{encoded}.{honest[1]}.{honest[2]}").Succeeded);
        Assert.False(TestAssertion.Check($"{honest[0]}.{encoded}.{honest[2]}").Succeeded);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("{}")]
    [InlineData("}")]
    [InlineData("\0")]
    [InlineData(",\"exp\":9999999999}")]
    public void What_stands_behind_the_object_that_was_signed_is_not_overlooked(string more)
    {
        var parts = TestAssertion.Make().Split('.');
        var (header, claims) = (Base64UrlEncoder.DecodeBytes(parts[0]), Base64UrlEncoder.DecodeBytes(parts[1]));
        byte[] rest = System.Text.Encoding.UTF8.GetBytes(more);

        Assert.True(TestAssertion.Check(TestKey.Es256.SignBytes(header, claims)).Succeeded);
        Assert.Equal("invalid_client", TestAssertion.Check(TestKey.Es256.SignBytes(header, [.. claims, .. rest])).Error?.Error);
        Assert.Equal("invalid_client", TestAssertion.Check(TestKey.Es256.SignBytes([.. header, .. rest], claims)).Error?.Error);
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

    private static bool IsAnswered(string assertion)
    {
        var outcome = TestAssertion.Check(assertion);
        return outcome.Succeeded || outcome.Error.Error is "invalid_client" or "invalid_request";
    }
}
