using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Outbound;

/// <summary>What an administrator may write as jwks_url.</summary>
public sealed class KeyUrlTests(KeyHostFixture fixture) : IClassFixture<KeyHostFixture>
{
    [Theory]
    [InlineData("http://keys.example/jwks.json")]
    [InlineData("ftp://keys.example/jwks.json")]
    [InlineData("file:///etc/passwd")]
    [InlineData("data:application/json,{}")]
    [InlineData("gopher://keys.example/1")]
    [Trait("Requirement", "24")]
    public Task Another_scheme_than_https_is_refused(string url) => AssertRefusedAsync(url);

    [Theory]
    [InlineData("https://user@keys.example/jwks.json")]
    [InlineData("https://user:password@keys.example/jwks.json")]
    [InlineData("https://keys.example/jwks.json#here")]
    [InlineData("https://keys.example/jwks.json#")]
    [InlineData("/jwks.json")]
    [InlineData("//keys.example/jwks.json")]
    [InlineData("keys.example/jwks.json")]
    [InlineData("https://")]
    [InlineData("https:///jwks.json")]
    [InlineData("https://keys.example/a b")]
    [InlineData(" https://keys.example/jwks.json")]
    [InlineData("https://keys.example/\n")]
    [InlineData("https://keys.example:70000/jwks.json")]
    [InlineData("")]
    public Task A_url_that_is_not_plain_is_refused(string url) => AssertRefusedAsync(url);

    [Fact]
    public async Task A_url_of_more_than_2000_characters_is_refused()
    {
        const string Start = "https://keys.example/";
        using var key = ClientKeyPair.Es256();

        await AssertRefusedAsync(Start.PadRight(2_001, 'a'));
        await fixture.Server.CreateAssertionClientAsync(key, Start.PadRight(2_000, 'a'));
    }

    [Theory]
    [InlineData("oauth_private_key_jwt", false, false)]
    [InlineData("oauth_private_key_jwt", true, true)]
    [InlineData("oauth_client_secret", true, false)]
    [InlineData("api_key", true, false)]
    [Trait("Requirement", "25")]
    public async Task It_is_there_for_private_key_jwt_and_only_then(string authType, bool withUrl, bool withKeys)
    {
        using var key = ClientKeyPair.Es256();
        var request = new JsonObject { ["name"] = "keys by URL", ["auth_type"] = authType };
        if (withUrl)
        {
            request["jwks_url"] = "https://keys.example/jwks.json";
        }

        if (withKeys)
        {
            request["jwks"] = key.ToJwks();
        }

        await AssertRefusedAsync(request);
    }

    private Task AssertRefusedAsync(string url) => AssertRefusedAsync(new JsonObject
    {
        ["name"] = "keys by URL",
        ["auth_type"] = "oauth_private_key_jwt",
        ["jwks_url"] = url,
    });

    private async Task AssertRefusedAsync(JsonObject request)
    {
        using var response = await fixture.Server.Admin.PostAsJsonAsync("/management/v1/service-accounts", request);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal(["jwks_url"], (await response.JsonAsync())["errors"]!.AsObject().Select(field => field.Key));
    }
}
