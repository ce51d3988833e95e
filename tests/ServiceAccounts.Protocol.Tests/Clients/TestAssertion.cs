using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Protocol.Federation;
using ServiceAccounts.Protocol.Keys;
using ServiceAccounts.Protocol.OAuth;

namespace ServiceAccounts.Protocol.Tests.Clients;

/// <summary>An honest assertion, and what becomes of it once a test has changed it.</summary>
internal static class TestAssertion
{
    private const string Type = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    private static readonly Client Client = TestClient.WithKeys(TestClient.InlineKeys(TestKey.Es256, TestKey.Rs256));

    public static long Now { get; } = FixedTime.Noon.GetUtcNow().ToUnixTimeSeconds();

    public static string Make(Action<JsonObject>? claims = null, Action<JsonObject>? header = null, TestKey? key = null)
    {
        key ??= TestKey.Es256;
        var payload = new JsonObject
        {
            ["iss"] = TestClient.Id,
            ["sub"] = TestClient.Id,
            ["aud"] = TestClient.Issuer.Value,
            ["iat"] = Now,
            ["exp"] = Now + 60,
            ["jti"] = "jti-1",
        };
        var members = new JsonObject { ["alg"] = key.Algorithm, ["typ"] = "JWT" };
        claims?.Invoke(payload);
        header?.Invoke(members);
        return key.Sign(members, payload);
    }

    /// <summary>The authenticated client, or why there is none. Inline keys need no wait.</summary>
    public static Result<AuthenticatedClient> Check(
        string assertion, Client? client = null, AssertionOptions? options = null, TimeProvider? time = null)
    {
        var (clock, none) = (time ?? FixedTime.Noon, new NoKeysByUrl());
        var federated = new FederatedAssertions(new TrustRules(TestClient.Issuer, Options.Create(options ?? new AssertionOptions()), clock), none);
        var method = new PrivateKeyJwt(TestClient.Rules(clock, options), federated, none);
        var proof = method.Read(TestClient.Request(("client_assertion_type", Type), ("client_assertion", assertion)));
        if (!proof.Succeeded)
        {
            return proof.Error;
        }

        var check = proof.Value.CheckAsync(client ?? Client, CancellationToken.None).AsTask();
        Assert.True(check.IsCompleted);
        return check.IsFaulted ? throw check.Exception : check.Result;
    }

    private sealed class NoKeysByUrl : IClientKeys
    {
        public ValueTask<ClientKeySet?> GetAsync(KeySetUrl url, CancellationToken cancellationToken) => new((ClientKeySet?)null);

        public ValueTask<ClientKeySet?> RefetchAsync(KeySetUrl url, ClientKeySet seen, CancellationToken cancellationToken) =>
            new((ClientKeySet?)null);

        public Task<ClientKeyRefresh> RefreshAsync(KeySetUrl url, CancellationToken cancellationToken) =>
            Task.FromResult(new ClientKeyRefresh(null, "There is no network here."));

        public Task<ClientKeyRefresh> TryAsync(KeySetUrl url, CancellationToken cancellationToken) => RefreshAsync(url, cancellationToken);
    }
}
