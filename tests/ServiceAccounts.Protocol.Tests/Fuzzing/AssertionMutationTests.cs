using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.Tokens;
using ServiceAccounts.Protocol.Tests.Clients;

namespace ServiceAccounts.Protocol.Tests.Fuzzing;

/// <summary>An assertion is accepted as it was signed and in no other way, and as another reader of JSON reads it.</summary>
public sealed class AssertionMutationTests
{
    private static readonly string[] Honest =
    [
        TestAssertion.Make(), TestAssertion.Make(key: TestKey.Rs256), TestAssertion.Make(claims => claims["jti"] = "jti-2"),
        TestAssertion.Make(claims => claims["aud"] = new JsonArray(TestClient.Issuer.Value)), TestAssertion.Make(header: header => header.Remove("typ")),
    ];

    private static readonly byte[][] HonestClaims = [.. Honest.Select(assertion => Base64UrlEncoder.DecodeBytes(assertion.Split('.')[1]))];

    private static readonly byte[][] HonestHeaders = [.. Honest.Select(assertion => Base64UrlEncoder.DecodeBytes(assertion.Split('.')[0]))];

    [Fact]
    public void No_change_of_the_text_is_accepted() => Fuzz.Run(
        100_000,
        mutator => mutator.Text(Honest, 2_048).Replace('\0', '0'), // With which the form would be refused.
        assertion => Assert.Equal(Honest.Contains(assertion), IsAccepted(assertion)));

    // The alphabet hides most changes of bytes from the decoder: here they reach the reader of JSON.
    [Fact]
    public void No_change_inside_its_parts_is_accepted() => Fuzz.Run(
        20_000,
        mutator =>
        {
            var parts = mutator.OneOf(Honest).Split('.');
            var changed = mutator.Below(2);
            parts[changed] = Base64UrlEncoder.Encode(mutator.Bytes(changed == 0 ? HonestHeaders : HonestClaims, 2_048));
            return string.Join('.', parts);
        },
        assertion => Assert.Equal(Honest.Contains(assertion), IsAccepted(assertion)));

    [Fact]
    public void What_a_client_signs_is_accepted_only_as_another_reader_reads_it() => Fuzz.Run(
        10_000,
        mutator => mutator.Bytes(HonestClaims, 2_048),
        claims =>
        {
            var assertion = TestKey.Es256.SignBytes("""{"alg":"ES256"}"""u8, claims);

            Assert.True(!IsAccepted(assertion) || SaysWhatItMust(claims));
        });

    [Fact]
    public void What_a_client_signs_has_a_header_that_another_reader_reads() => Fuzz.Run(
        10_000,
        mutator => mutator.Bytes(HonestHeaders, 2_048),
        header =>
        {
            var assertion = TestKey.Es256.SignBytes(header, HonestClaims[0]);

            Assert.True(!IsAccepted(assertion) || AlgorithmOf(header) == "ES256");
        });

    private static bool IsAccepted(string assertion)
    {
        var outcome = TestAssertion.Check(assertion);
        Assert.True(outcome.Succeeded || outcome.Error is { Error: "invalid_client" or "invalid_request", Reason.Length: > 0 and < 500 });
        return outcome.Succeeded;
    }

    private static bool SaysWhatItMust(byte[] claims)
    {
        using var document = JsonDocument.Parse(claims);
        var root = document.RootElement;
        return root.GetProperty("iss").GetString() == TestClient.Id
            && root.GetProperty("sub").GetString() == TestClient.Id
            && Audience(root.GetProperty("aud")) == TestClient.Issuer.Value
            && root.GetProperty("exp").GetDouble() is var exp && exp > TestAssertion.Now - 60 && exp <= TestAssertion.Now + 660
            && root.GetProperty("jti").GetString() is { Length: > 0 and <= 256 };
    }

    private static string? Audience(JsonElement aud) => aud.ValueKind == JsonValueKind.Array ? aud.EnumerateArray().Single().GetString() : aud.GetString();

    private static string? AlgorithmOf(byte[] header)
    {
        using var document = JsonDocument.Parse(header);
        return document.RootElement.TryGetProperty("crit", out _) ? null : document.RootElement.GetProperty("alg").GetString();
    }
}
