using System.Net;
using System.Text.Json.Nodes;
using ServiceAccounts.Server.Tests.Management;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Dialects.Rezolve;

/// <summary>A list of permissions is the whole truth: whatever gave more is left, and what is missing is given.</summary>
public sealed class PermissionListTests(ManagementServer fixture) : IClassFixture<ManagementServer>
{
    private RunningServer Server => fixture.Server;

    private ApiCaller Native => ApiCaller.Administrator(Server);

    [Fact]
    [Trait("Requirement", "119")]
    public async Task Roles_and_groups_that_give_more_are_left_and_what_is_missing_is_granted()
    {
        var (caller, _) = await RezolveCaller.NewTenantAsync(Server);
        var query = $"?tenant={caller.TenantId}";
        var account = await caller.PostAsync(RezolveCaller.Create).DataAsync();
        var id = Text(account, "id")[3..];
        var reader = await Native.PostAsync(ApiCaller.Roles + query, ApiCaller.NewRole("tenant", "api:read")).JsonAsync(HttpStatusCode.Created);
        var group = await Native.PostAsync(ApiCaller.Groups + query, new JsonObject { ["name"] = "writers" }).JsonAsync(HttpStatusCode.Created);
        var groupPath = $"{ApiCaller.Groups}/{Text(group, "id")}";
        await Native.PostAsync($"{groupPath}/access/grants{query}", new JsonObject { ["permission"] = "api:write" }).StatusAsync(HttpStatusCode.Created);
        var access = $"/management/v1/principals/{id}/access";
        await NewUser.BindAsync(Server, Guid.Parse(id), Guid.Parse(Text(reader, "id")), PlaceKind.Tenant, caller.TenantId);
        await Native.PostAsync($"{access}/grants{query}", new JsonObject { ["permission"] = "role.read" }).StatusAsync(HttpStatusCode.Created);
        await Server.WriteAsync(db =>
        {
            db.Add(new AccountGroupMember
            {
                GroupId = Guid.Parse(Text(group, "id")),
                PrincipalId = Guid.Parse(id),
                CreatedAt = Server.Time.GetUtcNow(),
            });
            return Task.CompletedTask;
        });

        var path = $"{RezolveCaller.Accounts}/{Text(account, "id")}/permissions";
        var less = await caller.PatchAsync(path, new JsonObject { ["permissions"] = new JsonArray("api:read") }).DataAsync();

        // The role that gives no more than the list stays; what this server's own API has is another matter.
        Assert.Equal("""["api:read"]""", less["permissions"]!.ToJsonString());
        var held = await Native.GetAsync($"{ApiCaller.Accounts}/{id}{query}").JsonAsync();
        Assert.Equal([Text(reader, "id")], held["role_ids"]!.AsArray().Select(role => role!.GetValue<string>()));
        Assert.Equal([caller.TenantId.ToString()], held["group_ids"]!.AsArray().Select(g => g!.GetValue<string>()));
        Assert.Equal("""["role.read"]""", held["permissions"]!.ToJsonString());

        var more = await caller.PatchAsync(path, new JsonObject { ["permissions"] = new JsonArray("api:write", "api:read", "api:read") }).DataAsync();
        Assert.Equal("""["api:read","api:write"]""", more["permissions"]!.ToJsonString());
        var none = await caller.PatchAsync(path, new JsonObject { ["permissions"] = new JsonArray() }).DataAsync();
        Assert.Equal("[]", none["permissions"]!.ToJsonString());
        held = await Native.GetAsync($"{ApiCaller.Accounts}/{id}{query}").JsonAsync();
        Assert.Empty(held["role_ids"]!.AsArray());
        Assert.Equal("""["role.read"]""", held["permissions"]!.ToJsonString());
    }

    [Fact]
    public async Task A_tenants_administrator_does_not_reach_who_holds_a_role_at_system()
    {
        var client = await Server.CreateSecretClientAsync();
        await NewUser.BindAsync(Server, Guid.Parse(client.AccountId), SystemRole.JournalReader.Id, PlaceKind.System, Guid.Empty);
        var (caller, _) = await RezolveCaller.NewUserAsync(Server, Server.TenantId, SystemRole.TenantAdmin);
        var path = $"{RezolveCaller.Accounts}/sa-{client.AccountId}";

        await caller.PatchAsync(path + "/permissions", new JsonObject { ["permissions"] = new JsonArray() }).ErrorAsync(HttpStatusCode.Forbidden, "FORBIDDEN");
        await caller.DeleteAsync(path).ErrorAsync(HttpStatusCode.Forbidden, "FORBIDDEN");
    }

    [Fact]
    public async Task A_client_with_scopes_gets_what_its_account_is_given_as_an_account()
    {
        var (caller, _) = await RezolveCaller.NewTenantAsync(Server);
        var made = await caller.PostAsync(RezolveCaller.Clients, OAuthClientTests.NewClient("api:read")).DataAsync();
        var listed = (await caller.GetAsync(RezolveCaller.Accounts).DataAsync())["serviceAccounts"]![0]!;
        Assert.Equal("""["api:read"]""", listed["permissions"]!.ToJsonString());

        await caller.PatchAsync(
            $"{RezolveCaller.Accounts}/{Text(listed, "id")}/permissions", new JsonObject { ["permissions"] = new JsonArray("api:read", "api:write") }).DataAsync();

        var client = await caller.GetAsync($"{RezolveCaller.Clients}/{Text(made, "clientId")}").DataAsync();
        Assert.Equal("""["api:read","api:write"]""", client["scopes"]!.ToJsonString());
    }

    private static string Text(JsonNode node, string member) => node[member]!.GetValue<string>();
}
