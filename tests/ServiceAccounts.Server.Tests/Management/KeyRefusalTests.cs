using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Management;

/// <summary>Which keys an account for signed assertions may have, and which it may not.</summary>
public sealed class KeyRefusalTests(ManagementServer fixture) : IClassFixture<ManagementServer>
{
    [Fact]
    public async Task Of_a_key_set_only_what_makes_a_public_key_is_kept()
    {
        using var key = ClientKeyPair.Es256("kept");
        var set = key.ToJwks();
        set["note"] = "not kept";
        set["keys"]![0]!["x5c"] = new JsonArray("not kept");
        set["keys"]![0]!["note"] = "not kept";
        var request = new JsonObject { ["name"] = ApiCaller.NewName(), ["auth_type"] = "oauth_private_key_jwt", ["jwks"] = set };

        var account = await fixture.Administrator.PostAsync(ApiCaller.Accounts, request).JsonAsync(HttpStatusCode.Created);

        var shown = account["applications"]![0]!["jwks"]!;
        Assert.True(JsonNode.DeepEquals(key.ToJwks(), shown), shown.ToJsonString());
    }

    [Theory]
    [InlineData("{\"keys\":[{\"kty\":\"EC\",\"cr\u00EDv\":\"P-256\"}]}")]
    [InlineData("{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P\u00ED256\"}]}")]
    [InlineData("{\"keys\":[],\"\u00ED\":1}")]
    public async Task Bytes_that_are_no_UTF_8_are_refused(string set)
    {
        var body = $"{{\"name\":\"{ApiCaller.NewName()}\",\"auth_type\":\"oauth_private_key_jwt\",\"jwks\":{set}}}";
        using var content = new ByteArrayContent(Encoding.Latin1.GetBytes(body));
        content.Headers.ContentType = new("application/json");

        await fixture.Administrator.SendAsync(HttpMethod.Post, ApiCaller.Accounts, content)
            .ProblemAsync(HttpStatusCode.BadRequest, "invalid", "jwks");
    }

    // What cannot be written back as text would break every answer that shows it.
    [Theory]
    [InlineData("{\"keys\":[KEY],\"note\":\"\\ud800\"}", true)]
    [InlineData("{\"keys\":[KEY],\"\\udc00\":1}", false)]
    [InlineData("{\"keys\":[{\"kid\":\"\\ud800\",REST]}", false)]
    public async Task Half_of_a_surrogate_pair_breaks_no_answer(string set, bool allowed)
    {
        using var key = ClientKeyPair.Es256();
        var jwk = key.ToJwk();
        jwk.Remove("kid");
        var text = set.Replace("KEY", jwk.ToJsonString(), StringComparison.Ordinal)
            .Replace("REST", jwk.ToJsonString()[1..], StringComparison.Ordinal);
        var body = $"{{\"name\":\"{ApiCaller.NewName()}\",\"auth_type\":\"oauth_private_key_jwt\",\"jwks\":{text}}}";

        using var response = await fixture.Administrator.SendAsync(HttpMethod.Post, ApiCaller.Accounts, ApiCaller.Json(body));

        Assert.Equal(allowed ? HttpStatusCode.Created : HttpStatusCode.BadRequest, response.StatusCode);
        await fixture.Administrator.GetAsync(ApiCaller.Accounts).JsonAsync();
    }

    [Fact]
    [Trait("Requirement", "25")]
    public async Task Neither_url_nor_keys_is_refused() => await RefusedAsync("jwks_url");

    [Fact]
    public async Task Url_and_keys_together_are_refused()
    {
        using var key = ClientKeyPair.Es256();
        await RefusedAsync("jwks_url", ("jwks_url", "https://keys.example/jwks.json"), ("jwks", key.ToJwks()));
    }

    [Theory]
    [InlineData("http://keys.example/jwks.json")]
    [InlineData("ftp://keys.example/jwks.json")]
    [InlineData("file:///etc/passwd")]
    [InlineData("data:application/json,{}")]
    [InlineData("https://user:password@keys.example/")]
    [InlineData("https://keys.example/#part")]
    [InlineData("https://keys.example/a b")]
    [InlineData("//keys.example/jwks.json")]
    [InlineData("jwks.json")]
    [InlineData("https://")]
    [InlineData("")]
    [Trait("Requirement", "24")]
    public async Task A_url_that_is_not_plain_https_is_refused(string url) => await RefusedAsync("jwks_url", ("jwks_url", url));

    [Fact]
    public async Task A_private_key_is_refused_with_a_word_of_what_to_do()
    {
        using var key = ClientKeyPair.Es256("leaked");
        var jwk = key.ToJwk(withPrivateHalf: true);

        var problem = await RefusedAsync("jwks", ("jwks", ClientKeyPair.SetOf(jwk)));

        var message = problem["errors"]!["jwks"]!.GetValue<string>();
        Assert.Contains("'leaked' has its private half", message, StringComparison.Ordinal);
        Assert.DoesNotContain(jwk["d"]!.GetValue<string>(), problem.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain(fixture.Server.Log.Lines, line => line.Contains(jwk["d"]!.GetValue<string>(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Four_keys_are_taken_and_five_are_not()
    {
        var keys = Enumerable.Range(1, 5).Select(i => ClientKeyPair.Es256($"key-{i}")).ToList();
        JsonObject[] jwks = [.. keys.Select(key => key.ToJwk())];
        keys.ForEach(key => key.Dispose());

        await fixture.Administrator.PostAsync(ApiCaller.Accounts, Request(("jwks", ClientKeyPair.SetOf(jwks[..4]))))
            .JsonAsync(HttpStatusCode.Created);
        await RefusedAsync("jwks", ("jwks", ClientKeyPair.SetOf(jwks)));
    }

    [Theory]
    [InlineData("same", "same")]
    [InlineData(null, null)]
    public async Task Two_keys_without_names_of_their_own_are_refused(string? first, string? second)
    {
        using var one = ClientKeyPair.Es256(first);
        using var two = ClientKeyPair.Rsa(2048, keyId: second);

        await RefusedAsync("jwks", ("jwks", ClientKeyPair.SetOf(one.ToJwk(), two.ToJwk())));
    }

    [Theory]
    [InlineData("5")]
    [InlineData("true")]
    [InlineData("\"keys\"")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"keys\":5}")]
    [InlineData("{\"keys\":[]}")]
    [InlineData("{\"keys\":[null]}")]
    [InlineData("{\"keys\":[5]}")]
    [InlineData("{\"keys\":[{}]}")]
    [InlineData("{\"keys\":[{\"kty\":5}]}")]
    [InlineData("{\"keys\":[{\"kty\":\"oct\",\"k\":\"AAAA\"}]}")]
    [InlineData("{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":5,\"y\":[]}]}")]
    [InlineData("{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"!!\",\"y\":\"AA\"}]}")]
    [InlineData("{\"keys\":[{\"kty\":\"EC\",\"crv\":\"secp256k1\",\"x\":\"AA\",\"y\":\"AA\"}]}")]
    [InlineData("{\"keys\":[{\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AQAB\"}]}")]
    public async Task What_is_no_key_set_is_refused(string json) => await RefusedAsync("jwks", ("jwks", JsonNode.Parse(json)));

    [Theory]
    [InlineData("api_key")]
    [InlineData("oauth_client_secret")]
    [Trait("Requirement", "25")]
    public async Task Keys_go_with_no_other_auth_type(string authType)
    {
        using var key = ClientKeyPair.Es256();
        var request = ApiCaller.NewAccount(authType);
        request["jwks_url"] = "https://keys.example/jwks.json";
        request["jwks"] = key.ToJwks();

        await fixture.Administrator.PostAsync(ApiCaller.Accounts, request)
            .ProblemAsync(HttpStatusCode.BadRequest, "invalid", "jwks_url", "jwks");
    }

    private Task<JsonObject> RefusedAsync(string field, params (string Name, JsonNode? Value)[] keys) =>
        fixture.Administrator.PostAsync(ApiCaller.Accounts, Request(keys))
            .ProblemAsync(HttpStatusCode.BadRequest, "invalid", field);

    private static JsonObject Request(params (string Name, JsonNode? Value)[] keys)
    {
        var request = ApiCaller.NewAccount("oauth_private_key_jwt");
        foreach (var (name, value) in keys)
        {
            request[name] = value;
        }

        return request;
    }
}
