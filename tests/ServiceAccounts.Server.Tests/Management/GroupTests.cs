using System.Net;
using System.Text.Json.Nodes;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Tenants;
using ServiceAccounts.Testing;
using static ServiceAccounts.Server.Tests.Management.AccessSteps;

namespace ServiceAccounts.Server.Tests.Management;

/// <summary>Account groups: what a group holds, its members hold, as long as they are in it.</summary>
public sealed class GroupTests(ManagementServer fixture) : IClassFixture<ManagementServer>
{
    private ApiCaller Administrator => fixture.Administrator;

    private RunningServer Server => fixture.Server;

    [Fact]
    public async Task A_group_is_made_found_changed_and_deleted()
    {
        var request = new JsonObject { ["name"] = $" {ApiCaller.NewName()} ", ["description"] = "for tests" };
        using var created = await Administrator.PostAsync(ApiCaller.Groups, request);
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        var group = await created.JsonAsync();
        Expect.Shape(
            group, "id uuid", "name string", "description string", "system boolean", "created_at time", "updated_at time");
        var url = created.Headers.Location!.PathAndQuery;
        using var got = await Administrator.GetAsync(url);
        Assert.Equal("\"1\"", got.Headers.ETag!.ToString());
        Assert.True(JsonNode.DeepEquals(group, await got.JsonAsync()));

        var changed = await Administrator.PatchAsync(url, new JsonObject { ["description"] = null }, "\"1\"").JsonAsync();
        Assert.Null(changed["description"]);
        Assert.Equal(group["name"]!.GetValue<string>(), changed["name"]!.GetValue<string>());
        await Administrator.PatchAsync(url, new JsonObject { ["name"] = "x" }, "\"1\"").ProblemAsync(HttpStatusCode.PreconditionFailed, "stale");
        await Administrator.PatchAsync(url, new JsonObject { ["name"] = null }).ProblemAsync(HttpStatusCode.BadRequest, "invalid", "name");
        await Administrator.DeleteAsync(url, "\"1\"").ProblemAsync(HttpStatusCode.PreconditionFailed, "stale");

        var before = (await Server.LedgerAsync()).Count;
        await Administrator.PatchAsync(url, new JsonObject { ["description"] = " " }).JsonAsync();
        Assert.Equal(before, (await Server.LedgerAsync()).Count);

        await Administrator.DeleteAsync(url, "\"2\"").StatusAsync(HttpStatusCode.NoContent);
        await Administrator.GetAsync(url).ProblemAsync(HttpStatusCode.NotFound, "not_found");
        Assert.Equal("group.deleted", (await Server.LedgerAsync())[^1].Action);
    }

    [Theory]
    [InlineData("{}", "name")]
    [InlineData("{\"name\":\" \"}", "name")]
    [InlineData("{\"name\":\"a\\u200bb\"}", "name")]
    [InlineData("{\"name\":1}", "name")]
    [InlineData("{\"name\":\"x\",\"system\":true}", "system")]
    public async Task A_wrong_member_is_refused_by_name(string request, string member) =>
        await Administrator.SendAsync(HttpMethod.Post, ApiCaller.Groups, ApiCaller.Json(request))
            .ProblemAsync(HttpStatusCode.BadRequest, "invalid", member);

    [Fact]
    public async Task Names_of_groups_are_unique_without_regard_to_case_and_everyone_is_taken()
    {
        var name = ApiCaller.NewName();
        await Administrator.PostAsync(ApiCaller.Groups, new JsonObject { ["name"] = name }).JsonAsync(HttpStatusCode.Created);
        var other = await Administrator.NewGroupAsync();

        foreach (var taken in new[] { name.ToUpperInvariant(), "everyone", " EVERYONE " })
        {
            await Administrator.PostAsync(ApiCaller.Groups, new JsonObject { ["name"] = taken }).ProblemAsync(HttpStatusCode.Conflict, "name_taken");
            await Administrator.PatchAsync($"{ApiCaller.Groups}/{other}", new JsonObject { ["name"] = taken }).ProblemAsync(HttpStatusCode.Conflict, "name_taken");
        }

        var found = await Administrator.GetAsync($"{ApiCaller.Groups}?q={Uri.EscapeDataString(name.ToUpperInvariant())}").JsonAsync();
        Assert.Equal(name, Assert.Single(found["items"]!.AsArray())!["name"]!.GetValue<string>());
        await Administrator.GetAsync($"{ApiCaller.Groups}?q={new string('x', 256)}").ProblemAsync(HttpStatusCode.BadRequest, "invalid", "q");
    }

    [Fact]
    [Trait("Requirement", "80")]
    public async Task A_member_has_what_the_group_holds_until_it_is_taken_out()
    {
        var group = await Administrator.NewGroupAsync();
        var client = await Server.CreateBareClientAsync();
        await Administrator.PostAsync(AccessOfGroup(group) + "/grants", Grant("api:read")).JsonAsync(HttpStatusCode.Created);
        Assert.Null(await Server.ScopeAsync(client));

        await Administrator.PutAsync(MemberUrl(group, client.AccountId)).StatusAsync(HttpStatusCode.NoContent);
        Assert.Equal("api:read", await Server.ScopeAsync(client));

        await Administrator.PostAsync(AccessOfGroup(group) + "/role-bindings", Binding(ApiDefault)).JsonAsync(HttpStatusCode.Created);
        Assert.Equal("api:read api:write", await Server.ScopeAsync(client));

        await Administrator.DeleteAsync(MemberUrl(group, client.AccountId)).StatusAsync(HttpStatusCode.NoContent);
        Assert.Null(await Server.ScopeAsync(client));

        await Administrator.PutAsync(MemberUrl(group, client.AccountId)).StatusAsync(HttpStatusCode.NoContent);
        Assert.Equal("api:read api:write", await Server.ScopeAsync(client));
        await Administrator.DeleteAsync($"{ApiCaller.Groups}/{group}").StatusAsync(HttpStatusCode.NoContent);
        Assert.Null(await Server.ScopeAsync(client));
    }

    [Fact]
    [Trait("Requirement", "95")]
    public async Task Members_are_added_once_listed_in_pages_and_removed()
    {
        var group = await Administrator.NewGroupAsync();
        var (first, user) = (await Server.CreateBareClientAsync(), await Server.AddUserAsync());
        var url = $"{ApiCaller.Groups}/{group}/members";
        using var tagBefore = await Administrator.GetAsync($"{ApiCaller.Accounts}/{first.AccountId}");

        await Administrator.PutAsync(MemberUrl(group, first.AccountId)).StatusAsync(HttpStatusCode.NoContent);
        var entries = (await Server.LedgerAsync()).Count;
        await Administrator.PutAsync(MemberUrl(group, first.AccountId)).StatusAsync(HttpStatusCode.NoContent);
        Assert.Equal(entries, (await Server.LedgerAsync()).Count);
        var entry = (await Server.LedgerAsync())[^1];
        Assert.Equal(("group.member_added", Guid.Parse(group), Guid.Parse(first.AccountId)), (entry.Action, entry.SubjectId, entry.PrincipalId));
        using var tagAfter = await Administrator.GetAsync($"{ApiCaller.Accounts}/{first.AccountId}");
        Assert.NotEqual(tagBefore.Headers.ETag, tagAfter.Headers.ETag);

        Server.Time.Advance(TimeSpan.FromSeconds(1));
        await Administrator.PostAsync(url, new JsonObject { ["ids"] = new JsonArray(user, first.AccountId, user) }).StatusAsync(HttpStatusCode.NoContent);

        var page = await Administrator.GetAsync(url + "?limit=1").JsonAsync();
        var member = Assert.Single(page["items"]!.AsArray());
        Expect.Shape(member, "id uuid", "kind string", "name string", "since time");
        Assert.Equal((first.AccountId, "service_account"), (member.IdOf(), member!["kind"]!.GetValue<string>()));
        var next = await Administrator.GetAsync($"{url}?limit=1&cursor={page["next_cursor"]}").JsonAsync();
        Assert.Equal(user, Assert.Single(next["items"]!.AsArray()).IdOf());
        Assert.Null(next["next_cursor"]);

        await Administrator.DeleteAsync(MemberUrl(group, user)).StatusAsync(HttpStatusCode.NoContent);
        await Administrator.DeleteAsync(MemberUrl(group, user)).ProblemAsync(HttpStatusCode.NotFound, "not_found");
        await Administrator.PutAsync(MemberUrl(group, Guid.Empty.ToString())).ProblemAsync(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task Members_are_added_all_or_none()
    {
        var group = await Administrator.NewGroupAsync();
        var other = await SecondTenant.AddAsync(Server);
        var theirs = (await other.Administrator.PostAsync(ApiCaller.Accounts, ApiCaller.NewAccount("api_key")).JsonAsync(HttpStatusCode.Created)).IdOf();
        var mine = (await Server.CreateBareClientAsync()).AccountId;
        var url = $"{ApiCaller.Groups}/{group}/members";

        foreach (var ids in new[] { new JsonArray(), new JsonArray(mine, theirs), new JsonArray([.. Enumerable.Range(0, 101).Select(i => JsonValue.Create($"01990000-0000-7000-8000-{i:d12}"))]) })
        {
            await Administrator.PostAsync(url, new JsonObject { ["ids"] = ids }).ProblemAsync(HttpStatusCode.BadRequest, "invalid", "ids");
        }

        await Administrator.PutAsync(MemberUrl(group, theirs)).ProblemAsync(HttpStatusCode.NotFound, "not_found");
        Assert.Empty((await Administrator.GetAsync(url).JsonAsync())["items"]!.AsArray());
    }

    [Fact]
    public async Task What_a_group_holds_is_shown_given_once_and_taken_away()
    {
        var group = await Administrator.NewGroupAsync();
        var role = await Administrator.NewRoleAsync("group", "api:read");
        var place = (await Server.OrganizationAsync(OrganizationKind.Group)).ToString();
        var url = AccessOfGroup(group);

        var bound = await Administrator.PostAsync(url + "/role-bindings", Binding(role, "group", place)).JsonAsync(HttpStatusCode.Created);
        Expect.Shape(bound, "id uuid", "role object", "place object", "created_at time");
        Expect.Shape(bound["role"], "id uuid", "name string");
        Expect.Shape(bound["place"], "kind string", "id uuid", "name string");
        await Administrator.PostAsync(url + "/role-bindings", Binding(role, "group", place)).ProblemAsync(HttpStatusCode.Conflict, "already_bound");
        var granted = await Administrator.PostAsync(url + "/grants", Grant("api:write")).JsonAsync(HttpStatusCode.Created);
        Expect.Shape(granted, "permission string", "api_id uuid", "created_at time");
        await Administrator.PostAsync(url + "/grants", Grant("api:write")).ProblemAsync(HttpStatusCode.Conflict, "already_granted");

        var shown = await Administrator.GetAsync(url).JsonAsync();
        Expect.Shape(shown, "role_bindings array", "grants array");
        Assert.True(JsonNode.DeepEquals(bound, Assert.Single(shown["role_bindings"]!.AsArray())));
        Assert.True(JsonNode.DeepEquals(granted, Assert.Single(shown["grants"]!.AsArray())));

        await Administrator.DeleteAsync($"{url}/role-bindings/{bound.IdOf()}").StatusAsync(HttpStatusCode.NoContent);
        await Administrator.DeleteAsync($"{url}/role-bindings/{bound.IdOf()}").ProblemAsync(HttpStatusCode.NotFound, "not_found");
        await Administrator.DeleteAsync(url + "/grants?permission=api%3Awrite").StatusAsync(HttpStatusCode.NoContent);
        await Administrator.DeleteAsync(url + "/grants?permission=api%3Awrite").ProblemAsync(HttpStatusCode.NotFound, "not_found");
        await Administrator.DeleteAsync(url + "/grants").ProblemAsync(HttpStatusCode.BadRequest, "invalid", "permission");
        Assert.Empty((await Administrator.GetAsync(url).JsonAsync())["role_bindings"]!.AsArray());
        Assert.Equal(
            ["group.role_bound", "group.permission_granted", "group.role_unbound", "group.permission_revoked"],
            (await Server.LedgerAsync()).Where(entry => entry.SubjectId == Guid.Parse(group) && entry.Action != "group.created").Select(entry => entry.Action));
    }

    [Fact]
    public async Task The_super_administrators_role_is_never_a_groups()
    {
        var url = AccessOfGroup(await Administrator.NewGroupAsync()) + "/role-bindings";
        var role = SystemRole.SuperAdmin.Id.ToString();

        await Administrator.PostAsync(url, Binding(role)).ProblemAsync(HttpStatusCode.BadRequest, "invalid", "place");
        await Administrator.PostAsync(url, Binding(role, "tenant")).ProblemAsync(HttpStatusCode.BadRequest, "invalid", "place");
        await Administrator.PostAsync(url, Binding(role, "system")).ProblemAsync(HttpStatusCode.BadRequest, "invalid", "role_id");
    }

    [Fact]
    public async Task Who_reads_groups_in_an_organization_alone_does_not_see_the_tenants_principals()
    {
        var local = await ApiCaller.WithApiTokenAsync(Server, SystemRole.OrgAdmin.Id);
        var everyone = $"{ApiCaller.Groups}/{await Server.HomeAsync()}";

        await local.GetAsync(everyone).JsonAsync();
        await local.GetAsync(everyone + "/members").ProblemAsync(HttpStatusCode.Forbidden, "permission_missing");
    }
}
