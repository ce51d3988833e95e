using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.Tokens;

namespace ServiceAccounts.Testing;

/// <summary>A client's key for DPoP (RFC 9449), and proofs made by hand from the RFC, as wrong as a test needs them.</summary>
public sealed class DPoPKey(RunningServer server, ClientKeyPair key)
{
    /// <summary>The key on P-256 of a client of this server.</summary>
    public static DPoPKey Of(RunningServer server) => new(server, ClientKeyPair.Es256(keyId: null));

    /// <summary>The thumbprint of the key (RFC 7638): the <c>jkt</c> of tokens that are bound to it.</summary>
    public string Thumbprint => Base64UrlEncoder.Encode(new JsonWebKey(Jwk().ToJsonString()).ComputeJwkThumbprint());

    /// <summary>The public half, as it stands in the header of a proof.</summary>
    public JsonObject Jwk()
    {
        var jwk = key.ToJwk();
        jwk.Remove("use");
        return jwk;
    }

    /// <summary>A proof for a token request, changed as a test says before it is signed.</summary>
    public string TokenProof(Action<JsonObject>? claims = null, Action<JsonObject>? header = null, ClientKeyPair? signedBy = null) =>
        Proof("POST", server.Issuer + "/oauth2/token", null, claims, header, signedBy);

    /// <summary>A proof for a request, changed as a test says before it is signed; with <c>ath</c> where a token comes with it.</summary>
    public string Proof(
        string method, string url, string? accessToken, Action<JsonObject>? claims = null, Action<JsonObject>? header = null,
        ClientKeyPair? signedBy = null)
    {
        var members = new JsonObject { ["typ"] = "dpop+jwt", ["alg"] = key.Algorithm, ["jwk"] = Jwk() };
        var payload = new JsonObject
        {
            ["jti"] = Guid.CreateVersion7(TimeProvider.System.GetUtcNow()).ToString(),
            ["htm"] = method,
            ["htu"] = url,
            ["iat"] = server.Time.GetUtcNow().ToUnixTimeSeconds(),
        };
        if (accessToken is not null)
        {
            payload["ath"] = Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(accessToken)));
        }

        header?.Invoke(members);
        claims?.Invoke(payload);
        return (signedBy ?? key).Sign(members, payload);
    }

    /// <summary>Asks for a token as a client with a secret, with these <c>DPoP</c> headers.</summary>
    public async Task<HttpResponseMessage> RequestTokenAsync(SecretClient client, string[] proofs, params (string Name, string Value)[] more)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/oauth2/token")
        {
            Content = new FormUrlEncodedContent(
                [KeyValuePair.Create("grant_type", "client_credentials"), .. more.Select(pair => KeyValuePair.Create(pair.Name, pair.Value))]),
        };
        request.Headers.TryAddWithoutValidation("Authorization", client.Basic);
        foreach (var proof in proofs)
        {
            request.Headers.TryAddWithoutValidation("DPoP", proof);
        }

        return await server.Http.SendAsync(request);
    }

    /// <summary>A token for our own Api that is bound to the key.</summary>
    public async Task<string> TokenAsync(SecretClient client)
    {
        using var response = await RequestTokenAsync(client, [TokenProof()], ("resource", server.Issuer));
        var body = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode
            ? JsonNode.Parse(body)!["access_token"]!.GetValue<string>()
            : throw new InvalidOperationException(body);
    }

    /// <summary>Sends a request with a token under a scheme, and a proof unless it is null.</summary>
    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, string token, string? proof, string scheme = "DPoP", HttpContent? content = null, string? host = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.Host = host;
        request.Headers.TryAddWithoutValidation("Authorization", $"{scheme} {token}");
        if (proof is not null)
        {
            request.Headers.TryAddWithoutValidation("DPoP", proof);
        }

        return await server.Http.SendAsync(request);
    }

    /// <summary>Reads from one of our own APIs as an honest client does.</summary>
    public Task<HttpResponseMessage> GetAsync(string path, string token, Action<JsonObject>? claims = null) =>
        SendAsync(HttpMethod.Get, path, token, Proof("GET", server.Issuer + path.Split('?')[0], token, claims));
}
