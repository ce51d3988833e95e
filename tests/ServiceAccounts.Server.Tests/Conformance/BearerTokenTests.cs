using System.Net;
using System.Text.Json.Nodes;
using ServiceAccounts.Server.Tests.Management;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Conformance;

/// <summary>Bearer Token Usage (RFC 6750), where our own APIs take access tokens.</summary>
public sealed class BearerTokenTests(ManagementServer fixture) : IClassFixture<ManagementServer>
{
    private RunningServer Server => fixture.Server;

    [Fact]
    public async Task Section_2_1_A_token_in_the_Authorization_header_is_taken()
    {
        var token = await TokenAsync();

        await new ApiCaller(Server, "Bearer " + token).GetAsync(ApiCaller.Self).JsonAsync();
        await new ApiCaller(Server, "bearer " + token).GetAsync(ApiCaller.Self).JsonAsync();
    }

    [Fact]
    public async Task Section_2_3_A_token_in_the_URL_is_not_taken()
    {
        using var response = await Server.Http.GetAsync(ApiCaller.Self + "?access_token=" + await TokenAsync());

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task Section_2_More_than_one_way_to_send_a_token_is_refused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, ApiCaller.Self);
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + await TokenAsync());
        request.Headers.TryAddWithoutValidation("X-API-Key", Server.AdminToken);

        using var response = await Server.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Bearer")]
    [InlineData("Bearer made.up.token")]
    [InlineData("Bearer made-up")]
    public async Task Section_3_Who_has_no_good_token_is_told_to_send_a_bearer_token(string? authorization)
    {
        using var response = await new ApiCaller(Server, authorization).GetAsync(ApiCaller.Self);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Contains(response.Headers.WwwAuthenticate, challenge => challenge.Scheme == "Bearer");
    }

    [Fact]
    public async Task Section_3_1_A_token_without_the_scope_is_403_and_not_401()
    {
        var token = await TokenAsync(("scope", "role.read"));

        using var response = await new ApiCaller(Server, "Bearer " + token).GetAsync(ApiCaller.Accounts);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Fact]
    public async Task Section_5_3_An_answer_to_a_token_is_kept_by_no_shared_cache()
    {
        using var response = await new ApiCaller(Server, "Bearer " + await TokenAsync()).GetAsync(ApiCaller.Self);

        Assert.True(response.Headers.CacheControl is { NoStore: true });
    }

    private async Task<string> TokenAsync(params (string, string)[] more)
    {
        var client = await Server.CreateSecretClientAsync(new JsonObject { ["role_ids"] = ApiCaller.Ids(SystemRole.TenantAdmin.Id) });
        return await OAuthClient.TokenOfAsync(Server, client, [("resource", Server.Issuer), .. more]);
    }
}
