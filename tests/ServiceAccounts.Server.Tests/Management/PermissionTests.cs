using System.Net;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Testing;
using static ServiceAccounts.Storage.Access.ManagementPermissions;

namespace ServiceAccounts.Server.Tests.Management;

/// <summary>Every operation needs its permission: all the others together do not stand in for it.</summary>
public sealed class PermissionTests(ManagementServer fixture) : IClassFixture<ManagementServer>
{
    private RunningServer Server => fixture.Server;

    public static TheoryData<string, string, string?, string> Operations => new()
    {
        { "GET", "accounts", null, ServiceAccountRead },
        { "POST", "accounts", "account", ServiceAccountCreate },
        { "POST", "accounts", "{}", ServiceAccountCreate },
        { "GET", "account", null, ServiceAccountRead },
        { "PATCH", "account", "{\"description\":\"changed\"}", ServiceAccountUpdate },
        { "PATCH", "account", "{\"name\":null}", ServiceAccountUpdate },
        { "DELETE", "account", null, ServiceAccountDelete },
        { "POST", "account/activate", null, ServiceAccountUpdate },
        { "POST", "account/deactivate", null, ServiceAccountUpdate },
        { "POST", "account/keys", null, ServiceAccountCredentials },
        { "GET", "roles", null, RoleRead },
        { "POST", "roles", "role", RoleManage },
        { "POST", "roles", "{}", RoleManage },
        { "GET", "apis", null, ApiRead },
        { "GET", "api", null, ApiRead },
        { "PATCH", "api", "{\"include_roles\":true}", ApiManage },
        { "POST", "apis", "{}", ApiManage },
        { "DELETE", "api", null, ApiManage },
        { "GET", "role", null, RoleRead },
        { "PATCH", "role", "{\"description\":\"changed\"}", RoleManage },
        { "DELETE", "role", null, RoleManage },
        { "GET", "groups", null, GroupRead },
        { "POST", "groups", "{}", GroupManage },
        { "GET", "group", null, GroupRead },
        { "PATCH", "group", "{\"description\":\"changed\"}", GroupManage },
        { "DELETE", "group", null, GroupManage },
        { "GET", "group/members", null, GroupRead },
        { "POST", "group/members", "{}", GroupManage },
        { "PUT", "group/members/account", null, GroupManage },
        { "GET", "group/access", null, GroupRead },
        { "POST", "group/access/role-bindings", "{}", GroupManage },
        { "POST", "group/access/grants", "{}", GroupManage },
        { "DELETE", "group/access/grants", null, GroupManage },
        { "GET", "principal/access", null, ServiceAccountRead },
        { "POST", "principal/access/role-bindings", "{}", ServiceAccountUpdate },
        { "POST", "principal/access/grants", "{}", ServiceAccountUpdate },
        { "DELETE", "principal/access/grants", null, ServiceAccountUpdate },
        { "GET", "user/access", null, UserRead },
        { "POST", "user/access/role-bindings", "{}", UserManage },
        { "POST", "user/access/grants", "{}", UserManage },
        { "DELETE", "user/access/grants", null, UserManage },
    };

    [Theory]
    [MemberData(nameof(Operations))]
    [Trait("Requirement", "14")]
    [Trait("Requirement", "83")]
    [Trait("Requirement", "104")]
    [Trait("Requirement", "125")]
    public async Task Who_holds_all_but_the_one_permission_is_refused_with_its_name_and_changes_nothing(
        string method, string target, string? body, string permission)
    {
        var caller = await WithPermissionsAsync([.. All.Where(p => p != permission)]);
        var path = await PathOfAsync(target);
        var before = (await Server.LedgerAsync()).Count;

        var problem = await caller.SendAsync(new HttpMethod(method), path, ContentOf(body))
            .ProblemAsync(HttpStatusCode.Forbidden, "permission_missing");

        Assert.Contains(permission, problem["detail"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(before, (await Server.LedgerAsync()).Count);
    }

    [Theory]
    [MemberData(nameof(Operations))]
    [Trait("Requirement", "14")]
    public async Task Who_holds_the_one_permission_alone_is_not_refused(string method, string target, string? body, string permission)
    {
        var caller = await WithPermissionsAsync(permission);

        using var response = await caller.SendAsync(new HttpMethod(method), await PathOfAsync(target), ContentOf(body));

        Assert.NotEqual(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.NotEqual(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.NotEqual(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    [Trait("Requirement", "59")]
    [Trait("Requirement", "77")]
    public async Task Who_has_no_role_may_do_nothing()
    {
        var nobody = await ApiCaller.WithApiTokenAsync(Server);

        foreach (var list in new[] { ApiCaller.Accounts, ApiCaller.Roles, ApiCaller.Apis, ApiCaller.Groups, "/management/v1/permissions" })
        {
            await nobody.GetAsync(list).ProblemAsync(HttpStatusCode.Forbidden, "permission_missing");
        }
    }

    [Fact]
    [Trait("Requirement", "12")]
    public async Task A_member_reads_and_does_not_write()
    {
        var member = await ApiCaller.WithApiTokenAsync(Server, SystemRole.Member.Id);
        foreach (var target in new[] { "accounts", "account", "roles", "role", "apis", "api", "groups", "group", "principal/access" })
        {
            await member.GetAsync(await PathOfAsync(target)).StatusAsync(HttpStatusCode.OK);
        }

        foreach (var (method, target, body) in Operations.Where(o => (string)o[0] != "GET").Select(o => ((string)o[0], (string)o[1], (string?)o[2])))
        {
            await member.SendAsync(new HttpMethod(method), await PathOfAsync(target), ContentOf(body))
                .ProblemAsync(HttpStatusCode.Forbidden, "permission_missing");
        }
    }

    private async Task<ApiCaller> WithPermissionsAsync(params string[] permissions)
    {
        var role = await fixture.Administrator.PostAsync(ApiCaller.Roles, ApiCaller.NewRole("tenant", permissions))
            .JsonAsync(HttpStatusCode.Created);
        return await ApiCaller.WithApiTokenAsync(Server, Guid.Parse(role["id"]!.GetValue<string>()));
    }

    private async Task<string> PathOfAsync(string target)
    {
        var rest = target.IndexOf('/', StringComparison.Ordinal) is var slash && slash > 0 ? target[slash..] : string.Empty;
        if (target is "role")
        {
            return $"{ApiCaller.Roles}/{await fixture.Administrator.NewRoleAsync("tenant", "api:read")}";
        }

        if (target.StartsWith("group", StringComparison.Ordinal) && target != "groups")
        {
            rest = rest.Replace("account", (await Server.CreateSecretClientAsync()).AccountId, StringComparison.Ordinal);
            return $"{ApiCaller.Groups}/{await fixture.Administrator.NewGroupAsync()}{rest}";
        }

        if (target.StartsWith("principal", StringComparison.Ordinal))
        {
            return $"/management/v1/principals/{(await Server.CreateSecretClientAsync()).AccountId}{rest}";
        }

        if (target.StartsWith("user", StringComparison.Ordinal))
        {
            return $"/management/v1/principals/{await Server.AddUserAsync()}{rest}";
        }

        if (target is "accounts" or "roles" or "apis" or "groups")
        {
            return target == "accounts" ? ApiCaller.Accounts : $"/management/v1/{target}";
        }

        if (target == "api")
        {
            var apis = await fixture.Administrator.GetAsync(ApiCaller.Apis).JsonAsync();
            return $"{ApiCaller.Apis}/{apis["items"]![0]!["id"]}";
        }

        var client = await Server.CreateSecretClientAsync();
        return $"{ApiCaller.Accounts}/{client.AccountId}" + target["account".Length..] switch
        {
            "/keys" => $"/applications/{client.ClientId}/refresh-keys",
            var other => other,
        };
    }

    private static HttpContent? ContentOf(string? body) => body switch
    {
        null => null,
        "account" => ApiCaller.Json(ApiCaller.NewAccount("api_key").ToJsonString()),
        "role" => ApiCaller.Json(ApiCaller.NewRole("organization", "api:read").ToJsonString()),
        _ => ApiCaller.Json(body),
    };
}
