namespace ServiceAccounts.Protocol.Tests.Tokens;

/// <summary>Which values of <c>resource</c> mean an Api.</summary>
public sealed class ApiTests
{
    [Theory]
    [InlineData("https://api.example", "https://api.example")]
    [InlineData("https://api.example", "https://api.example/")]
    [InlineData("https://api.example/", "https://api.example")]
    [InlineData("https://api.example/", "https://api.example/")]
    [InlineData("https://api.example:8443", "https://api.example:8443/")]
    [InlineData("https://api.example/v1", "https://api.example/v1")]
    [InlineData("https://api.example/v1/", "https://api.example/v1/")]
    [InlineData("urn:example:api", "urn:example:api")]
    [InlineData("orders", "orders")]
    [InlineData("orders/", "orders/")]
    public void An_identifier_is_named_by_itself_and_without_a_path_also_with_or_without_a_final_slash(string identifier, string resource) =>
        Assert.True(TestClient.Api(identifier).IsNamedBy(resource));

    [Theory]
    [InlineData("https://api.example", "https://api.example//")]
    [InlineData("https://api.example/", "https://api.example//")]
    [InlineData("https://api.example//", "https://api.example")]
    [InlineData("https://api.example//", "https://api.example/")]
    [InlineData("https://api.example", "https://API.example")]
    [InlineData("https://api.example", "http://api.example")]
    [InlineData("https://api.example", "https://api.example.evil.example")]
    [InlineData("https://api.example", "https://api.example/v1")]
    [InlineData("https://api.example", "https://api.exampl")]
    [InlineData("https://api.example", "https://api.example?")]
    [InlineData("https://api.example", "https://api.example#")]
    [InlineData("https://api.example", " https://api.example")]
    [InlineData("https://api.example/v1", "https://api.example/v1/")]
    [InlineData("https://api.example/v1/", "https://api.example/v1")]
    [InlineData("urn:example:api", "urn:example:api/")]
    [InlineData("orders", "orders/")]
    [InlineData("orders/", "orders")]
    [InlineData("orders", "Orders")]
    [InlineData("orders", "")]
    public void Nothing_else_names_it(string identifier, string resource) =>
        Assert.False(TestClient.Api(identifier).IsNamedBy(resource));
}
