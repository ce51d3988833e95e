using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Management;

/// <summary>What holds the answers of all tests against the document would notice an answer that is not as it says.</summary>
public sealed class DocumentedAnswersTests
{
    private const string Schema =
        """
        { "type": "object", "required": ["id"], "additionalProperties": false, "properties": {
            "id": { "type": "string", "format": "uuid" }, "at": { "type": ["null", "string"], "format": "date-time" },
            "count": { "type": "integer" }, "names": { "type": "array", "items": { "type": "string" } },
            "more": { "oneOf": [ { "type": "null" }, { "$ref": "#/more" } ] } } }
        """;

    private const string Id = "\"id\": \"01990000-0000-7000-8000-000000000001\"";

    private static readonly JsonNode Document = JsonNode.Parse(
        """{ "more": { "type": "object", "additionalProperties": { "type": "string" } } }""")!;

    [Theory]
    [InlineData("{ }", "$: id is missing")]
    [InlineData("{ \"id\": 5 }", "$.id: is integer and not string")]
    [InlineData("{ \"id\": \"5\" }", "$.id: 5 is no uuid")]
    [InlineData("{ " + Id + ", \"at\": \"2026-01-01T00:00:00+01:00\" }", "$.at: 2026-01-01T00:00:00+01:00 is no date-time")]
    [InlineData("{ " + Id + ", \"count\": 1.5 }", "$.count: is number and not integer")]
    [InlineData("{ " + Id + ", \"count\": null }", "$.count: is null and not integer")]
    [InlineData("{ " + Id + ", \"names\": [\"a\", true] }", "$.names[1]: is boolean and not string")]
    [InlineData("{ " + Id + ", \"other\": 1 }", "$: other is in no schema")]
    [InlineData("{ " + Id + ", \"more\": { \"a\": 1 } }", "$.more: fits none of its alternatives: $.more: is object and not null; $.more.a: is integer and not string")]
    [InlineData("[]", "$: is array and not object")]
    public void A_body_that_does_not_fit_its_schema_is_noticed(string body, string problem) =>
        Assert.Equal([problem], new JsonSchemaCheck(Document).ProblemsOf(JsonNode.Parse(body), JsonNode.Parse(Schema)!));

    [Theory]
    [InlineData("{ " + Id + " }")]
    [InlineData("{ " + Id + ", \"at\": null, \"count\": 1, \"names\": [\"a\"], \"more\": { \"a\": \"b\" } }")]
    [InlineData("{ " + Id + ", \"at\": \"2026-01-01T00:00:00.000Z\", \"more\": null }")]
    public void A_body_that_fits_is_let_through(string body) =>
        Assert.Empty(new JsonSchemaCheck(Document).ProblemsOf(JsonNode.Parse(body), JsonNode.Parse(Schema)!));

    [Fact]
    public void A_keyword_that_the_check_does_not_know_is_noticed() =>
        Assert.NotEmpty(new JsonSchemaCheck(Document).ProblemsOf(1, JsonNode.Parse("""{ "exclusiveMinimum": 0 }""")!));

    [Theory]
    [InlineData(HttpStatusCode.OK, "application/json", "{ \"items\": 5, \"next_cursor\": null }", "$.items")]
    [InlineData(HttpStatusCode.OK, "text/plain", "{}", "media type")]
    [InlineData(HttpStatusCode.Gone, "application/problem+json", "{}", "status is not declared")]
    [InlineData(HttpStatusCode.NotFound, "application/problem+json", "{ \"status\": 404, \"detail\": \"none\" }", "code is missing")]
    public async Task An_answer_that_the_document_does_not_have_fails_the_test_that_got_it(
        HttpStatusCode status, string mediaType, string body, string problem)
    {
        await using var server = await RunningServer.StartAsync();
        await server.Admin.GetAsync("/management/v1/roles").StatusAsync(HttpStatusCode.OK);
        using var client = new HttpClient(new DocumentedAnswers(new Fixed(status, mediaType, body))) { BaseAddress = new Uri(server.Issuer) };

        var failure = await Assert.ThrowsAsync<UndocumentedAnswerException>(() => client.GetAsync("/management/v1/roles"));

        Assert.Contains(problem, failure.Message, StringComparison.Ordinal);
    }

    private sealed class Fixed(HttpStatusCode status, string mediaType, string body) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(status) { Content = new StringContent(body, Encoding.UTF8, mediaType) });
    }
}
