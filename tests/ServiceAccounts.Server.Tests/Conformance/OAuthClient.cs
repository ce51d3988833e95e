using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using ServiceAccounts.Server.Tests.Management;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Conformance;

/// <summary>A client of the OAuth endpoints beside the token endpoint.</summary>
internal sealed class OAuthClient(RunningServer server, string? authorization)
{
    public const string Introspect = "/oauth2/introspect";
    public const string Revoke = "/oauth2/revoke";

    /// <summary>A client whose account may look at all tokens of its tenant.</summary>
    public static async Task<OAuthClient> WithIntrospectionAsync(RunningServer server)
    {
        var role = await ApiCaller.Administrator(server)
            .PostAsync(ApiCaller.Roles, ApiCaller.NewRole("tenant", ManagementPermissions.TokenIntrospect))
            .JsonAsync(System.Net.HttpStatusCode.Created);
        var client = await server.CreateSecretClientAsync(
            new JsonObject { ["role_ids"] = ApiCaller.Ids(Guid.Parse(role["id"]!.GetValue<string>())) });
        return new OAuthClient(server, client.Basic);
    }

    /// <summary>A token of a client; for the tenant's default Api unless <paramref name="more"/> says otherwise.</summary>
    public static async Task<string> TokenOfAsync(RunningServer server, SecretClient client, params (string, string)[] more)
    {
        using var response = await server.RequestTokenAsync(client.Basic, [("grant_type", "client_credentials"), .. more]);
        return await response.MemberAsync("access_token") ?? throw new InvalidOperationException(await response.Content.ReadAsStringAsync());
    }

    public Task<HttpResponseMessage> PostAsync(string path, params (string Name, string Value)[] form) => PostAsync(path, null, form);

    public async Task<HttpResponseMessage> PostAsync(string path, string? accept, params (string Name, string Value)[] form)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new FormUrlEncodedContent(form.Select(pair => KeyValuePair.Create(pair.Name, pair.Value))),
        };
        if (authorization is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        if (accept is not null)
        {
            request.Headers.Accept.Add(MediaTypeWithQualityHeaderValue.Parse(accept));
        }

        return await server.Http.SendAsync(request);
    }

    /// <summary>What is said of a token.</summary>
    public async Task<JsonObject> IntrospectAsync(string token)
    {
        using var response = await PostAsync(Introspect, ("token", token));
        Assert.Equal(System.Net.HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        Assert.True(response.Headers.CacheControl is { NoStore: true });
        return await response.JsonAsync();
    }

    /// <summary>That nothing is said of a token.</summary>
    public async Task AssertInactiveAsync(string token) => Assert.Equal("""{"active":false}""", (await IntrospectAsync(token)).ToJsonString());

    /// <summary>That a token is good.</summary>
    public async Task AssertActiveAsync(string token) => Assert.True((await IntrospectAsync(token))["active"]!.GetValue<bool>());
}
