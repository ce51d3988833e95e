using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Issuances;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Token;

/// <summary>One server for the tests of a class, each with accounts of its own, and what every refusal of it must look like.</summary>
public sealed class TokenEndpointUnderTest : IAsyncLifetime
{
    public const string FormMediaType = "application/x-www-form-urlencoded";

    private const string Path = "/oauth2/token";

    private RunningServer? _server;

    public RunningServer Server => _server ?? throw new InvalidOperationException("The server has not been started.");

    public async Task InitializeAsync() => _server = await RunningServer.StartAsync();

    public async Task DisposeAsync() => await Server.DisposeAsync();

    /// <summary>What an honest client with a secret sends.</summary>
    public Task<HttpResponseMessage> AskAsync(SecretClient client, params (string Name, string Value)[] more) =>
        Server.RequestTokenAsync(client.Basic, [("grant_type", "client_credentials"), .. more]);

    /// <summary>A request of exactly this body.</summary>
    public Task<HttpResponseMessage> SendFormAsync(string form, string? authorization = null, string query = "") =>
        SendAsync(HttpMethod.Post, FormOf(Encoding.UTF8.GetBytes(form)), authorization, query);

    /// <summary>Any request to the token endpoint.</summary>
    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, HttpContent? content, string? authorization = null, string query = "")
    {
        using var request = new HttpRequestMessage(method, Path + query) { Content = content };
        if (authorization is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        return await Server.Http.SendAsync(request);
    }

    /// <summary>A body of exactly these bytes, with a content type of exactly this text.</summary>
    public static HttpContent FormOf(byte[] body, string? contentType = FormMediaType)
    {
        var content = new ByteArrayContent(body);
        if (contentType is not null)
        {
            content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        }

        return content;
    }

    /// <summary>A request is refused, records nothing, and leaves the same client with its honest requests.</summary>
    public Task AssertRefusedAsync(
        SecretClient client, HttpStatusCode status, string error, Func<Task<HttpResponseMessage>> request, string? because = null) =>
        AssertRefusedAsync(() => AskAsync(client), status, error, request, because);

    /// <summary>The same for a client that signs assertions.</summary>
    public Task AssertRefusedAsync(
        AssertionClient client, HttpStatusCode status, string error, Func<Task<HttpResponseMessage>> request, string? because = null) =>
        AssertRefusedAsync(() => client.RequestTokenAsync(), status, error, request, because);

    /// <summary>A request is refused and records nothing.</summary>
    public async Task AssertRefusedAsync(
        HttpStatusCode status, string error, Func<Task<HttpResponseMessage>> request, string? because = null)
    {
        var (issuedBefore, loggedBefore) = (await IssuedAsync(), Server.Log.Lines.Count);

        using var response = await request();

        await AssertRefusalAsync(response, status, error);
        Assert.Equal(issuedBefore, await IssuedAsync());

        // All causes have one answer; only the log tells whether the request failed at what the test is about.
        var refusals = Server.Log.Lines.Skip(loggedBefore).Where(line => line.Contains(" 1101: Refused ", StringComparison.Ordinal));
        Assert.Contains(because ?? error, Assert.Single(refusals), StringComparison.Ordinal);
    }

    /// <summary>An answer of RFC 6749 section 5.2 that no cache keeps.</summary>
    public static async Task AssertRefusalAsync(HttpResponseMessage response, HttpStatusCode status, string error)
    {
        var body = await response.Content.ReadAsStringAsync();
        Assert.True(status == response.StatusCode, $"{(int)response.StatusCode} {body}");
        Assert.Equal(error, await response.MemberAsync("error"));
        Assert.Equal(new MediaTypeHeaderValue("application/json"), response.Content.Headers.ContentType);
        Assert.True(response.Headers.CacheControl?.NoStore);
        Assert.Equal(
            status == HttpStatusCode.Unauthorized ? ["Basic"] : [], response.Headers.WwwAuthenticate.Select(way => way.Scheme));
    }

    /// <summary>An answer with a token; the answer's members.</summary>
    public static async Task<JsonObject> AssertIssuedAsync(HttpResponseMessage response)
    {
        var answer = await response.JsonAsync();
        Assert.True(response.IsSuccessStatusCode, answer.ToJsonString());
        Assert.NotNull(answer["access_token"]);
        return answer;
    }

    /// <summary>How many tokens the server has recorded.</summary>
    public static async Task<int> IssuedAsync(RunningServer server)
    {
        var contexts = server.Services.GetRequiredService<IDbContextFactory<ServiceAccountsDbContext>>();
        await using var db = await contexts.CreateDbContextAsync();

        // Read as of one moment: what is being sealed is in one of the two.
        await using var moment = await db.Database.BeginTransactionAsync(System.Data.IsolationLevel.Unspecified);
        return await db.Set<IssuanceBatch>().SumAsync(batch => batch.Count) + await db.Set<IssuanceBlock>().SumAsync(block => block.Count);
    }

    private Task<int> IssuedAsync() => IssuedAsync(Server);

    private async Task AssertRefusedAsync(
        Func<Task<HttpResponseMessage>> honest, HttpStatusCode status, string error, Func<Task<HttpResponseMessage>> request,
        string? because)
    {
        await AssertRefusedAsync(status, error, request, because);

        var issuedBefore = await IssuedAsync();
        using var answer = await honest();
        await AssertIssuedAsync(answer);
        Assert.Equal(issuedBefore + 1, await IssuedAsync());
    }
}
