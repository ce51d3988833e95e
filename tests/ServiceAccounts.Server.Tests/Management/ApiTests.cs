using System.Net;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.JsonWebTokens;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Management;

/// <summary>Apis: the resource servers of a tenant, and how their tokens look.</summary>
public sealed class ApiTests : IAsyncLifetime
{
    private RunningServer? _server;

    private RunningServer Server => _server ?? throw new InvalidOperationException("The server has not been started.");

    private ApiCaller Administrator => ApiCaller.Administrator(Server);

    public async Task InitializeAsync() => _server = await RunningServer.StartAsync();

    public async Task DisposeAsync() => await Server.DisposeAsync();

    [Fact]
    public async Task A_tenant_is_born_with_one_api()
    {
        var listed = Assert.Single((await Administrator.GetAsync(ApiCaller.Apis).JsonAsync())["items"]!.AsArray())!; // It is one.
        Expect.Shape(
            listed, "id uuid", "identifier string", "name string", "permissions array", "signing_algorithm string",
            "maximum_ttl_seconds null", "include_roles boolean", "include_groups boolean", "include_status boolean", "introspection_clients array", "is_default boolean", "created_at time");
        Assert.Equal(Server.Issuer + "/apis/default", listed["identifier"]!.GetValue<string>());
        Assert.Equal(["api:read", "api:write"], listed["permissions"]!.AsArray().Select(p => p!.GetValue<string>()));
        Assert.True(listed["is_default"]!.GetValue<bool>());

        using var response = await Administrator.GetAsync($"{ApiCaller.Apis}/{listed["id"]}");
        Assert.Equal("\"1\"", response.Headers.ETag!.ToString());
        Assert.True(JsonNode.DeepEquals(listed, await response.JsonAsync()));
    }

    [Fact]
    public async Task A_change_shows_in_the_next_token()
    {
        var client = await Server.CreateSecretClientAsync();
        var (before, _) = await TokenAsync(client);
        Assert.Equal("ES256", before.Alg);
        Assert.False(before.TryGetClaim("roles", out _));

        using var response = await Administrator.PatchAsync(
            await UrlAsync(),
            new JsonObject { ["signing_algorithm"] = "RS256", ["maximum_ttl_seconds"] = 120, ["include_roles"] = true }, "\"1\"");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("\"2\"", response.Headers.ETag!.ToString());

        var (after, expiresIn) = await TokenAsync(client);
        Assert.Equal("RS256", after.Alg);
        Assert.Equal("api_default", after.GetClaim("roles").Value);
        Assert.Equal(120, expiresIn);

        await Administrator.PatchAsync(
            await UrlAsync(), new JsonObject { ["maximum_ttl_seconds"] = null, ["include_roles"] = null }).JsonAsync();
        var (last, lastExpiresIn) = await TokenAsync(client);
        Assert.Equal("RS256", last.Alg);
        Assert.False(last.TryGetClaim("roles", out _));
        Assert.Equal(3600, lastExpiresIn);
    }

    [Theory]
    [InlineData("{\"signing_algorithm\":\"HS256\"}", "signing_algorithm")]
    [InlineData("{\"signing_algorithm\":\"none\"}", "signing_algorithm")]
    [InlineData("{\"signing_algorithm\":null}", "signing_algorithm")]
    [InlineData("{\"signing_algorithm\":1}", "signing_algorithm")]
    [InlineData("{\"maximum_ttl_seconds\":59}", "maximum_ttl_seconds")]
    [InlineData("{\"maximum_ttl_seconds\":86401}", "maximum_ttl_seconds")]
    [InlineData("{\"maximum_ttl_seconds\":\"x\"}", "maximum_ttl_seconds")]
    [InlineData("{\"include_roles\":\"yes\"}", "include_roles")]
    [InlineData("{\"include_groups\":3}", "include_groups")]
    [InlineData("{\"name\":null}", "name")]
    [InlineData("{\"name\":\"a\\u0000b\"}", "name")]
    [InlineData("{\"permissions\":null}", "permissions")]
    [InlineData("{\"permissions\":[null]}", "permissions")]
    [InlineData("{\"permissions\":[\"\"]}", "permissions")]
    [InlineData("{\"permissions\":[\"a b\"]}", "permissions")]
    [InlineData("{\"permissions\":[\"ä\"]}", "permissions")]
    [InlineData("{\"identifier\":\"https://other.example\"}", "identifier")]
    [InlineData("{\"is_default\":false}", "is_default")]
    public async Task A_wrong_member_is_refused_by_name(string patch, string member) =>
        await Administrator.SendAsync(HttpMethod.Patch, await UrlAsync(), ApiCaller.Json(patch))
            .ProblemAsync(HttpStatusCode.BadRequest, "invalid", member);

    [Fact]
    public async Task A_stale_change_is_refused_and_one_of_nothing_leaves_no_trace()
    {
        var url = await UrlAsync();
        await Administrator.PatchAsync(url, new JsonObject { ["include_roles"] = true }).JsonAsync();
        var before = (await Server.LedgerAsync()).Count;

        await Administrator.PatchAsync(url, new JsonObject { ["include_roles"] = false }, "\"1\"")
            .ProblemAsync(HttpStatusCode.PreconditionFailed, "stale");
        using var same = await Administrator.PatchAsync(url, new JsonObject { ["include_roles"] = true }, "\"2\"");

        Assert.Equal("\"2\"", same.Headers.ETag!.ToString());
        Assert.Equal(before, (await Server.LedgerAsync()).Count);
    }

    private async Task<string> UrlAsync() =>
        $"{ApiCaller.Apis}/{(await Administrator.GetAsync(ApiCaller.Apis).JsonAsync())["items"]![0]!["id"]}";

    private async Task<(JsonWebToken Token, int ExpiresIn)> TokenAsync(SecretClient client)
    {
        using var response = await Server.RequestTokenAsync(client.Basic, ("grant_type", "client_credentials"));
        var answer = await response.JsonAsync();
        return (new JsonWebToken(answer["access_token"]!.GetValue<string>()), answer["expires_in"]!.GetValue<int>());
    }
}
