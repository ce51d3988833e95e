using ServiceAccounts.Server.Tests.Metadata;

namespace ServiceAccounts.Server.Tests.Hosting;

/// <summary>Every answer has the headers for browsers, an error too.</summary>
public sealed class AnswerHeadersTests(PublicDocuments documents) : IClassFixture<PublicDocuments>
{
    [Theory]
    [InlineData("GET", "/")]
    [InlineData("GET", "/nothing")]
    [InlineData("GET", "/docs/index.html")]
    [InlineData("GET", "/.well-known/jwks.json")]
    [InlineData("POST", "/oauth2/token")]
    [InlineData("GET", "/management/v1/service-accounts")]
    [InlineData("PATCH", "/management/v1/service-accounts")]
    public async Task Nothing_is_guessed_or_told_on(string method, string path)
    {
        using var response = await documents.SendAsync(new HttpMethod(method), path);

        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("no-referrer", Assert.Single(response.Headers.GetValues("Referrer-Policy")));
    }
}
