using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Storage.Tests.Credentials;

/// <summary>API tokens as clients: what a look-up costs, and when what is in memory is read again.</summary>
public sealed class ApiTokenClientTests
{
    private const string ReadToken = "FROM \"api_tokens\"";
    private const string ReadRevoked = "FROM \"revoked_tokens\"";

    [Fact]
    public async Task A_known_id_costs_no_command_and_a_text_one()
    {
        await using var counting = await CountingServer.StartAsync();
        var (_, id, text) = await NewTokenAsync(counting.Server);
        var first = await FindAsync(counting, id);
        counting.Commands.Clear();

        Assert.Same(first, await FindAsync(counting, id));
        Assert.Empty(counting.Commands.Texts);

        var known = await counting.Clients.FindByApiTokenAsync(text, CancellationToken.None);
        Assert.Same(first, known?.Client);
        Assert.Single(counting.Commands.Texts);
    }

    [Fact]
    public async Task An_unknown_id_is_remembered_and_what_is_no_id_of_ours_costs_nothing()
    {
        await using var counting = await CountingServer.StartAsync();
        counting.Commands.Clear();
        for (var i = 0; i < 10; i++)
        {
            Assert.Null(await FindAsync(counting, "01990000-0000-7000-8000-00000000cafe"));
            Assert.Null(await FindAsync(counting, "01990000-0000-7000-8000-00000000CAFE"));
            Assert.Null(await FindAsync(counting, "{01990000-0000-7000-8000-00000000cafe}"));
            Assert.Null(await FindAsync(counting, "0199000000007000800000000000cafe"));
        }

        Assert.Equal(1, counting.Commands.Count(ReadToken));
    }

    [Theory]
    [InlineData("PATCH", "", """{"scopes":["role.read"]}""")]
    [InlineData("PATCH", "", """{"enabled":false}""")]
    [InlineData("PATCH", "", """{"name":"another"}""")]
    [InlineData("POST", "/rotate", "{}")]
    [InlineData("DELETE", "", null)]
    public async Task A_change_of_the_token_is_seen_at_once(string method, string path, string? body)
    {
        await using var counting = await CountingServer.StartAsync();
        var (ownerId, id, _) = await NewTokenAsync(counting.Server);
        var before = await FindAsync(counting, id);
        using var request = new HttpRequestMessage(new HttpMethod(method), $"/management/v1/principals/{ownerId}/tokens/{id}{path}")
        {
            Content = body is null ? null : Json(body, method),
        };

        using var changed = await counting.Server.Admin.SendAsync(request);
        Assert.True(changed.IsSuccessStatusCode, await changed.Content.ReadAsStringAsync());

        var after = await FindAsync(counting, id);
        Assert.NotSame(before, after);
        Assert.Equal(method != "DELETE", after?.Holds(Guid.Parse(id), counting.Server.Time.GetUtcNow()));
    }

    // What was read before is not believed at the end: the token is not released.
    [Fact]
    public async Task What_ends_while_a_token_is_exchanged_for_it_has_ended()
    {
        await using var counting = await CountingServer.StartAsync();
        var server = counting.Server;
        var acting = await server.CreateSecretClientAsync();
        await ServeDefaultApiAsync(server, acting.ClientId);
        var client = await server.CreateSecretClientAsync();
        using var got = await server.RequestTokenAsync(client.Basic, ("grant_type", "client_credentials"));
        var subject = (await got.MemberAsync("access_token"))!;
        var gate = counting.Commands.Hold(ReadRevoked);

        var exchanging = server.RequestTokenAsync(
            acting.Basic, ("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"), ("subject_token", subject),
            ("subject_token_type", "urn:ietf:params:oauth:token-type:access_token"));
        await gate.Reached;
        using var deactivated = await server.Admin.PostAsync($"/management/v1/service-accounts/{client.AccountId}/deactivate", null);
        Assert.True(deactivated.IsSuccessStatusCode);
        gate.Open();

        using var answer = await exchanging;
        Assert.Equal((HttpStatusCode.BadRequest, "invalid_request"), (answer.StatusCode, await answer.MemberAsync("error")));
    }

    private static async Task ServeDefaultApiAsync(RunningServer server, string clientId)
    {
        var tenant = await server.Admin.GetFromJsonAsync<JsonObject>($"/management/v1/tenants/{server.TenantId}");
        using var request = new HttpRequestMessage(HttpMethod.Patch, $"/management/v1/apis/{tenant!["default_api_id"]}")
        {
            Content = Json($$"""{"introspection_clients":["{{clientId}}"]}""", "PATCH"),
        };
        using var response = await server.Admin.SendAsync(request);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    private static StringContent Json(string text, string method) =>
        new(text, Encoding.UTF8, method == "PATCH" ? "application/merge-patch+json" : "application/json");

    private static async Task<(string OwnerId, string Id, string Text)> NewTokenAsync(RunningServer server)
    {
        var account = await server.CreateAccountAsync(new JsonObject { ["name"] = "batch", ["auth_type"] = "api_key" });
        var token = account["tokens"]![0]!;
        return (account["id"]!.GetValue<string>(), token["id"]!.GetValue<string>(), token["token"]!.GetValue<string>());
    }

    private static Task<Client?> FindAsync(CountingServer counting, string id) => counting.Clients.FindAsync(id, CancellationToken.None).AsTask();
}
