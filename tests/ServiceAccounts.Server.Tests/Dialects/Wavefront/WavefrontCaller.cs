using System.Net;
using System.Text.Json.Nodes;
using ServiceAccounts.Server.Tests.Management;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Dialects.Wavefront;

/// <summary>A client of Wavefront, with whatever headers it sends.</summary>
internal sealed class WavefrontCaller(RunningServer server, params (string Name, string Value)[] headers)
{
    public const string Accounts = "/api/v2/account";
    public const string ServiceAccounts = "/api/v2/account/serviceaccount";
    public const string Tokens = "/api/v2/apitoken/serviceaccount";
    public const string CustomerTokens = "/api/v2/apitoken/customertokens";
    public const string Groups = "/api/v2/usergroup";
    public const string Roles = "/api/v2/role";

    /// <summary>Who has this token, sent as Wavefront's own clients do.</summary>
    public static WavefrontCaller With(RunningServer server, string token) => new(server, ("X-AUTH-TOKEN", token));

    public static WavefrontCaller Administrator(RunningServer server) => With(server, server.AdminToken);

    /// <summary>A word that no account has.</summary>
    public static string NewWord() => $"w{Guid.CreateVersion7(TimeProvider.System.GetUtcNow()):N}";

    /// <summary>A new service account by its id.</summary>
    public async Task<string> NewAccountAsync(JsonObject? more = null)
    {
        var request = new JsonObject { ["identifier"] = NewWord() };
        foreach (var (name, value) in more ?? [])
        {
            request[name] = value?.DeepClone();
        }

        return (await PostAsync(ServiceAccounts, request).OkAsync())!["identifier"]!.GetValue<string>();
    }

    /// <summary>A new token of a service account.</summary>
    public async Task<string> NewTokenAsync(string id, string name = "main") =>
        (await PostAsync($"{Tokens}/{id}", new JsonObject { ["tokenName"] = name }).OkAsync())!.AsArray()[^1]!["tokenID"]!.GetValue<string>();

    /// <summary>A new user group by its id.</summary>
    public async Task<string> NewGroupAsync() =>
        (await PostAsync(Groups, new JsonObject { ["name"] = NewWord() }).OkAsync())!["id"]!.GetValue<string>();

    /// <summary>A new role by its id.</summary>
    public async Task<string> NewRoleAsync(params string[] permissions) =>
        (await PostAsync(Roles, new JsonObject { ["name"] = NewWord(), ["permissions"] = Texts(permissions) }).OkAsync())!["id"]!.GetValue<string>();

    public static JsonArray Texts(params string[] texts) => new([.. texts.Select(text => JsonValue.Create(text))]);

    public Task<HttpResponseMessage> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<HttpResponseMessage> PostAsync(string path, JsonNode? body = null) => SendAsync(HttpMethod.Post, path, body);

    public Task<HttpResponseMessage> PutAsync(string path, JsonNode? body) => SendAsync(HttpMethod.Put, path, body);

    public Task<HttpResponseMessage> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path);

    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, JsonNode? body = null) =>
        SendAsync(method, path, body is null ? null : ApiCaller.Json(body.ToJsonString()));

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.ExpectContinue = content?.Headers.ContentLength > 100_000;
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await server.Http.SendAsync(request);
    }
}

/// <summary>What an answer of the dialect must be.</summary>
internal static class WavefrontExpect
{
    /// <summary>What the container of a good answer holds.</summary>
    public static async Task<JsonNode?> OkAsync(this Task<HttpResponseMessage> sending)
    {
        using var response = await sending;
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.OK, $"{(int)response.StatusCode}: {text}");
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        Assert.True(response.Headers.CacheControl is { NoStore: true });
        var container = JsonNode.Parse(text)!;
        Expect.Shape(container["status"], "result string", "message string", "code number");
        Assert.Equal("""{"result":"OK","message":"","code":200}""", container["status"]!.ToJsonString());
        Assert.Equal(["status", "response"], container.AsObject().Select(member => member.Key));
        return container["response"];
    }

    /// <summary>The sentence of a refusal with that status, in the same container.</summary>
    public static async Task<string> ErrorAsync(this Task<HttpResponseMessage> sending, HttpStatusCode status)
    {
        using var response = await sending;
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == status, $"{(int)response.StatusCode} instead of {(int)status}: {text}");
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        var container = JsonNode.Parse(text)!;
        Expect.Shape(container, "status object", "response null");
        Expect.Shape(container["status"], "result string", "message string", "code number");
        Assert.Equal("ERROR", container["status"]!["result"]!.GetValue<string>());
        Assert.Equal((int)status, container["status"]!["code"]!.GetValue<int>());
        var message = container["status"]!["message"]!.GetValue<string>();
        Assert.NotEmpty(message);
        return message;
    }

    /// <summary>The texts of a list.</summary>
    public static List<string> Texts(this JsonNode? list) => [.. list!.AsArray().Select(item => item!.GetValue<string>())];
}
