using System.Net;
using System.Text.Json.Nodes;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Management;

/// <summary>Roles: those of the system, and those that a tenant makes.</summary>
public sealed class RoleTests(ManagementServer fixture) : IClassFixture<ManagementServer>
{
    [Fact]
    [Trait("Requirement", "22")]
    public async Task The_systems_roles_come_first_with_their_fixed_ids_and_what_they_hold()
    {
        await fixture.Administrator.PostAsync(ApiCaller.Roles, ApiCaller.NewRole("tenant", "api:read")).StatusAsync(HttpStatusCode.Created);

        var list = await fixture.Administrator.GetAsync(ApiCaller.Roles).JsonAsync();

        Expect.Shape(list, "items array", list["next_cursor"] is null ? "next_cursor null" : "next_cursor string");
        var roles = list["items"]!.AsArray().Select(role => role!.AsObject()).ToList();
        Assert.All(roles[..7], role => Assert.True(role["system"]!.GetValue<bool>()));
        Assert.All(roles[7..], role => Assert.False(role["system"]!.GetValue<bool>()));
        Assert.Equal(
            [
                "1 super_admin system", "2 tenant_admin tenant", "3 group_admin group", "4 org_admin organization",
                "5 member organization", "6 journal_reader organization", "7 api_default organization",
            ],
            roles[..7].Select(role => $"{Guid.Parse(Text(role["id"])).ToString()[^1]} {Text(role["name"])} {Text(role["level"])}"));
        Assert.All(roles[..7], role => Assert.StartsWith("01990000-0000-7000-8000-00000000000", Text(role["id"]), StringComparison.Ordinal));
        Expect.Shape(
            roles[0], "id uuid", "number string", "name string", "description string", "level string", "system boolean", "permissions array",
            "created_at null");

        Assert.Equal(
            [.. ManagementPermissions.All.Concat(["api:read", "api:write"]).Order(StringComparer.Ordinal)], PermissionsOf(roles[0]));
        Assert.Equal(PermissionsOf(roles[0]).Where(p => !p.StartsWith("key.", StringComparison.Ordinal)), PermissionsOf(roles[1]));
        Assert.Equal(
            [
                "api.read", "group.read", "journal.read", "organization.read", "role.read", "service_account.create",
                "service_account.credentials", "service_account.delete", "service_account.read", "service_account.update", "user.read",
            ],
            PermissionsOf(roles[3]));
        Assert.Equal(
            ["api.read", "group.read", "organization.read", "role.read", "service_account.read", "tenant.read", "user.read"],
            PermissionsOf(roles[4]));
        Assert.Equal(["journal.read"], PermissionsOf(roles[5]));
        Assert.Equal(["api:read", "api:write"], PermissionsOf(roles[6]));
    }

    [Fact]
    public async Task A_role_is_answered_as_it_was_made()
    {
        var request = ApiCaller.NewRole("group", "service_account.read", "api:write", "api:write", "api:read");
        request["description"] = " for reports ";

        using var response = await fixture.Administrator.PostAsync(ApiCaller.Roles, request);

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        var role = await response.JsonAsync();
        Expect.Shape(
            role, "id uuid", "number string", "name string", "description string", "level string", "system boolean", "permissions array", "created_at time");
        Assert.Equal("for reports", Text(role["description"]));
        Assert.Equal("group", Text(role["level"]));
        Assert.Equal(["api:read", "api:write", "service_account.read"], PermissionsOf(role));
    }

    [Theory]
    [InlineData("name", null)]
    [InlineData("name", "\" \"")]
    [InlineData("name", "\"a\\tb\"")]
    [InlineData("level", "\"system\"")]
    [InlineData("level", "\"Tenant\"")]
    [InlineData("level", "3")]
    [InlineData("permissions", null)]
    [InlineData("permissions", "[]")]
    [InlineData("permissions", "[\"orders:read\"]")]
    [InlineData("permissions", "[\"API:READ\"]")]
    [InlineData("permissions", "[\"api:*\"]")]
    [InlineData("permissions", "[\"a b\"]")]
    [InlineData("permissions", "[\"\"]")]
    [InlineData("permissions", "[null]")]
    [InlineData("permissions", "\"api:read\"")]
    [InlineData("system", "true")]
    public async Task A_wrong_member_is_refused_by_name(string member, string? json)
    {
        var request = ApiCaller.NewRole("organization", "api:read");
        request.Remove(member);
        if (json is not null)
        {
            request[member] = JsonNode.Parse(json);
        }

        await fixture.Administrator.PostAsync(ApiCaller.Roles, request).ProblemAsync(HttpStatusCode.BadRequest, "invalid", member);
    }

    [Theory]
    [InlineData("Org_Admin")]
    [InlineData("  SUPER_ADMIN ")]
    public async Task The_name_of_a_system_role_is_taken(string name)
    {
        var request = ApiCaller.NewRole("organization", "api:read");
        request["name"] = name;

        await fixture.Administrator.PostAsync(ApiCaller.Roles, request).ProblemAsync(HttpStatusCode.Conflict, "name_taken");
    }

    [Fact]
    public async Task Of_ten_roles_of_one_name_made_at_a_time_one_is_made()
    {
        var name = ApiCaller.NewName();

        var statuses = await Task.WhenAll(Enumerable.Range(0, 10).Select(async i =>
        {
            var request = ApiCaller.NewRole("organization", "api:read");
            request["name"] = i % 2 == 0 ? name : name.ToUpperInvariant();
            using var response = await fixture.Administrator.PostAsync(ApiCaller.Roles, request);
            return response.StatusCode;
        }));

        Assert.Single(statuses, HttpStatusCode.Created);
        Assert.Equal(9, statuses.Count(status => status == HttpStatusCode.Conflict));
    }

    [Theory]
    [InlineData("organization")]
    [InlineData("group")]
    [InlineData("tenant")]
    [Trait("Requirement", "21")]
    [Trait("Requirement", "32")]
    public async Task A_new_role_gives_its_scopes_to_the_tokens_of_every_account_that_has_it(string level)
    {
        var role = await fixture.Administrator.PostAsync(ApiCaller.Roles, ApiCaller.NewRole(level, "api:write", "role.read"))
            .JsonAsync(HttpStatusCode.Created);
        for (var i = 0; i < 2; i++)
        {
            var client = await fixture.Server.CreateSecretClientAsync(
                new JsonObject { ["role_ids"] = new JsonArray(Text(role["id"])) });
            Assert.Equal([Text(role["id"])], client.Created["role_ids"]!.AsArray().Select(Text));

            using var ofDefault = await fixture.Server.RequestTokenAsync(client.Basic, ("grant_type", "client_credentials"));
            Assert.Equal("api:write", await ofDefault.MemberAsync("scope"));
            using var ofOurs = await fixture.Server.RequestTokenAsync(
                client.Basic, ("grant_type", "client_credentials"), ("resource", fixture.Server.Issuer));
            Assert.Equal("role.read", await ofOurs.MemberAsync("scope"));
        }
    }

    private static string[] PermissionsOf(JsonObject role) => [.. role["permissions"]!.AsArray().Select(Text)];

    private static string Text(JsonNode? node) => node!.GetValue<string>();
}
