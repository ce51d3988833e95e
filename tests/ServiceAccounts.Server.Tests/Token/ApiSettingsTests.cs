using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.JsonWebTokens;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Token;

/// <summary>How an Api wants its tokens: signed with what, how long, with which claims; a running client sees a change at once.</summary>
public sealed class ApiSettingsTests(TokenEndpointUnderTest endpoint) : IClassFixture<TokenEndpointUnderTest>, IAsyncLifetime
{
    private static readonly JsonObject Defaults =
        new() { ["signing_algorithm"] = "ES256", ["maximum_ttl_seconds"] = null, ["include_roles"] = false };

    public Task InitializeAsync() => ChangeDefaultApiAsync(Defaults);

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task An_Api_that_asks_for_RS256_gets_it_with_the_next_token()
    {
        var client = await endpoint.Server.CreateSecretClientAsync();
        Assert.Equal("ES256", (await VerifiedAsync(client)).Alg);

        await ChangeDefaultApiAsync(new JsonObject { ["signing_algorithm"] = "RS256" });
        Assert.Equal("RS256", (await VerifiedAsync(client)).Alg);

        await ChangeDefaultApiAsync(new JsonObject { ["signing_algorithm"] = "ES256" });
        Assert.Equal("ES256", (await VerifiedAsync(client)).Alg);
    }

    [Fact]
    public async Task An_Api_that_asks_for_roles_gets_their_names()
    {
        var client = await endpoint.Server.CreateSecretClientAsync();
        Assert.False((await VerifiedAsync(client)).TryGetPayloadValue<string[]>("roles", out _));

        await ChangeDefaultApiAsync(new JsonObject { ["include_roles"] = true });

        Assert.Equal(["api_default"], (await VerifiedAsync(client)).GetPayloadValue<string[]>("roles"));
    }

    [Theory]
    [InlineData(null, null, 3_600)]
    [InlineData(null, 600, 600)]
    [InlineData(120, 600, 120)]
    [InlineData(86_400, 600, 600)]
    [InlineData(86_400, null, 86_400)]
    [Trait("Requirement", "26")]
    [Trait("Requirement", "27")]
    public async Task A_token_lives_as_long_as_application_and_Api_both_allow(int? ofApplication, int? ofApi, int expected)
    {
        var client = await endpoint.Server.CreateSecretClientAsync(new JsonObject { ["access_token_ttl_seconds"] = ofApplication });

        await ChangeDefaultApiAsync(new JsonObject { ["maximum_ttl_seconds"] = ofApi });

        await AssertLifetimeAsync(client, expected);
    }

    [Fact]
    [Trait("Requirement", "26")]
    public async Task A_running_client_gets_the_lifetime_that_its_Api_has_now()
    {
        var client = await endpoint.Server.CreateSecretClientAsync();
        await AssertLifetimeAsync(client, 3_600);

        await ChangeDefaultApiAsync(new JsonObject { ["maximum_ttl_seconds"] = 60 });
        await AssertLifetimeAsync(client, 60);

        await ChangeDefaultApiAsync(Defaults);
        await AssertLifetimeAsync(client, 3_600);
    }

    [Theory]
    [InlineData(61)]
    [InlineData(1_000)]
    [InlineData(3_599)]
    [Trait("Requirement", "26")]
    public async Task A_token_never_outlives_its_account(int secondsLeft)
    {
        var end = endpoint.Server.Time.GetUtcNow().AddSeconds(secondsLeft);
        var client = await endpoint.Server.CreateSecretClientAsync(new JsonObject { ["expires_at"] = end });

        await AssertLifetimeAsync(client, secondsLeft);
    }

    [Theory]
    [InlineData("signing_algorithm", "none")]
    [InlineData("signing_algorithm", "HS256")]
    [InlineData("signing_algorithm", "PS256")]
    [InlineData("signing_algorithm", null)]
    [InlineData("maximum_ttl_seconds", 0)]
    [InlineData("maximum_ttl_seconds", -1)]
    [InlineData("maximum_ttl_seconds", 86_401)]
    public async Task What_no_token_can_be_is_refused_and_changes_nothing(string member, object? value)
    {
        var client = await endpoint.Server.CreateSecretClientAsync();

        using var response = await PatchDefaultApiAsync(new JsonObject { [member] = value is null ? null : JsonValue.Create(value) });

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("ES256", (await VerifiedAsync(client)).Alg);
        await AssertLifetimeAsync(client, 3_600);
    }

    private async Task AssertLifetimeAsync(SecretClient client, int seconds)
    {
        using var response = await endpoint.AskAsync(client);
        var answer = await TokenEndpointUnderTest.AssertIssuedAsync(response);
        var token = new JsonWebToken(answer["access_token"]!.GetValue<string>());

        Assert.Equal(seconds, answer["expires_in"]!.GetValue<int>());
        Assert.Equal(endpoint.Server.Time.GetUtcNow().AddSeconds(seconds).UtcDateTime, token.ValidTo);
    }

    private async Task<JsonWebToken> VerifiedAsync(SecretClient client)
    {
        using var response = await endpoint.AskAsync(client);
        var answer = await TokenEndpointUnderTest.AssertIssuedAsync(response);
        var verified = await ResourceServer.OfDefaultApi(endpoint.Server).VerifyAsync(answer["access_token"]!.GetValue<string>());
        Assert.True(verified.IsValid, verified.Exception?.Message);
        return (JsonWebToken)verified.SecurityToken;
    }

    private async Task ChangeDefaultApiAsync(JsonObject change)
    {
        using var response = await PatchDefaultApiAsync(change);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    private async Task<HttpResponseMessage> PatchDefaultApiAsync(JsonObject change)
    {
        using var listed = await endpoint.Server.Admin.GetAsync("/management/v1/apis");
        var apis = (await listed.JsonAsync())["items"]!.AsArray();
        var id = Assert.Single(apis, api => api!["is_default"]!.GetValue<bool>())!["id"]!.GetValue<string>();
        return await endpoint.Server.Admin.PatchAsJsonAsync($"/management/v1/apis/{id}", change);
    }
}
