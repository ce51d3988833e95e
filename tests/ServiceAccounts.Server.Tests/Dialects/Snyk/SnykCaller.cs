using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Dialects.Snyk;

/// <summary>A client of Snyk's API, which sends a version with each request unless its path has a query.</summary>
internal sealed class SnykCaller(RunningServer server, string? authorization)
{
    public const string MediaType = "application/vnd.api+json";
    public const string Version = "?version=2023-09-07";

    public Task<HttpResponseMessage> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<HttpResponseMessage> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path);

    public Task<HttpResponseMessage> PostAsync(string path, JsonNode? body) => SendAsync(HttpMethod.Post, path, body?.ToJsonString() ?? "null");

    public Task<HttpResponseMessage> PatchAsync(string path, JsonNode? body) => SendAsync(HttpMethod.Patch, path, body?.ToJsonString() ?? "null");

    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, string? body = null, string? mediaType = MediaType, params (string Name, string Value)[] headers)
    {
        using var client = new HttpClient(new SnykContract(RunningServer.NewHandler())) { BaseAddress = new Uri(server.Address) };
        using var request = new HttpRequestMessage(method, path.Contains('?', StringComparison.Ordinal) ? path : path + Version);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.TryAddWithoutValidation("Content-Type", mediaType);
            request.Headers.ExpectContinue = body.Length > 100_000;
        }

        foreach (var (name, value) in authorization is null ? headers : [("Authorization", authorization), .. headers])
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await client.SendAsync(request);
    }

    /// <summary>A request for an account, of the names that Snyk has.</summary>
    public static JsonObject NewAccount(Guid roleId, string authType = "api_key", params (string Name, JsonNode? Value)[] more)
    {
        var attributes = new JsonObject { ["name"] = Management.ApiCaller.NewName(), ["role_id"] = roleId.ToString(), ["auth_type"] = authType };
        foreach (var (name, value) in more)
        {
            attributes[name] = value;
        }

        return Body(attributes);
    }

    /// <summary>A body with these attributes.</summary>
    public static JsonObject Body(JsonObject attributes, string type = "service_account", string? id = null)
    {
        var data = new JsonObject { ["type"] = type, ["attributes"] = attributes };
        if (id is not null)
        {
            data["id"] = id;
        }

        return new JsonObject { ["data"] = data };
    }

    /// <summary>What is done with client secrets.</summary>
    public static JsonObject Secrets(string mode, string? secret = null, string name = "secret")
    {
        var attributes = new JsonObject { ["mode"] = mode };
        if (secret is not null)
        {
            attributes[name] = secret;
        }

        return Body(attributes);
    }
}

/// <summary>What an answer of Snyk's API must be.</summary>
internal static class SnykExpect
{
    /// <summary>The document of an answer with that status.</summary>
    public static async Task<JsonObject> DocumentAsync(this Task<HttpResponseMessage> sending, HttpStatusCode status = HttpStatusCode.OK)
    {
        using var response = await sending;
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == status, $"{(int)response.StatusCode} instead of {(int)status}: {text}");
        Assert.Equal(SnykCaller.MediaType, response.Content.Headers.ContentType?.ToString());
        Assert.True(response.Headers.CacheControl is { NoStore: true });
        return JsonNode.Parse(text)!.AsObject(); // An object is not null.
    }

    /// <summary>Errors of that status, in the order and at the places given: a pointer, <c>?parameter</c>, or nothing.</summary>
    public static async Task<JsonArray> ErrorsAsync(this Task<HttpResponseMessage> sending, HttpStatusCode status, params string[] sources)
    {
        var errors = (await sending.DocumentAsync(status))["errors"]!.AsArray();
        Assert.All(errors, error =>
        {
            Assert.Equal($"{(int)status}", error!["status"]!.GetValue<string>());
            Assert.NotEmpty(error["detail"]!.GetValue<string>());
            Assert.NotEmpty(error["code"]!.GetValue<string>());
            Assert.NotEmpty(error["title"]!.GetValue<string>());
            Assert.True(Guid.TryParse(error["id"]!.GetValue<string>(), out _));
        });
        Assert.Equal(sources.Length == 0 ? [string.Empty] : sources, errors.Select(SourceOf));
        return errors;
    }

    /// <summary>The attributes in a document.</summary>
    public static JsonObject Attributes(this JsonObject document) => document["data"]!["attributes"]!.AsObject();

    public static string Id(this JsonObject document) => document["data"]!["id"]!.GetValue<string>();

    public static string Text(this JsonNode node, string name) => node[name]!.GetValue<string>();

    private static string SourceOf(JsonNode? error) => error!["source"] switch
    {
        null => string.Empty,
        var source when source["pointer"] is { } pointer => pointer.GetValue<string>(),
        var source => "?" + source["parameter"]!.GetValue<string>(),
    };
}
