using System.Text;
using System.Text.Json.Nodes;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Management;

/// <summary>A caller of the management API, with whatever it sends as <c>Authorization</c>.</summary>
internal sealed class ApiCaller(RunningServer server, string? authorization)
{
    public const string Accounts = "/management/v1/service-accounts";
    public const string Roles = "/management/v1/roles";
    public const string Apis = "/management/v1/apis";
    public const string Groups = "/management/v1/groups";
    public const string Tenants = "/management/v1/tenants";
    public const string Organizations = "/management/v1/organizations";
    public const string Users = "/management/v1/users";
    public const string Self = "/management/v1/self";
    private const long LargeBody = 100_000;

    public const string MergePatch = "application/merge-patch+json";

    public static ApiCaller Administrator(RunningServer server) => new(server, "Bearer " + server.AdminToken);

    /// <summary>A new account with an API token and these roles.</summary>
    public static async Task<ApiCaller> WithApiTokenAsync(RunningServer server, params Guid[] roles)
    {
        var account = await server.CreateAccountAsync(NewAccount("api_key", roles));
        return new ApiCaller(server, "Bearer " + account["tokens"]![0]!["token"]!.GetValue<string>());
    }

    /// <summary>A new account with these roles, by an access token for our own Api.</summary>
    public static async Task<ApiCaller> WithAccessTokenAsync(RunningServer server, string? scope, params Guid[] roles)
    {
        var client = await server.CreateSecretClientAsync(new JsonObject { ["role_ids"] = Ids(roles) });
        return new ApiCaller(server, "Bearer " + await AccessTokenAsync(server, client, scope));
    }

    /// <summary>An access token for our own Api.</summary>
    public static async Task<string> AccessTokenAsync(RunningServer server, SecretClient client, string? scope = null)
    {
        var form = new List<(string, string)> { ("grant_type", "client_credentials"), ("resource", server.Issuer) };
        if (scope is not null)
        {
            form.Add(("scope", scope));
        }

        using var response = await server.RequestTokenAsync(client.Basic, [.. form]);
        return await response.MemberAsync("access_token") ?? throw new InvalidOperationException(await response.Content.ReadAsStringAsync());
    }

    /// <summary>A request for an account under a name of its own.</summary>
    public static JsonObject NewAccount(string authType, params Guid[] roles) => new()
    {
        ["name"] = NewName(),
        ["auth_type"] = authType,
        ["role_ids"] = Ids(roles),
    };

    /// <summary>A request for a role under a name of its own.</summary>
    public static JsonObject NewRole(string level, params string[] permissions) => new()
    {
        ["name"] = NewName(),
        ["level"] = level,
        ["permissions"] = new JsonArray([.. permissions.Select(p => JsonValue.Create(p))]),
    };

    public static string NewName() => $"name {Guid.CreateVersion7(TimeProvider.System.GetUtcNow())}";

    public static JsonArray Ids(params Guid[] ids) => new([.. ids.Select(id => JsonValue.Create(id.ToString()))]);

    public static HttpContent Json(string text, string mediaType = "application/json") => new StringContent(text, Encoding.UTF8, mediaType);

    public Task<HttpResponseMessage> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<HttpResponseMessage> PostAsync(string path, JsonNode? body = null) =>
        SendAsync(HttpMethod.Post, path, body is null ? null : Json(body.ToJsonString()));

    public Task<HttpResponseMessage> PatchAsync(string path, JsonNode body, string? ifMatch = null) =>
        SendAsync(HttpMethod.Patch, path, Json(body.ToJsonString(), MergePatch), ifMatch);

    public Task<HttpResponseMessage> PutAsync(string path) => SendAsync(HttpMethod.Put, path);

    public Task<HttpResponseMessage> DeleteAsync(string path, string? ifMatch = null) =>
        SendAsync(HttpMethod.Delete, path, ifMatch: ifMatch);

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content = null, string? ifMatch = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };

        // The web server closes the connection on a body that is too large: who asks before sending sees the answer.
        request.Headers.ExpectContinue = content is not null && !(content.Headers.ContentLength < LargeBody);
        Add("Authorization", authorization);
        Add("If-Match", ifMatch);
        return await server.Http.SendAsync(request);

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }
        }
    }
}
