using System.Net;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.JsonWebTokens;
using ServiceAccounts.Server.Tests.Management;
using ServiceAccounts.Server.Tests.Token;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Conformance;

/// <summary>Resource Indicators (RFC 8707): a token is for one Api, and has what that Api defines alone.</summary>
public sealed class ResourceIndicatorTests(TokenEndpointUnderTest endpoint) : IClassFixture<TokenEndpointUnderTest>
{
    private RunningServer Server => endpoint.Server;

    [Fact]
    public async Task Section_2_The_token_is_for_the_resource_that_was_named()
    {
        var (client, api) = await NewApiAsync("RS256", 600);

        using var response = await endpoint.AskAsync(client, ("resource", api));

        var answer = await TokenEndpointUnderTest.AssertIssuedAsync(response);
        var token = new JsonWebToken(answer["access_token"]!.GetValue<string>());
        Assert.Equal([api], token.Audiences);
        Assert.Equal("RS256", token.Alg);
        Assert.Equal(600, answer["expires_in"]!.GetValue<int>());
    }

    [Fact]
    public async Task Section_2_The_scope_is_what_is_held_at_that_resource()
    {
        var (client, api) = await NewApiAsync("ES256", 3600);

        using var response = await endpoint.AskAsync(client, ("resource", api));
        using var foreign = await endpoint.AskAsync(client, ("resource", api), ("scope", "api:read"));

        Assert.Equal("orders.read", (await TokenEndpointUnderTest.AssertIssuedAsync(response))["scope"]!.GetValue<string>());
        await TokenEndpointUnderTest.AssertRefusalAsync(foreign, HttpStatusCode.BadRequest, "invalid_scope");
    }

    [Theory]
    [InlineData("https://unknown.example")]
    [InlineData("/relative")]
    [InlineData("not a URI")]
    public async Task Section_2_A_resource_that_is_unknown_or_malformed_is_an_invalid_target(string resource)
    {
        using var response = await endpoint.AskAsync(await Server.CreateSecretClientAsync(), ("resource", resource));

        await TokenEndpointUnderTest.AssertRefusalAsync(response, HttpStatusCode.BadRequest, "invalid_target");
    }

    // The section allows a server to refuse more than one: a token is for one Api here.
    [Fact]
    public async Task Section_2_Two_resources_are_refused()
    {
        using var response = await endpoint.AskAsync(
            await Server.CreateSecretClientAsync(), ("resource", Server.Issuer), ("resource", Server.Issuer + "/apis/default"));

        await TokenEndpointUnderTest.AssertRefusalAsync(response, HttpStatusCode.BadRequest, "invalid_request");
    }

    [Fact]
    public async Task Section_2_Without_a_resource_there_is_a_default_one()
    {
        using var response = await endpoint.AskAsync(await Server.CreateSecretClientAsync());

        var token = new JsonWebToken((await response.MemberAsync("access_token"))!);
        Assert.Equal([Server.Issuer + "/apis/default"], token.Audiences);
    }

    [Fact]
    public async Task Section_3_The_resource_of_another_tenant_is_unknown()
    {
        var (_, api) = await NewApiAsync("ES256", 3600);
        var other = await SecondTenant.AddAsync(Server);
        var account = await other.Administrator.PostAsync(ApiCaller.Accounts, ApiCaller.NewAccount("oauth_client_secret"))
            .JsonAsync(HttpStatusCode.Created);
        var application = account["applications"]![0]!;
        var stranger = SecretClient.BasicOf(
            application["client_id"]!.GetValue<string>(), application["secrets"]![0]!["client_secret"]!.GetValue<string>());

        using var response = await Server.RequestTokenAsync(stranger, ("grant_type", "client_credentials"), ("resource", api));

        await TokenEndpointUnderTest.AssertRefusalAsync(response, HttpStatusCode.BadRequest, "invalid_target");
    }

    private async Task<(SecretClient Client, string Api)> NewApiAsync(string algorithm, int longest)
    {
        var administrator = ApiCaller.Administrator(Server);
        var identifier = "https://orders.example/" + Guid.CreateVersion7(TimeProvider.System.GetUtcNow());
        var api = await administrator.PostAsync(ApiCaller.Apis, new JsonObject
        {
            ["identifier"] = identifier,
            ["name"] = "Orders",
            ["permissions"] = new JsonArray("orders.read"),
            ["signing_algorithm"] = algorithm,
            ["maximum_ttl_seconds"] = longest,
        }).JsonAsync(HttpStatusCode.Created);
        var role = await administrator
            .PostAsync(ApiCaller.Roles, ApiCaller.NewRole("organization", $"{api["id"]!.GetValue<string>()}#orders.read"))
            .JsonAsync(HttpStatusCode.Created);
        var client = await Server.CreateSecretClientAsync(new JsonObject
        {
            ["role_ids"] = ApiCaller.Ids(Guid.Parse(role["id"]!.GetValue<string>())),
        });
        return (client, identifier);
    }
}
