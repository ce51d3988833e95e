using System.Net;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Outbound;

/// <summary>The two answers that a client with keys can get.</summary>
internal static class TokenAnswers
{
    public const string CannotBeHad = "The client's keys cannot be had from its jwks_url";
    public const string NoSuchKey = "no usable key of the assertion's kid: publish that key, or call refresh-keys";
    public const string WrongSignature = "The signature fits no key";

    public static async Task AssertGetsTokenAsync(this AssertionClient client, ClientKeyPair? signedBy = null)
    {
        using var response = await client.RequestTokenAsync(client.Assertion(signedBy: signedBy));
        Assert.True(response.StatusCode == HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
    }

    /// <summary>The client is refused as a stranger is, byte for byte; the log has every one of the reasons.</summary>
    public static async Task AssertRefusedAsync(
        this RunningServer server, AssertionClient client, ClientKeyPair? signedBy, params string[] reasons)
    {
        using var refused = await client.RequestTokenAsync(client.Assertion(signedBy: signedBy));
        using var stranger = await server.RequestTokenAsync(
            SecretClient.BasicOf("sa_client_000000000000", "wrong"), ("grant_type", "client_credentials"));

        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal("invalid_client", await refused.MemberAsync("error"));
        Assert.Equal(await stranger.Content.ReadAsByteArrayAsync(), await refused.Content.ReadAsByteArrayAsync());
        Assert.Equal(stranger.Headers.WwwAuthenticate.ToString(), refused.Headers.WwwAuthenticate.ToString());
        Assert.Contains(server.Log.Lines, line =>
            line.Contains($"Refused {client.ClientId} with invalid_client", StringComparison.Ordinal)
            && line.Contains(reasons[0], StringComparison.Ordinal));
        foreach (var reason in reasons.Skip(1))
        {
            Assert.Contains(server.Log.Lines, line => line.Contains(reason, StringComparison.Ordinal));
        }
    }

    /// <summary>The same for a client that signs with its own key.</summary>
    public static Task AssertRefusedAsync(this RunningServer server, AssertionClient client, params string[] reasons) =>
        server.AssertRefusedAsync(client, null, reasons);
}
