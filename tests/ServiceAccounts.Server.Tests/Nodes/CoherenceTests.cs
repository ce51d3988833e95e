using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using ServiceAccounts.Server.Tests.Hosting;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Nodes;

/// <summary>What one node does holds on the other: at once where the database decides, within two seconds where memory does.</summary>
public sealed class CoherenceTests(TwoNodes nodes) : IClassFixture<TwoNodes>
{
    [PostgreSqlFact]
    public async Task A_client_made_on_one_node_is_known_to_the_other_at_once()
    {
        var client = await nodes.CreateAsync(0, "known at once");

        var (status, body) = await nodes.TokenAsync(1, client.Form);

        Assert.True(status == HttpStatusCode.OK, body.ToJsonString());
    }

    [PostgreSqlFact]
    public async Task An_account_deactivated_on_one_node_gets_no_token_on_the_other_and_its_old_ones_are_refused_there()
    {
        var client = await nodes.CreateAsync(0, "deactivated", "self.credentials");
        var token = await WarmAsync(client, "self.credentials");
        Assert.Equal(HttpStatusCode.OK, (await nodes.GetAsync(1, "/management/v1/self", token)).Status);

        await ChangeAsync(HttpMethod.Post, $"/service-accounts/{client.AccountId}/deactivate", HttpStatusCode.OK);

        await HoldsInTimeAsync(async () => (await nodes.TokenAsync(1, client.Form)).Status == HttpStatusCode.Unauthorized);
        Assert.Equal(HttpStatusCode.Unauthorized, (await nodes.GetAsync(1, "/management/v1/self", token)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await nodes.TokenAsync(0, client.Form)).Status);
    }

    [PostgreSqlFact]
    public async Task A_secret_deleted_on_one_node_is_none_on_the_other()
    {
        var client = await nodes.CreateAsync(0, "rotated");
        await WarmAsync(client);
        var secrets = $"/service-accounts/{client.AccountId}/applications/{client.ClientId}/secrets";
        await ChangeAsync(HttpMethod.Post, secrets, HttpStatusCode.Created, []);

        await ChangeAsync(HttpMethod.Delete, $"{secrets}/{client.SecretId}", HttpStatusCode.NoContent);

        await HoldsInTimeAsync(async () => (await nodes.TokenAsync(1, client.Form)).Status == HttpStatusCode.Unauthorized);
    }

    [PostgreSqlFact]
    public async Task A_permission_given_and_taken_on_one_node_is_in_the_tokens_of_the_other()
    {
        var client = await nodes.CreateAsync(0, "granted");
        await WarmAsync(client);
        async Task<string?> ScopeAsync() => (await nodes.TokenAsync(1, client.Form)).Body["scope"]?.GetValue<string>();
        Assert.Equal("api:read api:write", await ScopeAsync());

        var (status, role) = await nodes.ManageAsync(0, HttpMethod.Post, "/roles", new JsonObject
        {
            ["name"] = "reads again",
            ["level"] = "tenant",
            ["permissions"] = new JsonArray("api:read"),
        });
        Assert.True(status == HttpStatusCode.Created, role.ToJsonString());
        var (_, access) = await nodes.ManageAsync(0, HttpMethod.Get, $"/principals/{client.AccountId}/access");
        var binding = access["role_bindings"]![0]!["id"]!.GetValue<string>();
        await ChangeAsync(
            HttpMethod.Post, $"/principals/{client.AccountId}/access/role-bindings", HttpStatusCode.Created,
            new JsonObject { ["role_id"] = role["id"]!.GetValue<string>() });
        await ChangeAsync(HttpMethod.Delete, $"/principals/{client.AccountId}/access/role-bindings/{binding}", HttpStatusCode.NoContent);

        await HoldsInTimeAsync(async () => await ScopeAsync() == "api:read");
    }

    [PostgreSqlFact]
    public async Task An_Api_changed_on_one_node_is_changed_on_the_other()
    {
        var client = await nodes.CreateAsync(0, "shorter");
        await WarmAsync(client);
        var (_, apis) = await nodes.ManageAsync(0, HttpMethod.Get, "/apis");
        var api = apis["items"]!.AsArray().Single(item => item!["identifier"]!.GetValue<string>().EndsWith("/apis/default", StringComparison.Ordinal))!;
        var path = $"/apis/{api["id"]!.GetValue<string>()}";

        await ChangeAsync(HttpMethod.Patch, path, HttpStatusCode.OK, new JsonObject { ["maximum_ttl_seconds"] = 120 });
        await HoldsInTimeAsync(async () => (await nodes.TokenAsync(1, client.Form)).Body["expires_in"]!.GetValue<int>() == 120);

        await ChangeAsync(HttpMethod.Patch, path, HttpStatusCode.OK, new JsonObject { ["maximum_ttl_seconds"] = null });
        await HoldsInTimeAsync(async () => (await nodes.TokenAsync(1, client.Form)).Body["expires_in"]!.GetValue<int>() == 3_600);
    }

    [PostgreSqlFact]
    public async Task Of_one_assertion_sent_to_both_at_the_same_moment_exactly_one_wins_a_thousand_times()
    {
        const int Times = 1_000;
        using var key = ClientKeyPair.Es256();
        var (status, body) = await nodes.ManageAsync(0, HttpMethod.Post, "/service-accounts", new JsonObject
        {
            ["name"] = "asserts",
            ["auth_type"] = "oauth_private_key_jwt",
            ["jwks"] = key.ToJwks(),
            ["role_ids"] = new JsonArray(RunningServer.ApiDefaultRole),
        });
        Assert.True(status == HttpStatusCode.Created, body.ToJsonString());
        var clientId = body["applications"]![0]!["client_id"]!.GetValue<string>();
        var (won, lost) = (0, 0);

        await Parallel.ForEachAsync(Enumerable.Range(0, Times), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (_, _) =>
        {
            var assertion = key.Sign(key.Header(), Claims(clientId));
            (string, string)[] form = [("client_assertion_type", AssertionClient.AssertionType), ("client_assertion", assertion)];
            var answers = await Task.WhenAll(nodes.TokenAsync(0, form), nodes.TokenAsync(1, form));
            Assert.Single(answers, answer => answer.Status == HttpStatusCode.OK);
            Assert.Single(answers, answer => answer.Status == HttpStatusCode.Unauthorized);
            Interlocked.Add(ref won, 1);
            Interlocked.Add(ref lost, answers.Count(answer => answer.Status == HttpStatusCode.Unauthorized));
        });

        Assert.Equal((Times, Times), (won, lost));
    }

    private JsonObject Claims(string clientId)
    {
        var now = TimeProvider.System.GetUtcNow();
        return new JsonObject
        {
            ["iss"] = clientId,
            ["sub"] = clientId,
            ["aud"] = nodes.Issuer,
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = now.ToUnixTimeSeconds() + 60,
            ["jti"] = Guid.CreateVersion7(now).ToString(),
        };
    }

    // Both nodes have it in memory; a token of the second.
    private async Task<string> WarmAsync(NodeClient client, string? scope = null)
    {
        (string, string)[] form = scope is null ? client.Form : [.. client.Form, ("scope", scope)];
        Assert.Equal(HttpStatusCode.OK, (await nodes.TokenAsync(0, form)).Status);
        return (await nodes.TokenAsync(1, form)).Body["access_token"]!.GetValue<string>();
    }

    private async Task ChangeAsync(HttpMethod method, string path, HttpStatusCode expected, JsonObject? body = null)
    {
        var (status, answer) = await nodes.ManageAsync(0, method, path, body);
        Assert.True(status == expected, answer.ToJsonString());
    }

    private static async Task HoldsInTimeAsync(Func<Task<bool>> holds)
    {
        var began = Stopwatch.GetTimestamp();
        await Eventually.IsTrueAsync(holds);
        Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.Zero, TwoNodes.Coherent);
    }
}
