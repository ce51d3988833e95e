using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace ServiceAccounts.Testing;

/// <summary>A platform that gives its workloads tokens: an OpenID issuer at a path of a key host, with keys that a test rotates.</summary>
public sealed class OidcIssuer : IDisposable
{
    // RSA keys take long to make. Every platform of a test run begins with the same one, which no test disposes of.
    private static readonly Lazy<ClientKeyPair> FirstKey = new(() => ClientKeyPair.For("RS256", "platform-1"));

    private readonly KeyHost _host;
    private readonly string _path;
    private readonly TimeProvider _time;
    private readonly List<ClientKeyPair> _own = [];

    /// <summary>Publishes discovery document and keys.</summary>
    public OidcIssuer(KeyHost host, string path, TimeProvider time)
    {
        (_host, _path, _time) = (host, path, time);
        Key = FirstKey.Value;
        Describe();
        Publish(Key);
    }

    /// <summary>The issuer, as its tokens have it.</summary>
    public string Url => _host.UrlOf(_path);

    /// <summary>The path of its discovery document.</summary>
    public string DiscoveryPath => _path + "/.well-known/openid-configuration";

    /// <summary>The path of its keys, which is nothing that anybody could guess.</summary>
    public string KeysPath => _path + "/keys/of/now";

    /// <summary>The key with which it signs.</summary>
    public ClientKeyPair Key { get; private set; }

    /// <summary>Says how its discovery document is from now on.</summary>
    public void Describe(Action<JsonObject>? change = null)
    {
        var document = new JsonObject
        {
            ["issuer"] = Url,
            ["jwks_uri"] = _host.UrlOf(KeysPath),
            ["response_types_supported"] = new JsonArray("id_token"),
            ["subject_types_supported"] = new JsonArray("public"),
            ["id_token_signing_alg_values_supported"] = new JsonArray("RS256"),
        };
        change?.Invoke(document);
        var json = document.ToJsonString();
        _host.Answer(DiscoveryPath, http =>
        {
            http.Response.ContentType = "application/json";
            return http.Response.WriteAsync(json);
        });
    }

    /// <summary>Publishes exactly these keys.</summary>
    public void Publish(params ClientKeyPair[] keys) => _host.Publish(KeysPath, ClientKeyPair.SetOf([.. keys.Select(key => key.ToJwk())]));

    /// <summary>Signs with another key from now on, and publishes it alone.</summary>
    public void Rotate(string keyId)
    {
        Key = ClientKeyPair.Es256(keyId);
        _own.Add(Key);
        Publish(Key);
    }

    /// <summary>The claims that every platform sends; a test adds what the workload is.</summary>
    public JsonObject Claims(string audience)
    {
        var now = _time.GetUtcNow().ToUnixTimeSeconds();
        return new JsonObject
        {
            ["iss"] = Url,
            ["sub"] = "workload-1",
            ["aud"] = audience,
            ["iat"] = now,
            ["nbf"] = now,
            ["exp"] = now + 600,
        };
    }

    /// <summary>A token for an audience, changed as a test says before it is signed.</summary>
    public string Token(string audience, Action<JsonObject>? claims = null, Action<JsonObject>? header = null, ClientKeyPair? signedBy = null)
    {
        var signer = signedBy ?? Key;
        var (headerMembers, claimMembers) = (signer.Header(), Claims(audience));
        header?.Invoke(headerMembers);
        claims?.Invoke(claimMembers);
        return signer.Sign(headerMembers, claimMembers);
    }

    /// <summary>What Kubernetes says of a pod's service account.</summary>
    public static Action<JsonObject> Kubernetes(string ns, string account) => claims =>
    {
        claims["sub"] = $"system:serviceaccount:{ns}:{account}";
        claims["aud"] = new JsonArray(claims["aud"]!.DeepClone(), "https://kubernetes.default.svc");
        claims["kubernetes.io"] = new JsonObject
        {
            ["namespace"] = ns,
            ["pod"] = new JsonObject { ["name"] = $"{account}-7d9f", ["uid"] = "0f3c" },
            ["serviceaccount"] = new JsonObject { ["name"] = account, ["uid"] = "1a2b" },
        };
    };

    /// <summary>What GitHub Actions says of a job.</summary>
    public static Action<JsonObject> GitHub(string repository, string reference = "refs/heads/main") => claims =>
    {
        claims["sub"] = $"repo:{repository}:ref:{reference}";
        claims["repository"] = repository;
        claims["repository_owner"] = repository.Split('/')[0];
        claims["ref"] = reference;
        claims["ref_protected"] = "true";
        claims["run_number"] = 10;
        claims["event_name"] = "push";
    };

    /// <inheritdoc />
    public void Dispose() => _own.ForEach(key => key.Dispose());
}
