using System.Net;
using System.Text.Json.Nodes;
using ServiceAccounts.Server.Tests.Management;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Testing;
using static ServiceAccounts.Server.Tests.Dialects.Semaphore.SemaphoreClient;

namespace ServiceAccounts.Server.Tests.Dialects.Semaphore;

/// <summary>Roles of Semaphore hold Semaphore's permissions by name, and what they hold is held here.</summary>
public sealed class RoleTests(SemaphoreServer fixture) : IClassFixture<SemaphoreServer>
{
    private RunningServer Server => fixture.Server;

    [Fact]
    public async Task A_role_is_made_shown_changed_given_and_deleted()
    {
        var name = NewName();
        var made = await fixture.Owner.PostAsync(Roles, NewRole(name, "organization.service_accounts.view", "organization.people.view")).OkAsync();
        Expect.Shape(
            made, "id uuid", "name string", "org_id uuid", "scope string", "description string", "permissions array", "readonly boolean");
        Assert.Equal(["organization.people.view", "organization.service_accounts.view"], Names(made));
        Assert.Equal(("org", false), (made["scope"]!.GetValue<string>(), made["readonly"]!.GetValue<bool>()));
        var path = $"{Roles}/{made.IdOf()}";
        Assert.True(JsonNode.DeepEquals(made, await fixture.Owner.GetAsync(path).OkAsync()));

        var changed = await fixture.Owner.PatchAsync(path, new JsonObject { ["description"] = "looks" }).OkAsync();
        Assert.Equal((name, "looks"), (changed["name"]!.GetValue<string>(), changed["description"]!.GetValue<string>()));
        Assert.Equal(Names(made), Names(changed));

        var (id, token) = await fixture.Owner.NewAccountAsync();
        await fixture.Owner.PutAsync($"{Members}/{id}/role", new JsonObject { ["role_id"] = made.IdOf() }).OkAsync();
        var machine = new SemaphoreClient(Server, token);
        await machine.GetAsync(Accounts).OkAsync();
        await machine.GetAsync(Members).OkAsync();
        await machine.PostAsync(Accounts, new JsonObject { ["name"] = NewName() }).DeniedAsync();

        var inUse = await fixture.Owner.DeleteAsync(path).ErrorAsync(HttpStatusCode.BadRequest);
        Assert.Contains("in use", inUse, StringComparison.Ordinal);
        await fixture.Owner.DeleteAsync(Of(id)).OkAsync();
        Assert.Equal("{\"status\":\"deleted\"}", await fixture.Owner.DeleteAsync(path).StatusAsync(HttpStatusCode.OK));
        await fixture.Owner.GetAsync(path).ErrorAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task To_view_and_to_manage_service_accounts_are_two_permissions()
    {
        var (viewer, manager) = (
            await WithPermissionsAsync("organization.service_accounts.view"), await WithPermissionsAsync("organization.service_accounts.manage"));

        await viewer.GetAsync(Accounts).OkAsync();
        await viewer.PostAsync(Accounts, new JsonObject { ["name"] = NewName() }).DeniedAsync();

        await manager.GetAsync(Accounts).DeniedAsync();
        var (id, _) = await manager.NewAccountAsync();
        await manager.PatchAsync(Of(id), new JsonObject { ["description"] = "x" }).OkAsync();
        await manager.PostAsync(Of(id, "regenerate_token")).OkAsync();
        await manager.PostAsync(Of(id, "deactivate")).OkAsync();
        await manager.PostAsync(Of(id, "reactivate")).OkAsync();
        await manager.DeleteAsync(Of(id)).OkAsync();
        await viewer.DeleteAsync(Of(id)).ErrorAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task People_roles_and_groups_are_managed_with_the_permissions_of_these_names()
    {
        var client = await WithPermissionsAsync(
            "organization.people.view", "organization.people.manage", "organization.custom_roles.view", "organization.custom_roles.manage",
            "organization.groups.view", "organization.groups.manage");
        var (user, _) = await NewUser.AddAsync(Server);

        await client.GetAsync(Members).OkAsync();
        var role = await client.PostAsync(Roles, NewRole(NewName(), "organization.people.view")).OkAsync();
        await client.PutAsync($"{Members}/{user}/role", new JsonObject { ["role_id"] = role.IdOf() }).OkAsync();
        await client.PostAsync(AllGroups, new JsonObject { ["name"] = NewName() }).OkAsync();
        await client.GetAsync(AllGroups).OkAsync();
        await client.GetAsync(Accounts).DeniedAsync();
    }

    [Fact]
    public async Task Every_role_that_is_listed_can_be_sent_back_as_it_is()
    {
        await ApiCaller.Administrator(Server).NewApiAsync(
            $"urn:{NewName().Replace(' ', ':')}", "project.view", "deploy", "organization.people.view", "service_account.read");
        var listed = (await fixture.Owner.GetAsync(Roles).OkAsync())["roles"]!.AsArray();
        Assert.Equal(SystemRole.All.Select(role => role.Name), listed.Take(7).Select(role => role!["name"]!.GetValue<string>()));
        Assert.All(listed.Take(7), role => Assert.True(role!["readonly"]!.GetValue<bool>()));

        foreach (var role in listed)
        {
            var copy = await fixture.Owner.PostAsync(Roles, NewRole(NewName(), [.. Names(role!)])).OkAsync();
            Assert.Equal(Names(role!), Names(copy));
        }
    }

    [Theory]
    [InlineData("project.delete", "POST /management/v1/apis")]
    [InlineData("organization.plans_and_billing.view", "organization.plans_and_billing.view")]
    [InlineData("*", "*")]
    public async Task A_permission_that_nothing_defines_is_refused_with_how_to_define_it(string permission, string says)
    {
        var said = await fixture.Owner.PostAsync(Roles, NewRole(NewName(), "organization.view", permission)).ErrorAsync(HttpStatusCode.BadRequest);

        Assert.StartsWith("permissions:", said, StringComparison.Ordinal);
        Assert.Contains(says, said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Permissions_are_listed_by_scope_and_each_can_be_given()
    {
        await ApiCaller.Administrator(Server).NewApiAsync($"urn:{NewName().Replace(' ', ':')}", "project.artifacts.view", "release.cut");

        var ofOrganization = await fixture.Owner.GetAsync($"{Permissions}?scope=org").OkAsync();
        var ofProjects = await fixture.Owner.GetAsync($"{Permissions}?scope=project").OkAsync();

        Expect.Shape(ofOrganization, "permissions array");
        Expect.Shape(ofOrganization["permissions"]![0], "id string", "name string", "description string");
        var names = PermissionsIn(ofOrganization);
        Assert.Contains("organization.service_accounts.manage", names);
        Assert.Contains("release.cut", names);
        Assert.Contains("api.manage", names);
        Assert.DoesNotContain("service_account.create", names);
        Assert.DoesNotContain("key.manage", names);
        Assert.Contains("project.artifacts.view", PermissionsIn(ofProjects));
        Assert.All(PermissionsIn(ofProjects), name => Assert.Contains("project.", name, StringComparison.Ordinal));
        Assert.Equal(names, PermissionsIn(await fixture.Owner.GetAsync(Permissions).OkAsync()));
        await fixture.Owner.PostAsync(Roles, NewRole(NewName(), [.. names, .. PermissionsIn(ofProjects)])).OkAsync();
    }

    [Fact]
    public async Task A_system_role_is_read_only()
    {
        var path = $"{Roles}/{SystemRole.Member.Id}";

        await fixture.Owner.PatchAsync(path, new JsonObject { ["name"] = "x" }).ErrorAsync(HttpStatusCode.BadRequest);
        await fixture.Owner.DeleteAsync(path).ErrorAsync(HttpStatusCode.BadRequest);
    }

    private static JsonObject NewRole(string name, params string[] permissions) => new()
    {
        ["name"] = name,
        ["scope"] = "org",
        ["permissions"] = new JsonArray([.. permissions.Select(permission => JsonValue.Create(permission))]),
    };

    private static IReadOnlyList<string> Names(JsonNode role) => [.. role["permissions"]!.AsArray().Select(name => name!.GetValue<string>())];

    private static IReadOnlyList<string> PermissionsIn(JsonObject list) =>
        [.. list["permissions"]!.AsArray().Select(permission => permission!["name"]!.GetValue<string>())];

    private async Task<SemaphoreClient> WithPermissionsAsync(params string[] permissions)
    {
        var role = await fixture.Owner.PostAsync(Roles, NewRole(NewName(), permissions)).OkAsync();
        var (id, token) = await fixture.Owner.NewAccountAsync();
        await fixture.Owner.PutAsync($"{Members}/{id}/role", new JsonObject { ["role_id"] = role.IdOf() }).OkAsync();
        return new SemaphoreClient(Server, token);
    }
}
