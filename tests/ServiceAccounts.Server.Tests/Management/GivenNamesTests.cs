using System.Net;
using System.Text.Json.Nodes;
using ServiceAccounts.Storage.Access;

namespace ServiceAccounts.Server.Tests.Management;

/// <summary>What people call an application, and the roles that a user has from the start.</summary>
public sealed class GivenNamesTests(ManagementServer fixture) : IClassFixture<ManagementServer>
{
    [Fact]
    public async Task An_application_has_a_name_and_a_description_until_they_are_taken_away()
    {
        var account = await fixture.Server.CreateAccountAsync(ApiCaller.NewAccount("api_key"));
        var applications = $"{ApiCaller.Accounts}/{account.IdOf()}/applications";
        var made = await fixture.Administrator.PostAsync(
            applications,
            new JsonObject { ["authentication_method"] = "client_secret", ["name"] = " exporter ", ["description"] = "nightly" })
            .JsonAsync(HttpStatusCode.Created);
        Assert.Equal(("exporter", "nightly"), (made["name"]!.GetValue<string>(), made["description"]!.GetValue<string>()));

        var url = $"{applications}/{made["client_id"]}";
        await fixture.Administrator.PatchAsync(url, new JsonObject { ["name"] = new string('a', 256), ["description"] = new string('a', 501) })
            .ProblemAsync(HttpStatusCode.BadRequest, "invalid", "name", "description");
        var changed = await fixture.Administrator.PatchAsync(url, new JsonObject { ["name"] = null, ["description"] = "hourly" }).JsonAsync();

        Assert.Null(changed["name"]);
        Assert.Equal("hourly", changed["description"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_user_has_roles_from_the_start_or_is_not_made()
    {
        var request = NewUser.Request();
        request["role_ids"] = ApiCaller.Ids(SystemRole.Member.Id);
        var user = await fixture.Administrator.PostAsync(ApiCaller.Users, request).JsonAsync(HttpStatusCode.Created);
        var access = await fixture.Administrator.GetAsync(AccessSteps.AccessOf(user.IdOf())).JsonAsync();
        var binding = Assert.Single(access["role_bindings"]!.AsArray());
        Assert.Equal(("member", "tenant"), (binding!["role"]!["name"]!.GetValue<string>(), binding["place"]!["kind"]!.GetValue<string>()));

        var role = await fixture.Administrator.NewRoleAsync("tenant", "user.manage", "user.read");
        var local = await ApiCaller.WithApiTokenAsync(fixture.Server, Guid.Parse(role));
        var higher = NewUser.Request();
        higher["role_ids"] = ApiCaller.Ids(SystemRole.TenantAdmin.Id);
        await local.PostAsync(ApiCaller.Users, higher).ProblemAsync(HttpStatusCode.Forbidden, "above_own_privileges");
        var found = await fixture.Administrator.GetAsync($"{ApiCaller.Users}?q={higher["email"]}").JsonAsync();
        Assert.Empty(found["items"]!.AsArray());
    }
}
