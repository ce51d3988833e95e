using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.Tokens;
using ServiceAccounts.Server.Tests.Hosting;

namespace ServiceAccounts.Server.Tests.Nodes;

/// <summary>A node is killed under load: the other goes on, and nothing that either has answered is lost.</summary>
public sealed class KilledNodeTests(TwoNodes nodes) : IClassFixture<TwoNodes>
{
    [PostgreSqlFact]
    public async Task Every_answered_creation_and_every_issued_token_is_there_and_nothing_is_half_made()
    {
        var answered = new ConcurrentDictionary<string, (NodeClient Client, ConcurrentBag<string> Tokens)>();
        using var killed = new CancellationTokenSource();
        var work = Enumerable.Range(0, 8).Select(worker => WorkAsync(worker, answered, killed.Token)).ToList();
        await Testing.Eventually.IsTrueAsync(() => answered.Count > 20);

        await nodes.KillAsync(1);
        var before = answered.Count;
        await Testing.Eventually.IsTrueAsync(() => answered.Count > before + 10);
        await killed.CancelAsync();
        await Task.WhenAll(work);

        foreach (var (client, tokens) in answered.Values)
        {
            Assert.Equal(HttpStatusCode.OK, (await nodes.TokenAsync(0, client.Form)).Status);
            var recorded = await RecordedAsync(client);
            Assert.Equal(recorded.Count, recorded.Distinct().Count());
            Assert.Empty(tokens.Except(recorded));
        }

        await NothingIsHalfMadeAsync();
        var (_, verified) = await nodes.ManageAsync(0, HttpMethod.Post, "/journal/verify", new JsonObject { ["blocks"] = true });
        Assert.True(verified["verified"]!.GetValue<bool>(), verified.ToJsonString());

        await nodes.StartAgainAsync(1);
        var one = answered.Values.First().Client;
        Assert.Equal(HttpStatusCode.OK, (await nodes.TokenAsync(1, one.Form)).Status);
    }

    private async Task WorkAsync(
        int worker, ConcurrentDictionary<string, (NodeClient Client, ConcurrentBag<string> Tokens)> answered, CancellationToken ended)
    {
        var node = worker % 2;
        for (var i = 0; !ended.IsCancellationRequested; i++)
        {
            try
            {
                var client = await nodes.CreateAsync(node, $"w{worker}-{i}");
                var entry = answered.GetOrAdd(client.ClientId, _ => (client, []));
                for (var t = 0; t < 3; t++)
                {
                    var (status, body) = await nodes.TokenAsync(node, client.Form);
                    Assert.True(status == HttpStatusCode.OK, body.ToJsonString());
                    entry.Tokens.Add(IdOf(body));
                }
            }
            catch (Exception e) when (e is HttpRequestException or IOException)
            {
                return; // Its node has been killed.
            }
        }
    }

    private static string IdOf(JsonObject answer)
    {
        var payload = answer["access_token"]!.GetValue<string>().Split('.')[1];
        return JsonNode.Parse(Encoding.UTF8.GetString(Base64UrlEncoder.DecodeBytes(payload)))!["jti"]!.GetValue<string>();
    }

    private async Task<List<string>> RecordedAsync(NodeClient client)
    {
        var from = TimeProvider.System.GetUtcNow().AddMinutes(-5);
        var (status, page) = await nodes.ManageAsync(
            0, HttpMethod.Get, $"/issuances?client_id={client.ClientId}&from={from:yyyy-MM-ddTHH:mm:ssZ}&limit=200");
        Assert.True(status == HttpStatusCode.OK, page.ToJsonString());
        return [.. page["items"]!.AsArray().Select(item => item!["token_id"]!.GetValue<string>())];
    }

    private async Task NothingIsHalfMadeAsync()
    {
        for (string? cursor = null; ;)
        {
            var (status, page) = await nodes.ManageAsync(
                0, HttpMethod.Get, $"/service-accounts?limit=200{(cursor is null ? string.Empty : $"&cursor={cursor}")}");
            Assert.True(status == HttpStatusCode.OK, page.ToJsonString());
            Assert.All(page["items"]!.AsArray(), account =>
            {
                Assert.Single(account!["role_ids"]!.AsArray());
                Assert.Single(Assert.Single(account["applications"]!.AsArray())!["secrets"]!.AsArray());
            });
            cursor = page["next_cursor"]?.GetValue<string>();
            if (cursor is null)
            {
                return;
            }
        }
    }
}
