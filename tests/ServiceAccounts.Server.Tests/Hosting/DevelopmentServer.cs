using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Hosting;

/// <summary>The server's binary in Development, ready, and its first administrator.</summary>
internal sealed partial class DevelopmentServer : IAsyncDisposable
{
    private DevelopmentServer(ServerProcess process, string url, string? token)
    {
        (Process, Http) = (process, new HttpClient { BaseAddress = new Uri(url) });
        AdminToken = token ?? string.Empty;
        Admin = new HttpClient { BaseAddress = new Uri(url) };
        Admin.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", AdminToken);
    }

    public ServerProcess Process { get; }

    /// <summary>The first administrator's token; empty where an earlier start has shown it.</summary>
    public string AdminToken { get; }

    public HttpClient Http { get; }

    public HttpClient Admin { get; }

    public static async Task<DevelopmentServer> StartAsync(string directory, params (string Name, string Value)[] environment)
    {
        var url = ServerProcess.FreeUrl();
        var process = ServerProcess.Start(
            directory, [],
            [
                ("ASPNETCORE_ENVIRONMENT", "Development"), ("ASPNETCORE_URLS", url),
                ("ServiceAccounts__Certificates__Directory", Pfx.DevelopmentDirectory), .. environment,
            ]);
        await process.ReadyAsync();
        return new DevelopmentServer(process, url, ShownToken().Match(process.Output) is { Success: true } shown ? shown.Groups[1].Value : null);
    }

    /// <summary>A new client with a secret, and the role of the default Api.</summary>
    public async Task<SecretClient> CreateClientAsync()
    {
        using var response = await Admin.PostAsJsonAsync(
            "/management/v1/service-accounts",
            new JsonObject { ["name"] = $"billing {Guid.CreateVersion7(TimeProvider.System.GetUtcNow())}", ["auth_type"] = "oauth_client_secret", ["role_ids"] = new JsonArray(RunningServer.ApiDefaultRole) });
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        var account = await response.JsonAsync();
        var application = account["applications"]![0]!;
        return new SecretClient(
            account["id"]!.GetValue<string>(), application["client_id"]!.GetValue<string>(),
            application["secrets"]![0]!["client_secret"]!.GetValue<string>(), account);
    }

    /// <summary>Asks for a token, with these headers beside <c>Authorization</c>.</summary>
    public async Task<HttpResponseMessage> RequestTokenAsync(string authorization, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/oauth2/token")
        {
            Content = new FormUrlEncodedContent([KeyValuePair.Create("grant_type", "client_credentials")]),
        };
        foreach (var (name, value) in headers.Append(("Authorization", authorization)))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await Http.SendAsync(request);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        Admin.Dispose();
        await Process.DisposeAsync();
    }

    [GeneratedRegex("export TOKEN=(sa_token_[0-9A-Za-z]{46})")]
    private static partial Regex ShownToken();
}
