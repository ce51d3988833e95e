using System.Net;
using System.Text.Json.Nodes;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Management;

/// <summary>Whoever calls may ask who they are and what they may do.</summary>
public sealed class SelfTests(ManagementServer fixture) : IClassFixture<ManagementServer>
{
    private RunningServer Server => fixture.Server;

    [Fact]
    [Trait("Requirement", "13")]
    public async Task The_super_administrator_sees_roles_permissions_and_that_they_are_an_administrator()
    {
        var self = await fixture.Administrator.GetAsync(ApiCaller.Self).JsonAsync();

        Expect.Shape(
            self, "id uuid", "kind string", "name string", "tenant object", "acting_tenant null", "roles array", "groups array",
            "permissions array", "is_administrator boolean", "credential object");
        Assert.Equal(("user", "Administrator"), (Text(self["kind"]), Text(self["name"])));
        Expect.Shape(self["tenant"], "id uuid", "name string", "realm string");
        Assert.Equal((Server.TenantId.ToString(), "default"), (Text(self["tenant"]!["id"]), Text(self["tenant"]!["realm"])));
        var role = Assert.Single(self["roles"]!.AsArray());
        Expect.Shape(role, "id uuid", "name string", "place_kind string", "place_id null", "via null");
        Assert.Equal(("super_admin", "system"), (Text(role!["name"]), Text(role["place_kind"])));
        var everyone = Assert.Single(self["groups"]!.AsArray());
        Expect.Shape(everyone, "id uuid", "name string");
        Assert.Equal("Everyone", Text(everyone!["name"]));
        Expect.Shape(self["permissions"]![0], "name string", "api string");
        Assert.Equal(ManagementPermissions.All.Count + 2, self["permissions"]!.AsArray().Count);
        Assert.Contains($"api:read {Server.Issuer}/apis/default", PermissionsOf(self));
        Assert.Contains($"key.manage {Server.Issuer}", PermissionsOf(self));
        Assert.True(self["is_administrator"]!.GetValue<bool>());
        Expect.Shape(self["credential"], "kind string", "scopes null", "expires_at null");
        Assert.Equal("api_token", Text(self["credential"]!["kind"]));
    }

    [Fact]
    [Trait("Requirement", "13")]
    public async Task Who_has_no_role_may_ask_too_and_is_no_administrator()
    {
        var self = await (await ApiCaller.WithApiTokenAsync(Server)).GetAsync(ApiCaller.Self).JsonAsync();

        Assert.Equal("service_account", Text(self["kind"]));
        Assert.Empty(self["roles"]!.AsArray());
        Assert.Empty(self["permissions"]!.AsArray());
        Assert.False(self["is_administrator"]!.GetValue<bool>());
        await new ApiCaller(Server, null).GetAsync(ApiCaller.Self).ProblemAsync(HttpStatusCode.Unauthorized, "unauthenticated");
    }

    [Fact]
    public async Task An_access_token_shows_what_its_scope_leaves()
    {
        var caller = await ApiCaller.WithAccessTokenAsync(Server, "role.read service_account.read", SystemRole.OrgAdmin.Id);

        var self = await caller.GetAsync(ApiCaller.Self).JsonAsync();

        Assert.Equal([$"role.read {Server.Issuer}", $"service_account.read {Server.Issuer}"], PermissionsOf(self));
        Assert.False(self["is_administrator"]!.GetValue<bool>());
        var role = Assert.Single(self["roles"]!.AsArray())!; // It is one.
        Assert.Equal(
            ("org_admin", "organization", (await Server.OrganizationAsync()).Id.ToString()),
            (Text(role["name"]), Text(role["place_kind"]), Text(role["place_id"])));
        Expect.Shape(self["credential"], "kind string", "scopes array", "expires_at time");
        Assert.Equal("access_token", Text(self["credential"]!["kind"]));
        Assert.Equal(["role.read", "service_account.read"], self["credential"]!["scopes"]!.AsArray().Select(Text));
        Assert.Equal(Server.Time.GetUtcNow().AddHours(1), DateTimeOffset.Parse(Text(self["credential"]!["expires_at"]), null), TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task What_is_held_through_a_group_names_the_group()
    {
        var account = await Server.CreateAccountAsync(ApiCaller.NewAccount("api_key"));
        var now = TimeProvider.System.GetUtcNow();
        var group = new AccountGroup
        {
            Id = Guid.CreateVersion7(now),
            TenantId = Server.TenantId,
            Name = "Readers",
            NormalizedName = "READERS",
            CreatedAt = now,
            UpdatedAt = now,
        };
        group.Bindings.Add(new AccountGroupBinding
        {
            Id = Guid.CreateVersion7(now),
            GroupId = group.Id,
            RoleId = SystemRole.Member.Id,
            PlaceKind = PlaceKind.Tenant,
            PlaceId = Server.TenantId,
            CreatedAt = now,
        });
        await Server.WriteAsync(db =>
        {
            db.AddRange(group, new AccountGroupMember { GroupId = group.Id, PrincipalId = Guid.Parse(Text(account["id"])), CreatedAt = now });
            return Task.CompletedTask;
        });

        // A change of the tenant's roles makes this node look again.
        await fixture.Administrator.PostAsync(ApiCaller.Roles, ApiCaller.NewRole("tenant", "api:read")).StatusAsync(HttpStatusCode.Created);
        var self = await new ApiCaller(Server, "Bearer " + Text(account["tokens"]![0]!["token"])).GetAsync(ApiCaller.Self).JsonAsync();

        Assert.Equal(["Everyone", "Readers"], self["groups"]!.AsArray().Select(g => Text(g!["name"])));
        var role = Assert.Single(self["roles"]!.AsArray())!; // It is one.
        Assert.Equal(("member", "Readers"), (Text(role["name"]), Text(role["via"]!["name"])));
        Assert.Contains($"user.read {Server.Issuer}", PermissionsOf(self));
    }

    [Fact]
    public async Task In_another_tenant_the_permissions_are_those_of_that_tenant()
    {
        var other = await SecondTenant.AddAsync(Server);

        var self = await fixture.Administrator.GetAsync($"{ApiCaller.Self}?tenant={other.Id}").JsonAsync();

        Assert.Equal(Server.TenantId.ToString(), Text(self["tenant"]!["id"]));
        Assert.Equal((other.Id.ToString(), other.Realm), (Text(self["acting_tenant"]!["id"]), Text(self["acting_tenant"]!["realm"])));
        Assert.Contains($"api:read {other.ApiIdentifier}", PermissionsOf(self));
        Assert.DoesNotContain($"api:read {Server.Issuer}/apis/default", PermissionsOf(self));
        await other.Administrator.GetAsync($"{ApiCaller.Self}?tenant={Server.TenantId}").ProblemAsync(HttpStatusCode.NotFound, "not_found");
    }

    private static string[] PermissionsOf(JsonObject self) =>
        [.. self["permissions"]!.AsArray().Select(permission => $"{permission!["name"]} {permission["api"]}")];

    private static string Text(JsonNode? node) => node!.GetValue<string>();
}
