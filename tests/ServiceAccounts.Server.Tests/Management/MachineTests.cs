using System.Net;
using System.Text.Json.Nodes;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Testing;
using static ServiceAccounts.Server.Tests.Management.AccessSteps;

namespace ServiceAccounts.Server.Tests.Management;

/// <summary>What a service account is for: a machine that does its task over the API, by its roles, and nothing else.</summary>
public sealed class MachineTests(ManagementServer fixture) : IClassFixture<ManagementServer>
{
    private RunningServer Server => fixture.Server;

    private ApiCaller Administrator => fixture.Administrator;

    [Fact]
    [Trait("Requirement", "56")]
    [Trait("Requirement", "61")]
    [Trait("Requirement", "75")]
    public async Task Made_with_a_name_a_description_and_a_role_it_does_its_task_over_the_api()
    {
        var role = await Administrator.NewRoleAsync("tenant", "role.read", "role.manage");
        var name = ApiCaller.NewName();
        var made = await Server.CreateAccountAsync(new JsonObject
        {
            ["name"] = name,
            ["description"] = "keeps the roles in order",
            ["auth_type"] = "api_key",
            ["role_ids"] = new JsonArray(role),
        });
        var machine = CallerOf(made);

        Assert.Equal((name, "keeps the roles in order"), (Text(made["name"]), Text(made["description"])));
        var task = await machine.PostAsync(ApiCaller.Roles, ApiCaller.NewRole("tenant", "role.read")).JsonAsync(HttpStatusCode.Created);
        await machine.GetAsync($"{ApiCaller.Roles}/{task.IdOf()}").StatusAsync(HttpStatusCode.OK);
        await machine.DeleteAsync($"{ApiCaller.Roles}/{task.IdOf()}").StatusAsync(HttpStatusCode.NoContent);
        await machine.PostAsync(ApiCaller.Accounts, ApiCaller.NewAccount("api_key")).ProblemAsync(HttpStatusCode.Forbidden, "permission_missing");

        // The description is optional.
        Assert.Null((await Server.CreateAccountAsync(ApiCaller.NewAccount("api_key", Guid.Parse(role))))["description"]);
    }

    [Fact]
    [Trait("Requirement", "57")]
    [Trait("Requirement", "117")]
    public async Task It_is_a_principal_as_a_user_is_and_no_answer_begins_a_session()
    {
        var made = await Server.CreateAccountAsync(ApiCaller.NewAccount("api_key", SystemRole.OrgAdmin.Id));
        var machine = CallerOf(made);

        Assert.Equal("active", Text(made["status"]));
        Assert.Equal("service_account", Text((await machine.GetAsync(ApiCaller.Self).JsonAsync())["kind"]));
        var access = await Administrator.GetAsync(AccessOf(made.IdOf())).JsonAsync();
        Assert.Equal("org_admin", Text(Assert.Single(access["role_bindings"]!.AsArray())!["role"]!["name"]));
        Assert.Equal("Everyone", Text(Assert.Single(access["groups"]!.AsArray())!["name"]));
        foreach (var path in new[] { ApiCaller.Self, ApiCaller.Accounts, "/docs/", "/oauth2/authorize?response_type=code" })
        {
            using var answer = await machine.GetAsync(path);
            Assert.False(answer.Headers.Contains("Set-Cookie"), path);
        }
    }

    [Fact]
    [Trait("Requirement", "50")]
    public async Task A_role_of_the_list_serves_accounts_of_several_organizations()
    {
        var name = ApiCaller.NewName();
        var request = ApiCaller.NewRole("organization", "api:read");
        request["name"] = name;
        await Administrator.PostAsync(ApiCaller.Roles, request).JsonAsync(HttpStatusCode.Created);
        var listed = await Administrator.GetAsync($"{ApiCaller.Roles}?q={Uri.EscapeDataString(name)}").JsonAsync();
        var role = Assert.Single(listed["items"]!.AsArray()).IdOf();
        var organization = await Administrator.PostAsync(ApiCaller.Organizations, new JsonObject { ["name"] = ApiCaller.NewName(), ["kind"] = "organization" })
            .JsonAsync(HttpStatusCode.Created);

        foreach (var owner in new[] { (await Server.OrganizationAsync()).Id.ToString(), organization.IdOf() })
        {
            for (var i = 0; i < 2; i++)
            {
                var client = await Server.CreateSecretClientAsync(
                    new JsonObject { ["organization_id"] = owner, ["role_ids"] = new JsonArray(role) });
                Assert.Equal((owner, role), (Text(client.Created["organization_id"]), Text(client.Created["role_ids"]![0])));
                Assert.Equal("api:read", await Server.ScopeAsync(client));
            }
        }
    }

    [Theory]
    [InlineData("tenant_admin", HttpStatusCode.Created)]
    [InlineData("super_admin", HttpStatusCode.Created)]
    [InlineData("member", HttpStatusCode.Forbidden)]
    [InlineData("journal_reader", HttpStatusCode.Forbidden)]
    [InlineData("api_default", HttpStatusCode.Forbidden)]
    [Trait("Requirement", "12")]
    [Trait("Requirement", "105")]
    public async Task Tenant_and_super_administrators_create_accounts_and_other_roles_of_a_tenant_do_not(string role, HttpStatusCode status)
    {
        var (id, caller) = await NewUser.AddAsync(Server);
        await Administrator.PostAsync(AccessOf(id) + "/role-bindings", Binding(SystemRole.All.Single(r => r.Name == role).Id.ToString()))
            .JsonAsync(HttpStatusCode.Created);

        await caller.PostAsync(ApiCaller.Accounts, ApiCaller.NewAccount("api_key")).StatusAsync(status);
    }

    [Fact]
    [Trait("Requirement", "120")]
    [Trait("Requirement", "121")]
    public async Task It_names_when_it_was_made_to_the_millisecond_and_by_whom()
    {
        var (_, caller) = await NewUser.AddAsync(Server, SystemRole.TenantAdmin);
        var self = await caller.GetAsync(ApiCaller.Self).JsonAsync();

        // A whole second has its milliseconds too.
        var now = Server.Time.GetUtcNow();
        Server.Time.Advance(TimeSpan.FromSeconds(1) - TimeSpan.FromTicks(now.Ticks % TimeSpan.TicksPerSecond));
        var made = await caller.PostAsync(ApiCaller.Accounts, ApiCaller.NewAccount("api_key")).JsonAsync(HttpStatusCode.Created);

        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", Text(made["created_at"]));
        Assert.Equal(
            (self.IdOf(), Text(self["name"]), "user"),
            (made["created_by"].IdOf(), Text(made["created_by"]!["name"]), Text(made["created_by"]!["kind"])));
    }

    private ApiCaller CallerOf(JsonObject account) => new(Server, "Token " + Text(account["tokens"]![0]!["token"]));

    private static string Text(JsonNode? node) => node!.GetValue<string>();
}
