using System.Net;
using System.Text.Json.Nodes;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Testing;
using static ServiceAccounts.Server.Tests.Management.AccessSteps;

namespace ServiceAccounts.Server.Tests.Management;

/// <summary>A role that a tenant made is changed for all who have it, and not deleted under them unawares.</summary>
public sealed class RoleChangeTests(ManagementServer fixture) : IClassFixture<ManagementServer>
{
    private ApiCaller Administrator => fixture.Administrator;

    [Fact]
    public async Task A_role_is_found_where_its_creation_said_and_has_a_tag()
    {
        using var created = await Administrator.PostAsync(ApiCaller.Roles, ApiCaller.NewRole("tenant", "api:read"));
        using var got = await Administrator.GetAsync(created.Headers.Location!.PathAndQuery);

        Assert.Equal("\"1\"", created.Headers.ETag!.ToString());
        Assert.Equal("\"1\"", got.Headers.ETag!.ToString());
        Assert.True(JsonNode.DeepEquals(await created.JsonAsync(), await got.JsonAsync()));
        await Administrator.GetAsync($"{ApiCaller.Roles}/{SystemRole.Member.Id}").JsonAsync();
        await Administrator.GetAsync($"{ApiCaller.Roles}/01990000-0000-7000-8000-00000000ffff").ProblemAsync(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task What_is_absent_in_a_patch_stays()
    {
        var url = await NewRoleUrlAsync("api:read", "api:write");

        var described = await Administrator.PatchAsync(url, new JsonObject { ["description"] = " x " }, "\"1\"").JsonAsync();
        var renamed = await Administrator.PatchAsync(url, new JsonObject { ["name"] = described["name"] + "!" }).JsonAsync();
        var bare = await Administrator.PatchAsync(
            url, new JsonObject { ["description"] = null, ["permissions"] = new JsonArray("api:write", "role.read") }).JsonAsync();

        Assert.Equal("x", described["description"]!.GetValue<string>());
        Assert.Equal(["api:read", "api:write"], PermissionsOf(renamed));
        Assert.Equal(described["name"] + "!", bare["name"]!.GetValue<string>());
        Assert.Null(bare["description"]);
        Assert.Equal(["api:write", "role.read"], PermissionsOf(bare));
        await Administrator.PatchAsync(url, new JsonObject { ["name"] = "y" }, "\"3\"").ProblemAsync(HttpStatusCode.PreconditionFailed, "stale");
        await Administrator.DeleteAsync(url, "\"3\"").ProblemAsync(HttpStatusCode.PreconditionFailed, "stale");

        var before = (await fixture.Server.LedgerAsync()).Count;
        await Administrator.PatchAsync(url, new JsonObject { ["permissions"] = new JsonArray("role.read", "api:write") }, "\"4\"").JsonAsync();
        Assert.Equal(before, (await fixture.Server.LedgerAsync()).Count);
    }

    [Theory]
    [InlineData("{\"name\":null}", "name")]
    [InlineData("{\"permissions\":null}", "permissions")]
    [InlineData("{\"permissions\":[]}", "permissions")]
    [InlineData("{\"permissions\":[\"orders:read\"]}", "permissions")]
    [InlineData("{\"level\":\"tenant\"}", "level")]
    [InlineData("{\"number\":1}", "number")]
    [InlineData("{\"description\":\"\\u0000x\"}", "description")]
    public async Task A_wrong_member_is_refused_by_name(string patch, string member) =>
        await Administrator.SendAsync(HttpMethod.Patch, await NewRoleUrlAsync("api:read"), ApiCaller.Json(patch))
            .ProblemAsync(HttpStatusCode.BadRequest, "invalid", member);

    [Fact]
    public async Task A_name_that_another_role_has_is_refused()
    {
        var name = ApiCaller.NewName();
        var request = ApiCaller.NewRole("tenant", "api:read");
        request["name"] = name;
        await Administrator.PostAsync(ApiCaller.Roles, request).JsonAsync(HttpStatusCode.Created);
        var url = await NewRoleUrlAsync("api:read");

        foreach (var taken in new[] { name.ToUpperInvariant(), "Tenant_Admin" })
        {
            await Administrator.PatchAsync(url, new JsonObject { ["name"] = taken }).ProblemAsync(HttpStatusCode.Conflict, "name_taken");
        }
    }

    [Fact]
    public async Task The_systems_roles_are_read_only()
    {
        foreach (var role in SystemRole.All)
        {
            var url = $"{ApiCaller.Roles}/{role.Id}";
            var problem = await Administrator.PatchAsync(url, new JsonObject { ["description"] = "x" }).ProblemAsync(HttpStatusCode.Conflict, "read_only");
            await Administrator.DeleteAsync(url + "?force=true").ProblemAsync(HttpStatusCode.Conflict, "read_only");
            Assert.Contains(role.Name, problem["detail"]!.GetValue<string>(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_change_of_a_role_is_in_the_next_token_of_all_who_have_it()
    {
        var role = await Administrator.NewRoleAsync("organization", "api:read");
        var client = await fixture.Server.CreateSecretClientAsync(new JsonObject { ["role_ids"] = new JsonArray(role) });
        Assert.Equal("api:read", await fixture.Server.ScopeAsync(client));

        await Administrator.PatchAsync($"{ApiCaller.Roles}/{role}", new JsonObject { ["permissions"] = new JsonArray("api:read", "api:write") }).JsonAsync();
        Assert.Equal("api:read api:write", await fixture.Server.ScopeAsync(client));

        await Administrator.PatchAsync($"{ApiCaller.Roles}/{role}", new JsonObject { ["permissions"] = new JsonArray("api:write") }).JsonAsync();
        Assert.Equal("api:write", await fixture.Server.ScopeAsync(client));
    }

    [Fact]
    public async Task A_role_that_nobody_has_is_deleted()
    {
        var url = await NewRoleUrlAsync("api:read");

        await Administrator.DeleteAsync(url).StatusAsync(HttpStatusCode.NoContent);

        await Administrator.GetAsync(url).ProblemAsync(HttpStatusCode.NotFound, "not_found");
        Assert.Equal("role.deleted", (await fixture.Server.LedgerAsync())[^1].Action);
    }

    [Fact]
    public async Task A_role_in_use_is_deleted_only_when_somebody_says_so_and_all_of_it_is_recorded()
    {
        var role = await Administrator.NewRoleAsync("organization", "api:read");
        var client = await fixture.Server.CreateSecretClientAsync(new JsonObject { ["role_ids"] = new JsonArray(role) });
        var group = await Administrator.NewGroupAsync();
        var organization = client.Created["organization_id"]!.GetValue<string>();
        await Administrator.PostAsync(AccessOfGroup(group) + "/role-bindings", Binding(role, "organization", organization)).JsonAsync(HttpStatusCode.Created);
        Assert.Equal("api:read", await fixture.Server.ScopeAsync(client));
        var before = (await fixture.Server.LedgerAsync()).Count;

        var problem = await Administrator.DeleteAsync($"{ApiCaller.Roles}/{role}").ProblemAsync(HttpStatusCode.Conflict, "in_use");
        var usedBy = problem["used_by"];
        Expect.Shape(usedBy, "principals number", "groups number", "roles number", "applications number", "first array");
        Assert.Equal((1, 1), (usedBy!["principals"]!.GetValue<int>(), usedBy["groups"]!.GetValue<int>()));
        Assert.Equal([client.AccountId, group], usedBy["first"]!.AsArray().Select(one => one.IdOf()));
        Assert.Equal(["service_account", "group"], usedBy["first"]!.AsArray().Select(one => one!["kind"]!.GetValue<string>()));
        Expect.Shape(usedBy["first"]![0], "id uuid", "kind string", "name string");
        Assert.Equal(before, (await fixture.Server.LedgerAsync()).Count);

        await Administrator.DeleteAsync($"{ApiCaller.Roles}/{role}?force=true").StatusAsync(HttpStatusCode.NoContent);

        Assert.Null(await fixture.Server.ScopeAsync(client));
        var account = await Administrator.GetAsync($"{ApiCaller.Accounts}/{client.AccountId}").JsonAsync();
        Assert.Empty(account["role_ids"]!.AsArray());
        Assert.Equal(
            ["role.deleted", "service_account.role_unbound", "group.role_unbound"],
            (await fixture.Server.LedgerAsync()).Skip(before).Select(entry => entry.Action));
    }

    [Fact]
    public async Task The_list_is_filtered_by_level_prefix_and_origin_and_its_next_page_too()
    {
        var prefix = $"Filter_{Guid.CreateVersion7(TimeProvider.System.GetUtcNow()):N}%";
        foreach (var (level, name) in new[] { ("tenant", "a"), ("group", "b"), ("tenant", "c") })
        {
            var request = ApiCaller.NewRole(level, "api:read");
            request["name"] = prefix + name;
            fixture.Server.Time.Advance(TimeSpan.FromSeconds(1));
            await Administrator.PostAsync(ApiCaller.Roles, request).JsonAsync(HttpStatusCode.Created);
        }

        var q = Uri.EscapeDataString(prefix.ToUpperInvariant());
        Assert.Equal(["a", "b", "c"], await NamesAsync($"?q={q}"));
        Assert.Equal(["a", "c"], await NamesAsync($"?q={q}&level=tenant"));
        Assert.Empty(await NamesAsync($"?q={q}&system=true"));
        Assert.Empty(await NamesAsync("?q=" + Uri.EscapeDataString(prefix.Replace("_", "x", StringComparison.Ordinal))));
        Assert.Equal(7, (await Administrator.GetAsync(ApiCaller.Roles + "?system=true").JsonAsync())["items"]!.AsArray().Count);
        Assert.Equal(["super_admin"], (await Administrator.GetAsync(ApiCaller.Roles + "?level=system").JsonAsync())["items"]!.AsArray().Select(r => r!["name"]!.GetValue<string>()));

        using var first = await Administrator.GetAsync($"{ApiCaller.Roles}?q={q}&level=tenant&limit=1");
        var link = first.Headers.GetValues("Link").Single();
        var next = await Administrator.GetAsync(new Uri(link[1..link.IndexOf('>', StringComparison.Ordinal)]).PathAndQuery).JsonAsync();
        Assert.Equal(prefix + "c", Assert.Single(next["items"]!.AsArray())!["name"]!.GetValue<string>());

        await Administrator.GetAsync(ApiCaller.Roles + "?level=world").ProblemAsync(HttpStatusCode.BadRequest, "invalid", "level");
        await Administrator.GetAsync(ApiCaller.Roles + "?q=" + new string('x', 256)).ProblemAsync(HttpStatusCode.BadRequest, "invalid", "q");
        await Administrator.GetAsync(ApiCaller.Roles + "?system=maybe").ProblemAsync(HttpStatusCode.BadRequest, "invalid", "system");

        async Task<IEnumerable<string>> NamesAsync(string query) =>
            (await Administrator.GetAsync(ApiCaller.Roles + query).JsonAsync())["items"]!.AsArray()
                .Select(role => role!["name"]!.GetValue<string>()[prefix.Length..]);
    }

    [Fact]
    [Trait("Requirement", "22")]
    public async Task Every_permission_is_listed_with_its_api_and_what_it_is_for()
    {
        var list = await Administrator.GetAsync("/management/v1/permissions").JsonAsync();
        Expect.Shape(list, "items array", "next_cursor null");
        var items = list["items"]!.AsArray();
        var own = items.Where(p => p!["api"].IdOf() == ManagementPermissions.ApiId.ToString()).ToList();

        Expect.Shape(own[0], "name string", "api object", "description string", "system_only boolean");
        Expect.Shape(own[0]!["api"], "id uuid", "identifier string", "name string");
        Assert.Equal(ManagementPermissions.All.Order(StringComparer.Ordinal), own.Select(p => p!["name"]!.GetValue<string>()));
        Assert.All(own, p => Assert.NotEmpty(p!["description"]!.GetValue<string>()));
        Assert.Equal(["key.manage", "key.read"], own.Where(p => p!["system_only"]!.GetValue<bool>()).Select(p => p!["name"]!.GetValue<string>()));
        var other = items.First(p => p!["name"]!.GetValue<string>() == "api:read");
        Assert.Null(other!["description"]);

        var ofOne = await Administrator.GetAsync($"/management/v1/permissions?api_id={other["api"].IdOf()}").JsonAsync();
        Assert.Equal(["api:read", "api:write"], ofOne["items"]!.AsArray().Select(p => p!["name"]!.GetValue<string>()));
        await Administrator.GetAsync($"/management/v1/permissions?api_id={Guid.Empty}").ProblemAsync(HttpStatusCode.BadRequest, "invalid", "api_id");
        foreach (var permission in new[] { "api.read", "role.read" })
        {
            var reader = await ApiCaller.WithApiTokenAsync(fixture.Server, Guid.Parse(await Administrator.NewRoleAsync("organization", permission)));
            await reader.GetAsync("/management/v1/permissions").JsonAsync();
        }
    }

    private async Task<string> NewRoleUrlAsync(params string[] permissions) =>
        $"{ApiCaller.Roles}/{await Administrator.NewRoleAsync("tenant", permissions)}";

    private static string[] PermissionsOf(JsonObject role) => [.. role["permissions"]!.AsArray().Select(p => p!.GetValue<string>())];
}
