using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using ServiceAccounts.Protocol.Keys;

namespace ServiceAccounts.Protocol.Tests.Keys;

/// <summary>Key sets come from strangers' hosts: whatever they send is a set, or a sentence that says why it is none.</summary>
public sealed class ClientKeySetGarbageTests
{
    private static readonly string Honest = TestKey.SetOf(
        TestKey.Es256.Jwk(keyId: "a"), TestKey.Rs256.Jwk(withPrivateHalf: true, keyId: "b"), TestKey.Rs256.Jwk(keyId: "c"));

    private static readonly string[] Values =
    [
        "null", "true", "0", "-1", "1e400", "1.5", "\"\"", "\"x\"", "\"AQAB\"", "\"\\u0000\"", "\"\\ud800\"", "[]", "[null]", "[1]",
        "[\"verify\"]", "[[]]", "[{}]", "{}", "{\"a\":{}}", "\"RSA\"", "\"EC\"", "\"oct\"", "\"P-256\"", "\"P-521\"", "\"====\"",
    ];

    private static readonly string[] Names =
    [
        "keys", "kty", "kid", "use", "key_ops", "alg", "n", "e", "d", "p", "q", "dp", "dq", "qi", "oth", "k", "crv", "x", "y",
        "x5c", "x5t", "x5u", "x5t#S256", "ext", "unknown",
    ];

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("null")]
    [InlineData("1")]
    [InlineData("\"keys\"")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"keys\":null}")]
    [InlineData("{\"keys\":{}}")]
    [InlineData("{\"keys\":[]}")]
    [InlineData("{\"keys\":[1]}")]
    [InlineData("{\"keys\":[null]}")]
    [InlineData("{\"keys\":[[]]}")]
    [InlineData("{\"keys\":[")]
    [InlineData("<html>")]
    [InlineData("{\"kty\":\"EC\"}")]
    public void What_is_no_set_gets_a_sentence_or_a_set_without_keys(string json)
    {
        var parsed = ClientKeySet.TryParse(json, out var set, out var problem);

        Assert.True(parsed ? set!.Keys.IsEmpty : problem is { Length: > 0 });
    }

    [Fact]
    public void Deep_nesting_does_not_exhaust_the_stack()
    {
        var json = "{\"keys\":" + new string('[', 30_000) + new string(']', 30_000) + "}";

        Assert.False(ClientKeySet.TryParse(json, out _, out _));
    }

    [Fact]
    public void No_change_of_characters_makes_it_throw() =>
        Always.Holds(Always.MutationsOf(Honest, "{}[]\",:\\u0nulltrue1eE-+. \0\u20ac"), IsAnswered, 3_000);

    [Fact]
    public void No_change_of_members_makes_it_throw() =>
        Always.Holds(
            from key in Gen.Choose(0, 2)
            from changes in ChangeOf().ListOf(2)
            select Change(key, changes),
            IsAnswered,
            3_000);

    private static Gen<(string Name, string Value)> ChangeOf() =>
        from name in Gen.Elements(Names)
        from value in Gen.Elements(Values)
        select (name, value);

    // Written by hand: a node tree refuses some of the values that a stranger may well send.
    private static string Change(int key, IEnumerable<(string Name, string Value)> changes)
    {
        var keys = JsonNode.Parse(Honest)!["keys"]!.AsArray().Select((jwk, i) =>
        {
            var members = jwk!.AsObject().ToDictionary(m => m.Key, m => m.Value!.ToJsonString());
            foreach (var (name, value) in i == key ? changes : [])
            {
                members[name] = value;
            }

            return $"{{{string.Join(',', members.Select(m => $"{JsonSerializer.Serialize(m.Key)}:{m.Value}"))}}}";
        });
        return $"{{\"keys\":[{string.Join(',', keys)}]}}";
    }

    private static bool IsAnswered(string json)
    {
        var parsed = ClientKeySet.TryParse(json, out var set, out var problem);
        return parsed
            ? set!.Keys.Length + set.Refused.Length > 0
            : problem is { Length: > 0 };
    }
}
