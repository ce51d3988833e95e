using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace ServiceAccounts.Server.Tests.Management;

/// <summary>A body that cannot be read is refused in the words of the API, and never with 500.</summary>
public sealed class UnreadableRequestTests(ManagementServer fixture) : IClassFixture<ManagementServer>
{
    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("5")]
    [InlineData("\"name\"")]
    [InlineData("{")]
    [InlineData("name=x&auth_type=api_key")]
    [InlineData("{\"name\":\"a\",}")]
    [InlineData("{\"name\":\"a\"} trailing")]
    public async Task A_body_that_is_no_json_object_is_refused(string body)
    {
        foreach (var (method, path) in await RoutesWithBodyAsync())
        {
            using var response = await fixture.Administrator.SendAsync(method, path, ApiCaller.Json(body));
            var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!; // A problem is an object.

            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
            Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
            Assert.Equal("invalid", answer["code"]!.GetValue<string>());
            Assert.NotEmpty(answer["errors"]!.AsObject());
        }
    }

    [Fact]
    public async Task A_body_that_is_not_utf8_is_refused()
    {
        var content = new ByteArrayContent([.. "{\"name\":\""u8, 0xC3, 0x28, 0xFF, .. "\",\"auth_type\":\"api_key\"}"u8]);
        content.Headers.ContentType = new("application/json");

        await fixture.Administrator.SendAsync(HttpMethod.Post, ApiCaller.Accounts, content)
            .ProblemAsync(HttpStatusCode.BadRequest, "invalid", "name");
    }

    [Theory]
    [InlineData("bogus")]
    [InlineData("utf-16")]
    public async Task A_body_in_another_charset_is_refused(string charset)
    {
        var content = new ByteArrayContent([.. "{\"name\":\"a\",\"auth_type\":\"api_key\"}"u8]);
        content.Headers.TryAddWithoutValidation("Content-Type", "application/json; charset=" + charset);

        await fixture.Administrator.SendAsync(HttpMethod.Post, ApiCaller.Accounts, content)
            .ProblemAsync(HttpStatusCode.UnsupportedMediaType, "unsupported_media_type");
    }

    [Fact]
    public async Task A_body_that_says_something_twice_is_refused()
    {
        const string Body = "{\"name\":\"a\",\"auth_type\":\"api_key\",\"name\":\"b\"}";

        using var response = await fixture.Administrator.SendAsync(HttpMethod.Post, ApiCaller.Accounts, ApiCaller.Json(Body));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("more than once", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"colour\":1}", "colour")]
    [InlineData("{\"accounts\":[{\"name\":\"a\",\"colour\":1}]}", "accounts[0].colour")]
    [InlineData("{\"accounts\":[{\"a colour\":1}]}", "accounts[0].a colour")]
    [InlineData("{\"accounts\":[{\"1234567890123456789012345678901234567890x\":1}]}", "(body)")]
    public async Task A_member_that_there_is_not_is_named_with_where_it_is(string body, string field) =>
        await fixture.Administrator.SendAsync(HttpMethod.Post, ApiCaller.Accounts + "/batch", ApiCaller.Json(body))
            .ProblemAsync(HttpStatusCode.BadRequest, "invalid", field);

    [Fact]
    public async Task A_body_that_nests_without_end_is_refused()
    {
        var body = "{\"name\":\"a\",\"auth_type\":\"oauth_private_key_jwt\",\"jwks\":" + new string('[', 10_000);

        using var response = await fixture.Administrator.SendAsync(HttpMethod.Post, ApiCaller.Accounts, ApiCaller.Json(body));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_of_two_megabytes_is_too_large(bool lengthIsTold)
    {
        var bytes = Encoding.ASCII.GetBytes("{\"name\":\"" + new string('n', 2 * 1024 * 1024) + "\"}");
        HttpContent content = lengthIsTold ? new ByteArrayContent(bytes) : new StreamContent(new UnseekableStream(bytes));
        content.Headers.ContentType = new("application/json");

        await fixture.Administrator.SendAsync(HttpMethod.Post, ApiCaller.Accounts, content)
            .ProblemAsync(HttpStatusCode.RequestEntityTooLarge, "too_large");
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/xml")]
    public async Task A_body_of_another_media_type_is_refused(string mediaType)
    {
        foreach (var (method, path) in await RoutesWithBodyAsync())
        {
            await fixture.Administrator.SendAsync(method, path, ApiCaller.Json("{}", mediaType))
                .ProblemAsync(HttpStatusCode.UnsupportedMediaType, "unsupported_media_type");
        }
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=201", "limit")]
    [InlineData("limit=-1", "limit")]
    [InlineData("limit=abc", "limit")]
    [InlineData("limit=", "limit")]
    [InlineData("limit=99999999999", "limit")]
    [InlineData("cursor=abc", "cursor")]
    [InlineData("cursor=!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!", "cursor")]
    [InlineData("cursor=__________________________________________", "cursor")]
    [InlineData("cursor=%00", "cursor")]
    public async Task A_wrong_parameter_of_a_list_is_named(string query, string parameter)
    {
        foreach (var list in new[] { ApiCaller.Accounts, ApiCaller.Roles, ApiCaller.Apis })
        {
            await fixture.Administrator.GetAsync($"{list}?{query}").ProblemAsync(HttpStatusCode.BadRequest, "invalid", parameter);
        }
    }

    private async Task<(HttpMethod Method, string Path)[]> RoutesWithBodyAsync()
    {
        var account = await fixture.Server.CreateAccountAsync(ApiCaller.NewAccount("api_key"));
        var apis = await fixture.Administrator.GetAsync(ApiCaller.Apis).JsonAsync();
        return
        [
            (HttpMethod.Post, ApiCaller.Accounts), (HttpMethod.Post, ApiCaller.Roles),
            (HttpMethod.Patch, $"{ApiCaller.Accounts}/{account["id"]}"),
            (HttpMethod.Patch, $"{ApiCaller.Apis}/{apis["items"]![0]!["id"]}"),
        ];
    }

    // Sent in chunks: nobody knows its length beforehand.
    private sealed class UnseekableStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
