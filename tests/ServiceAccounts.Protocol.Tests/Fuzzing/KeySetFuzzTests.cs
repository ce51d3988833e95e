using System.Text.Json;
using ServiceAccounts.Protocol.Keys;

namespace ServiceAccounts.Protocol.Tests.Fuzzing;

/// <summary>Whatever a stranger's host sends is a set within bounds, or a sentence that says why it is none.</summary>
public sealed class KeySetFuzzTests
{
    private static readonly string[] Honest =
    [
        TestKey.SetOf(TestKey.Es256.Jwk(keyId: "a")), TestKey.SetOf(TestKey.Rs256.Jwk(keyId: "b")),
        TestKey.SetOf(TestKey.Es256.Jwk(withPrivateHalf: true, keyId: "c"), TestKey.Es256.Jwk(keyId: "d")),
        """{"keys":[]}""", """{"keys":[{"kty":"oct","k":"AQAB","kid":"e"},{"kty":"EC","crv":"P-256","x":"AQAB","y":"AQAB","use":"enc","key_ops":["verify"],"x5c":["AQAB"]}]}""",
    ];

    private static readonly byte[] Signature = new byte[64];

    [Fact]
    public void It_is_a_set_or_a_sentence() => Fuzz.Run(
        90_000,
        mutator => mutator.Text(Honest, ClientKeySet.MaxBytes),
        json =>
        {
            if (!ClientKeySet.TryParse(json, out var set, out var problem))
            {
                Assert.InRange(problem.Length, 1, 200);
                return;
            }

            using var document = JsonDocument.Parse(json);
            var keys = document.RootElement.GetProperty("keys").GetArrayLength();
            Assert.InRange(keys, 0, ClientKeySet.MaxKeys);
            Assert.Equal(keys, set.Keys.Length + set.Refused.Length);
            Assert.InRange(set.PrivateKeys, 0, set.Refused.Length);
            Assert.True(set.Refused.Sum(reason => reason.Length) <= json.Length + (keys * 200));
            foreach (var key in set.Keys)
            {
                Assert.True(key.Fits("ES256") || key.Fits("RS256") || key.Fits("ES384") || key.Fits("ES512") || !IsUsable(key));
                Assert.False(IsUsable(key) && key.Verify(key.Fits("ES256") ? "ES256" : "RS256", "a.b"u8.ToArray(), Signature));
            }
        });

    // A key whose own alg is none of ours fits nothing.
    private static bool IsUsable(ClientKey key) => key.Fits("ES256") || key.Fits("RS256");
}
