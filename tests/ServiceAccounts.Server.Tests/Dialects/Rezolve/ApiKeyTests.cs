using System.Net;
using System.Text.Json.Nodes;
using ServiceAccounts.Server.Tests.Management;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Dialects.Rezolve;

/// <summary>API keys as a client of Rezolve makes, uses, rotates, validates and revokes them.</summary>
public sealed class ApiKeyTests(ManagementServer fixture) : IClassFixture<ManagementServer>
{
    private static readonly string[] Members =
    [
        "id uuid", "name string", "description null", "keyHint string", "scopes array", "ipWhitelist array", "status string", "createdAt time",
        "createdBy object", "expiresAt time", "lastUsedAt null",
    ];

    [Fact]
    public async Task A_key_is_made_used_rotated_and_revoked()
    {
        await using var server = await RunningServer.StartAsync();
        var (caller, _) = await RezolveCaller.NewTenantAsync(server);
        var made = await caller.PostAsync(RezolveCaller.Keys, NewKey("service_account.read", "api:read")).DataAsync("API key created successfully");
        Expect.Shape(made, [.. Members[..3], "key string", .. Members[3..]]);
        var (id, key) = (Text(made, "id"), Text(made, "key"));
        Assert.Equal("""["api:read","service_account.read"]""", made["scopes"]!.ToJsonString());
        Assert.Equal("active", Text(made, "status"));
        Assert.Equal($"{server.Time.GetUtcNow().AddDays(30).UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.fff'Z'}", Text(made, "expiresAt"));

        await Holding(caller, key).GetAsync($"{RezolveCaller.Keys}/{id}").DataAsync();
        await Holding(caller, key).DeleteAsync($"{RezolveCaller.Keys}/{id}").ErrorAsync(HttpStatusCode.Forbidden, "FORBIDDEN");
        await Holding(caller, key).GetAsync(RezolveCaller.Accounts).ErrorAsync(HttpStatusCode.Forbidden, "FORBIDDEN");
        var shown = await caller.GetAsync($"{RezolveCaller.Keys}/{id}").DataAsync();
        Expect.Shape(shown, [.. Members[..^1], "lastUsedAt time"]);
        var list = await caller.GetAsync(RezolveCaller.Keys).DataAsync();
        Expect.Shape(list, "apiKeys array", "pagination object");
        Assert.True(JsonNode.DeepEquals(shown, Assert.Single(list["apiKeys"]!.AsArray())));

        var valid = await ValidateAsync(caller, key);
        Expect.Shape(valid, "valid boolean", "reason null", "id uuid", "name string", "scopes array", "expiresAt time");
        Assert.Equal(id, Text(valid, "id"));
        Assert.Equal("""["api:read","service_account.read"]""", Sorted(valid["scopes"]!));

        var rotated = await caller.PostAsync($"{RezolveCaller.Keys}/{id}/rotate", new JsonObject { ["gracePeriodMinutes"] = 5 }).DataAsync();
        Expect.Shape(rotated, "id uuid", "key string", "rotatedAt time", "gracePeriodEndsAt time");
        foreach (var text in new[] { key, Text(rotated, "key") })
        {
            await Holding(caller, text).GetAsync($"{RezolveCaller.Keys}/{id}").DataAsync();
        }

        server.Time.Advance(TimeSpan.FromMinutes(5));
        await Holding(caller, key).GetAsync(RezolveCaller.Keys).ErrorAsync(HttpStatusCode.Unauthorized, "UNAUTHORIZED");
        var again = await caller.PostAsync($"{RezolveCaller.Keys}/{id}/rotate").DataAsync();
        Expect.Shape(again, "id uuid", "key string", "rotatedAt time", "gracePeriodEndsAt null");
        await Holding(caller, Text(rotated, "key")).GetAsync(RezolveCaller.Keys).ErrorAsync(HttpStatusCode.Unauthorized, "UNAUTHORIZED");

        var revoked = await caller.DeleteAsync($"{RezolveCaller.Keys}/{id}").DataAsync("API key revoked successfully");
        Expect.Shape(revoked, "id uuid", "name string", "status string", "revokedAt time", "revokedBy object");
        await Holding(caller, Text(again, "key")).GetAsync(RezolveCaller.Keys).ErrorAsync(HttpStatusCode.Unauthorized, "UNAUTHORIZED");
        await caller.DeleteAsync($"{RezolveCaller.Keys}/{id}").ErrorAsync(HttpStatusCode.Conflict, "API_KEY_ALREADY_REVOKED");
        await caller.GetAsync($"{RezolveCaller.Keys}/{id}").ErrorAsync(HttpStatusCode.NotFound, "API_KEY_NOT_FOUND");
        await RezolveCaller.Administrator(server).DeleteAsync($"{RezolveCaller.Keys}/{id}").ErrorAsync(HttpStatusCode.NotFound, "API_KEY_NOT_FOUND");
    }

    [Fact]
    public async Task A_key_that_is_not_good_is_told_by_its_reason_and_nothing_else()
    {
        var server = fixture.Server;
        var (caller, _) = await RezolveCaller.NewTenantAsync(server);
        var administrator = ApiCaller.Administrator(server);
        var query = $"?tenant={caller.TenantId}";
        var (revoked, disabled, inactive) = (await KeyAsync(caller), await KeyAsync(caller), await KeyAsync(caller));
        var tokens = $"/management/v1/principals/{revoked.Id}/tokens";
        await administrator.DeleteAsync($"{tokens}/{await TokenIdAsync(revoked.Id)}{query}").StatusAsync(HttpStatusCode.NoContent);
        await administrator.PatchAsync(
            $"/management/v1/principals/{disabled.Id}/tokens/{await TokenIdAsync(disabled.Id)}{query}", new JsonObject { ["enabled"] = false }).JsonAsync();
        await administrator.PostAsync($"{ApiCaller.Accounts}/{inactive.Id}/deactivate{query}").JsonAsync();

        await AssertReasonAsync("KEY_REVOKED", revoked.Key);
        await AssertReasonAsync("KEY_INACTIVE", disabled.Key);
        await AssertReasonAsync("KEY_INACTIVE", inactive.Key);
        await AssertReasonAsync("INVALID_KEY", "ak_live_0000");
        await AssertReasonAsync("INVALID_KEY", (await KeyAsync(RezolveCaller.Administrator(server))).Key);
        await AssertReasonAsync("INVALID_KEY", server.AdminToken);

        // To ask needs a permission, and something to ask about.
        await Holding(caller, (await KeyAsync(caller)).Key).PostAsync(RezolveCaller.Validate, new JsonObject { ["key"] = "x" })
            .ErrorAsync(HttpStatusCode.Forbidden, "FORBIDDEN");
        await caller.PostAsync(RezolveCaller.Validate, new JsonObject()).ErrorAsync(HttpStatusCode.BadRequest, "VALIDATION_ERROR", "key");

        async Task<string> TokenIdAsync(string owner) =>
            Text((await administrator.GetAsync($"/management/v1/principals/{owner}/tokens{query}").JsonAsync())["items"]![0]!, "id");

        async Task AssertReasonAsync(string reason, string key)
        {
            var answer = await ValidateAsync(caller, key);
            Assert.Equal($$"""{"valid":false,"reason":"{{reason}}","id":null,"name":null,"scopes":null,"expiresAt":null}""", answer.ToJsonString());
        }
    }

    [Theory]
    [InlineData("""{"name":null}""", "name")]
    [InlineData("""{"expiresIn":0}""", "expiresIn")]
    [InlineData("""{"expiresIn":99999}""", "expiresIn")]
    [InlineData("""{"expiresIn":"30"}""", "expiresIn")]
    [InlineData("""{"scopes":["no:such"]}""", "scopes")]
    [InlineData("""{"ipWhitelist":["10.0.0.1"]}""", "ipWhitelist")]
    [InlineData("""{"key":"ak_live_mine"}""", "key")]
    public async Task A_key_that_cannot_be_is_refused(string change, params string[] members)
    {
        var request = NewKey("api:read");
        foreach (var (name, value) in JsonNode.Parse(change)!.AsObject())
        {
            request[name] = value?.DeepClone();
        }

        await RezolveCaller.Administrator(fixture.Server).PostAsync(RezolveCaller.Keys, request)
            .ErrorAsync(HttpStatusCode.BadRequest, "VALIDATION_ERROR", members);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("10081")]
    [InlineData("2147483647")]
    [InlineData("\"5\"")]
    public async Task A_grace_that_cannot_be_is_refused(string minutes)
    {
        var caller = RezolveCaller.Administrator(fixture.Server);
        var key = await KeyAsync(caller);

        await caller.PostAsync($"{RezolveCaller.Keys}/{key.Id}/rotate", JsonNode.Parse($$"""{"gracePeriodMinutes":{{minutes}}}"""))
            .ErrorAsync(HttpStatusCode.BadRequest, "VALIDATION_ERROR", "gracePeriodMinutes");
    }

    [Fact]
    public async Task Who_may_not_hold_a_scope_makes_no_key_that_has_it()
    {
        var (caller, _) = await RezolveCaller.NewUserAsync(
            fixture.Server, (await SecondTenant.AddAsync(fixture.Server)).Id, SystemRole.Member);

        await caller.PostAsync(RezolveCaller.Keys, NewKey("service_account.read")).ErrorAsync(HttpStatusCode.Forbidden, "FORBIDDEN");
    }

    private static RezolveCaller Holding(RezolveCaller caller, string key) => caller.With("Authorization", null).With("X-API-Key", key);

    private static Task<JsonObject> ValidateAsync(RezolveCaller caller, string key) =>
        caller.PostAsync(RezolveCaller.Validate, new JsonObject { ["key"] = key }).DataAsync();

    private static async Task<(string Id, string Key)> KeyAsync(RezolveCaller caller)
    {
        var made = await caller.PostAsync(RezolveCaller.Keys, NewKey("api:read")).DataAsync();
        return (Text(made, "id"), Text(made, "key"));
    }

    private static JsonObject NewKey(params string[] scopes) => new()
    {
        ["name"] = ApiCaller.NewName(),
        ["scopes"] = new JsonArray([.. scopes.Select(scope => JsonValue.Create(scope))]),
        ["expiresIn"] = 30,
    };

    private static string Sorted(JsonNode list) =>
        new JsonArray([.. list.AsArray().Select(item => item!.GetValue<string>()).Order(StringComparer.Ordinal).Select(item => JsonValue.Create(item))]).ToJsonString();

    private static string Text(JsonNode node, string member) => node[member]!.GetValue<string>();
}
