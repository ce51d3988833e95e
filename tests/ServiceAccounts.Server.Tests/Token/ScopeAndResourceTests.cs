using System.Net;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.JsonWebTokens;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Token;

/// <summary>What a token may do and for whom it is: RFC 6749 section 3.3 and RFC 8707.</summary>
public sealed class ScopeAndResourceTests(TokenEndpointUnderTest endpoint) : IClassFixture<TokenEndpointUnderTest>
{
    private const string OrgAdminRole = "01990000-0000-7000-8000-000000000004";
    private const string OrgAdminScope =
        "api.read group.read journal.read organization.read role.read service_account.create service_account.credentials "
        + "service_account.delete service_account.read service_account.update user.read";

    private string DefaultApi => endpoint.Server.Issuer + "/apis/default";

    [Theory]
    [InlineData("api:read", "api:read")]
    [InlineData("api:write api:read", "api:write api:read")]
    [InlineData("api:read api:read", "api:read")]
    [InlineData("api:read service_account.delete", "api:read")]
    [InlineData("made.up api:write API:READ", "api:write")]
    [InlineData("  api:read  ", "api:read")]
    [Trait("Requirement", "118")]
    public async Task A_scope_that_is_not_held_is_left_out(string asked, string granted)
    {
        var client = await endpoint.Server.CreateSecretClientAsync();

        using var response = await endpoint.AskAsync(client, ("scope", asked));

        var answer = await TokenEndpointUnderTest.AssertIssuedAsync(response);
        Assert.Equal(granted, answer["scope"]!.GetValue<string>());
        Assert.Equal(granted, TokenOf(answer).GetClaim("scope").Value);
        Assert.Equal([DefaultApi], TokenOf(answer).Audiences);
    }

    [Theory]
    [InlineData("made.up")]
    [InlineData("api:*")]
    [InlineData("*")]
    [InlineData("service_account.read")]
    public async Task No_scope_left_is_an_error_and_not_an_empty_token(string asked)
    {
        var client = await endpoint.Server.CreateSecretClientAsync();

        await endpoint.AssertRefusedAsync(client, HttpStatusCode.BadRequest, "invalid_scope", () =>
            endpoint.AskAsync(client, ("scope", asked)), "one of the scopes asked for is");
    }

    [Theory]
    [InlineData("api:read\"")]
    [InlineData("api\\read")]
    [InlineData("api:read\tapi:write")]
    [InlineData("api:read\napi:write")]
    [InlineData("api:r\u00e4d")]
    [InlineData("\u007f")]
    public async Task A_scope_with_characters_that_no_scope_has_is_malformed(string asked)
    {
        var client = await endpoint.Server.CreateSecretClientAsync();

        await endpoint.AssertRefusedAsync(client, HttpStatusCode.BadRequest, "invalid_scope", () =>
            endpoint.AskAsync(client, ("scope", asked)), "malformed");
    }

    [Fact]
    public async Task Scopes_without_end_are_malformed()
    {
        var client = await endpoint.Server.CreateSecretClientAsync();

        await endpoint.AssertRefusedAsync(client, HttpStatusCode.BadRequest, "invalid_scope", () =>
            endpoint.AskAsync(client, ("scope", string.Join(' ', Enumerable.Range(0, 5_000).Select(i => $"s{i}")))), "malformed");
        await endpoint.AssertRefusedAsync(client, HttpStatusCode.BadRequest, "invalid_scope", () =>
            endpoint.AskAsync(client, ("scope", new string('x', 20_000))), "malformed");
    }

    [Fact]
    [Trait("Requirement", "77")]
    public async Task An_account_that_holds_nothing_gets_no_token()
    {
        var client = await endpoint.Server.CreateSecretClientAsync(new JsonObject { ["role_ids"] = new JsonArray() });

        await endpoint.AssertRefusedAsync(HttpStatusCode.BadRequest, "invalid_scope", () => endpoint.AskAsync(client), "holds nothing");
        await endpoint.AssertRefusedAsync(HttpStatusCode.BadRequest, "invalid_scope", () =>
            endpoint.AskAsync(client, ("scope", "api:read")), "None of the scopes asked for is held");
    }

    [Theory]
    [InlineData("resource", "https://unknown.example")]
    [InlineData("audience", "https://unknown.example")]
    [InlineData("resource", "not a URL")]
    [InlineData("resource", "{default}/")]
    [InlineData("resource", "{default}#fragment")]
    [InlineData("resource", "{DEFAULT}")]
    [InlineData("resource", "{issuer}//")]
    [InlineData("resource", "{issuer}/apis")]
    public async Task A_target_that_is_not_exactly_one_we_know_is_refused(string parameter, string target)
    {
        var client = await endpoint.Server.CreateSecretClientAsync();

        await endpoint.AssertRefusedAsync(client, HttpStatusCode.BadRequest, "invalid_target", () =>
            endpoint.AskAsync(client, (parameter, Target(target))), "No Api");
    }

    [Fact]
    public async Task Two_targets_are_refused_and_one_named_twice_is_not()
    {
        var client = await endpoint.Server.CreateSecretClientAsync();

        await endpoint.AssertRefusedAsync(client, HttpStatusCode.BadRequest, "invalid_target", () =>
            endpoint.AskAsync(client, ("resource", DefaultApi), ("audience", endpoint.Server.Issuer)), "differ");
        using var response = await endpoint.AskAsync(client, ("resource", DefaultApi), ("audience", DefaultApi));

        Assert.Equal([DefaultApi], TokenOf(await TokenEndpointUnderTest.AssertIssuedAsync(response)).Audiences);
    }

    [Fact]
    public async Task A_resource_is_no_way_to_what_the_account_does_not_hold()
    {
        var client = await endpoint.Server.CreateSecretClientAsync();

        await endpoint.AssertRefusedAsync(client, HttpStatusCode.BadRequest, "invalid_scope", () =>
            endpoint.AskAsync(client, ("resource", endpoint.Server.Issuer)), "holds nothing");
    }

    [Theory]
    [InlineData("resource", "{issuer}")]
    [InlineData("resource", "{issuer}/")]
    [InlineData("audience", "{issuer}")]
    [InlineData("audience", "{issuer}/")]
    [Trait("Requirement", "10")]
    public async Task Our_own_Api_is_named_by_the_issuer_with_or_without_a_final_slash(string parameter, string target)
    {
        var client = await CreateOrgAdminAsync();

        using var response = await endpoint.AskAsync(client, (parameter, Target(target)));

        var answer = await TokenEndpointUnderTest.AssertIssuedAsync(response);
        Assert.Equal(OrgAdminScope, answer["scope"]!.GetValue<string>());
        Assert.Equal([endpoint.Server.Issuer], TokenOf(answer).Audiences);
        var verified = await new ResourceServer(endpoint.Server, endpoint.Server.Issuer)
            .VerifyAsync(answer["access_token"]!.GetValue<string>());
        Assert.True(verified.IsValid, verified.Exception?.Message);
    }

    [Fact]
    [Trait("Requirement", "10")]
    public async Task A_scope_that_one_Api_alone_defines_chooses_that_Api()
    {
        var client = await CreateOrgAdminAsync();

        using var response = await endpoint.AskAsync(client, ("scope", "service_account.read"));

        var answer = await TokenEndpointUnderTest.AssertIssuedAsync(response);
        Assert.Equal("service_account.read", answer["scope"]!.GetValue<string>());
        Assert.Equal([endpoint.Server.Issuer], TokenOf(answer).Audiences);
    }

    [Fact]
    public async Task Scopes_that_no_one_Api_defines_together_are_for_the_default_Api()
    {
        var client = await CreateOrgAdminAsync();

        using var response = await endpoint.AskAsync(client, ("scope", "service_account.read api:read"));

        var answer = await TokenEndpointUnderTest.AssertIssuedAsync(response);
        Assert.Equal("api:read", answer["scope"]!.GetValue<string>());
        Assert.Equal([DefaultApi], TokenOf(answer).Audiences);
    }

    [Fact]
    public async Task A_token_is_for_one_Api_and_never_holds_the_scopes_of_another()
    {
        var client = await CreateOrgAdminAsync();

        using var response = await endpoint.AskAsync(
            client, ("resource", endpoint.Server.Issuer), ("scope", "api:read service_account.read"));

        Assert.Equal("service_account.read", (await TokenEndpointUnderTest.AssertIssuedAsync(response))["scope"]!.GetValue<string>());
    }

    private static JsonWebToken TokenOf(JsonObject answer) => new(answer["access_token"]!.GetValue<string>());

    private string Target(string template) => template
        .Replace("{issuer}", endpoint.Server.Issuer, StringComparison.Ordinal)
        .Replace("{default}", DefaultApi, StringComparison.Ordinal)
        .Replace("{DEFAULT}", DefaultApi.ToUpperInvariant(), StringComparison.Ordinal);

    private Task<SecretClient> CreateOrgAdminAsync() => endpoint.Server.CreateSecretClientAsync(
        new JsonObject { ["role_ids"] = new JsonArray(RunningServer.ApiDefaultRole, OrgAdminRole) });
}
