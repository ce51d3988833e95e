using System.Net.Http.Json;
using System.Text.Json.Nodes;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Hosting;

/// <summary>One id finds a request in its answer, in the log and in the journal.</summary>
public sealed class CorrelationTests(CorrelationTests.Fixture fixture) : IClassFixture<CorrelationTests.Fixture>
{
    private const string TraceId = "4bf92f3577b34da6a3ce929d0e0e4736";

    private DevelopmentServer Server => fixture.Server;

    [Fact]
    public async Task The_trace_id_is_in_the_answer_in_each_line_and_in_the_journal()
    {
        var client = await Server.CreateClientAsync();
        using var refused = await Server.RequestTokenAsync(SecretClient.BasicOf(client.ClientId, "x"), ("traceparent", $"00-{TraceId}-00f067aa0ba902b7-00"));

        Assert.Equal([TraceId], refused.Headers.GetValues("X-Correlation-Id"));
        await AssertJournalHasAsync(TraceId);
        var line = await LineAsync(client.ClientId);
        Assert.Contains(line["Scopes"]!.AsArray(), scope => scope!["TraceId"]?.GetValue<string>() == TraceId);
    }

    [Fact]
    public async Task An_id_that_the_caller_chose_is_taken_instead()
    {
        var client = await Server.CreateClientAsync();
        using var refused = await Server.RequestTokenAsync(SecretClient.BasicOf(client.ClientId, "x"), ("X-Correlation-Id", "order-4711"));

        Assert.Equal(["order-4711"], refused.Headers.GetValues("X-Correlation-Id"));
        await AssertJournalHasAsync("order-4711");
        var line = await LineAsync(client.ClientId);
        Assert.Contains(line["Scopes"]!.AsArray(), scope => scope!["CorrelationId"]?.GetValue<string>() == "order-4711");
    }

    [Theory]
    [InlineData("")]
    [InlineData("sa_secret_0123456789")]
    [InlineData("eyJhbGciOi.J9")]
    [InlineData("two words")]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345")]
    public async Task What_could_be_a_secret_or_has_no_end_is_not_taken(string id)
    {
        using var refused = await Server.RequestTokenAsync("Bearer x", ("X-Correlation-Id", id));

        Assert.Matches("^[0-9a-f]{32}$", Assert.Single(refused.Headers.GetValues("X-Correlation-Id")));
    }

    [Fact]
    public async Task Management_answers_have_it_too_and_so_have_their_entries()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/management/v1/service-accounts")
        {
            Content = JsonContent.Create(new JsonObject { ["name"] = "correlated", ["auth_type"] = "api_key" }),
        };
        request.Headers.Add("X-Correlation-Id", "ticket-1");
        using var created = await Server.Admin.SendAsync(request);

        Assert.Equal(System.Net.HttpStatusCode.Created, created.StatusCode);
        Assert.Equal(["ticket-1"], created.Headers.GetValues("X-Correlation-Id"));
        await AssertJournalHasAsync("ticket-1");
    }

    private async Task AssertJournalHasAsync(string id)
    {
        using var response = await Server.Admin.GetAsync(new Uri("/management/v1/journal?scope=system", UriKind.Relative));
        Assert.Contains((await response.JsonAsync())["items"]!.AsArray(), entry => entry!["correlation_id"]?.GetValue<string>() == id);
    }

    private async Task<JsonObject> LineAsync(string clientId)
    {
        string? Find() => Server.Process.Output.Split('\n').FirstOrDefault(line => line.Contains(clientId, StringComparison.Ordinal));
        await Eventually.IsTrueAsync(() => Find() is not null);
        return JsonNode.Parse(Find()!)!.AsObject();
    }

    /// <summary>A process, whose lines are JSON as in Production: only there the framework writes them.</summary>
    public sealed class Fixture : IAsyncLifetime
    {
        private readonly string _directory = Directory.CreateTempSubdirectory("serviceaccounts-").FullName;

        internal DevelopmentServer Server { get; private set; } = null!; // Set before any test.

        public async Task InitializeAsync() =>
            Server = await DevelopmentServer.StartAsync(_directory, ("Logging__Console__FormatterName", "json"));

        public async Task DisposeAsync()
        {
            await Server.DisposeAsync();
            Directory.Delete(_directory, recursive: true);
        }
    }
}
