using System.Buffers.Text;
using System.Net;
using System.Text.Json.Nodes;
using ServiceAccounts.Server.Tests.Management;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Conformance;

/// <summary>Exchanges tokens (RFC 8693) at one server.</summary>
internal sealed class Exchanges(RunningServer server)
{
    public const string GrantType = "urn:ietf:params:oauth:grant-type:token-exchange";
    public const string AccessToken = "urn:ietf:params:oauth:token-type:access_token";
    public const string Jwt = "urn:ietf:params:oauth:token-type:jwt";
    public const string ApiToken = "urn:serviceaccounts:params:oauth:token-type:api-token";

    /// <summary>The claims of a token.</summary>
    public static JsonObject ClaimsOf(string token) =>
        JsonNode.Parse(Base64Url.DecodeFromChars(token.Split('.')[1]))!.AsObject();

    /// <summary>Sends an access token as the subject.</summary>
    public Task<HttpResponseMessage> SendAsync(string? authorization, string subject, params (string, string)[] more) =>
        server.RequestTokenAsync(
            authorization, [("grant_type", GrantType), ("subject_token", subject), ("subject_token_type", AccessToken), .. more]);

    /// <summary>Sends an API token as the subject, and nothing else that authenticates.</summary>
    public Task<HttpResponseMessage> SendApiTokenAsync(string text, params (string, string)[] more) =>
        server.RequestTokenAsync([("grant_type", GrantType), ("subject_token", text), ("subject_token_type", ApiToken), .. more]);

    /// <summary>The access token that an access token is exchanged for.</summary>
    public async Task<string> OfAsync(string authorization, string subject, params (string, string)[] more)
    {
        using var response = await SendAsync(authorization, subject, more);
        return await TokenInAsync(response);
    }

    /// <summary>The access token that an API token is exchanged for.</summary>
    public async Task<string> OfApiTokenAsync(string text, params (string, string)[] more)
    {
        using var response = await SendApiTokenAsync(text, more);
        return await TokenInAsync(response);
    }

    /// <summary>That a request is refused with an error.</summary>
    public static async Task RefusedAsync(Task<HttpResponseMessage> sent, string error, HttpStatusCode status = HttpStatusCode.BadRequest)
    {
        using var response = await sent;
        Assert.Equal((status, error), (response.StatusCode, await response.MemberAsync("error")));
    }

    /// <summary>An Api of the first tenant, which these clients serve, and whose permissions are its identifier with these names.</summary>
    public async Task<string> AddApiAsync(string[] servedBy, params string[] permissions)
    {
        var identifier = $"{server.Issuer}/apis/default/{Guid.CreateVersion7(TimeProvider.System.GetUtcNow())}";
        await ApiCaller.Administrator(server).PostAsync(ApiCaller.Apis, new JsonObject
        {
            ["identifier"] = identifier,
            ["name"] = "orders",
            ["permissions"] = new JsonArray([.. permissions.Select(name => JsonValue.Create(identifier + name))]),
            ["introspection_clients"] = new JsonArray([.. servedBy.Select(id => JsonValue.Create(id))]),
        }).JsonAsync(HttpStatusCode.Created);
        return identifier;
    }

    private static async Task<string> TokenInAsync(HttpResponseMessage response) =>
        await response.MemberAsync("access_token") ?? throw new InvalidOperationException(await response.Content.ReadAsStringAsync());
}
