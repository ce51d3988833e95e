using System.Net;
using System.Text.Json.Nodes;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Accounts;
using ServiceAccounts.Storage.Tenants;
using ServiceAccounts.Testing;
using static ServiceAccounts.Server.Tests.Management.AccessSteps;

namespace ServiceAccounts.Server.Tests.Management;

/// <summary>What users and service accounts hold: given and taken by one operation for both, and shown with the path.</summary>
public sealed class PrincipalAccessTests(ManagementServer fixture) : IClassFixture<ManagementServer>
{
    private ApiCaller Administrator => fixture.Administrator;

    private RunningServer Server => fixture.Server;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("Requirement", "97")]
    public async Task Roles_and_permissions_are_given_to_users_and_service_accounts_by_the_same_requests(bool isUser)
    {
        var id = isUser ? await Server.AddUserAsync() : (await Server.CreateBareClientAsync()).AccountId;
        var kind = isUser ? "user" : "service_account";
        var url = AccessOf(id);

        var bound = await Administrator.PostAsync(url + "/role-bindings", Binding(ApiDefault, "tenant")).JsonAsync(HttpStatusCode.Created);
        var granted = await Administrator.PostAsync(url + "/grants", Grant("role.read")).JsonAsync(HttpStatusCode.Created);
        Expect.Shape(bound, "id uuid", "role object", "place object", "created_at time");
        Expect.Shape(bound["place"], "kind string", "id uuid", "name string");
        Expect.Shape(granted, "permission string", "api_id uuid", "created_at time");
        await Administrator.PostAsync(url + "/role-bindings", Binding(ApiDefault, "tenant")).ProblemAsync(HttpStatusCode.Conflict, "already_bound");
        await Administrator.PostAsync(url + "/grants", Grant("role.read")).ProblemAsync(HttpStatusCode.Conflict, "already_granted");

        var shown = await Administrator.GetAsync(url).JsonAsync();
        Expect.Shape(shown, "role_bindings array", "grants array", "groups array", "effective array", "effective_complete boolean");
        Assert.True(JsonNode.DeepEquals(bound, Assert.Single(shown["role_bindings"]!.AsArray())));
        Assert.True(JsonNode.DeepEquals(granted, Assert.Single(shown["grants"]!.AsArray())));
        Assert.Equal(3, shown["effective"]!.AsArray().Count);

        await Administrator.DeleteAsync($"{url}/role-bindings/{bound.IdOf()}").StatusAsync(HttpStatusCode.NoContent);
        await Administrator.DeleteAsync($"{url}/role-bindings/{bound.IdOf()}").ProblemAsync(HttpStatusCode.NotFound, "not_found");
        await Administrator.DeleteAsync(url + "/grants?permission=role.read").StatusAsync(HttpStatusCode.NoContent);
        await Administrator.DeleteAsync(url + "/grants?permission=role.read").ProblemAsync(HttpStatusCode.NotFound, "not_found");
        await Administrator.DeleteAsync(url + "/grants").ProblemAsync(HttpStatusCode.BadRequest, "invalid", "permission");
        Assert.Empty((await Administrator.GetAsync(url).JsonAsync())["effective"]!.AsArray());
        Assert.Equal(
            [$"{kind}.role_bound", $"{kind}.permission_granted", $"{kind}.role_unbound", $"{kind}.permission_revoked"],
            (await Server.LedgerAsync()).Where(entry => entry.PrincipalId == Guid.Parse(id) && entry.Action != "service_account.created").Select(entry => entry.Action));
    }

    [Fact]
    [Trait("Requirement", "96")]
    [Trait("Requirement", "82")]
    [Trait("Requirement", "119")]
    public async Task A_permission_of_one_account_is_in_its_next_token_alone_and_raises_its_version_but_not_its_epoch()
    {
        var (client, other) = (await Server.CreateBareClientAsync(), await Server.CreateBareClientAsync());
        var url = $"{ApiCaller.Accounts}/{client.AccountId}";
        Assert.Null(await Server.ScopeAsync(client));

        await Administrator.PostAsync(AccessOf(client.AccountId) + "/grants", Grant("api:write")).JsonAsync(HttpStatusCode.Created);

        Assert.Equal("api:write", await Server.ScopeAsync(client));
        Assert.Null(await Server.ScopeAsync(other));
        using var account = await Administrator.GetAsync(url);
        Assert.Equal("\"2\"", account.Headers.ETag!.ToString());
        var principal = (await Server.ReadAsync<Principal>(rows => rows.Where(p => p.Id == Guid.Parse(client.AccountId)))).Single();
        Assert.Equal(0, principal.Epoch);
    }

    [Fact]
    public async Task What_is_taken_away_ends_at_once_at_our_own_apis_also_for_tokens_issued_before()
    {
        var client = await Server.CreateBareClientAsync();
        var url = AccessOf(client.AccountId);
        var bound = await Administrator.PostAsync(url + "/role-bindings", Binding(SystemRole.Member.Id.ToString(), "tenant")).JsonAsync(HttpStatusCode.Created);
        var caller = new ApiCaller(Server, "Bearer " + await ApiCaller.AccessTokenAsync(Server, client));
        await caller.GetAsync(ApiCaller.Roles).JsonAsync();

        await Administrator.DeleteAsync($"{url}/role-bindings/{bound.IdOf()}").StatusAsync(HttpStatusCode.NoContent);

        await caller.GetAsync(ApiCaller.Roles).ProblemAsync(HttpStatusCode.Forbidden, "permission_missing");
    }

    [Fact]
    public async Task A_role_without_a_place_goes_where_such_a_role_goes()
    {
        var (account, user) = ((await Server.CreateBareClientAsync()).AccountId, await Server.AddUserAsync());
        var (group, organization) = (await Server.OrganizationAsync(OrganizationKind.Group), await Server.OrganizationAsync(OrganizationKind.Organization));
        var home = await Server.HomeAsync();

        foreach (var (principal, role, kind, place) in new (string, SystemRole, string, Guid?)[]
        {
            (account, SystemRole.Member, "organization", organization), (account, SystemRole.GroupAdmin, "group", group),
            (account, SystemRole.TenantAdmin, "tenant", home), (user, SystemRole.Member, "tenant", home),
            (user, SystemRole.SuperAdmin, "system", null),
        })
        {
            var bound = await Administrator.PostAsync(AccessOf(principal) + "/role-bindings", Binding(role.Id.ToString())).JsonAsync(HttpStatusCode.Created);
            Assert.Equal((kind, place?.ToString()), (bound["place"]!["kind"]!.GetValue<string>(), bound["place"]!["id"]?.GetValue<string>()));
            Assert.NotEmpty(bound["place"]!["name"]!.GetValue<string>());
        }

        await Administrator.PostAsync(AccessOf(user) + "/role-bindings", Binding(SystemRole.OrgAdmin.Id.ToString()))
            .ProblemAsync(HttpStatusCode.BadRequest, "invalid", "place");
    }

    [Theory]
    [InlineData("{}", "role_id")]
    [InlineData("{\"role_id\":\"01990000-0000-7000-8000-00000000ffff\"}", "role_id")]
    [InlineData("{\"role_id\":7}", "role_id")]
    [InlineData("{\"role_id\":\"01990000-0000-7000-8000-000000000005\",\"place\":{}}", "place.kind")]
    [InlineData("{\"role_id\":\"01990000-0000-7000-8000-000000000005\",\"place\":{\"kind\":\"world\"}}", "place.kind")]
    [InlineData("{\"role_id\":\"01990000-0000-7000-8000-000000000005\",\"place\":{\"kind\":\"group\"}}", "place.id")]
    [InlineData("{\"role_id\":\"01990000-0000-7000-8000-000000000005\",\"place\":{\"kind\":\"tenant\",\"id\":\"01990000-0000-7000-8000-00000000ffff\"}}", "place.id")]
    [InlineData("{\"role_id\":\"01990000-0000-7000-8000-000000000001\",\"place\":{\"kind\":\"system\",\"id\":\"01990000-0000-7000-8000-00000000ffff\"}}", "place.id")]
    [InlineData("{\"role_id\":\"01990000-0000-7000-8000-000000000005\",\"place\":{\"kind\":\"system\"}}", "place")]
    [InlineData("{\"role_id\":\"01990000-0000-7000-8000-000000000001\",\"place\":{\"kind\":\"tenant\"}}", "place")]
    [InlineData("{\"role_id\":\"01990000-0000-7000-8000-000000000005\",\"place\":\"tenant\"}", "place")]
    public async Task A_wrong_binding_is_refused_by_field(string request, string field) =>
        await Administrator.SendAsync(HttpMethod.Post, AccessOf((await Server.CreateBareClientAsync()).AccountId) + "/role-bindings", ApiCaller.Json(request))
            .ProblemAsync(HttpStatusCode.BadRequest, "invalid", field);

    [Theory]
    [InlineData("{}", "permission")]
    [InlineData("{\"permission\":\"\"}", "permission")]
    [InlineData("{\"permission\":\"a b\"}", "permission")]
    [InlineData("{\"permission\":\"orders:read\"}", "permission")]
    [InlineData("{\"permission\":\"api:read\",\"api_id\":\"01990000-0000-7000-8000-00000000ffff\"}", "permission")]
    [InlineData("{\"permission\":\"api:read\",\"api_id\":\"x\"}", "api_id")]
    public async Task A_wrong_grant_is_refused_by_field(string request, string field) =>
        await Administrator.SendAsync(HttpMethod.Post, AccessOf((await Server.CreateBareClientAsync()).AccountId) + "/grants", ApiCaller.Json(request))
            .ProblemAsync(HttpStatusCode.BadRequest, "invalid", field);

    [Fact]
    public async Task A_place_of_another_tenant_is_none()
    {
        var other = await SecondTenant.AddAsync(Server);
        var url = AccessOf((await Server.CreateBareClientAsync()).AccountId) + "/role-bindings";

        await Administrator.PostAsync(url, Binding(SystemRole.Member.Id.ToString(), "organization", other.OrganizationId.ToString()))
            .ProblemAsync(HttpStatusCode.BadRequest, "invalid", "place.id");
        var theirRole = await other.Administrator.NewRoleAsync("tenant", "api:read");
        await Administrator.PostAsync(url, Binding(theirRole)).ProblemAsync(HttpStatusCode.BadRequest, "invalid", "role_id");
    }

    [Fact]
    public async Task Each_effective_permission_is_shown_with_every_path_by_which_it_is_held()
    {
        var account = (await Server.CreateBareClientAsync()).AccountId;
        var (group, role) = (await Administrator.NewGroupAsync(), await Administrator.NewRoleAsync("tenant", "api:read"));
        var groupName = (await Administrator.GetAsync($"{ApiCaller.Groups}/{group}").JsonAsync())["name"]!.GetValue<string>();
        var roleName = (await Administrator.GetAsync($"{ApiCaller.Roles}/{role}").JsonAsync())["name"]!.GetValue<string>();
        await Administrator.PostAsync(AccessOfGroup(group) + "/role-bindings", Binding(role)).JsonAsync(HttpStatusCode.Created);
        await Administrator.PostAsync(AccessOfGroup(group) + "/grants", Grant("api:read")).JsonAsync(HttpStatusCode.Created);
        await Administrator.PutAsync(MemberUrl(group, account)).StatusAsync(HttpStatusCode.NoContent);
        await Administrator.PostAsync(AccessOf(account) + "/role-bindings", Binding(role)).JsonAsync(HttpStatusCode.Created);
        await Administrator.PostAsync(AccessOf(account) + "/grants", Grant("api:read")).JsonAsync(HttpStatusCode.Created);
        await Administrator.PostAsync(AccessOf(account) + "/grants", Grant("role.read")).JsonAsync(HttpStatusCode.Created);

        var access = await Administrator.GetAsync(AccessOf(account) + "?permission=api:read").JsonAsync();

        var effective = access["effective"]!.AsArray();
        Assert.Equal(
            ["grant", $"group {groupName}, grant", $"group {groupName}, role {roleName}", $"role {roleName}"],
            effective.Select(e => e!["path"]!.GetValue<string>()));
        Assert.All(effective, e => Assert.Equal("api:read", e!["permission"]!.GetValue<string>()));
        Expect.Shape(effective[2], "permission string", "api object", "place object", "path string", "role_id uuid", "group_id uuid");
        Expect.Shape(effective[2]!["api"], "id uuid", "identifier string");
        Expect.Shape(effective[2]!["place"], "kind string", "id uuid");
        Assert.Equal((role, group), (effective[2]!["role_id"]!.GetValue<string>(), effective[2]!["group_id"]!.GetValue<string>()));
        Assert.Equal(["Everyone", groupName], access["groups"]!.AsArray().Select(g => g!["name"]!.GetValue<string>()));
        Assert.True(access["effective_complete"]!.GetValue<bool>());

        var ofOurs = await Administrator.GetAsync($"{AccessOf(account)}?api_id={ManagementPermissions.ApiId}").JsonAsync();
        Assert.Equal(["role.read"], ofOurs["effective"]!.AsArray().Select(e => e!["permission"]!.GetValue<string>()));
        var whole = await Administrator.GetAsync(AccessOf(account)).JsonAsync();
        Assert.Equal(5, whole["effective"]!.AsArray().Count);
    }

    [Fact]
    public async Task A_role_held_by_rule_shows_all_that_it_grants()
    {
        var admin = (await Server.ReadAsync<User>(users => users.OrderBy(u => u.CreatedAt))).First().Id.ToString();
        var tenantAdmin = await Server.AddUserAsync();
        await Administrator.PostAsync(AccessOf(tenantAdmin) + "/role-bindings", Binding(SystemRole.TenantAdmin.Id.ToString())).JsonAsync(HttpStatusCode.Created);

        var super = (await Administrator.GetAsync(AccessOf(admin)).JsonAsync())["effective"]!.AsArray();
        var local = (await Administrator.GetAsync(AccessOf(tenantAdmin)).JsonAsync())["effective"]!.AsArray();

        Assert.Contains(super, e => e!["permission"]!.GetValue<string>() == "key.manage");
        Assert.All(super, e => Assert.Equal(("system", null), (e!["place"]!["kind"]!.GetValue<string>(), e["place"]!["id"])));
        Assert.Equal(super.Count - 2, local.Count);
        Assert.Contains(local, e => e!["permission"]!.GetValue<string>() == "api:write");
    }

    [Fact]
    public async Task Everybody_sees_their_own_and_nobody_else_without_permission()
    {
        var client = await Server.CreateSecretClientAsync(new JsonObject { ["role_ids"] = new JsonArray(SystemRole.JournalReader.Id.ToString()) });
        var caller = new ApiCaller(Server, "Bearer " + await ApiCaller.AccessTokenAsync(Server, client));

        var own = await caller.GetAsync(AccessOf(client.AccountId)).JsonAsync();

        Assert.Equal("journal.read", Assert.Single(own["effective"]!.AsArray())!["permission"]!.GetValue<string>());
        await caller.GetAsync(AccessOf((await Server.CreateBareClientAsync()).AccountId)).ProblemAsync(HttpStatusCode.Forbidden, "permission_missing");
        await caller.GetAsync(AccessOf(await Server.AddUserAsync())).ProblemAsync(HttpStatusCode.Forbidden, "permission_missing");
        await caller.PostAsync(AccessOf(client.AccountId) + "/grants", Grant("journal.read")).ProblemAsync(HttpStatusCode.Forbidden, "permission_missing");
    }

    [Fact]
    public async Task The_last_super_administrator_is_not_unbound_and_one_of_two_is()
    {
        await using var server = await RunningServer.StartAsync();
        var administrator = ApiCaller.Administrator(server);
        var first = (await server.ReadAsync<User>(users => users)).Single().Id.ToString();
        var firstUrl = $"{AccessOf(first)}/role-bindings/{(await administrator.GetAsync(AccessOf(first)).JsonAsync())["role_bindings"]![0].IdOf()}";

        await administrator.DeleteAsync(firstUrl).ProblemAsync(HttpStatusCode.Conflict, "last_administrator");
        var second = await server.AddUserAsync();
        await administrator.PostAsync(AccessOf(second) + "/role-bindings", Binding(SystemRole.SuperAdmin.Id.ToString())).JsonAsync(HttpStatusCode.Created);
        await administrator.DeleteAsync(firstUrl).StatusAsync(HttpStatusCode.NoContent);

        await administrator.GetAsync(ApiCaller.Roles).ProblemAsync(HttpStatusCode.Forbidden, "permission_missing");
    }

    [Fact]
    public async Task Who_holds_a_role_at_system_is_changed_only_by_who_holds_one_there()
    {
        var admin = (await Server.ReadAsync<User>(users => users.OrderBy(u => u.CreatedAt))).First().Id.ToString();
        var local = await ApiCaller.WithApiTokenAsync(Server, SystemRole.TenantAdmin.Id);
        var group = await Administrator.NewGroupAsync();
        var binding = (await Administrator.GetAsync(AccessOf(admin)).JsonAsync())["role_bindings"]![0].IdOf();

        foreach (var refused in new[]
        {
            local.DeleteAsync($"{AccessOf(admin)}/role-bindings/{binding}"),
            local.PostAsync(AccessOf(admin) + "/role-bindings", Binding(SystemRole.Member.Id.ToString())),
            local.PostAsync(AccessOf(admin) + "/grants", Grant("api:read")),
            local.DeleteAsync(AccessOf(admin) + "/grants?permission=api:read"),
            local.PutAsync(MemberUrl(group, admin)),
        })
        {
            await refused.ProblemAsync(HttpStatusCode.Forbidden, "above_own_privileges");
        }

        await Administrator.PutAsync(MemberUrl(group, admin)).StatusAsync(HttpStatusCode.NoContent);
        await local.DeleteAsync(MemberUrl(group, admin)).ProblemAsync(HttpStatusCode.Forbidden, "above_own_privileges");
    }

    [Fact]
    public async Task A_principal_has_a_thousand_rows_of_each_kind_and_no_more()
    {
        var account = Guid.Parse((await Server.CreateBareClientAsync()).AccountId);
        var (home, now) = (await Server.HomeAsync(), Server.Time.GetUtcNow());
        var fullGroup = Guid.Parse(await Administrator.NewGroupAsync());
        await Server.WriteAsync(db =>
        {
            for (var i = 0; i < PrincipalAccess.MaxRows; i++)
            {
                var group = new AccountGroup { Id = Guid.CreateVersion7(now), TenantId = home, Name = $"full {i}", NormalizedName = $"FULL {i}", CreatedAt = now, UpdatedAt = now };
                db.Add(group);
                db.Add(new AccountGroupMember { GroupId = group.Id, PrincipalId = account, CreatedAt = now });
                db.Add(new DirectGrant { PrincipalId = account, ApiId = ManagementPermissions.ApiId, Name = $"old.{i}", CreatedAt = now });
                db.Add(new AccountGroupGrant { GroupId = fullGroup, ApiId = ManagementPermissions.ApiId, Name = $"old.{i}", CreatedAt = now });
                db.Add(new RoleBinding
                {
                    Id = Guid.CreateVersion7(now),
                    PrincipalId = account,
                    RoleId = SystemRole.Member.Id,
                    PlaceKind = PlaceKind.Organization,
                    PlaceId = Guid.CreateVersion7(now),
                    CreatedAt = now,
                });
                db.Add(new AccountGroupBinding
                {
                    Id = Guid.CreateVersion7(now),
                    GroupId = fullGroup,
                    RoleId = SystemRole.Member.Id,
                    PlaceKind = PlaceKind.Organization,
                    PlaceId = Guid.CreateVersion7(now),
                    CreatedAt = now,
                });
            }

            return Task.CompletedTask;
        });
        var (url, groupUrl) = (AccessOf(account.ToString()), AccessOfGroup(fullGroup.ToString()));

        foreach (var sending in new[]
        {
            Administrator.PostAsync(url + "/grants", Grant("api:read")),
            Administrator.PostAsync(url + "/role-bindings", Binding(ApiDefault)),
            Administrator.PostAsync(groupUrl + "/grants", Grant("api:read")),
            Administrator.PostAsync(groupUrl + "/role-bindings", Binding(ApiDefault)),
            Administrator.PutAsync(MemberUrl(await Administrator.NewGroupAsync(), account.ToString())),
        })
        {
            await sending.ProblemAsync(HttpStatusCode.Conflict, "limit_reached");
        }

        var shown = await Administrator.GetAsync(url).JsonAsync();
        Assert.False(shown["effective_complete"]!.GetValue<bool>());
        Assert.Equal(1_000, shown["effective"]!.AsArray().Count);
    }
}
