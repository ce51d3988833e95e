using System.Net;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.JsonWebTokens;
using ServiceAccounts.Server.Tests.Management;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Dialects.Rezolve;

/// <summary>Service accounts as a client of Rezolve makes, uses, changes and deletes them.</summary>
public sealed class ServiceAccountConversationTests(ManagementServer fixture) : IClassFixture<ManagementServer>
{
    private static readonly string[] Members =
    [
        "id string", "name string", "clientId string", "type string", "status string", "permissions array", "createdAt time", "createdBy object",
        "tenant object",
    ];

    private RunningServer Server => fixture.Server;

    [Fact]
    [Trait("Requirement", "102")]
    [Trait("Requirement", "103")]
    [Trait("Requirement", "106")]
    [Trait("Requirement", "110")]
    [Trait("Requirement", "111")]
    [Trait("Requirement", "112")]
    [Trait("Requirement", "113")]
    [Trait("Requirement", "115")]
    [Trait("Requirement", "116")]
    [Trait("Requirement", "117")]
    [Trait("Requirement", "118")]
    [Trait("Requirement", "120")]
    [Trait("Requirement", "121")]
    [Trait("Requirement", "122")]
    public async Task A_new_account_is_told_of_to_the_letter()
    {
        var (caller, userId) = await RezolveCaller.NewTenantAsync(Server);
        var tenant = await ApiCaller.Administrator(Server).GetAsync($"{ApiCaller.Tenants}/{caller.TenantId}").JsonAsync();
        var user = await ApiCaller.Administrator(Server).GetAsync($"{ApiCaller.Users}/{userId}?tenant={caller.TenantId}").JsonAsync();
        var now = Server.Time.GetUtcNow();

        using var response = await caller.With("realmname", tenant["realm"]!.GetValue<string>()).PostAsync(RezolveCaller.Create);
        Assert.True(response.Headers.CacheControl is { NoStore: true });
        var body = await Task.FromResult(response).JsonAsync();

        Expect.Shape(body, "success boolean", "message string", "data object", "timestamp time");
        Assert.Equal("Service account created successfully", body["message"]!.GetValue<string>());
        var data = body["data"]!;
        Expect.Shape(
            data, "id string", "name string", "clientId string", "clientSecret string", "type string", "status string", "permissions array",
            "createdAt time", "createdBy object", "tenant object");
        Assert.Matches("^sa-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", data["id"]!.GetValue<string>());
        Assert.Equal($"service-account-{now.UtcDateTime:yyyyMMddHHmmss}", data["name"]!.GetValue<string>());
        Assert.Matches("^sa_client_[0-9a-f]{12}$", data["clientId"]!.GetValue<string>());
        Assert.Matches("^sa_secret_[0-9A-Za-z]{46}$", data["clientSecret"]!.GetValue<string>());
        Assert.Equal("service_account", data["type"]!.GetValue<string>());
        Assert.Equal("active", data["status"]!.GetValue<string>());
        Assert.Equal("""["api:read","api:write"]""", data["permissions"]!.ToJsonString());
        Assert.Equal(body["timestamp"]!.GetValue<string>(), data["createdAt"]!.GetValue<string>());
        Assert.Equal($"{now.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.fff'Z'}", data["createdAt"]!.GetValue<string>());
        var createdBy = new JsonObject { ["id"] = userId, ["name"] = user["name"]!.DeepClone(), ["email"] = user["email"]!.DeepClone() };
        Assert.Equal(createdBy.ToJsonString(), data["createdBy"]!.ToJsonString());
        var named = new JsonObject { ["id"] = caller.TenantId.ToString(), ["name"] = tenant["name"]!.DeepClone() };
        Assert.Equal(named.ToJsonString(), data["tenant"]!.ToJsonString());
    }

    [Fact]
    [Trait("Requirement", "114")]
    public async Task Accounts_of_the_same_second_have_numbers_behind_their_name()
    {
        var (caller, _) = await RezolveCaller.NewTenantAsync(Server);

        var made = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => caller.PostAsync(RezolveCaller.Create).DataAsync()));

        var name = $"service-account-{Server.Time.GetUtcNow().UtcDateTime:yyyyMMddHHmmss}";
        Assert.Equal(
            Enumerable.Range(1, 8).Select(i => i == 1 ? name : $"{name}-{i}").ToHashSet(),
            made.Select(account => account["name"]!.GetValue<string>()).ToHashSet());
        Assert.Equal(8, made.Select(account => account["clientId"]!.GetValue<string>()).Distinct().Count());
    }

    [Fact]
    [Trait("Requirement", "119")]
    [Trait("Requirement", "123")]
    [Trait("Requirement", "128")]
    public async Task An_account_is_used_shown_changed_rotated_and_deleted()
    {
        var (caller, _) = await RezolveCaller.NewTenantAsync(Server);
        var made = await caller.PostAsync(RezolveCaller.Create).DataAsync();
        var (id, clientId, secret) = (Text(made, "id"), Text(made, "clientId"), Text(made, "clientSecret"));
        var path = $"{RezolveCaller.Accounts}/{id}";

        // The pair works without anybody, also at the path that this API has for it, and in the body.
        Assert.Equal("api:read api:write", await ScopeAsync(clientId, secret));

        var list = await caller.GetAsync(RezolveCaller.Accounts + "?limit=10&offset=0").DataAsync("Service accounts retrieved successfully");
        Expect.Shape(list, "serviceAccounts array", "pagination object");
        Assert.Equal("""{"total":1,"limit":10,"offset":0,"hasMore":false}""", list["pagination"]!.ToJsonString());
        var listed = Assert.Single(list["serviceAccounts"]!.AsArray())!;
        var shown = await caller.GetAsync(path).DataAsync("Service account retrieved successfully");
        Expect.Shape(shown, Members);
        Assert.True(JsonNode.DeepEquals(listed, shown));
        made.Remove("clientSecret");
        Assert.True(JsonNode.DeepEquals(made, shown));

        var changed = await caller.PatchAsync(path + "/permissions", new JsonObject { ["permissions"] = new JsonArray("api:read") })
            .DataAsync("Service account permissions updated successfully");
        Expect.Shape(changed, Members);
        Assert.Equal("""["api:read"]""", changed["permissions"]!.ToJsonString());
        Assert.Equal("api:read", await ScopeAsync(clientId, secret));

        var rotated = await caller.PostAsync(path + "/rotate-secret", new JsonObject()).DataAsync("Client secret rotated successfully");
        Expect.Shape(rotated, "clientId string", "clientSecret string", "rotatedAt time");
        Assert.Equal(HttpStatusCode.Unauthorized, (await TokenAsync(clientId, secret)).StatusCode);
        Assert.Equal("api:read", await ScopeAsync(clientId, Text(rotated, "clientSecret")));

        var deleted = await caller.DeleteAsync(path).DataAsync("Service account deleted successfully");
        Expect.Shape(deleted, "id string", "name string", "status string", "deletedAt time", "deletedBy object");
        Assert.Equal("deleted", Text(deleted, "status"));
        Assert.Equal(HttpStatusCode.Unauthorized, (await TokenAsync(clientId, Text(rotated, "clientSecret"))).StatusCode);
        await caller.GetAsync(path).ErrorAsync(HttpStatusCode.NotFound, "SERVICE_ACCOUNT_NOT_FOUND");
        await caller.DeleteAsync(path).ErrorAsync(HttpStatusCode.NotFound, "SERVICE_ACCOUNT_NOT_FOUND");

        // Every act is in the journal under this API's name.
        var journal = await ApiCaller.Administrator(Server).GetAsync($"/management/v1/journal?tenant={caller.TenantId}&order=asc&outcome=done").JsonAsync();
        Assert.Equal(
            ["service_account.created", "service_account.role_unbound", "service_account.permission_granted", "client_secret.replaced", "service_account.deleted"],
            journal["items"]!.AsArray().Where(entry => Text(entry!, "surface") == "rezolve").Select(entry => Text(entry!, "action")));
    }

    [Fact]
    public async Task What_a_machine_makes_is_created_by_the_machine_without_an_address()
    {
        var (caller, _) = await RezolveCaller.NewTenantAsync(Server);
        var client = await Server.CreateSecretClientAsync(new JsonObject { ["role_ids"] = ApiCaller.Ids() });
        await NewUser.BindAsync(Server, Guid.Parse(client.AccountId), Storage.Access.SystemRole.SuperAdmin.Id, Storage.Access.PlaceKind.System, Guid.Empty);
        var machine = caller.With("Authorization", "Bearer " + await ApiCaller.AccessTokenAsync(Server, client));

        var made = await machine.PostAsync(RezolveCaller.Create).DataAsync();

        Expect.Shape(made["createdBy"], "id uuid", "name string", "email null");
        Assert.Equal(client.AccountId, Text(made["createdBy"]!, "id"));
        Assert.Equal(caller.TenantId.ToString(), Text(made["tenant"]!, "id"));
    }

    [Fact]
    public async Task The_key_header_does_as_well_as_a_bearer_token()
    {
        var caller = RezolveCaller.Administrator(Server).With("Authorization", null).With("X-API-Key", Server.AdminToken);

        await caller.PostAsync(RezolveCaller.Create).DataAsync();
    }

    private async Task<string?> ScopeAsync(string clientId, string secret)
    {
        using var token = await TokenAsync(clientId, secret);
        Assert.Equal(HttpStatusCode.OK, token.StatusCode);
        return new JsonWebToken((await token.MemberAsync("access_token"))!).GetClaim("scope").Value;
    }

    private async Task<HttpResponseMessage> TokenAsync(string clientId, string secret)
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = clientId,
            ["client_secret"] = secret,
        });
        return await Server.Http.PostAsync("/oauth/token", form);
    }

    private static string Text(JsonNode node, string member) => node[member]!.GetValue<string>();
}
