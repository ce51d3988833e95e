using System.Text.Json.Nodes;
using Microsoft.IdentityModel.Tokens;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Metadata;

/// <summary>The key set with which resource servers verify our tokens.</summary>
public sealed class PublishedKeysTests(PublicDocuments documents) : IClassFixture<PublicDocuments>
{
    [Fact]
    public async Task There_is_a_key_of_each_algorithm_with_public_members_only()
    {
        var keys = await KeysAsync();

        Assert.Equal(["ES256", "RS256"], keys.Select(key => key["alg"]!.GetValue<string>()).Order());
        foreach (var key in keys)
        {
            string[] expected = key["kty"]!.GetValue<string>() == "EC"
                ? ["alg", "crv", "kid", "kty", "use", "x", "y"]
                : ["alg", "e", "kid", "kty", "n", "use"];
            Assert.Equal(expected, key.Select(member => member.Key).Order(StringComparer.Ordinal));
            Assert.Equal("sig", key["use"]!.GetValue<string>());
        }
    }

    [Fact]
    public async Task A_kid_is_the_thumbprint_of_its_key()
    {
        Assert.All(await KeysAsync(), key => Assert.Equal(
            Base64UrlEncoder.Encode(new JsonWebKey(key.ToJsonString()).ComputeJwkThumbprint()), key["kid"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Two_servers_have_no_key_in_common() => Assert.Empty((await KeysOfNewServerAsync()).Intersect(await KeysOfNewServerAsync()));

    private static async Task<string[]> KeysOfNewServerAsync()
    {
        // In a directory that is given to it a server makes all of its keys itself.
        var directory = Directory.CreateTempSubdirectory("serviceaccounts-");
        try
        {
            await using var server = await RunningServer.StartAsync(directory.FullName, configure: null);
            using var response = await server.Http.GetAsync(new Uri("/.well-known/jwks.json", UriKind.Relative));
            return [.. (await response.JsonAsync())["keys"]!.AsArray().Select(key => key!["kid"]!.GetValue<string>())];
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private async Task<JsonObject[]> KeysAsync()
    {
        using var response = await documents.SendAsync(HttpMethod.Get, "/.well-known/jwks.json");
        return [.. (await response.JsonAsync())["keys"]!.AsArray().Select(key => key!.AsObject())];
    }
}
