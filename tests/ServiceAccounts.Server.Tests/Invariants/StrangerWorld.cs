using System.Net;
using System.Text.Json.Nodes;
using ServiceAccounts.Server.Tests.Management;
using ServiceAccounts.Testing;
using static ServiceAccounts.Server.Tests.Management.AccessSteps;

namespace ServiceAccounts.Server.Tests.Invariants;

/// <summary>
/// Two tenants whose administrators work on their own things and try each other's ids: those do not exist for them, and what
/// the other has stays as the other left it.
/// </summary>
internal sealed class StrangerWorld(RunningServer server)
{
    private const string Principals = "/management/v1/principals";

    public static IReadOnlyList<string> Operations { get; } =
        ["try", "try", "try", "try in body", "describe", "rename", "replace secret", "regenerate token", "deactivate", "activate", "add to group", "bind"];

    public async Task RunAsync(IReadOnlyList<Step> steps)
    {
        Things[] tenants = [await Things.AddAsync(server), await Things.AddAsync(server)];
        string[] states = [await StateOfAsync(tenants[0]), await StateOfAsync(tenants[1])];
        foreach (var step in steps)
        {
            var (own, other) = (step.To % 2, (step.To + 1) % 2);
            await DoAsync(step, tenants[own], tenants[other]);

            Assert.Equal(states[other], await StateOfAsync(tenants[other]));
            states[own] = await StateOfAsync(tenants[own]);
        }
    }

    private static Task DoAsync(Step step, Things own, Things other) => step.Does switch
    {
        "try" => TryAsync(own, Step.Choose(Attempts(own, other), (step.To * 13) + step.With)),
        "try in body" => TryInBodyAsync(own, other, step.With),
        "describe" => own.Caller.PatchAsync(own.Account, new JsonObject { ["description"] = $"for {step.With}" }).StatusAsync(HttpStatusCode.OK),
        "rename" => own.Caller.PatchAsync(own.Role, new JsonObject { ["name"] = ApiCaller.NewName() }).StatusAsync(HttpStatusCode.OK),
        "replace secret" => own.Caller.PostAsync(own.Secrets + "/replace", new JsonObject()).StatusAsync(HttpStatusCode.Created),
        "regenerate token" => own.Caller.PostAsync(own.Tokens + "/regenerate", new JsonObject()).StatusAsync(HttpStatusCode.Created),
        "deactivate" or "activate" => own.Caller.PostAsync($"{own.Account}/{step.Does}").StatusAsync(HttpStatusCode.OK),
        "add to group" => own.Caller.PutAsync(MemberUrl(own.GroupId, own.AccountId)).StatusAsync(HttpStatusCode.NoContent),
        _ => own.Caller.PostAsync(AccessOf(own.UserId) + "/role-bindings", Binding(own.RoleId)),
    };

    private static async Task TryAsync(Things own, (string Method, string Path, JsonNode? Body) attempt)
    {
        var content = attempt.Body is null ? null : ApiCaller.Json(attempt.Body.ToJsonString());
        using var answer = await own.Caller.SendAsync(new HttpMethod(attempt.Method), attempt.Path, content);
        Assert.True(answer.StatusCode == HttpStatusCode.NotFound, $"{attempt.Method} {attempt.Path}: {(int)answer.StatusCode}");
        await Task.FromResult(answer).ProblemAsync(HttpStatusCode.NotFound, "not_found");
    }

    // An id in a body is a wrong member of a right request.
    private static Task TryInBodyAsync(Things own, Things other, int number)
    {
        var account = ApiCaller.NewAccount("api_key");
        switch (number % 5)
        {
            case 0:
                account["role_ids"] = new JsonArray(other.RoleId);
                return RefusedAsync(ApiCaller.Accounts, account, "role_ids");
            case 1:
                account["group_ids"] = new JsonArray(other.GroupId);
                return RefusedAsync(ApiCaller.Accounts, account, "group_ids");
            case 2:
                account["organization_id"] = other.OrganizationId;
                return RefusedAsync(ApiCaller.Accounts, account, "organization_id");
            case 3:
                return RefusedAsync(AccessOf(own.AccountId) + "/role-bindings", Binding(other.RoleId), "role_id");
            default:
                return RefusedAsync($"{ApiCaller.Groups}/{own.GroupId}/members", new JsonObject { ["ids"] = new JsonArray(other.UserId) }, "ids");
        }

        Task RefusedAsync(string path, JsonObject body, string field) =>
            own.Caller.PostAsync(path, body).ProblemAsync(HttpStatusCode.BadRequest, "invalid", field);
    }

    private static (string Method, string Path, JsonNode? Body)[] Attempts(Things own, Things other) =>
    [
        ("GET", other.Account, null), ("PATCH", other.Account, new JsonObject { ["name"] = "taken" }), ("DELETE", other.Account, null),
        ("POST", other.Account + "/deactivate", null), ("POST", other.Account + "/activate", null), ("POST", other.Account + "/revoke-all", null),
        ("POST", other.Account + "/token-preview", new JsonObject()), ("GET", other.Account + "/applications", null),
        ("PATCH", other.Application, new JsonObject { ["enabled"] = false }), ("DELETE", other.Application, null),
        ("POST", other.Secrets, new JsonObject()), ("POST", other.Secrets + "/replace", new JsonObject()),
        ("POST", other.Tokens, new JsonObject()), ("POST", other.Tokens + "/regenerate", new JsonObject()), ("GET", other.Tokens, null),
        ("GET", $"{own.Account}/applications/{other.ClientId}", null), ("DELETE", $"{own.Account}/applications/{other.ClientId}", null),
        ("GET", other.Role, null), ("PATCH", other.Role, new JsonObject { ["name"] = "taken" }), ("DELETE", other.Role + "?force=true", null),
        ("GET", other.Group, null), ("PATCH", other.Group, new JsonObject { ["name"] = "taken" }), ("DELETE", other.Group, null),
        ("PUT", MemberUrl(other.GroupId, own.AccountId), null), ("PUT", MemberUrl(own.GroupId, other.AccountId), null),
        ("DELETE", MemberUrl(other.GroupId, other.AccountId), null), ("GET", other.Group + "/members", null),
        ("POST", AccessOfGroup(other.GroupId) + "/grants", Grant("api:read")), ("POST", AccessOfGroup(other.GroupId) + "/role-bindings", Binding(own.RoleId)),
        ("GET", AccessOf(other.UserId), null), ("POST", AccessOf(other.UserId) + "/grants", Grant("api:read")),
        ("POST", AccessOf(other.AccountId) + "/role-bindings", Binding(own.RoleId)),
        ("GET", other.User, null), ("PATCH", other.User, new JsonObject { ["name"] = "taken" }), ("POST", other.User + "/deactivate", null), ("DELETE", other.User, null),
        ("GET", other.Api, null), ("PATCH", other.Api, new JsonObject { ["name"] = "taken" }), ("DELETE", other.Api, null),
        ("GET", other.Organization, null), ("PATCH", other.Organization, new JsonObject { ["name"] = "taken" }), ("DELETE", other.Organization, null),
        ("GET", other.Tenant, null), ("PATCH", other.Tenant, new JsonObject { ["name"] = "taken" }), ("GET", $"{ApiCaller.Accounts}?tenant={other.TenantId}", null),
        ("POST", $"{ApiCaller.Users}?tenant={other.TenantId}", NewUser.Request()),
    ];

    // All that the tenant's own administrator sees, versions and lists included.
    private static async Task<string> StateOfAsync(Things things)
    {
        var seen = new List<string>();
        foreach (var path in new[]
        {
            things.Account, things.Tokens, things.Role, things.Group, things.Group + "/members", AccessOfGroup(things.GroupId), things.User,
            AccessOf(things.UserId), AccessOf(things.AccountId), things.Api, things.Organization, things.Tenant, ApiCaller.Users,
        })
        {
            using var answer = await things.Caller.GetAsync(path);
            seen.Add($"{path} {(int)answer.StatusCode} {answer.Headers.ETag} {await answer.Content.ReadAsStringAsync()}");
        }

        return string.Join('\n', seen);
    }

    private sealed record Things(
        ApiCaller Caller, Guid TenantId, string AccountId, string ClientId, string RoleId, string GroupId, string UserId, Guid ApiId, string OrganizationId)
    {
        public string Account => $"{ApiCaller.Accounts}/{AccountId}";

        public string Application => $"{Account}/applications/{ClientId}";

        public string Secrets => Application + "/secrets";

        public string Tokens => $"{Principals}/{AccountId}/tokens";

        public string Role => $"{ApiCaller.Roles}/{RoleId}";

        public string Group => $"{ApiCaller.Groups}/{GroupId}";

        public string User => $"{ApiCaller.Users}/{UserId}";

        public string Api => $"{ApiCaller.Apis}/{ApiId}";

        public string Organization => $"{ApiCaller.Organizations}/{OrganizationId}";

        public string Tenant => $"{ApiCaller.Tenants}/{TenantId}";

        public static async Task<Things> AddAsync(RunningServer server)
        {
            var tenant = await SecondTenant.AddAsync(server);
            var caller = tenant.Administrator;
            var account = await caller.PostAsync(ApiCaller.Accounts, ApiCaller.NewAccount("oauth_client_secret")).JsonAsync(HttpStatusCode.Created);
            var user = await caller.PostAsync(ApiCaller.Users, NewUser.Request()).JsonAsync(HttpStatusCode.Created);
            return new Things(
                caller, tenant.Id, account.IdOf(), account["applications"]![0]!["client_id"]!.GetValue<string>(),
                await caller.NewRoleAsync("tenant", "api:read"), await caller.NewGroupAsync(), user.IdOf(), tenant.ApiId, tenant.OrganizationId.ToString());
        }
    }
}
