using System.Text.Json.Nodes;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Outbound;

/// <summary>A set may have keys for other purposes: they are passed over, and verify nothing.</summary>
public sealed class UnusableKeyTests(KeyHostFixture fixture) : IClassFixture<KeyHostFixture>
{
    [Fact]
    public async Task An_encryption_key_verifies_nothing()
    {
        using var key = ClientKeyPair.Es256("other");
        var jwk = key.ToJwk();
        jwk["use"] = "enc";

        await AssertPassedOverAsync(key, jwk);
    }

    [Fact]
    public async Task A_key_that_may_not_verify_verifies_nothing()
    {
        using var key = ClientKeyPair.Es256("other");
        var jwk = key.ToJwk();
        jwk.Remove("use");
        jwk["key_ops"] = new JsonArray("deriveKey");

        await AssertPassedOverAsync(key, jwk);
    }

    [Theory]
    [InlineData(1024)]
    [InlineData(4096 + 1024)]
    public async Task An_RSA_key_of_another_size_than_2048_to_4096_bits_verifies_nothing(int bits)
    {
        using var key = ClientKeyPair.Rsa(bits, keyId: "other");

        await AssertPassedOverAsync(key, key.ToJwk());
    }

    [Fact]
    public async Task A_key_for_another_algorithm_verifies_nothing()
    {
        using var key = ClientKeyPair.Rsa(2048, keyId: "other");
        var jwk = key.ToJwk();
        jwk["alg"] = "PS256";

        await AssertPassedOverAsync(key, jwk, TokenAnswers.WrongSignature);
    }

    private async Task AssertPassedOverAsync(ClientKeyPair key, JsonObject jwk, string reason = TokenAnswers.NoSuchKey)
    {
        using var good = ClientKeyPair.Es256("good");
        var path = fixture.NewPath();
        fixture.Publish(path, jwk, good.ToJwk());
        var client = await fixture.Server.CreateAssertionClientAsync(good, fixture.Host.UrlOf(path));

        await client.AssertGetsTokenAsync();
        await fixture.Server.AssertRefusedAsync(client, key, reason);
    }
}
