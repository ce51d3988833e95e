using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Protocol.OAuth;
using ServiceAccounts.Protocol.Proofs;
using ServiceAccounts.Protocol.Tokens;

namespace ServiceAccounts.Protocol.Tests.Proofs;

/// <summary>An honest DPoP proof for the token endpoint, and what becomes of it once a test has changed it.</summary>
internal static class TestProof
{
    public static string Url { get; } = TestClient.Issuer.TokenEndpoint;

    public static long Now { get; } = FixedTime.Noon.GetUtcNow().ToUnixTimeSeconds();

    public static string Make(Action<JsonObject>? claims = null, Action<JsonObject>? header = null, TestKey? key = null)
    {
        key ??= TestKey.Es256;
        var members = new JsonObject { ["typ"] = "dpop+jwt", ["alg"] = key.Algorithm, ["jwk"] = key.Jwk() };
        var payload = new JsonObject { ["jti"] = "jti-1", ["htm"] = "POST", ["htu"] = Url, ["iat"] = Now };
        header?.Invoke(members);
        claims?.Invoke(payload);
        return key.Sign(members, payload);
    }

    public static DPoPNonces Nonces(TimeProvider? time = null, DPoPOptions? options = null)
    {
        var nonces = new DPoPNonces(Options.Create(options ?? new DPoPOptions()), time ?? FixedTime.Noon);
        nonces.Use([.. Enumerable.Range(0, 32).Select(i => (byte)i)]);
        return nonces;
    }

    public static DPoPRules Rules(TimeProvider? time = null, DPoPOptions? options = null) =>
        new(Options.Create(options ?? new DPoPOptions()), Nonces(time, options), time ?? FixedTime.Noon);

    public static ProofTarget Target(string method = "POST", string? url = null, string? accessToken = null) =>
        ProofTarget.TryCreate(method, url ?? Url, accessToken, out var target) ? target : throw new InvalidOperationException(url);

    /// <summary>The key that a proof proves to have, or why it proves nothing.</summary>
    public static Result<ProvedKey> Check(string proof, DPoPOptions? options = null, TimeProvider? time = null, ProofTarget? target = null) =>
        Rules(time, options).Check(proof, target ?? Target());

    /// <summary>What a token request of a client with a policy proves.</summary>
    public static Result<Possession> Of(ClientPolicy policy, string? proof, ClientPolicy? ofSubject = null)
    {
        var client = new AuthenticatedClient(TestClient.Of() with { Policy = policy }, Guid.Empty) { Method = "client_secret_basic" };
        var request = OAuthRequest.Read("grant_type=client_credentials"u8, new RequestHead(null) { DPoP = proof }).Value!;
        return new ProofOfPossession([new DPoPProof(Rules(), TestClient.Issuer)]).Of(client, request, ofSubject is null ? null : GrantOf(ofSubject));
    }

    // What is exchanged stays its subject's, and under its policy.
    private static AccessTokenGrant GrantOf(ClientPolicy policy) => new(
        new AuthenticatedClient(TestClient.Of() with { Policy = policy }, Guid.Empty) { Method = "client_secret_basic" },
        TestClient.Access("https://api.example", "read", "read"), "read");
}
