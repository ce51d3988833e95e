using System.Net;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Metadata;

/// <summary>There is no way in for a browser.</summary>
public sealed class NoLoginTests(PublicDocuments documents) : IClassFixture<PublicDocuments>
{
    [Theory]
    [InlineData("")]
    [InlineData("?response_type=code&client_id=sa_client_000000000000&redirect_uri=https%3A%2F%2Fevil.example")]
    [InlineData("?response_type=token&client_id=sa_client_000000000000&redirect_uri=https%3A%2F%2Fevil.example&state=1")]
    [InlineData("?response_type=code&redirect_uri=https%3A%2F%2Fevil.example&prompt=none")]
    [Trait("Requirement", "4")]
    [Trait("Requirement", "57")]
    [Trait("Requirement", "58")]
    [Trait("Requirement", "81")]
    public async Task The_authorization_endpoint_refuses_and_redirects_nowhere(string query)
    {
        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Post })
        {
            using var response = await documents.SendAsync(method, "/oauth2/authorize" + query);

            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
            Assert.Equal("unsupported_response_type", await response.MemberAsync("error"));
            Assert.Null(response.Headers.Location);
            Assert.False(response.Headers.Contains("Set-Cookie"));
            Assert.Equal("no-store", response.Headers.CacheControl!.ToString());
            Assert.DoesNotContain("evil.example", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }
}
