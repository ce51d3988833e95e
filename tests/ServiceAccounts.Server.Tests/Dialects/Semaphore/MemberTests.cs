using System.Net;
using System.Text.Json.Nodes;
using ServiceAccounts.Server.Tests.Management;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Tenants;
using ServiceAccounts.Testing;
using static ServiceAccounts.Server.Tests.Dialects.Semaphore.SemaphoreClient;

namespace ServiceAccounts.Server.Tests.Dialects.Semaphore;

/// <summary>Users and service accounts have one role each at the organization, and it is the same kind of role.</summary>
public sealed class MemberTests(SemaphoreServer fixture) : IClassFixture<SemaphoreServer>
{
    private RunningServer Server => fixture.Server;

    [Fact]
    [Trait("Requirement", "59")]
    [Trait("Requirement", "67")]
    public async Task A_service_account_is_a_member_with_the_role_that_it_was_given_last()
    {
        var (id, _) = await fixture.Owner.NewAccountAsync();
        Assert.Empty((await MemberAsync(id, "service_account"))["roles"]!.AsArray());

        await AssignAsync(id, SystemRole.Member);
        await AssignAsync(id, SystemRole.Member);
        var member = await MemberAsync(id, "service_account");
        Expect.Shape(member, "id uuid", "subject_type string", "name string", "roles array");
        Assert.Equal("service_account", member["subject_type"]!.GetValue<string>());
        var role = Assert.Single(member["roles"]!.AsArray());
        Expect.Shape(role, "role_id uuid", "role_name string", "source string");
        Assert.Equal(("member", "manually"), (role!["role_name"]!.GetValue<string>(), role["source"]!.GetValue<string>()));

        await AssignAsync(id, SystemRole.OrgAdmin);
        Assert.Equal(["org_admin"], RolesOf(await MemberAsync(id, "service_account")));
    }

    [Fact]
    [Trait("Requirement", "59")]
    public async Task A_user_is_given_a_role_at_the_organization_in_the_same_way()
    {
        var (id, caller) = await NewUser.AddAsync(Server, SystemRole.Member);
        Assert.Equal(["member"], RolesOf(await MemberAsync(id, "user")));

        await AssignAsync(id, SystemRole.OrgAdmin);

        Assert.Equal(["org_admin"], RolesOf(await MemberAsync(id, "user")));
        var access = await ApiCaller.Administrator(Server).GetAsync(AccessSteps.AccessOf(id)).JsonAsync();
        var place = Assert.Single(access["role_bindings"]!.AsArray())!["place"]!;
        Assert.Equal((await Server.OrganizationAsync(OrganizationKind.Organization)).ToString(), place["id"]!.GetValue<string>());
        await caller.GetAsync(ApiCaller.Accounts).JsonAsync();
    }

    [Fact]
    public async Task Roles_elsewhere_are_neither_shown_nor_replaced()
    {
        Server.Time.Advance(TimeSpan.FromSeconds(1)); // The tenant's first organization is the one that was made first.
        var other = (await ApiCaller.Administrator(Server)
            .PostAsync(ApiCaller.Organizations, new JsonObject { ["name"] = NewName(), ["kind"] = "organization" }).JsonAsync(HttpStatusCode.Created)).IdOf();
        var (id, _) = await NewUser.AddAsync(Server, SystemRole.OrgAdmin, PlaceKind.Organization, Guid.Parse(other));
        Assert.Empty(RolesOf(await MemberAsync(id, "user")));

        await AssignAsync(id, SystemRole.Member);

        Assert.Equal(["member"], RolesOf(await MemberAsync(id, "user")));
        var access = await ApiCaller.Administrator(Server).GetAsync(AccessSteps.AccessOf(id)).JsonAsync();
        Assert.Equal(2, access["role_bindings"]!.AsArray().Count);
    }

    [Fact]
    public async Task Who_operates_the_server_does_not_lose_that_by_a_role_in_an_organization()
    {
        var admin = (await ApiCaller.Administrator(Server).GetAsync(ApiCaller.Self).JsonAsync()).IdOf();

        await AssignAsync(admin, SystemRole.Member);

        Assert.Equal(["member", "super_admin"], RolesOf(await MemberAsync(admin, "user")).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_failed_assignment_takes_nothing_away()
    {
        var (id, _) = await fixture.Owner.NewAccountAsync();
        await AssignAsync(id, SystemRole.Member);

        await fixture.Owner.PutAsync($"{Members}/{id}/role", new JsonObject { ["role_id"] = SystemRole.SuperAdmin.Id.ToString() })
            .ErrorAsync(HttpStatusCode.BadRequest);

        Assert.Equal(["member"], RolesOf(await MemberAsync(id, "service_account")));
    }

    [Fact]
    public async Task Users_are_listed_unless_service_accounts_are_asked_for()
    {
        var (id, _) = await fixture.Owner.NewAccountAsync();

        var users = await fixture.Owner.GetAsync(Members).OkAsync();

        Expect.Shape(users, "members array", "total_pages number");
        Assert.All(users["members"]!.AsArray(), member => Assert.Equal("user", member!["subject_type"]!.GetValue<string>()));
        Assert.DoesNotContain(users["members"]!.AsArray(), member => member.IdOf() == id);
    }

    [Fact]
    public async Task An_unknown_member_is_not_found() =>
        await fixture.Owner.PutAsync($"{Members}/01990000-0000-7000-8000-00000000ffff/role", new JsonObject { ["role_id"] = SystemRole.Member.Id.ToString() })
            .ErrorAsync(HttpStatusCode.NotFound);

    private static IReadOnlyList<string> RolesOf(JsonNode member) =>
        [.. member["roles"]!.AsArray().Select(role => role!["role_name"]!.GetValue<string>())];

    private async Task AssignAsync(string id, SystemRole role) => Assert.Equal(
        "{\"status\":\"assigned\"}",
        await fixture.Owner.PutAsync($"{Members}/{id}/role", new JsonObject { ["role_id"] = role.Id.ToString() }).StatusAsync(HttpStatusCode.OK));

    private async Task<JsonNode> MemberAsync(string id, string kind) =>
        (await fixture.Owner.GetAsync($"{Members}?member_type={kind}").OkAsync())["members"]!.AsArray().Single(member => member.IdOf() == id)!;
}
