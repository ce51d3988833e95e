using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.Tokens;

namespace ServiceAccounts.Testing.Crashes;

/// <summary>The requests of a crash run, to one server after another at the same URL.</summary>
internal sealed class CrashClient(Uri url, string adminToken) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = url, Timeout = TimeSpan.FromSeconds(100) };

    public void Dispose() => _http.Dispose();

    public async Task<(HttpStatusCode Status, JsonObject Body)> ManageAsync(HttpMethod method, string path, JsonObject? body = null)
    {
        using var request = new HttpRequestMessage(method, "/management/v1" + path) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", adminToken);
        return await SendAsync(request);
    }

    public Task<(HttpStatusCode Status, JsonObject Body)> TokenBySecretAsync(string clientId, string secret) =>
        TokenAsync(("client_id", clientId), ("client_secret", secret));

    public Task<(HttpStatusCode Status, JsonObject Body)> TokenByAssertionAsync(string assertion) =>
        TokenAsync(("client_assertion_type", AssertionClient.AssertionType), ("client_assertion", assertion));

    /// <summary>An assertion of an honest client.</summary>
    public string AssertionOf(AnsweredAccount account)
    {
        var now = TimeProvider.System.GetUtcNow();
        var claims = new JsonObject
        {
            ["iss"] = account.ClientId,
            ["sub"] = account.ClientId,
            ["aud"] = url.GetLeftPart(UriPartial.Authority),
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = now.ToUnixTimeSeconds() + 300,
            ["jti"] = Guid.CreateVersion7(now).ToString(),
        };
        return account.Key!.Sign(account.Key.Header(), claims); // Only accounts with a key are asked for one.
    }

    /// <summary>The <c>jti</c> of a token.</summary>
    public static string TokenIdOf(JsonObject answer)
    {
        var payload = answer["access_token"]!.GetValue<string>().Split('.')[1];
        return JsonNode.Parse(Encoding.UTF8.GetString(Base64UrlEncoder.DecodeBytes(payload)))!["jti"]!.GetValue<string>();
    }

    private async Task<(HttpStatusCode Status, JsonObject Body)> TokenAsync(params (string Name, string Value)[] form)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/oauth2/token")
        {
            Content = new FormUrlEncodedContent(
                form.Prepend(("grant_type", "client_credentials")).Select(pair => KeyValuePair.Create(pair.Item1, pair.Item2))),
        };
        return await SendAsync(request);
    }

    private async Task<(HttpStatusCode Status, JsonObject Body)> SendAsync(HttpRequestMessage request)
    {
        using var response = await _http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return (response.StatusCode, text.Length == 0 ? [] : JsonNode.Parse(text)!.AsObject());
    }
}
