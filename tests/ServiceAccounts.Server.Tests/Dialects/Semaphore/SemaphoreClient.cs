using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using ServiceAccounts.Server.Tests.Management;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Dialects.Semaphore;

/// <summary>A client of Semaphore, with the API token that it sends.</summary>
internal sealed class SemaphoreClient(RunningServer server, string? token)
{
    public const string Root = "/api/v1alpha";
    public const string Accounts = Root + "/service_accounts";
    public const string Members = Root + "/members";
    public const string Roles = Root + "/roles";
    public const string AllGroups = Root + "/groups";
    public const string Permissions = Root + "/permissions";

    /// <summary>The host that it asks, where that is not the issuer's.</summary>
    public string? Host { get; init; }

    /// <summary>A user with a role at a place of the first tenant.</summary>
    public static async Task<SemaphoreClient> WithRoleAsync(
        RunningServer server, SystemRole role, PlaceKind place = PlaceKind.Tenant, Guid? placeId = null)
    {
        var (id, _) = await NewUser.AddAsync(server, role, place, placeId);
        return new SemaphoreClient(server, await TokenOfAsync(server, id));
    }

    /// <summary>An administrator of another tenant.</summary>
    public static async Task<(SecondTenant Tenant, SemaphoreClient Client)> OfSecondTenantAsync(RunningServer server)
    {
        var tenant = await SecondTenant.AddAsync(server);
        var user = await tenant.Administrator.PostAsync(ApiCaller.Users, NewUser.Request()).JsonAsync(HttpStatusCode.Created);
        var made = await tenant.Administrator.PostAsync($"/management/v1/principals/{user.IdOf()}/tokens", new JsonObject())
            .JsonAsync(HttpStatusCode.Created);
        await NewUser.BindAsync(server, Guid.Parse(user.IdOf()), SystemRole.TenantAdmin.Id, PlaceKind.Tenant, tenant.Id);
        return (tenant, new SemaphoreClient(server, made["token"]!.GetValue<string>()));
    }

    public Task<HttpResponseMessage> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<HttpResponseMessage> PostAsync(string path, JsonNode? body = null) => SendAsync(HttpMethod.Post, path, body?.ToJsonString());

    public Task<HttpResponseMessage> PatchAsync(string path, JsonNode body) => SendAsync(HttpMethod.Patch, path, body.ToJsonString());

    public Task<HttpResponseMessage> PutAsync(string path, JsonNode body) => SendAsync(HttpMethod.Put, path, body.ToJsonString());

    public Task<HttpResponseMessage> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path);

    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, string? body = null, string mediaType = "application/json", (string Name, string Value)? header = null)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, mediaType);
        request.Headers.ExpectContinue = body?.Length > 100_000;
        request.Headers.Host = Host;
        if (token is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", $"Token {token}");
        }

        if (header is var (name, value))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await server.Http.SendAsync(request);
    }

    /// <summary>A service account with its token, under a name of its own.</summary>
    public async Task<(string Id, string Token)> NewAccountAsync(string? name = null)
    {
        var made = await PostAsync(Accounts, new JsonObject { ["name"] = name ?? NewName() }).OkAsync();
        return (made["service_account"].IdOf(), made["api_token"]!.GetValue<string>());
    }

    public static string NewName() => $"bot {Guid.CreateVersion7(TimeProvider.System.GetUtcNow()):N}";

    public static string Of(string id, string? action = null) => action is null ? $"{Accounts}/{id}" : $"{Accounts}/{id}/{action}";

    private static async Task<string> TokenOfAsync(RunningServer server, string userId) =>
        (await ApiCaller.Administrator(server).PostAsync($"/management/v1/principals/{userId}/tokens", new JsonObject())
            .JsonAsync(HttpStatusCode.Created))["token"]!.GetValue<string>();
}

/// <summary>What answers of Semaphore's API must be.</summary>
internal static class SemaphoreAnswers
{
    /// <summary>The JSON object of a 200.</summary>
    public static Task<JsonObject> OkAsync(this Task<HttpResponseMessage> sending) => sending.JsonAsync();

    /// <summary>The JSON string of an error, which is its whole body.</summary>
    public static async Task<string> ErrorAsync(this Task<HttpResponseMessage> sending, HttpStatusCode status)
    {
        using var response = await sending;
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == status, $"{(int)response.StatusCode} instead of {(int)status}: {text}");
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        Assert.True(response.Headers.CacheControl is { NoStore: true });
        var said = JsonNode.Parse(text)!.GetValue<string>();
        Assert.NotEmpty(said);
        return said;
    }

    /// <summary>The same with the words of Semaphore for a missing permission.</summary>
    public static async Task DeniedAsync(this Task<HttpResponseMessage> sending) =>
        Assert.Equal("Permission denied", await sending.ErrorAsync(HttpStatusCode.Forbidden));
}
