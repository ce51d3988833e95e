using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using ServiceAccounts.Protocol.Metadata;
using ServiceAccounts.Server.Dialects.Snyk;
using ServiceAccounts.Storage.Tenants;

namespace ServiceAccounts.Server.Tests.Dialects.Snyk;

/// <summary>Where the server is known by https, there is nothing over plain HTTP: a client learns that before its first secret is sent in vain.</summary>
public sealed class SnykPlainHttpTests(SnykServer fixture) : IClassFixture<SnykServer>
{
    [Theory]
    [InlineData("https://id.example.com", "http", null, true)]
    [InlineData("https://id.example.com", "http", "http", true)]
    [InlineData("https://id.example.com", "http", "https", false)] // A proxy ended TLS.
    [InlineData("https://id.example.com", "https", null, false)]
    [InlineData("http://localhost:5080", "http", null, false)] // Development.
    public void Plain_http_is_refused_where_the_issuer_is_https(string issuer, string scheme, string? forwarded, bool refused)
    {
        var dialect = new SnykDialect(fixture.Server.Services.GetRequiredService<TenantStore>(), new Issuer(issuer), fixture.Server.Time);
        var http = new DefaultHttpContext();
        (http.Request.Scheme, http.Request.Path, http.Request.QueryString) = (scheme, "/rest/self", new QueryString("?version=2023-09-07"));
        if (forwarded is not null)
        {
            http.Request.Headers["X-Forwarded-Proto"] = forwarded;
        }

        Assert.Equal(refused ? 404 : null, dialect.WhyUnreadable(http)?.StatusCode);
    }
}
