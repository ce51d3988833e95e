using System.Net;
using System.Text.Json.Nodes;
using ServiceAccounts.Server.Tests.Management;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Testing;
using static ServiceAccounts.Server.Tests.Dialects.Semaphore.SemaphoreClient;

namespace ServiceAccounts.Server.Tests.Dialects.Semaphore;

/// <summary>AllGroups with their members, changed in one step.</summary>
public sealed class GroupTests(SemaphoreServer fixture) : IClassFixture<SemaphoreServer>
{
    private RunningServer Server => fixture.Server;

    [Fact]
    public async Task A_group_is_made_with_members_changed_and_deleted()
    {
        var ((first, _), (second, _)) = (await fixture.Owner.NewAccountAsync(), await fixture.Owner.NewAccountAsync());
        var name = NewName();

        var made = await fixture.Owner.PostAsync(
            AllGroups, new JsonObject { ["name"] = name, ["description"] = "all bots", ["member_ids"] = new JsonArray(first) }).OkAsync();
        Expect.Shape(made, "id uuid", "name string", "description string", "member_ids array");
        Assert.Equal([first], MembersOf(made));
        var path = $"{AllGroups}/{made.IdOf()}";
        Assert.True(JsonNode.DeepEquals(made, await fixture.Owner.GetAsync(path).OkAsync()));

        var changed = await fixture.Owner.PatchAsync(
            path,
            new JsonObject { ["description"] = "one bot", ["members_to_add"] = new JsonArray(second), ["members_to_remove"] = new JsonArray(first) }).OkAsync();
        Assert.Equal((name, "one bot"), (changed["name"]!.GetValue<string>(), changed["description"]!.GetValue<string>()));
        Assert.Equal([second], MembersOf(changed));

        var listed = await fixture.Owner.GetAsync(AllGroups).OkAsync();
        Expect.Shape(listed, "groups array", "next_page_token string");
        Assert.Equal([second], MembersOf(listed["groups"]!.AsArray().Single(group => group.IdOf() == made.IdOf())!));
        Assert.Empty(MembersOf(listed["groups"]!.AsArray().Single(group => group!["name"]!.GetValue<string>() == "Everyone")!));

        Assert.Equal("{\"status\":\"deleted\"}", await fixture.Owner.DeleteAsync(path).StatusAsync(HttpStatusCode.OK));
        await fixture.Owner.GetAsync(path).ErrorAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_change_that_fails_in_part_changes_nothing()
    {
        var ((first, _), (second, _)) = (await fixture.Owner.NewAccountAsync(), await fixture.Owner.NewAccountAsync());
        var made = await fixture.Owner.PostAsync(AllGroups, new JsonObject { ["name"] = NewName(), ["member_ids"] = new JsonArray(first) }).OkAsync();
        var path = $"{AllGroups}/{made.IdOf()}";
        var unknown = "01990000-0000-7000-8000-00000000ffff";

        var change = new JsonObject { ["name"] = "renamed", ["members_to_remove"] = new JsonArray(first), ["members_to_add"] = new JsonArray(unknown) };
        Assert.StartsWith("members_to_add:", await fixture.Owner.PatchAsync(path, change).ErrorAsync(HttpStatusCode.BadRequest), StringComparison.Ordinal);
        change = new JsonObject { ["members_to_add"] = new JsonArray(second), ["members_to_remove"] = new JsonArray(unknown) };
        Assert.StartsWith("members_to_remove:", await fixture.Owner.PatchAsync(path, change).ErrorAsync(HttpStatusCode.BadRequest), StringComparison.Ordinal);

        Assert.True(JsonNode.DeepEquals(made, await fixture.Owner.GetAsync(path).OkAsync()));
        var name = NewName();
        await fixture.Owner.PostAsync(AllGroups, new JsonObject { ["name"] = name, ["member_ids"] = new JsonArray(first, unknown) }).ErrorAsync(HttpStatusCode.BadRequest);
        await fixture.Owner.PostAsync(AllGroups, new JsonObject { ["name"] = name }).OkAsync();
        await fixture.Owner.PostAsync(AllGroups, new JsonObject { ["name"] = name }).ErrorAsync(HttpStatusCode.BadRequest);
    }

    [Fact]
    [Trait("Requirement", "59")]
    public async Task What_a_group_holds_is_added_to_the_members_own_role()
    {
        var (id, token) = await fixture.Owner.NewAccountAsync();
        var group = await fixture.Owner.PostAsync(AllGroups, new JsonObject { ["name"] = NewName(), ["member_ids"] = new JsonArray(id) }).OkAsync();
        var machine = new SemaphoreClient(Server, token);
        await machine.GetAsync(Accounts).DeniedAsync();

        await ApiCaller.Administrator(Server).PostAsync(
            AccessSteps.AccessOfGroup(group.IdOf()) + "/role-bindings", AccessSteps.Binding(SystemRole.Member.Id.ToString())).StatusAsync(HttpStatusCode.Created);

        await machine.GetAsync(Accounts).OkAsync();
    }

    [Fact]
    public async Task Everyone_is_as_it_is()
    {
        var path = $"{AllGroups}/{Server.TenantId}";

        await fixture.Owner.PatchAsync(path, new JsonObject { ["name"] = "x" }).ErrorAsync(HttpStatusCode.BadRequest);
        await fixture.Owner.DeleteAsync(path).ErrorAsync(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Who_adds_a_member_holds_all_that_the_group_holds()
    {
        var group = await fixture.Owner.PostAsync(AllGroups, new JsonObject { ["name"] = NewName() }).OkAsync();
        await ApiCaller.Administrator(Server).PostAsync(
            AccessSteps.AccessOfGroup(group.IdOf()) + "/role-bindings", AccessSteps.Binding(SystemRole.TenantAdmin.Id.ToString())).StatusAsync(HttpStatusCode.Created);
        var role = await fixture.Owner.PostAsync(
            Roles, new JsonObject { ["name"] = NewName(), ["permissions"] = new JsonArray("organization.groups.manage") }).OkAsync();
        var (id, token) = await fixture.Owner.NewAccountAsync();
        await fixture.Owner.PutAsync($"{Members}/{id}/role", new JsonObject { ["role_id"] = role.IdOf() }).OkAsync();
        var machine = new SemaphoreClient(Server, token);

        await machine.PatchAsync($"{AllGroups}/{group.IdOf()}", new JsonObject { ["members_to_add"] = new JsonArray(id) }).ErrorAsync(HttpStatusCode.Forbidden);

        // Without the right to see groups it sees the one that it has made, and no other.
        await machine.PostAsync(AllGroups, new JsonObject { ["name"] = NewName(), ["member_ids"] = new JsonArray(id) }).OkAsync();
        await machine.GetAsync(AllGroups).DeniedAsync();
    }

    private static IReadOnlyList<string> MembersOf(JsonNode group) => [.. group["member_ids"]!.AsArray().Select(id => id!.GetValue<string>())];
}
