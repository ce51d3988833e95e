using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ServiceAccounts.Server.Tests.Management;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Dialects.Sumo;

/// <summary>A client of that system: it knows its own description of the API, and holds every answer against it.</summary>
internal sealed partial class SumoCaller(RunningServer server, string? authorization)
{
    public const string Accounts = "/api/v1/serviceAccounts";
    public const string Keys = "/api/v1/accessKeys";
    public const string Clients = "/api/v1/oauth/clients";
    public const string Roles = "/api/v1/roles";
    public const string Users = "/api/v1/users";

    /// <summary>The first administrator.</summary>
    public static SumoCaller Administrator(RunningServer server) => new(server, "Bearer " + server.AdminToken);

    /// <summary>As that system's tools authenticate: access id and access key.</summary>
    public static SumoCaller WithKey(RunningServer server, JsonObject key) =>
        new(server, SecretClient.BasicOf(key["id"]!.GetValue<string>(), key["key"]!.GetValue<string>()));

    public Task<JsonObject> GetAsync(string path) => SuccessAsync(HttpMethod.Get, path, null);

    public Task<JsonObject> PostAsync(string path, JsonObject body) => SuccessAsync(HttpMethod.Post, path, body);

    public Task<JsonObject> PutAsync(string path, JsonObject? body = null) => SuccessAsync(HttpMethod.Put, path, body);

    public async Task DeleteAsync(string path)
    {
        using var response = await SendAsync(HttpMethod.Delete, path);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.NoContent, $"{(int)response.StatusCode}: {text}");
        Assert.Empty(text);
    }

    /// <summary>Sends, and expects a refusal in the form of that system.</summary>
    public async Task<JsonObject> RefusedAsync(
        HttpStatusCode status, string code, HttpMethod method, string path, JsonNode? body = null, HttpContent? content = null,
        params (string Name, string Value)[] headers)
    {
        using var response = await SendAsync(method, path, content ?? (body is null ? null : ApiCaller.Json(body.ToJsonString())), headers);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == status, $"{(int)response.StatusCode} instead of {(int)status}: {text}");
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        Assert.True(response.Headers.CacheControl is { NoStore: true });
        var error = JsonNode.Parse(text)!.AsObject(); // A refusal is an object.
        Assert.Equal(["id", "errors"], error.Select(member => member.Key));
        Assert.Matches(ErrorId(), error["id"]!.GetValue<string>());
        Assert.Empty(SumoContract.ProblemsOf(error, "ErrorResponse"));
        Assert.All(error["errors"]!.AsArray(), one => Assert.Equal(code, one!["code"]!.GetValue<string>()));
        Assert.All(error["errors"]!.AsArray(), one => Assert.NotEmpty(one!["message"]!.GetValue<string>()));
        return error;
    }

    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, HttpContent? content = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.ExpectContinue = content?.Headers.ContentLength > 100_000;
        foreach (var (name, value) in authorization is null ? headers : [.. headers, ("Authorization", authorization)])
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        var response = await server.Http.SendAsync(request);
        Assert.Empty(await SumoContract.ProblemsOfAsync(method, path, response));
        return response;
    }

    private async Task<JsonObject> SuccessAsync(HttpMethod method, string path, JsonObject? body)
    {
        Assert.Empty(SumoContract.ProblemsOfRequest(method, path, body));
        return await SendAsync(method, path, body is null ? null : ApiCaller.Json(body.ToJsonString())).JsonAsync();
    }

    [GeneratedRegex("^[A-Z0-9]{5}-[A-Z0-9]{5}-[A-Z0-9]{5}$")]
    private static partial Regex ErrorId();
}
