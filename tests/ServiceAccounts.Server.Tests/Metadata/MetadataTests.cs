using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using ServiceAccounts.Server.Tests.Hosting;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Metadata;

/// <summary>What a client or a verifier that knows nothing but the issuer finds out.</summary>
public sealed class MetadataTests(PublicDocuments documents) : IClassFixture<PublicDocuments>
{
    private const string AuthorizationServer = "/.well-known/oauth-authorization-server";
    private const string OpenIdConfiguration = "/.well-known/openid-configuration";

    [Theory]
    [InlineData(AuthorizationServer)]
    [InlineData(OpenIdConfiguration)]
    public async Task It_says_what_is_here(string path)
    {
        using var response = await documents.Server.Http.GetAsync(new Uri(path, UriKind.Relative));
        var issuer = documents.Server.Issuer;
        string[] algorithms = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType!.MediaType);
        JsonArray Methods() => new("client_secret_basic", "client_secret_post", "private_key_jwt", "tls_client_auth", "self_signed_tls_client_auth");
        JsonArray Algorithms() => new([.. algorithms.Select(name => JsonValue.Create(name))]);
        var expected = new JsonObject
        {
            ["issuer"] = issuer,
            ["token_endpoint"] = issuer + "/oauth2/token",
            ["jwks_uri"] = issuer + "/.well-known/jwks.json",
            ["grant_types_supported"] = new JsonArray(
                "client_credentials", "urn:ietf:params:oauth:grant-type:token-exchange", "urn:ietf:params:oauth:grant-type:jwt-bearer"),
            ["token_endpoint_auth_methods_supported"] = Methods(),
            ["token_endpoint_auth_signing_alg_values_supported"] = Algorithms(),
            ["introspection_endpoint"] = issuer + "/oauth2/introspect",
            ["introspection_endpoint_auth_methods_supported"] = Methods(),
            ["introspection_endpoint_auth_signing_alg_values_supported"] = Algorithms(),
            ["introspection_signing_alg_values_supported"] = new JsonArray("ES256"),
            ["revocation_endpoint"] = issuer + "/oauth2/revoke",
            ["revocation_endpoint_auth_methods_supported"] = Methods(),
            ["revocation_endpoint_auth_signing_alg_values_supported"] = Algorithms(),
            ["dpop_signing_alg_values_supported"] = Algorithms(),
            ["tls_client_certificate_bound_access_tokens"] = true,
            ["authorization_endpoint"] = issuer + "/oauth2/authorize",
            ["response_types_supported"] = new JsonArray(),
            ["subject_types_supported"] = new JsonArray("public"),
            ["id_token_signing_alg_values_supported"] = new JsonArray("ES256", "RS256"),
            ["service_documentation"] = issuer + "/docs/",
        };
        Assert.Equal(expected.ToJsonString(), (await response.JsonAsync()).ToJsonString());
    }

    [Fact]
    public async Task Every_url_in_it_answers()
    {
        using var response = await documents.Server.Http.GetAsync(new Uri(AuthorizationServer, UriKind.Relative));
        foreach (var (name, value) in await response.JsonAsync())
        {
            if (name != "issuer" && value?.GetValueKind() == JsonValueKind.String && Uri.TryCreate(value.GetValue<string>(), UriKind.Absolute, out var url))
            {
                using var answer = await documents.Server.Http.GetAsync(url);
                Assert.False(answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.InternalServerError, name);
            }
        }
    }

    [Theory]
    [InlineData("evil.example")]
    [InlineData("evil.example:443")]
    [InlineData("localhost")]
    [Trait("Requirement", "9")]
    public async Task The_Host_of_a_request_changes_nothing(string host)
    {
        // Over http: with TLS a client would look for that name in the certificate.
        await using var server = await BuiltServer.StartAsync("Development");
        foreach (var path in PublicDocuments.Paths)
        {
            using var plain = await server.Http.GetAsync(new Uri(path, UriKind.Relative));
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Host = host;
            request.Headers.Add("X-Forwarded-Host", host);
            request.Headers.Add("X-Forwarded-Proto", "https");
            using var spoofed = await server.Http.SendAsync(request);

            Assert.Equal(await plain.Content.ReadAsStringAsync(), await spoofed.Content.ReadAsStringAsync());
            Assert.Equal(plain.Headers.ETag, spoofed.Headers.ETag);
        }
    }
}
