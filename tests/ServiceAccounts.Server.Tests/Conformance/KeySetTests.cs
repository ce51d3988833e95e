using System.Text.Json.Nodes;
using Microsoft.IdentityModel.Tokens;
using ServiceAccounts.Server.Tests.Metadata;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Conformance;

/// <summary>JSON Web Key (RFC 7517) and its thumbprint (RFC 7638), as published for those who verify our tokens.</summary>
public sealed class KeySetTests(PublicDocuments documents) : IClassFixture<PublicDocuments>
{
    [Fact]
    public async Task Section_4_Each_key_says_its_kind_use_algorithm_and_id()
    {
        Assert.All(await KeysAsync(), key =>
        {
            Assert.Contains(key["kty"]!.GetValue<string>(), (string[])["EC", "RSA"]);
            Assert.Equal("sig", key["use"]!.GetValue<string>());
            Assert.NotNull(key["alg"]);
            Assert.NotNull(key["kid"]);
        });
    }

    [Fact]
    public async Task Section_5_The_set_has_a_member_keys_and_no_id_twice()
    {
        var keys = await KeysAsync();

        Assert.NotEmpty(keys);
        Assert.Distinct(keys.Select(key => key["kid"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Section_9_2_No_private_half_is_in_it()
    {
        Assert.All(await KeysAsync(), key =>
            Assert.DoesNotContain(key, member => member.Key is "d" or "p" or "q" or "dp" or "dq" or "qi" or "oth" or "k"));
    }

    [Fact]
    public async Task RFC_7638_section_3_The_id_of_a_key_is_its_thumbprint()
    {
        Assert.All(await KeysAsync(), key => Assert.Equal(
            Base64UrlEncoder.Encode(new JsonWebKey(key.ToJsonString()).ComputeJwkThumbprint()), key["kid"]!.GetValue<string>()));
    }

    private async Task<JsonObject[]> KeysAsync()
    {
        using var response = await documents.Server.Http.GetAsync("/.well-known/jwks.json");
        return [.. (await response.JsonAsync())["keys"]!.AsArray().Select(key => key!.AsObject())];
    }
}
