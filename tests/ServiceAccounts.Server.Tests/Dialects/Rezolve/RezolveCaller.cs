using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using ServiceAccounts.Server.Tests.Management;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Dialects.Rezolve;

/// <summary>A client of Rezolve: what it sends with every request.</summary>
internal sealed class RezolveCaller(RunningServer server, Guid tenantId, string? authorization)
{
    public const string Accounts = "/api/v1/admin/service-account";
    public const string Create = Accounts + "/create";
    public const string Clients = "/api/v1/oauth-clients";
    public const string Keys = "/api/v1/api-keys";
    public const string Validate = "/api/v1/api-key/validate";
    public const string Logs = "/api/v1/admin/audit-logs";
    public const string Tenants = "/api/v1/admin/tenants";

    /// <summary>What this one sends instead of, or beside, the usual headers; null leaves one out.</summary>
    public Dictionary<string, string?> Headers { get; } = new()
    {
        ["Authorization"] = authorization,
        ["Accept"] = "application/json",
        ["x-tenantid"] = tenantId.ToString(),
    };

    public Guid TenantId => tenantId;

    public static RezolveCaller Administrator(RunningServer server) => new(server, server.TenantId, "Bearer " + server.AdminToken);

    /// <summary>A tenant of its own, with an administrator who is a user of it.</summary>
    public static async Task<(RezolveCaller Caller, string UserId)> NewTenantAsync(RunningServer server)
    {
        var realm = SecondTenant.NewRealm();
        var tenant = await ApiCaller.Administrator(server)
            .PostAsync(ApiCaller.Tenants, new JsonObject { ["name"] = realm, ["realm"] = realm }).JsonAsync(HttpStatusCode.Created);
        var id = Guid.Parse(tenant["id"]!.GetValue<string>());
        return await NewUserAsync(server, id, SystemRole.TenantAdmin);
    }

    /// <summary>A user of a tenant with a role at it.</summary>
    public static async Task<(RezolveCaller Caller, string UserId)> NewUserAsync(RunningServer server, Guid tenantId, SystemRole role)
    {
        var query = $"?tenant={tenantId}";
        var administrator = ApiCaller.Administrator(server);
        var user = await administrator.PostAsync(ApiCaller.Users + query, NewUser.Request()).JsonAsync(HttpStatusCode.Created);
        var userId = user["id"]!.GetValue<string>();
        var token = await administrator.PostAsync($"/management/v1/principals/{userId}/tokens{query}", new JsonObject())
            .JsonAsync(HttpStatusCode.Created);
        await NewUser.BindAsync(server, Guid.Parse(userId), role.Id, PlaceKind.Tenant, tenantId);
        return (new RezolveCaller(server, tenantId, "Bearer " + token["token"]!.GetValue<string>()), userId);
    }

    /// <summary>The same caller with another header, or without one.</summary>
    public RezolveCaller With(string header, string? value)
    {
        var other = new RezolveCaller(server, tenantId, authorization);
        foreach (var (name, known) in Headers)
        {
            other.Headers[name] = known;
        }

        other.Headers[header] = value;
        return other;
    }

    public Task<HttpResponseMessage> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<HttpResponseMessage> PostAsync(string path, JsonNode? body = null) => SendAsync(HttpMethod.Post, path, body?.ToJsonString());

    public Task<HttpResponseMessage> PatchAsync(string path, JsonNode body) => SendAsync(HttpMethod.Patch, path, body.ToJsonString());

    public Task<HttpResponseMessage> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path);

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? body = null, string mediaType = "application/json")
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : ApiCaller.Json(body, mediaType) };
        request.Headers.ExpectContinue = body?.Length > 100_000;
        foreach (var (name, value) in Headers)
        {
            if (value is not null && !request.Headers.TryAddWithoutValidation(name, value))
            {
                request.Content ??= new ByteArrayContent([]);
                request.Content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return await server.Http.SendAsync(request);
    }
}

/// <summary>What an answer of this API must be.</summary>
internal static class ExpectEnvelope
{
    /// <summary>The <c>data</c> of a success.</summary>
    public static async Task<JsonObject> DataAsync(this Task<HttpResponseMessage> sending, string? message = null)
    {
        var body = await sending.JsonAsync();
        Expect.Shape(body, "success boolean", "message string", "data object", "timestamp time");
        Assert.True(body["success"]!.GetValue<bool>());
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", body["timestamp"]!.GetValue<string>());
        if (message is not null)
        {
            Assert.Equal(message, body["message"]!.GetValue<string>());
        }

        return body["data"]!.AsObject();
    }

    /// <summary>An error with that code, whose details name exactly these members, or are a text.</summary>
    public static async Task<JsonNode> ErrorAsync(
        this Task<HttpResponseMessage> sending, HttpStatusCode status, string code, params string[] members)
    {
        using var response = await sending;
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == status, $"{(int)response.StatusCode} instead of {(int)status}: {text}");
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        Assert.True(response.Headers.CacheControl is { NoStore: true });
        var body = JsonNode.Parse(text)!.AsObject(); // An object is not null.
        Assert.Equal(["success", "error", "timestamp"], body.Select(member => member.Key));
        Assert.False(body["success"]!.GetValue<bool>());
        var error = body["error"]!.AsObject();
        Assert.Equal(["code", "message", "details"], error.Select(member => member.Key));
        Assert.Equal(code, error["code"]!.GetValue<string>());
        Assert.NotEmpty(error["message"]!.GetValue<string>());
        if (members.Length == 0)
        {
            Assert.True(error["details"]!.GetValueKind() == JsonValueKind.String, text);
        }
        else
        {
            Assert.Equal(members.Order(StringComparer.Ordinal), error["details"]!.AsObject().Select(d => d.Key).Order(StringComparer.Ordinal));
        }

        return error["details"]!;
    }
}
