using System.Net;
using System.Text.Json.Nodes;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Management;

/// <summary>A user's tokens work while the user is active, and nobody gets at a user who holds more.</summary>
public sealed class UserLifecycleTests(ManagementServer fixture) : IClassFixture<ManagementServer>
{
    private RunningServer Server => fixture.Server;

    [Fact]
    [Trait("Requirement", "59")]
    public async Task The_same_tokens_work_again_after_an_activation()
    {
        var (id, user) = await NewUser.AddAsync(Server, SystemRole.Member);
        var url = $"{ApiCaller.Users}/{id}";
        await user.GetAsync(ApiCaller.Users).StatusAsync(HttpStatusCode.OK);

        var inactive = await fixture.Administrator.PostAsync(url + "/deactivate").JsonAsync();
        Assert.Equal("inactive", inactive["status"]!.GetValue<string>());
        await user.GetAsync(ApiCaller.Users).ProblemAsync(HttpStatusCode.Unauthorized, "unauthenticated");

        using var again = await fixture.Administrator.PostAsync(url + "/deactivate");
        Assert.Equal("\"2\"", again.Headers.ETag!.ToString());
        var active = await fixture.Administrator.PostAsync(url + "/activate").JsonAsync();
        Assert.Equal("active", active["status"]!.GetValue<string>());
        await user.GetAsync(ApiCaller.Users).StatusAsync(HttpStatusCode.OK);

        await fixture.Administrator.DeleteAsync(url).StatusAsync(HttpStatusCode.NoContent);
        await user.GetAsync(ApiCaller.Users).ProblemAsync(HttpStatusCode.Unauthorized, "unauthenticated");
        Assert.Equal(
            ["user.created", "user.deactivated", "user.activated", "user.deleted"],
            (await Server.LedgerAsync()).Where(entry => entry.SubjectId == Guid.Parse(id)).Select(entry => entry.Action));
    }

    [Fact]
    public async Task The_last_super_administrator_is_neither_deactivated_nor_deleted()
    {
        await using var server = await RunningServer.StartAsync();
        var administrator = ApiCaller.Administrator(server);
        var url = $"{ApiCaller.Users}/{(await administrator.GetAsync(ApiCaller.Self).JsonAsync())["id"]}";
        await RefusedAsync();

        // An inactive one does not count.
        var (id, second) = await NewUser.AddAsync(server, SystemRole.SuperAdmin, PlaceKind.System, Guid.Empty);
        await administrator.PostAsync($"{ApiCaller.Users}/{id}/deactivate").JsonAsync();
        await RefusedAsync();

        await administrator.PostAsync($"{ApiCaller.Users}/{id}/activate").JsonAsync();
        await administrator.PostAsync(url + "/deactivate").JsonAsync();
        await second.DeleteAsync(url).StatusAsync(HttpStatusCode.NoContent);
        await second.DeleteAsync($"{ApiCaller.Users}/{id}").ProblemAsync(HttpStatusCode.Conflict, "last_administrator");

        async Task RefusedAsync()
        {
            await administrator.PostAsync(url + "/deactivate").ProblemAsync(HttpStatusCode.Conflict, "last_administrator");
            await administrator.DeleteAsync(url).ProblemAsync(HttpStatusCode.Conflict, "last_administrator");
            Assert.Equal("active", (await administrator.GetAsync(url).JsonAsync())["status"]!.GetValue<string>());
        }
    }

    [Fact]
    public async Task Of_two_super_administrators_who_deactivate_each_other_at_a_time_one_stays()
    {
        await using var server = await RunningServer.StartAsync();
        var first = ApiCaller.Administrator(server);
        var (secondId, second) = await NewUser.AddAsync(server, SystemRole.SuperAdmin, PlaceKind.System, Guid.Empty);
        var firstId = (await first.GetAsync(ApiCaller.Self).JsonAsync())["id"];

        var answers = await Task.WhenAll(
            first.PostAsync($"{ApiCaller.Users}/{secondId}/deactivate"), second.PostAsync($"{ApiCaller.Users}/{firstId}/deactivate"));

        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.OK);
        Assert.Single(answers, answer => answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Who_holds_a_role_at_system_is_out_of_reach_of_who_does_not()
    {
        var (id, _) = await NewUser.AddAsync(Server, SystemRole.SuperAdmin, PlaceKind.System, Guid.Empty);
        var url = $"{ApiCaller.Users}/{id}";
        var (_, tenantAdmin) = await NewUser.AddAsync(Server, SystemRole.TenantAdmin);
        await tenantAdmin.GetAsync(url).StatusAsync(HttpStatusCode.OK);

        await AboveAsync(tenantAdmin.PatchAsync(url, new JsonObject { ["name"] = "x" }));
        await AboveAsync(tenantAdmin.PostAsync(url + "/deactivate"));
        await AboveAsync(tenantAdmin.PostAsync(url + "/activate"));
        await AboveAsync(tenantAdmin.DeleteAsync(url));
        await fixture.Administrator.PostAsync(url + "/deactivate").JsonAsync();
        await AboveAsync(tenantAdmin.PostAsync(url + "/activate"));
    }

    [Fact]
    public async Task To_activate_a_user_or_to_redirect_their_mail_is_to_give_all_that_they_hold()
    {
        var role = await fixture.Administrator.PostAsync(ApiCaller.Roles, ApiCaller.NewRole("tenant", "user.manage", "user.read"))
            .JsonAsync(HttpStatusCode.Created);
        var manager = await ApiCaller.WithApiTokenAsync(Server, Guid.Parse(role["id"]!.GetValue<string>()));
        var ((strong, _), (weak, _)) = (await NewUser.AddAsync(Server, SystemRole.TenantAdmin), await NewUser.AddAsync(Server));
        var email = NewUser.Request()["email"]!.GetValue<string>();

        // To take away is no rise, and a name is no credential.
        await manager.PatchAsync($"{ApiCaller.Users}/{strong}", new JsonObject { ["name"] = "Renamed" }).JsonAsync();
        await AboveAsync(manager.PatchAsync($"{ApiCaller.Users}/{strong}", new JsonObject { ["email"] = email }));
        await manager.PostAsync($"{ApiCaller.Users}/{strong}/deactivate").JsonAsync();
        await AboveAsync(manager.PostAsync($"{ApiCaller.Users}/{strong}/activate"));

        await manager.PatchAsync($"{ApiCaller.Users}/{weak}", new JsonObject { ["email"] = email }).JsonAsync();
        await manager.PostAsync($"{ApiCaller.Users}/{weak}/deactivate").JsonAsync();
        await manager.PostAsync($"{ApiCaller.Users}/{weak}/activate").JsonAsync();
    }

    private static Task<JsonObject> AboveAsync(Task<HttpResponseMessage> sending) =>
        sending.ProblemAsync(HttpStatusCode.Forbidden, "above_own_privileges");
}
