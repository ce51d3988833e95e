using System.Net;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Testing;
using static ServiceAccounts.Storage.Access.ManagementPermissions;

namespace ServiceAccounts.Server.Tests.Management;

/// <summary>Groups and organizations: a tree of places.</summary>
public sealed class OrganizationTests(ManagementServer fixture) : IClassFixture<ManagementServer>
{
    private const string Unknown = "01990000-0000-7000-8000-00000000ffff";

    private RunningServer Server => fixture.Server;

    private ApiCaller Administrator => fixture.Administrator;

    [Fact]
    public async Task A_tenant_is_born_with_a_group_and_an_organization_in_it()
    {
        var other = await SecondTenant.AddAsync(Server);

        var items = (await other.Administrator.GetAsync(ApiCaller.Organizations).JsonAsync())["items"]!.AsArray();

        // They are of the same time.
        items = [.. items.Select(item => item!.DeepClone()).OrderBy(item => Text(item["kind"]), StringComparer.Ordinal)];
        Assert.Equal(["group default-group", "organization default"], items.Select(item => $"{item!["kind"]} {item["slug"]}"));
        Expect.Shape(items[0], "id uuid", "kind string", "parent_id null", "name string", "slug string", "created_at time");
        Expect.Shape(items[1], "id uuid", "kind string", "parent_id uuid", "name string", "slug string", "created_at time");
        Assert.Equal(Text(items[0]!["id"]), Text(items[1]!["parent_id"]));
        Assert.Equal(other.OrganizationId.ToString(), Text(items[1]!["id"]));
    }

    [Fact]
    public async Task What_is_made_is_found_by_the_answers_url_and_by_the_filters()
    {
        var group = await AddAsync(Server, Administrator, "group", null, "Payments EU");
        using var created = await Administrator.PostAsync(ApiCaller.Organizations, Request("organization", Text(group["id"]), "Card / Fraud"));
        var organization = await created.JsonAsync();

        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        Assert.Equal("\"1\"", created.Headers.ETag!.ToString());
        Expect.Shape(organization, "id uuid", "kind string", "parent_id uuid", "name string", "slug string", "created_at time");
        Assert.Equal(("Card / Fraud", "card-fraud"), (Text(organization["name"]), Text(organization["slug"])));
        Assert.True(JsonNode.DeepEquals(organization, await Administrator.GetAsync(created.Headers.Location!.PathAndQuery).JsonAsync()));

        var below = $"{ApiCaller.Organizations}?parent_id={group["id"]}";
        Assert.Equal([Text(organization["id"])], await IdsAsync(Administrator, below));
        Assert.Equal([Text(organization["id"])], await IdsAsync(Administrator, below + "&kind=organization"));
        Assert.Empty(await IdsAsync(Administrator, below + "&kind=group"));
        Assert.Empty(await IdsAsync(Administrator, $"{ApiCaller.Organizations}?parent_id={Unknown}"));
        await Administrator.GetAsync(ApiCaller.Organizations + "?kind=place&parent_id=x")
            .ProblemAsync(HttpStatusCode.BadRequest, "invalid", "kind", "parent_id");

        await AddAsync(Server, Administrator, "group", Text(group["id"]));
        using var first = await Administrator.GetAsync(below + "&limit=1");
        var link = first.Headers.GetValues("Link").Single();
        Assert.Single(await IdsAsync(Administrator, new Uri(link[1..link.IndexOf('>', StringComparison.Ordinal)]).PathAndQuery));
    }

    [Theory]
    [InlineData("name", null)]
    [InlineData("name", "\"a\\tb\"")]
    [InlineData("kind", null)]
    [InlineData("kind", "\"tenant\"")]
    [InlineData("parent_id", "\"01990000-0000-7000-8000-00000000ffff\"")]
    [InlineData("parent_id", "\"x\"")]
    [InlineData("slug", "\"\"")]
    [InlineData("slug", "\"Upper\"")]
    [InlineData("slug", "\"-a\"")]
    [InlineData("slug", "\"a_b\"")]
    [InlineData("id", "\"01990000-0000-7000-8000-00000000ffff\"")]
    public async Task A_wrong_member_is_refused_by_name(string member, string? json)
    {
        var request = Request("organization", null);
        request.Remove(member);
        if (json is not null)
        {
            request[member] = JsonNode.Parse(json);
        }

        await Administrator.PostAsync(ApiCaller.Organizations, request).ProblemAsync(HttpStatusCode.BadRequest, "invalid", member);
    }

    [Fact]
    public async Task A_parent_is_a_group_of_the_same_tenant()
    {
        var other = await SecondTenant.AddAsync(Server);
        var theirs = (await IdsAsync(other.Administrator, ApiCaller.Organizations + "?kind=group"))[0];
        foreach (var parent in new[] { theirs, (await Server.OrganizationAsync()).Id.ToString() })
        {
            await Administrator.PostAsync(ApiCaller.Organizations, Request("organization", parent))
                .ProblemAsync(HttpStatusCode.BadRequest, "invalid", "parent_id");
        }
    }

    [Fact]
    public async Task A_slug_is_numbered_on_a_clash_and_one_that_was_asked_for_is_refused()
    {
        var slug = SecondTenant.NewRealm();
        var made = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            made.Add(Text((await AddAsync(Server, Administrator, "organization", null, slug))["slug"]));
        }

        Assert.Equal([slug, slug + "-2", slug + "-3"], made);
        var taken = Request("group", null);
        taken["slug"] = slug;
        await Administrator.PostAsync(ApiCaller.Organizations, taken).ProblemAsync(HttpStatusCode.Conflict, "slug_taken");
        Assert.StartsWith("group", Text((await AddAsync(Server, Administrator, "group", null, "组"))["slug"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_ten_made_at_a_time_under_one_slug_one_is_made_and_under_one_name_all_are()
    {
        var slug = SecondTenant.NewRealm();
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(async i =>
        {
            var request = Request("organization", null, slug);
            request["slug"] = slug;
            using var refused = await Administrator.PostAsync(ApiCaller.Organizations, request);
            var named = await AddAsync(Server, Administrator, "organization", null, slug);
            return (refused.StatusCode, Slug: Text(named["slug"]));
        }));

        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.Created);
        Assert.Equal(9, answers.Count(answer => answer.StatusCode == HttpStatusCode.Conflict));
        Assert.Equal(10, answers.Select(answer => answer.Slug).Append(slug).Distinct().Count() - 1);
    }

    [Fact]
    public async Task A_tree_is_ten_levels_deep_at_most()
    {
        string? parent = null;
        for (var depth = 1; depth <= 10; depth++)
        {
            parent = Text((await AddAsync(Server, Administrator, "group", parent))["id"]);
        }

        await Administrator.PostAsync(ApiCaller.Organizations, Request("organization", parent))
            .ProblemAsync(HttpStatusCode.Conflict, "limit_reached");
    }

    [Fact]
    public async Task A_tenant_has_ten_thousand_of_them_at_most()
    {
        var other = await SecondTenant.AddAsync(Server);
        await Server.WriteAsync(db => db.Database.ExecuteSqlAsync(
            $"""
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9997)
            INSERT INTO organizations (id, tenant_id, kind, name, slug, created_at, version)
            SELECT printf('01990000-0000-7000-9000-%012d', i), {other.Id}, 'Organization', 'n', 's' || i, 1, 1 FROM n
            """));

        await AddAsync(Server, other.Administrator, "organization", null);
        await other.Administrator.PostAsync(ApiCaller.Organizations, Request("group", null))
            .ProblemAsync(HttpStatusCode.Conflict, "limit_reached");
    }

    [Fact]
    public async Task A_change_of_the_name_has_a_version_and_one_of_nothing_leaves_no_trace()
    {
        var url = $"{ApiCaller.Organizations}/{(await AddAsync(Server, Administrator, "group", null))["id"]}";
        using var changed = await Administrator.PatchAsync(url, new JsonObject { ["name"] = " New " }, "\"1\"");
        Assert.Equal("\"2\"", changed.Headers.ETag!.ToString());
        Assert.Equal("New", Text((await changed.JsonAsync())["name"]));
        var before = (await Server.LedgerAsync()).Count;

        await Administrator.PatchAsync(url, new JsonObject { ["name"] = "x" }, "\"1\"").ProblemAsync(HttpStatusCode.PreconditionFailed, "stale");
        await Administrator.PatchAsync(url, new JsonObject { ["name"] = null }).ProblemAsync(HttpStatusCode.BadRequest, "invalid", "name");
        await Administrator.PatchAsync(url, new JsonObject { ["slug"] = "x" }).ProblemAsync(HttpStatusCode.BadRequest, "invalid", "slug");
        await Administrator.PatchAsync(url, new JsonObject { ["parent_id"] = null }).ProblemAsync(HttpStatusCode.BadRequest, "invalid", "parent_id");
        using var same = await Administrator.PatchAsync(url, new JsonObject { ["name"] = "New" });
        Assert.Equal("\"2\"", same.Headers.ETag!.ToString());
        Assert.Equal(before, (await Server.LedgerAsync()).Count);
    }

    [Fact]
    public async Task A_group_administrator_manages_what_is_below_the_group_and_sees_nothing_else()
    {
        var group = Text((await AddAsync(Server, Administrator, "group", null))["id"]);
        var (beside, inner) = (await AddAsync(Server, Administrator, "group", null), await AddAsync(Server, Administrator, "group", group));
        var (_, caller) = await NewUser.AddAsync(Server, SystemRole.GroupAdmin, PlaceKind.Group, Guid.Parse(group));

        var made = Text((await AddAsync(Server, caller, "organization", Text(inner["id"])))["id"]);

        Assert.Equal([group, Text(inner["id"]), made], await IdsAsync(caller, ApiCaller.Organizations));
        await caller.PatchAsync($"{ApiCaller.Organizations}/{made}", new JsonObject { ["name"] = "Mine" }).JsonAsync();
        var account = ApiCaller.NewAccount("api_key");
        account["organization_id"] = made;
        await caller.PostAsync(ApiCaller.Accounts, account).StatusAsync(HttpStatusCode.Created);

        await ForbiddenAsync(caller.PostAsync(ApiCaller.Organizations, Request("organization", null)), OrganizationManage);
        await ForbiddenAsync(caller.PostAsync(ApiCaller.Organizations, Request("organization", Text(beside["id"]))), OrganizationManage);
        await ForbiddenAsync(caller.GetAsync($"{ApiCaller.Organizations}/{beside["id"]}"), OrganizationRead);
        await ForbiddenAsync(caller.PatchAsync($"{ApiCaller.Organizations}/{beside["id"]}", new JsonObject()), OrganizationManage);
        await ForbiddenAsync(caller.DeleteAsync($"{ApiCaller.Organizations}/{beside["id"]}"), OrganizationManage);
    }

    [Theory]
    [InlineData("GET", "", null, OrganizationRead)]
    [InlineData("GET", "/id", null, OrganizationRead)]
    [InlineData("POST", "", "{}", OrganizationManage)]
    [InlineData("PATCH", "/id", "{\"name\":null}", OrganizationManage)]
    [InlineData("DELETE", "/id", null, OrganizationManage)]
    public async Task Each_operation_needs_its_permission(string method, string path, string? body, string permission)
    {
        await ForbiddenAsync(SendAsync(await WithPermissionsAsync([.. All.Where(p => p != permission)])), permission);

        using var allowed = await SendAsync(await WithPermissionsAsync(permission));
        Assert.NotEqual(HttpStatusCode.Forbidden, allowed.StatusCode);
        Assert.NotEqual(HttpStatusCode.NotFound, allowed.StatusCode);

        async Task<HttpResponseMessage> SendAsync(ApiCaller caller) => await caller.SendAsync(
            new HttpMethod(method),
            path.Length == 0 ? ApiCaller.Organizations : $"{ApiCaller.Organizations}/{(await AddAsync(Server, Administrator, "group", null))["id"]}",
            body is null ? null : ApiCaller.Json(body));
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("PATCH")]
    [InlineData("DELETE")]
    public async Task An_unknown_one_is_not_found(string method) =>
        await Administrator.SendAsync(
                new HttpMethod(method), $"{ApiCaller.Organizations}/{Unknown}", method == "PATCH" ? ApiCaller.Json("{}") : null)
            .ProblemAsync(HttpStatusCode.NotFound, "not_found");

    internal static JsonObject Request(string kind, string? parentId, string? name = null) => new()
    {
        ["name"] = name ?? ApiCaller.NewName(),
        ["kind"] = kind,
        ["parent_id"] = parentId,
    };

    internal static Task<JsonObject> AddAsync(
        RunningServer server, ApiCaller caller, string kind, string? parentId, string? name = null)
    {
        // Later than the tenant itself: the first organization is the one that it was born with.
        server.Time.Advance(TimeSpan.FromMilliseconds(1));
        return caller.PostAsync(ApiCaller.Organizations, Request(kind, parentId, name)).JsonAsync(HttpStatusCode.Created);
    }

    private async Task<ApiCaller> WithPermissionsAsync(params string[] permissions)
    {
        var role = await Administrator.PostAsync(ApiCaller.Roles, ApiCaller.NewRole("tenant", permissions)).JsonAsync(HttpStatusCode.Created);
        return await ApiCaller.WithApiTokenAsync(Server, Guid.Parse(Text(role["id"])));
    }

    private static async Task ForbiddenAsync(Task<HttpResponseMessage> sending, string permission)
    {
        var problem = await sending.ProblemAsync(HttpStatusCode.Forbidden, "permission_missing");
        Assert.Contains(permission, Text(problem["detail"]), StringComparison.Ordinal);
    }

    private static async Task<string[]> IdsAsync(ApiCaller caller, string list) =>
        [.. (await caller.GetAsync(list).JsonAsync())["items"]!.AsArray().Select(item => Text(item!["id"]))];

    private static string Text(JsonNode? node) => node!.GetValue<string>();
}
