using System.Text;
using ServiceAccounts.Protocol.OAuth;

namespace ServiceAccounts.Protocol.Tests.OAuth;

public sealed class OAuthRequestTests
{
    private const string Basic = "Basic aWQ6c2VjcmV0";

    [Fact]
    public void Every_parameter_is_read_from_the_body()
    {
        var request = Read(
            "grant_type=g&client_id=i&client_secret=s&client_assertion=a&client_assertion_type=t&resource=r&audience=u&scope=x+y&other=o");

        Assert.True(request.Succeeded);
        Assert.Equal("g", request.Value.GrantType);
        Assert.Equal("i", request.Value.ClientId);
        Assert.Equal("s", request.Value.ClientSecret);
        Assert.Equal("a", request.Value.ClientAssertion);
        Assert.Equal("t", request.Value.ClientAssertionType);
        Assert.Equal("r", request.Value.Resource);
        Assert.Equal("u", request.Value.Audience);
        Assert.Equal<string>(["x", "y"], request.Value.Scopes);
        Assert.Null(request.Value.Basic);
    }

    [Fact]
    public void An_empty_body_is_a_request_without_parameters()
    {
        var request = Read("");

        Assert.True(request.Succeeded);
        Assert.Null(request.Value.GrantType);
        Assert.Empty(request.Value.Scopes);
    }

    [Fact]
    public void The_header_is_read_beside_the_body()
    {
        var request = Read("grant_type=g", Basic);

        Assert.Equal(new BasicCredentials("id", "secret"), request.Value?.Basic);
    }

    [Theory]
    [InlineData("Bearer x", "invalid_client")]
    [InlineData("", "invalid_client")]
    [InlineData("Basic", "invalid_client")]
    [InlineData("Basic !", "invalid_request")]
    [InlineData("Basic aWQ=", "invalid_request")]
    public void A_header_that_is_not_Basic_with_a_pair_is_refused(string authorization, string error) =>
        Assert.Equal(error, Read("grant_type=g", authorization).Error?.Error);

    [Theory]
    [InlineData("resource=a&resource=b", "invalid_request")]
    [InlineData("audience=a&audience=a", "invalid_request")]
    [InlineData("scope=%22", "invalid_scope")]
    [InlineData("scope=%C3%A9", "invalid_scope")]
    public void A_malformed_body_is_refused(string body, string error) =>
        Assert.Equal(error, Read(body).Error?.Error);

    [Fact]
    public void An_error_repeats_nothing_that_was_sent_and_has_only_characters_that_it_may_have()
    {
        string?[] descriptions =
        [
            Read("marker=1&marker=2").Error?.Description,
            Read("scope=marker%22").Error?.Description,
            Read("grant_type=g", "Basic marker!").Error?.Description,
            Read("grant_type=g", "marker x").Error?.Description,
        ];

        Assert.All(descriptions, description =>
        {
            Assert.NotNull(description);
            Assert.DoesNotContain("marker", description, StringComparison.Ordinal);
            Assert.All(description, c => Assert.True(c is >= ' ' and <= '~' and not '"' and not '\\'));
        });
    }

    private static Result<OAuthRequest> Read(string body, string? authorization = null) =>
        OAuthRequest.Read(Encoding.UTF8.GetBytes(body), new RequestHead(authorization));
}
