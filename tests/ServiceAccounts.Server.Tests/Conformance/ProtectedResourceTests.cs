using System.Net;
using System.Text.Json.Nodes;
using ServiceAccounts.Server.Tests.Management;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Conformance;

/// <summary>OAuth 2.0 Protected Resource Metadata (RFC 9728), for our own Api.</summary>
public sealed class ProtectedResourceTests(ManagementServer fixture) : IClassFixture<ManagementServer>
{
    private const string Path = "/.well-known/oauth-protected-resource";

    private RunningServer Server => fixture.Server;

    [Fact]
    public async Task Section_3_2_The_resource_is_what_a_client_asks_tokens_for()
    {
        using var response = await Server.Http.GetAsync(Path);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        var metadata = await response.JsonAsync();

        Assert.Equal(
            [
                "resource", "authorization_servers", "jwks_uri", "scopes_supported", "bearer_methods_supported", "dpop_signing_alg_values_supported",
                "dpop_bound_access_tokens_required", "resource_name", "resource_documentation",
            ],
            metadata.Select(member => member.Key));
        Assert.Equal(Server.Issuer, metadata["resource"]!.GetValue<string>());
        Assert.Equal([Server.Issuer], Texts(metadata["authorization_servers"]));
        Assert.Equal(["header"], Texts(metadata["bearer_methods_supported"]));
        Assert.Equal(ManagementPermissions.All.Order(StringComparer.Ordinal), Texts(metadata["scopes_supported"]));

        // What it says is enough to get a token and to use it.
        var client = await Server.CreateSecretClientAsync(new JsonObject { ["role_ids"] = ApiCaller.Ids(SystemRole.Member.Id) });
        var token = await OAuthClient.TokenOfAsync(Server, client, ("resource", metadata["resource"]!.GetValue<string>()), ("scope", "role.read"));
        await new ApiCaller(Server, "Bearer " + token).GetAsync(ApiCaller.Roles).JsonAsync();
    }

    [Fact]
    public async Task Section_5_1_Who_is_not_authenticated_is_told_where_the_metadata_is()
    {
        using var response = await new ApiCaller(Server, null).GetAsync(ApiCaller.Accounts);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal(["Bearer", "DPoP"], response.Headers.WwwAuthenticate.Select(challenge => challenge.Scheme));
        Assert.All(
            response.Headers.WwwAuthenticate,
            challenge => Assert.Contains($"resource_metadata=\"{Server.Issuer}{Path}\"", challenge.Parameter, StringComparison.Ordinal));
    }

    private static IEnumerable<string> Texts(JsonNode? array) => array!.AsArray().Select(item => item!.GetValue<string>());
}
