using System.Net;
using System.Text.Json.Nodes;
using ServiceAccounts.Server.Tests.Metadata;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Conformance;

/// <summary>Authorization Server Metadata (RFC 8414); every member of the document is in <c>Metadata/MetadataTests</c>.</summary>
public sealed class ServerMetadataTests(PublicDocuments documents) : IClassFixture<PublicDocuments>
{
    private const string Path = "/.well-known/oauth-authorization-server";

    [Fact]
    public async Task Section_2_What_is_required_is_there_and_https()
    {
        var metadata = await MetadataAsync();

        foreach (var name in new[] { "issuer", "token_endpoint", "jwks_uri", "response_types_supported" })
        {
            Assert.NotNull(metadata[name]);
        }

        Assert.StartsWith("https://", metadata["jwks_uri"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Section_2_Algorithms_are_named_for_methods_that_sign_and_none_is_not_among_them()
    {
        var metadata = await MetadataAsync();

        Assert.Contains("private_key_jwt", Texts(metadata["token_endpoint_auth_methods_supported"]));
        var algorithms = Texts(metadata["token_endpoint_auth_signing_alg_values_supported"]).ToList();
        Assert.Contains("RS256", algorithms);
        Assert.DoesNotContain("none", algorithms);
        Assert.DoesNotContain(algorithms, name => name.StartsWith("HS", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Section_3_2_It_is_JSON_and_has_no_empty_grant_list()
    {
        using var response = await documents.Server.Http.GetAsync(Path);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        Assert.NotEmpty(Texts((await response.JsonAsync())["grant_types_supported"]));
    }

    [Fact]
    public async Task Section_3_3_The_issuer_is_the_URL_that_was_asked()
    {
        Assert.Equal(documents.Server.Issuer, (await MetadataAsync())["issuer"]!.GetValue<string>());
    }

    [Fact]
    public async Task Every_grant_and_method_that_it_names_is_one_that_the_token_endpoint_knows()
    {
        var metadata = await MetadataAsync();
        foreach (var grant in Texts(metadata["grant_types_supported"]))
        {
            using var response = await documents.Server.RequestTokenAsync(("grant_type", grant), ("client_id", "nobody"), ("client_secret", "x"));
            Assert.NotEqual("unsupported_grant_type", await response.MemberAsync("error"));
        }
    }

    private async Task<JsonObject> MetadataAsync()
    {
        using var response = await documents.Server.Http.GetAsync(Path);
        return await response.JsonAsync();
    }

    private static IEnumerable<string> Texts(JsonNode? array) => array!.AsArray().Select(item => item!.GetValue<string>());
}
