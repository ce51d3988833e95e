using System.Net;
using System.Text.Json.Nodes;
using ServiceAccounts.Server.Tests.Management;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Dialects.Sumo;

/// <summary>What is refused, in the form and the words of that system, and by the field that it knows.</summary>
public sealed class RefusalTests(ManagementServer fixture) : IClassFixture<ManagementServer>
{
    private RunningServer Server => fixture.Server;

    private SumoCaller Administrator => SumoCaller.Administrator(Server);

    [Theory]
    [InlineData("{}", "name", "email", "roleIds")]
    [InlineData("{\"name\":null,\"email\":null,\"roleIds\":null}", "name", "email", "roleIds")]
    [InlineData("{\"name\":\"  \",\"email\":\"a@b\",\"roleIds\":[]}", "name")]
    [InlineData("{\"name\":\"a\",\"email\":\"nobody\",\"roleIds\":[]}", "email")]
    [InlineData("{\"name\":\"a\\u0000b\",\"email\":\"a@b\",\"roleIds\":[]}", "name")]
    [InlineData("{\"name\":\"a\",\"email\":\"a@b\",\"roleIds\":[\"1\"]}", "roleIds")]
    [InlineData("{\"name\":\"a\",\"email\":\"a@b\",\"roleIds\":[null]}", "roleIds")]
    [InlineData("{\"name\":\"a\",\"email\":\"a@b\",\"roleIds\":[\"00000000000000FF\"]}", "roleIds")]
    [InlineData("{\"name\":\"a\",\"email\":\"a@b\",\"roleIds\":[\"FFFFFFFFFFFFFFFF\"]}", "roleIds")]
    [InlineData("{\"name\":\"a\",\"email\":\"a@b\",\"roleIds\":\"0000000000000005\"}", "roleIds")]
    [InlineData("{\"name\":7,\"email\":\"a@b\",\"roleIds\":[]}", "name")]
    [InlineData("{\"name\":\"a\",\"email\":\"a@b\",\"roleIds\":[],\"isAdmin\":true}", "isAdmin")]
    [InlineData("{\"name\":\"a\",\"name\":\"b\",\"email\":\"a@b\",\"roleIds\":[]}", "(body)")]
    [InlineData("[]", "(body)")]
    [InlineData("{\"name\"", "(body)")]
    [InlineData("null", "(body)")]
    public Task A_service_account_that_is_asked_for_wrongly(string body, params string[] fields) =>
        AssertFieldsAsync(HttpMethod.Post, SumoCaller.Accounts, body, fields);

    [Fact]
    public async Task A_text_that_is_too_long_for_that_system()
    {
        var account = SumoSteps.NewAccount();
        account["name"] = new string('a', 129);
        await AssertFieldsAsync(HttpMethod.Post, SumoCaller.Accounts, account.ToJsonString(), "name");
        var role = SumoSteps.NewRole("api:read");
        role["description"] = new string('a', 256);
        await AssertFieldsAsync(HttpMethod.Post, SumoCaller.Roles, role.ToJsonString(), "description");
        var id = await Administrator.NewAccountAsync();
        await AssertFieldsAsync(HttpMethod.Post, SumoSteps.KeysOf(id), $"{{\"label\":\"{new string('a', 129)}\"}}", "label");
    }

    [Theory]
    [InlineData("{\"email\":\"\"}", "email")]
    [InlineData("{\"isActive\":\"yes\"}", "isActive")]
    [InlineData("{\"id\":\"0000000000000001\"}", "id")]
    [InlineData("{\"roleIds\":[\"0000000000000001\"]}", "roleIds")]
    public async Task A_change_of_a_service_account_that_is_asked_for_wrongly(string body, string field) =>
        await AssertFieldsAsync(HttpMethod.Put, $"{SumoCaller.Accounts}/{await Administrator.NewAccountAsync()}", body, field);

    [Theory]
    [InlineData("{}", "label")]
    [InlineData("{\"label\":\"a\\u0007\"}", "label")]
    [InlineData("{\"label\":\"a\",\"corsHeaders\":[\"https://a.example\"]}", "corsHeaders")]
    [InlineData("{\"label\":\"a\",\"scopes\":[]}", "scopes")]
    [InlineData("{\"label\":\"a\",\"scopes\":[null]}", "scopes")]
    [InlineData("{\"label\":\"a\",\"scopes\":[\"api:read\"]}", "scopes")]
    [InlineData("{\"label\":\"a\",\"scopes\":[\"viewPersonalAccessKeys\"]}", "scopes")]
    [InlineData("{\"label\":\"a\",\"scopes\":[\"nonesuch\"]}", "scopes")]
    public async Task A_key_that_is_asked_for_wrongly(string body, string field) =>
        await AssertFieldsAsync(HttpMethod.Post, SumoSteps.KeysOf(await Administrator.NewAccountAsync()), body, field);

    [Theory]
    [InlineData("{}", "disabled")]
    [InlineData("{\"disabled\":null}", "disabled")]
    [InlineData("{\"disabled\":false,\"scopes\":[]}", "scopes")]
    [InlineData("{\"disabled\":false,\"corsHeaders\":[\"*\"]}", "corsHeaders")]
    [InlineData("{\"disabled\":false,\"label\":\"other\"}", "label")]
    public async Task A_change_of_a_key_that_is_asked_for_wrongly(string body, string field)
    {
        var account = await Administrator.NewAccountAsync();
        var key = (await Administrator.NewKeyAsync(account)).Text("id");
        await AssertFieldsAsync(HttpMethod.Put, $"{SumoSteps.KeysOf(account)}/{key}", body, field);
        await AssertFieldsAsync(HttpMethod.Put, $"{SumoCaller.Keys}/{key}", body, field);
    }

    [Theory]
    [InlineData("{}", "type", "name", "runAs")]
    [InlineData("{\"type\":\"AuthorizationCodeClient\",\"name\":\"a\",\"runAs\":{\"type\":\"ServiceAccount\",\"runAsId\":\"ID\"}}", "type")]
    [InlineData("{\"type\":\"ClientCredentialsClient\",\"name\":\"a\",\"runAs\":{\"type\":\"User\",\"runAsId\":\"ID\"}}", "runAs.type")]
    [InlineData("{\"type\":\"ClientCredentialsClient\",\"name\":\"a\",\"runAs\":{\"type\":\"ServiceAccount\",\"runAsId\":\"0000000000000009\"}}", "runAs.runAsId")]
    [InlineData("{\"type\":\"ClientCredentialsClient\",\"name\":\"a\",\"runAs\":{\"type\":\"ServiceAccount\"}}", "runAs.runAsId")]
    [InlineData("{\"type\":\"ClientCredentialsClient\",\"name\":\"a\",\"scopes\":[\"nonesuch\"],\"runAs\":{\"type\":\"ServiceAccount\",\"runAsId\":\"ID\"}}", "scopes")]
    public async Task A_client_that_is_asked_for_wrongly(string body, params string[] fields) =>
        await AssertFieldsAsync(
            HttpMethod.Post, SumoCaller.Clients, body.Replace("ID", await Administrator.NewAccountAsync(), StringComparison.Ordinal), fields);

    [Theory]
    [InlineData("{}", "type", "name", "description", "disabled", "scopes")]
    [InlineData("{\"type\":\"ClientCredentialsClient\",\"name\":\"a\",\"description\":\"\",\"disabled\":false,\"scopes\":[],\"runAs\":{\"type\":\"ServiceAccount\",\"runAsId\":\"ID\"}}", "runAs.runAsId")]
    public async Task A_change_of_a_client_that_is_asked_for_wrongly(string body, params string[] fields)
    {
        var client = await Administrator.PostAsync(SumoCaller.Clients, SumoSteps.NewClient(await Administrator.NewAccountAsync()));
        await AssertFieldsAsync(
            HttpMethod.Put, $"{SumoCaller.Clients}/{client.Text("clientId")}",
            body.Replace("ID", await Administrator.NewAccountAsync(), StringComparison.Ordinal), fields);
    }

    [Theory]
    [InlineData("{\"name\":\"a\"}", "permissions")]
    [InlineData("{\"name\":\"a\",\"capabilities\":[\"api:read\"],\"filterPredicate\":\"_source=x\"}", "filterPredicate")]
    [InlineData("{\"name\":\"a\",\"capabilities\":[\"api:read\"],\"users\":[\"0000000000000009\"]}", "users")]
    [InlineData("{\"name\":\"a\",\"capabilities\":[\"00000000-0000-0000-0000-000000000001#x\"]}", "capabilities")]
    public Task A_role_that_is_asked_for_wrongly(string body, string field) =>
        AssertFieldsAsync(HttpMethod.Post, SumoCaller.Roles, body, field == "permissions" ? "capabilities" : field);

    [Theory]
    [InlineData("/api/v1/serviceAccounts", "limit=0", "limit")]
    [InlineData("/api/v1/serviceAccounts", "limit=1001", "limit")]
    [InlineData("/api/v1/roles", "limit=99999999999", "limit")]
    [InlineData("/api/v1/users", "limit=ten", "limit")]
    [InlineData("/api/v1/users", "token=..", "token")]
    [InlineData("/api/v1/users", "sortBy=email", "sortBy")]
    [InlineData("/api/v1/roles", "sortBy=name", "sortBy")]
    [InlineData("/api/v1/users", "includeServiceAccounts=maybe", "include_service_accounts")]
    [InlineData("/api/v1/oauth/clients", "runAsId=0000000000000009", "runAsId")]
    [InlineData("/api/v1/oauth/clients", "runAs=0000000000000009", "runAs")]
    [InlineData("/api/v1/oauth/consents", "limit=10001", "limit")]
    [InlineData("/api/v1/accessKeys", "token=A&token=B", "token")]
    public Task A_list_that_is_asked_for_wrongly(string path, string query, string field) =>
        AssertFieldsAsync(HttpMethod.Get, $"{path}?{query}", null, field == "include_service_accounts" ? "includeServiceAccounts" : field);

    [Theory]
    [InlineData("1")]
    [InlineData("000000000000000G")]
    [InlineData("00000000000000000")]
    [InlineData("-000000000000001")]
    [InlineData("0000000000000001")]
    [InlineData("sa::x")]
    public async Task An_id_that_is_none(string id)
    {
        await Administrator.RefusedAsync(HttpStatusCode.NotFound, "notfound", HttpMethod.Get, $"{SumoCaller.Accounts}/{id}");
        await Administrator.RefusedAsync(HttpStatusCode.NotFound, "notfound", HttpMethod.Get, $"{SumoCaller.Clients}/{id}");
        await Administrator.RefusedAsync(HttpStatusCode.NotFound, "notfound", HttpMethod.Put, $"{SumoCaller.Keys}/{id}/rotate");
        await Administrator.RefusedAsync(HttpStatusCode.NotFound, "notfound", HttpMethod.Delete, $"/api/v1/oauth/consents/{id}");
    }

    [Fact]
    public async Task A_user_is_no_service_account()
    {
        var user = (await Administrator.GetAsync(SumoCaller.Users))["data"]![0].Text("id");
        await Administrator.RefusedAsync(HttpStatusCode.NotFound, "notfound", HttpMethod.Get, $"{SumoCaller.Accounts}/{user}");
        await Administrator.RefusedAsync(
            HttpStatusCode.NotFound, "notfound", HttpMethod.Post, SumoSteps.KeysOf(user), new JsonObject { ["label"] = "a" });
    }

    [Fact]
    public async Task No_credential_two_and_a_wrong_one()
    {
        await new SumoCaller(Server, null).RefusedAsync(HttpStatusCode.Unauthorized, "unauthorized", HttpMethod.Get, SumoCaller.Accounts);
        await new SumoCaller(Server, "Basic !").RefusedAsync(HttpStatusCode.Unauthorized, "unauthorized", HttpMethod.Get, SumoCaller.Accounts);
        await Administrator.RefusedAsync(
            HttpStatusCode.BadRequest, "ambiguous.credentials", HttpMethod.Get, SumoCaller.Accounts, headers: ("X-API-Key", Server.AdminToken));
    }

    [Fact]
    public async Task Another_method_route_or_media_type_and_a_body_that_is_too_large()
    {
        await Administrator.RefusedAsync(HttpStatusCode.MethodNotAllowed, "method.unsupported", HttpMethod.Patch, SumoCaller.Accounts);
        await Administrator.RefusedAsync(HttpStatusCode.NotFound, "notfound", HttpMethod.Get, SumoCaller.Accounts + "/a/b/c");
        await Administrator.RefusedAsync(
            HttpStatusCode.UnsupportedMediaType, "contenttype.invalid", HttpMethod.Post, SumoCaller.Accounts, content: ApiCaller.Json("{}", "text/plain"));
        await Administrator.RefusedAsync(
            HttpStatusCode.RequestEntityTooLarge, "too.large", HttpMethod.Post, SumoCaller.Accounts,
            content: ApiCaller.Json($"{{\"name\":\"{new string('a', 2_000_000)}\"}}"));
    }

    [Fact]
    public async Task A_name_that_is_taken()
    {
        var request = SumoSteps.NewAccount();
        await Administrator.PostAsync(SumoCaller.Accounts, request);
        await Administrator.RefusedAsync(HttpStatusCode.BadRequest, "name.taken", HttpMethod.Post, SumoCaller.Accounts, request);
    }

    [Fact]
    public async Task A_twenty_first_key()
    {
        var account = await Administrator.NewAccountAsync();
        for (var i = 0; i < 20; i++)
        {
            await Administrator.NewKeyAsync(account);
        }

        await Administrator.RefusedAsync(
            HttpStatusCode.BadRequest, "limit.reached", HttpMethod.Post, SumoSteps.KeysOf(account), new JsonObject { ["label"] = "a" });
    }

    [Fact]
    [Trait("Requirement", "11")]
    [Trait("Requirement", "12")]
    public async Task Who_lacks_any_one_capability_of_user_management_is_refused_and_the_journal_says_where()
    {
        string[] family =
        [
            "user.read", "user.manage", "role.read", "role.manage", "group.read", "group.manage", "service_account.read",
            "service_account.create", "service_account.update", "service_account.delete", "service_account.credentials",
        ];
        foreach (var missing in family)
        {
            var role = await Administrator.NewRoleAsync([.. family.Where(permission => permission != missing)]);
            var caller = SumoCaller.WithKey(Server, await Administrator.NewKeyAsync(await Administrator.NewAccountAsync(role)));
            foreach (var path in new[] { SumoCaller.Accounts, SumoCaller.Roles, SumoCaller.Users, SumoSteps.KeysOf(SumoSteps.Member) })
            {
                var error = await caller.RefusedAsync(HttpStatusCode.Forbidden, "forbidden", HttpMethod.Get, path);
                Assert.Equal(missing, error["errors"]![0]!["meta"].Text("permission"));
            }

            await caller.RefusedAsync(HttpStatusCode.Forbidden, "forbidden", HttpMethod.Post, SumoCaller.Accounts, SumoSteps.NewAccount());
        }

        var all = await Administrator.NewRoleAsync(SumoSteps.FullFamily);
        await SumoCaller.WithKey(Server, await Administrator.NewKeyAsync(await Administrator.NewAccountAsync(all))).NewAccountAsync();
        var refused = (await fixture.Administrator.GetAsync("/management/v1/journal?outcome=refused&action=operation.refused&limit=200").JsonAsync())["items"]!
            .AsArray();
        Assert.Contains(refused, entry => entry!["details"].Text("operation") == "SumoListServiceAccounts");
        Assert.All(refused, entry => Assert.Equal("sumo", entry.Text("surface")));
    }

    [Fact]
    public async Task The_journal_says_that_a_change_came_by_this_api()
    {
        var name = await Administrator.PostAsync(SumoCaller.Accounts, SumoSteps.NewAccount());
        var entries = (await fixture.Administrator.GetAsync("/management/v1/journal?action=service_account.created&limit=200").JsonAsync())["items"]!.AsArray();
        var entry = Assert.Single(entries, entry => entry!["details"].Text("name") == name.Text("name"));
        Assert.Equal("sumo", entry.Text("surface"));
    }

    private async Task AssertFieldsAsync(HttpMethod method, string path, string? body, params string[] fields)
    {
        var error = await Administrator.RefusedAsync(
            HttpStatusCode.BadRequest, "request.invalid", method, path, content: body is null ? null : ApiCaller.Json(body));
        Assert.Equal(
            fields.Order(StringComparer.Ordinal),
            error["errors"]!.AsArray().Select(one => one!["meta"].Text("field").Split('[')[0]).Order(StringComparer.Ordinal));
        Assert.All(error["errors"]!.AsArray(), one => Assert.StartsWith(one!["meta"].Text("field"), one.Text("message"), StringComparison.Ordinal));
    }
}
