using System.Net;
using System.Text.Json.Nodes;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Testing;
using static ServiceAccounts.Storage.Access.ManagementPermissions;

namespace ServiceAccounts.Server.Tests.Management;

/// <summary>Users: made, shown, found, changed and deleted.</summary>
public sealed class UserTests(ManagementServer fixture) : IClassFixture<ManagementServer>
{
    private const string Unknown = "01990000-0000-7000-8000-00000000ffff";

    private RunningServer Server => fixture.Server;

    private ApiCaller Administrator => fixture.Administrator;

    [Fact]
    [Trait("Requirement", "2")]
    [Trait("Requirement", "85")]
    public async Task A_user_is_answered_as_it_was_made_and_is_no_service_account()
    {
        var request = new JsonObject { ["name"] = " Ada Lovelace ", ["email"] = $" {NewEmail("Ada")} " };
        using var created = await Administrator.PostAsync(ApiCaller.Users, request);
        var user = await created.JsonAsync();

        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        Assert.Equal("\"1\"", created.Headers.ETag!.ToString());
        Expect.Shape(
            user, "id uuid", "kind string", "number string", "name string", "email string", "status string", "created_at time", "updated_at time");
        Assert.Equal(("user", "Ada Lovelace", "active"), (Text(user["kind"]), Text(user["name"]), Text(user["status"])));
        Assert.Equal(request["email"]!.GetValue<string>().Trim(), Text(user["email"]));

        Assert.Equal($"{Server.Issuer}{ApiCaller.Users}/{user["id"]}", created.Headers.Location!.ToString());
        Assert.True(JsonNode.DeepEquals(user, await Administrator.GetAsync(created.Headers.Location.PathAndQuery).JsonAsync()));
        await Administrator.GetAsync($"{ApiCaller.Accounts}/{user["id"]}").ProblemAsync(HttpStatusCode.NotFound, "not_found");

        var account = await Server.CreateAccountAsync(ApiCaller.NewAccount("api_key"));
        await Administrator.GetAsync($"{ApiCaller.Users}/{account["id"]}").ProblemAsync(HttpStatusCode.NotFound, "not_found");
        await Administrator.DeleteAsync($"{ApiCaller.Users}/{account["id"]}").ProblemAsync(HttpStatusCode.NotFound, "not_found");
        Assert.DoesNotContain(Text(account["id"]), await IdsAsync($"{ApiCaller.Users}?limit=200"));
    }

    [Theory]
    [InlineData("name", null)]
    [InlineData("name", "\" \"")]
    [InlineData("name", "\"a\\u200bb\"")]
    [InlineData("email", null)]
    [InlineData("email", "\"nobody\"")]
    [InlineData("email", "\"@example.com\"")]
    [InlineData("email", "\"a@\"")]
    [InlineData("email", "\"a@b@c\"")]
    [InlineData("email", "\"a b@c\"")]
    [InlineData("email", "\"a@b\\u0000c\"")]
    [InlineData("email", "5")]
    [InlineData("role_ids", "[\"01990000-0000-7000-8000-0000000000ff\"]")]
    [InlineData("status", "\"inactive\"")]
    public async Task A_wrong_member_is_refused_by_name(string member, string? json)
    {
        var request = NewUser.Request();
        request.Remove(member);
        if (json is not null)
        {
            request[member] = JsonNode.Parse(json);
        }

        await Administrator.PostAsync(ApiCaller.Users, request).ProblemAsync(HttpStatusCode.BadRequest, "invalid", member);
    }

    [Theory]
    [InlineData("{\"name\":null}", "name")]
    [InlineData("{\"email\":null}", "email")]
    [InlineData("{\"email\":\"nobody\"}", "email")]
    [InlineData("{\"status\":\"inactive\"}", "status")]
    public async Task A_wrong_change_is_refused_by_name(string patch, string member) =>
        await Administrator.SendAsync(HttpMethod.Patch, await UrlAsync(), ApiCaller.Json(patch))
            .ProblemAsync(HttpStatusCode.BadRequest, "invalid", member);

    [Fact]
    public async Task A_long_address_is_refused_and_the_longest_is_not()
    {
        var request = NewUser.Request();
        request["email"] = new string('a', 64) + "@" + new string('b', 255);
        await Administrator.PostAsync(ApiCaller.Users, request).StatusAsync(HttpStatusCode.Created);

        request["email"] = new string('a', 65) + "@" + new string('b', 200);
        await Administrator.PostAsync(ApiCaller.Users, request).ProblemAsync(HttpStatusCode.BadRequest, "invalid", "email");
        request["email"] = new string('a', 30) + "@" + new string('b', 256);
        await Administrator.PostAsync(ApiCaller.Users, request).ProblemAsync(HttpStatusCode.BadRequest, "invalid", "email");
    }

    [Fact]
    public async Task Of_ten_users_of_one_address_made_at_a_time_one_is_made()
    {
        var email = NewEmail("same");
        var statuses = await Task.WhenAll(Enumerable.Range(0, 10).Select(async i =>
        {
            var request = NewUser.Request();
            request["email"] = i % 2 == 0 ? email : email.ToUpperInvariant();
            using var response = await Administrator.PostAsync(ApiCaller.Users, request);
            return response.StatusCode;
        }));

        Assert.Single(statuses, HttpStatusCode.Created);
        Assert.Equal(9, statuses.Count(status => status == HttpStatusCode.Conflict));

        var other = await UrlAsync();
        await Administrator.PatchAsync(other, new JsonObject { ["email"] = email.ToUpperInvariant() })
            .ProblemAsync(HttpStatusCode.Conflict, "email_taken");
    }

    [Fact]
    public async Task A_change_has_a_version_and_one_of_nothing_leaves_no_trace()
    {
        var url = await UrlAsync();
        var email = NewEmail("new");
        using var changed = await Administrator.PatchAsync(url, new JsonObject { ["name"] = "New Name", ["email"] = email }, "\"1\"");
        Assert.Equal("\"2\"", changed.Headers.ETag!.ToString());
        var user = await changed.JsonAsync();
        Assert.Equal(("New Name", email), (Text(user["name"]), Text(user["email"])));

        var before = (await Server.LedgerAsync()).Count;
        await Administrator.PatchAsync(url, new JsonObject { ["name"] = "x" }, "\"1\"").ProblemAsync(HttpStatusCode.PreconditionFailed, "stale");
        await Administrator.DeleteAsync(url, "\"1\"").ProblemAsync(HttpStatusCode.PreconditionFailed, "stale");
        using var same = await Administrator.PatchAsync(url, new JsonObject { ["name"] = " New Name " });
        Assert.Equal("\"2\"", same.Headers.ETag!.ToString());
        await Administrator.PostAsync(url + "/activate").StatusAsync(HttpStatusCode.OK);
        Assert.Equal(before, (await Server.LedgerAsync()).Count);

        await Administrator.DeleteAsync(url, "\"2\"").StatusAsync(HttpStatusCode.NoContent);
        await Administrator.GetAsync(url).ProblemAsync(HttpStatusCode.NotFound, "not_found");
        var id = Guid.Parse(url.Split('/')[^1]);
        var entries = (await Server.LedgerAsync()).Where(entry => entry.SubjectId == id).ToList();
        Assert.Equal(["user.created", "user.updated", "user.deleted"], entries.Select(entry => entry.Action));
        Assert.All(entries, entry => Assert.Equal((Server.TenantId, id), (entry.TenantId, entry.PrincipalId)));
    }

    [Fact]
    public async Task A_list_is_filtered_by_status_and_by_what_name_or_address_begins_with()
    {
        var tag = $"{Guid.CreateVersion7(TimeProvider.System.GetUtcNow()):N}";
        var (byName, byEmail, off) = (await AddAsync($"X{tag} Name", NewEmail("n")), await AddAsync("Plain", $"x{tag}@example.com"), await AddAsync($"x{tag} off", NewEmail("o")));
        await Administrator.PostAsync($"{ApiCaller.Users}/{off}/deactivate").JsonAsync();

        Assert.Equal([byName, byEmail, off], await IdsAsync($"{ApiCaller.Users}?q=x{tag}"));
        Assert.Equal([byName, byEmail, off], await IdsAsync($"{ApiCaller.Users}?q=X{tag.ToUpperInvariant()}"));
        Assert.Equal([byName, byEmail], await IdsAsync($"{ApiCaller.Users}?q=x{tag}&status=active"));
        Assert.Equal([off], await IdsAsync($"{ApiCaller.Users}?q=x{tag}&status=inactive"));
        Assert.Empty(await IdsAsync($"{ApiCaller.Users}?q={tag}"));
        Assert.Empty(await IdsAsync($"{ApiCaller.Users}?q=x%25{tag[^4..]}"));
        Assert.Empty(await IdsAsync($"{ApiCaller.Users}?q=_{tag}"));

        using var first = await Administrator.GetAsync($"{ApiCaller.Users}?q=x{tag}&limit=2");
        var link = first.Headers.GetValues("Link").Single();
        Assert.Equal([off], await IdsAsync(new Uri(link[1..link.IndexOf('>', StringComparison.Ordinal)]).PathAndQuery));

        await Administrator.GetAsync($"{ApiCaller.Users}?status=expired").ProblemAsync(HttpStatusCode.BadRequest, "invalid", "status");
        await Administrator.GetAsync($"{ApiCaller.Users}?q={new string('q', 321)}").ProblemAsync(HttpStatusCode.BadRequest, "invalid", "q");
        await Administrator.GetAsync($"{ApiCaller.Users}?q=a%00b").ProblemAsync(HttpStatusCode.BadRequest, "invalid", "q");
    }

    [Theory]
    [InlineData("GET", "", null, UserRead)]
    [InlineData("GET", "/id", null, UserRead)]
    [InlineData("POST", "", "{}", UserManage)]
    [InlineData("PATCH", "/id", "{\"name\":null}", UserManage)]
    [InlineData("POST", "/id/activate", null, UserManage)]
    [InlineData("POST", "/id/deactivate", null, UserManage)]
    [InlineData("DELETE", "/id", null, UserManage)]
    [Trait("Requirement", "10")]
    public async Task Each_operation_needs_its_permission_of_users_and_service_accounts_alike(
        string method, string path, string? body, string permission)
    {
        var (_, user) = await NewUser.AddAsync(Server, SystemRole.OrgAdmin, PlaceKind.Organization, (await Server.OrganizationAsync()).Id);
        foreach (var caller in new[] { await WithPermissionsAsync([.. All.Where(p => p != permission)]), user })
        {
            var problem = await SendAsync(caller).ProblemAsync(HttpStatusCode.Forbidden, "permission_missing");
            Assert.Contains(permission, Text(problem["detail"]), StringComparison.Ordinal);
        }

        using var allowed = await SendAsync(await WithPermissionsAsync(permission));
        Assert.NotEqual(HttpStatusCode.Forbidden, allowed.StatusCode);
        Assert.NotEqual(HttpStatusCode.NotFound, allowed.StatusCode);

        async Task<HttpResponseMessage> SendAsync(ApiCaller caller) => await caller.SendAsync(
            new HttpMethod(method), path.StartsWith("/id", StringComparison.Ordinal) ? await UrlAsync() + path[3..] : ApiCaller.Users + path,
            body is null ? null : ApiCaller.Json(body));
    }

    [Theory]
    [InlineData("GET", "")]
    [InlineData("PATCH", "")]
    [InlineData("DELETE", "")]
    [InlineData("POST", "/activate")]
    [InlineData("POST", "/deactivate")]
    public async Task An_unknown_user_is_not_found(string method, string path) =>
        await Administrator.SendAsync(
                new HttpMethod(method), $"{ApiCaller.Users}/{Unknown}{path}", method == "PATCH" ? ApiCaller.Json("{}") : null)
            .ProblemAsync(HttpStatusCode.NotFound, "not_found");

    private async Task<ApiCaller> WithPermissionsAsync(params string[] permissions)
    {
        var role = await Administrator.PostAsync(ApiCaller.Roles, ApiCaller.NewRole("tenant", permissions)).JsonAsync(HttpStatusCode.Created);
        return await ApiCaller.WithApiTokenAsync(Server, Guid.Parse(Text(role["id"])));
    }

    private async Task<string> AddAsync(string name, string email)
    {
        // Each after the other: a list is in the order of time.
        Server.Time.Advance(TimeSpan.FromMilliseconds(1));
        return Text((await Administrator.PostAsync(ApiCaller.Users, new JsonObject { ["name"] = name, ["email"] = email })
            .JsonAsync(HttpStatusCode.Created))["id"]);
    }

    private async Task<string> UrlAsync() =>
        $"{ApiCaller.Users}/{(await Administrator.PostAsync(ApiCaller.Users, NewUser.Request()).JsonAsync(HttpStatusCode.Created))["id"]}";

    private async Task<string[]> IdsAsync(string list) =>
        [.. (await Administrator.GetAsync(list).JsonAsync())["items"]!.AsArray().Select(item => Text(item!["id"]))];

    private static string NewEmail(string local) => $"{local}-{Guid.CreateVersion7(TimeProvider.System.GetUtcNow()):N}@example.com";

    private static string Text(JsonNode? node) => node!.GetValue<string>();
}
