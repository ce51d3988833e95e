using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.Tokens;
using ServiceAccounts.Server.Tests.Hosting;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Nodes;

/// <summary>The signing key changes under load on two nodes: no good token is refused, whichever node signed it and whichever is asked.</summary>
public sealed class RotationTests(TwoNodes nodes) : IClassFixture<TwoNodes>
{
    [PostgreSqlFact]
    public async Task No_good_token_is_refused_while_the_signing_key_changes()
    {
        var client = await nodes.CreateAsync(0, "works through it", "self.credentials");
        var refused = new ConcurrentBag<string>();
        var signers = new ConcurrentDictionary<(int Node, string KeyId), int>();
        using var ended = new CancellationTokenSource();
        var work = Enumerable.Range(0, 4).Select(worker => WorkAsync(worker % 2, client, signers, refused, ended.Token)).ToList();
        await Eventually.IsTrueAsync(() => signers.Keys.Select(signer => signer.Node).Distinct().Count() == 2);
        var before = Assert.Single(signers.Keys.Select(signer => signer.KeyId).Distinct());

        var (status, body) = await nodes.ManageAsync(
            0, HttpMethod.Post, "/keys/rotate", new JsonObject { ["algorithm"] = "ES256", ["activate"] = "now" });
        Assert.True(status is HttpStatusCode.OK or HttpStatusCode.Created, body.ToJsonString());

        // Until both nodes sign with the next one, and then some more.
        await Eventually.IsTrueAsync(() => signers.Keys.Where(signer => signer.KeyId != before).Select(signer => signer.Node).Distinct().Count() == 2);
        var seen = signers.Values.Sum();
        await Eventually.IsTrueAsync(() => signers.Values.Sum() > seen + 50);
        await ended.CancelAsync();
        await Task.WhenAll(work);

        Assert.Empty(refused);
        Assert.Equal(2, signers.Keys.Select(signer => signer.KeyId).Distinct().Count());
    }

    // Each token is taken by both nodes, and its key is in the set that the other node publishes.
    private async Task WorkAsync(
        int node, NodeClient client, ConcurrentDictionary<(int Node, string KeyId), int> signers, ConcurrentBag<string> refused, CancellationToken ended)
    {
        while (!ended.IsCancellationRequested)
        {
            var (status, body) = await nodes.TokenAsync(node, [.. client.Form, ("scope", "self.credentials")]);
            if (status != HttpStatusCode.OK)
            {
                refused.Add($"node {node} issues none: {(int)status} {body.ToJsonString()}");
                continue;
            }

            var token = body["access_token"]!.GetValue<string>();
            var header = JsonNode.Parse(Encoding.UTF8.GetString(Base64UrlEncoder.DecodeBytes(token.Split('.')[0])))!;
            var keyId = header["kid"]!.GetValue<string>();
            var (_, keys) = await nodes.GetAsync(1 - node, "/.well-known/jwks.json");
            if (!keys["keys"]!.AsArray().Any(key => key!["kid"]!.GetValue<string>() == keyId))
            {
                refused.Add($"node {1 - node} does not publish the key of node {node}'s token");
            }

            foreach (var asked in new[] { 0, 1 })
            {
                var (answer, problem) = await nodes.GetAsync(asked, "/management/v1/self", token);
                if (answer != HttpStatusCode.OK)
                {
                    refused.Add($"node {asked} refuses node {node}'s token: {(int)answer} {problem.ToJsonString()}");
                }
            }

            signers.AddOrUpdate((node, keyId), 1, (_, count) => count + 1);
        }
    }
}
