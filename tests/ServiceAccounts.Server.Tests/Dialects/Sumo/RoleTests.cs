using System.Net;
using System.Text.Json.Nodes;
using ServiceAccounts.Server.Tests.Management;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Dialects.Sumo;

/// <summary>Roles with their capabilities, and the users who have them.</summary>
public sealed class RoleTests(ManagementServer fixture) : IClassFixture<ManagementServer>
{
    private RunningServer Server => fixture.Server;

    private SumoCaller Administrator => SumoCaller.Administrator(Server);

    [Fact]
    public async Task A_role_is_made_with_users_changed_and_deleted()
    {
        var (first, second) = (await NewUserAsync(), await NewUserAsync());
        var request = SumoSteps.NewRole("manageUsersAndRoles", "api:read");
        request["description"] = "operators";
        request["users"] = SumoSteps.List(first);
        request["autofillDependencies"] = true;
        var role = await Administrator.PostAsync(SumoCaller.Roles, request);
        Expect.Shape(
            role, "id string", "name string", "description string", "filterPredicate string", "users array", "capabilities array",
            "autofillDependencies boolean", "systemDefined boolean", "createdAt time", "createdBy string", "modifiedAt time", "modifiedBy string");
        Assert.Equal([first], role.Texts("users"));
        Assert.Equal(["viewUsersAndRoles", "manageUsersAndRoles", "manageAccessKeys", "api:read"], role.Texts("capabilities"));
        Assert.False(role["systemDefined"]!.GetValue<bool>());

        var url = $"{SumoCaller.Roles}/{role.Text("id")}";
        var changed = await Administrator.PutAsync(url, Update(role, "users", SumoSteps.List(second)));
        Assert.Equal([second], changed.Texts("users"));
        Assert.Equal(role.Texts("capabilities"), changed.Texts("capabilities"));
        Assert.Equal(changed.ToJsonString(), (await Administrator.GetAsync(url)).ToJsonString());

        Assert.Contains(first, (await Administrator.PutAsync($"{url}/users/{first}")).Texts("users"));
        Assert.Equal(2, (await Administrator.PutAsync($"{url}/users/{first}")).Texts("users").Count());
        await Administrator.DeleteAsync($"{url}/users/{first}");
        await Administrator.RefusedAsync(HttpStatusCode.NotFound, "notfound", HttpMethod.Delete, $"{url}/users/{first}");

        var byName = await Administrator.GetAsync($"{SumoCaller.Roles}?name={Uri.EscapeDataString(role.Text("name"))}");
        Assert.Equal(role.Text("id"), byName["data"]!.AsArray().Single().Text("id"));

        await Administrator.RefusedAsync(HttpStatusCode.BadRequest, "in.use", HttpMethod.Delete, url);
        await Administrator.PutAsync(url, Update(changed, "users", new JsonArray()));
        await Administrator.DeleteAsync(url);
        await Administrator.RefusedAsync(HttpStatusCode.NotFound, "notfound", HttpMethod.Get, url);
    }

    [Fact]
    public async Task A_service_account_keeps_a_role_that_is_changed()
    {
        var id = await Administrator.NewRoleAsync("api:read");
        var account = await Administrator.NewAccountAsync(id);
        var role = await Administrator.GetAsync($"{SumoCaller.Roles}/{id}");
        Assert.Empty(role.Texts("users"));

        await Administrator.PutAsync($"{SumoCaller.Roles}/{id}", Update(role, "description", "new"));

        Assert.Equal([id], (await Administrator.GetAsync($"{SumoCaller.Accounts}/{account}")).Texts("roleIds"));
    }

    [Fact]
    public async Task Roles_are_listed_page_by_page_with_those_of_the_system()
    {
        var first = await Administrator.GetAsync($"{SumoCaller.Roles}?limit=7");
        Assert.Equal("0000000000000001", first["data"]![0].Text("id"));
        Assert.All(first["data"]!.AsArray(), role => Assert.True(role!["systemDefined"]!.GetValue<bool>()));
        Assert.Equal(7, first["data"]!.AsArray().Count);
        await Administrator.NewRoleAsync("api:read");
        var start = await Administrator.GetAsync($"{SumoCaller.Roles}?limit=7");
        var second = await Administrator.GetAsync($"{SumoCaller.Roles}?token={start.Text("next")}");
        Assert.All(second["data"]!.AsArray(), role => Assert.False(role!["systemDefined"]!.GetValue<bool>()));
    }

    [Theory]
    [InlineData("\"nonesuch\"", true)]
    [InlineData("\"manageUsersAndRoles\"", false)]
    [InlineData("\"viewPersonalAccessKeys\"", true)]
    [InlineData("\"\"", true)]
    [InlineData("null", true)]
    public async Task Capabilities_that_mean_nothing_here_are_refused(string capability, bool autofill)
    {
        var request = SumoSteps.NewRole();
        request["capabilities"] = JsonNode.Parse($"[{capability}]");
        request["autofillDependencies"] = autofill;
        var error = await Administrator.RefusedAsync(HttpStatusCode.BadRequest, "request.invalid", HttpMethod.Post, SumoCaller.Roles, request);
        Assert.Equal("capabilities", error["errors"]![0]!["meta"].Text("field"));
        if (capability.Contains("nonesuch", StringComparison.Ordinal))
        {
            Assert.Contains("/management/v1/apis", error["errors"]![0].Text("message"));
        }
    }

    [Fact]
    public async Task What_a_role_was_read_as_can_be_sent_back()
    {
        foreach (var capabilities in new[] { new[] { "createAccessKeys" }, ["managePersonalAccessKeys"], ["manageAccessKeys", "role.read"], ["user.read", "api:write"] })
        {
            var id = await Administrator.NewRoleAsync(capabilities);
            var role = await Administrator.GetAsync($"{SumoCaller.Roles}/{id}");
            Assert.Empty(capabilities.Except(role.Texts("capabilities")));
            var update = Update(role, "autofillDependencies", false);
            Assert.Equal(role.Texts("capabilities"), (await Administrator.PutAsync($"{SumoCaller.Roles}/{id}", update)).Texts("capabilities"));
        }
    }

    [Fact]
    public async Task Who_holds_user_management_alone_gives_nothing_that_it_does_not_hold()
    {
        var family = await Administrator.NewRoleAsync(SumoSteps.FullFamily);
        var manager = SumoCaller.WithKey(Server, await Administrator.NewKeyAsync(await Administrator.NewAccountAsync(family)));
        var user = await NewUserAsync();
        var wide = SumoSteps.NewRole("journal.read");
        wide["users"] = SumoSteps.List(user);

        await manager.RefusedAsync(HttpStatusCode.Forbidden, "forbidden", HttpMethod.Post, SumoCaller.Roles, wide);
        await manager.RefusedAsync(HttpStatusCode.Forbidden, "forbidden", HttpMethod.Put, $"{SumoCaller.Roles}/{SumoSteps.TenantAdmin}/users/{user}");
        await manager.RefusedAsync(
            HttpStatusCode.Forbidden, "forbidden", HttpMethod.Post, SumoCaller.Accounts, SumoSteps.NewAccount(SumoSteps.TenantAdmin));

        // Widened and given in one request, it is still given.
        var own = await manager.PostAsync(SumoCaller.Roles, SumoSteps.NewRole("role.read"));
        var update = Update(own, "capabilities", SumoSteps.List("role.read", "journal.read"));
        update["users"] = SumoSteps.List(user);
        await manager.RefusedAsync(HttpStatusCode.Forbidden, "forbidden", HttpMethod.Put, $"{SumoCaller.Roles}/{own.Text("id")}", update);
        Assert.Equal(own.ToJsonString(), (await manager.GetAsync($"{SumoCaller.Roles}/{own.Text("id")}")).ToJsonString());
        await manager.PutAsync($"{SumoCaller.Roles}/{own.Text("id")}", Update(own, "users", SumoSteps.List(user)));
    }

    [Fact]
    public async Task A_role_of_the_system_is_not_changed()
    {
        var role = await Administrator.GetAsync($"{SumoCaller.Roles}/{SumoSteps.Member}");
        await Administrator.RefusedAsync(
            HttpStatusCode.BadRequest, "read.only", HttpMethod.Put, $"{SumoCaller.Roles}/{SumoSteps.Member}", Update(role, "description", "mine"));
        await Administrator.RefusedAsync(HttpStatusCode.BadRequest, "read.only", HttpMethod.Delete, $"{SumoCaller.Roles}/{SumoSteps.Member}");
    }

    private static JsonObject Update(JsonObject role, string member, JsonNode value)
    {
        var update = new JsonObject();
        foreach (var name in new[] { "name", "description", "filterPredicate", "users", "capabilities" })
        {
            update[name] = role[name]!.DeepClone();
        }

        update[member] = value;
        return update;
    }

    private async Task<string> NewUserAsync()
    {
        var (id, _) = await NewUser.AddAsync(Server);
        var user = await fixture.Administrator.GetAsync($"{ApiCaller.Users}/{id}").JsonAsync();
        return long.Parse(user.Text("number"), System.Globalization.CultureInfo.InvariantCulture)
            .ToString("X16", System.Globalization.CultureInfo.InvariantCulture);
    }
}
