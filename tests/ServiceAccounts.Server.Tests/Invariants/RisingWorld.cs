using System.Net;
using System.Text.Json.Nodes;
using ServiceAccounts.Server.Tests.Management;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Invariants;

/// <summary>
/// Somebody who manages a part of a tenant, things above and below them, and all they can try. Whatever they try, and through
/// whatever credential they get hold of: no principal whose credential they hold ever holds what they did not at the beginning.
/// </summary>
internal sealed class RisingWorld(RunningServer server)
{
    private const string Root = "/management/v1";

    // What somebody may hold who is no administrator of the whole tenant.
    private static readonly string[] ManagerPermissions =
    [
        "service_account.read", "service_account.create", "service_account.update", "service_account.credentials",
        "role.read", "role.manage", "group.read", "group.manage", "user.read", "user.manage",
    ];

    // What the things above hold beside that.
    private static readonly string[] OtherPermissions = ["journal.read", "tenant.manage", "api:write", "service_account.delete", "api:read"];

    private readonly List<(string Principal, ApiCaller Caller)> _held = [];
    private readonly List<string> _principals = [];
    private readonly List<(string Account, string ClientId)> _clients = [];
    private readonly HashSet<string> _ended = [];
    private readonly List<string> _roles = [];
    private readonly List<string> _groups = [];
    private HashSet<(string Permission, string Place)> _atFirst = [];

    public static IReadOnlyList<string> Operations { get; } =
    [
        "create account with role", "create account in group", "create account with permission", "create role", "create group",
        "bind role", "bind role to group", "grant", "grant to group", "add to group", "widen role",
        "generate token", "regenerate tokens", "add secret", "replace secret", "add client", "widen client", "enable client", "activate",
        "take all away from group",
    ];

    private ApiCaller Administrator => ApiCaller.Administrator(server);

    public async Task RunAsync(IReadOnlyList<Step> steps)
    {
        await ArrangeAsync(steps.Sum(step => step.With));
        foreach (var step in steps)
        {
            await TryAsync(step, Step.Choose(_held, step.To + step.With).Caller);
            foreach (var (principal, _) in _held)
            {
                var above = (await HoldingsOfAsync(principal)).Where(held => !IsCovered(held)).ToList();
                Assert.True(above.Count == 0, $"After {step} {principal} holds {string.Join(", ", above)}, which was not held at first.");
            }
        }
    }

    private async Task ArrangeAsync(int number)
    {
        // The manager holds some of what managers hold, at one organization or at the tenant.
        var held = ManagerPermissions.Where((_, i) => ((number >> (i % 5)) & 1) == 0 || i < 4).ToArray();
        var manager = await CreateAsync(number % 2 == 0 ? "tenant" : "organization", held);
        _roles.Add(manager);
        var account = await MakeAccountAsync(Administrator, new JsonObject { ["role_ids"] = new JsonArray(manager) });
        _held.Add((Id(account!), CallerOf(account!)));
        _atFirst = await HoldingsOfAsync(Id(account!));

        foreach (var other in OtherPermissions)
        {
            _roles.Add(await CreateAsync(number % 3 == 0 ? "organization" : "tenant", other));
        }

        _roles.Add(SystemRole.TenantAdmin.Id.ToString());
        foreach (var role in _roles.Skip(1))
        {
            var above = await MakeAccountAsync(Administrator, new JsonObject { ["role_ids"] = new JsonArray(role) });
            await Administrator.PatchAsync(
                ClientUrl(_clients[^1]), new JsonObject { ["enabled"] = false, ["allowed_scopes"] = new JsonArray("api:read") })
                .StatusAsync(HttpStatusCode.OK);
            _ended.Add(Id(above!));
            var group = await MakeGroupAsync(Administrator);
            await Administrator.PostAsync($"{Root}/groups/{group}/access/role-bindings", await BindingOfAsync(role)).StatusAsync(HttpStatusCode.Created);
        }

        var inactive = await MakeAccountAsync(Administrator, new JsonObject { ["role_ids"] = new JsonArray(_roles[^1]) });
        await Administrator.PostAsync($"{ApiCaller.Accounts}/{Id(inactive!)}/deactivate").StatusAsync(HttpStatusCode.OK);
        _groups.Add(await MakeGroupAsync(Administrator));
    }

    // A refusal is as good as a success: what counts is what is held afterwards.
    private async Task TryAsync(Step step, ApiCaller caller)
    {
        var (role, group, principal) = (Step.Choose(_roles, step.To), Step.Choose(_groups, step.To), Step.Choose(_principals, step.With));
        var (client, permission) = (Step.Choose(_clients, step.With), Step.Choose([.. OtherPermissions, .. ManagerPermissions], step.To));
        switch (step.Does)
        {
            case "create account with role":
                await TakeAsync(caller, await MakeAccountAsync(caller, new JsonObject { ["role_ids"] = new JsonArray(role) }));
                break;
            case "create account in group":
                await TakeAsync(caller, await MakeAccountAsync(caller, new JsonObject { ["group_ids"] = new JsonArray(group) }));
                break;
            case "create account with permission":
                await TakeAsync(caller, await MakeAccountAsync(caller, new JsonObject { ["permissions"] = new JsonArray(permission) }));
                break;
            case "create role":
                using (var made = await caller.PostAsync(ApiCaller.Roles, ApiCaller.NewRole("tenant", permission)))
                {
                    Keep(_roles, await MadeAsync(made));
                }

                break;
            case "create group":
                using (var made = await caller.PostAsync($"{Root}/groups", new JsonObject { ["name"] = ApiCaller.NewName() }))
                {
                    Keep(_groups, await MadeAsync(made));
                }

                break;
            case "bind role":
                await AskAsync(caller.PostAsync($"{Root}/principals/{principal}/access/role-bindings", await BindingOfAsync(role)));
                break;
            case "bind role to group":
                await AskAsync(caller.PostAsync($"{Root}/groups/{group}/access/role-bindings", await BindingOfAsync(role)));
                break;
            case "grant":
                await AskAsync(caller.PostAsync($"{Root}/principals/{principal}/access/grants", new JsonObject { ["permission"] = permission }));
                break;
            case "grant to group":
                await AskAsync(caller.PostAsync($"{Root}/groups/{group}/access/grants", new JsonObject { ["permission"] = permission }));
                break;
            case "add to group":
                await AskAsync(caller.SendAsync(HttpMethod.Put, $"{Root}/groups/{group}/members/{principal}"));
                break;
            case "widen role":
                await AskAsync(caller.PatchAsync($"{ApiCaller.Roles}/{role}", new JsonObject { ["permissions"] = new JsonArray(permission, "role.read") }));
                break;
            case "generate token":
                await TakeTokenAsync(caller, principal, "tokens");
                break;
            case "regenerate tokens":
                await TakeTokenAsync(caller, principal, "tokens/regenerate");
                break;
            case "add secret":
                await AskAndHoldAsync(caller.PostAsync($"{ApiCaller.Accounts}/{client.Account}/applications/{client.ClientId}/secrets", new JsonObject()), client.Account);
                break;
            case "replace secret":
                await AskAndHoldAsync(caller.PostAsync($"{ApiCaller.Accounts}/{client.Account}/applications/{client.ClientId}/secrets/replace", new JsonObject()), client.Account);
                break;
            case "add client":
                await AskAndHoldAsync(
                    caller.PostAsync($"{ApiCaller.Accounts}/{principal}/applications", new JsonObject { ["authentication_method"] = "client_secret" }), principal);
                break;
            case "widen client":
                await GiveBackAsync(caller, client, new JsonObject { ["allowed_scopes"] = null });
                break;
            case "enable client":
                await GiveBackAsync(caller, client, new JsonObject { ["enabled"] = true });
                break;
            case "activate":
                await ActivateAsync(caller, principal);
                break;
            default:
                await AskAsync(caller.DeleteAsync($"{Root}/groups/{group}/access/grants?permission={Uri.EscapeDataString(permission)}"));
                break;
        }
    }

    private async Task<string> CreateAsync(string level, params string[] permissions)
    {
        var role = await Administrator.PostAsync(ApiCaller.Roles, ApiCaller.NewRole(level, permissions)).JsonAsync(HttpStatusCode.Created);
        return role["id"]!.GetValue<string>();
    }

    private async Task<string> MakeGroupAsync(ApiCaller caller)
    {
        var group = await caller.PostAsync($"{Root}/groups", new JsonObject { ["name"] = ApiCaller.NewName() }).JsonAsync(HttpStatusCode.Created);
        _groups.Add(group["id"]!.GetValue<string>());
        return _groups[^1];
    }

    private async Task<JsonObject?> MakeAccountAsync(ApiCaller caller, JsonObject more)
    {
        var request = ApiCaller.NewAccount("oauth_client_secret");
        foreach (var (name, value) in more)
        {
            request[name] = value?.DeepClone();
        }

        using var response = await caller.PostAsync(ApiCaller.Accounts, request);
        if (response.StatusCode != HttpStatusCode.Created)
        {
            return null;
        }

        var account = await response.JsonAsync();
        _principals.Add(Id(account));
        _clients.Add((Id(account), account["applications"]![0]!["client_id"]!.GetValue<string>()));
        if (caller == Administrator || _held.Count == 0)
        {
            account["token"] = await TokenOfAsync(Administrator, Id(account), "tokens");
        }

        return account;
    }

    private ApiCaller CallerOf(JsonObject account) => new(server, $"Bearer {account["token"]!.GetValue<string>()}");

    private async Task TakeAsync(ApiCaller caller, JsonObject? account)
    {
        if (account is not null)
        {
            _held.Add((Id(account), caller));
            await TakeTokenAsync(caller, Id(account), "tokens");
        }
    }

    private async Task TakeTokenAsync(ApiCaller caller, string principal, string route)
    {
        if (await TokenOfAsync(caller, principal, route) is { } token)
        {
            _held.Add((principal, new ApiCaller(server, "Bearer " + token)));
        }
    }

    private static async Task<string?> TokenOfAsync(ApiCaller caller, string principal, string route)
    {
        using var response = await caller.PostAsync($"{Root}/principals/{principal}/{route}", new JsonObject());
        return response.IsSuccessStatusCode ? await response.MemberAsync("token") : null;
    }

    private async Task AskAndHoldAsync(Task<HttpResponseMessage> asking, string principal)
    {
        using var response = await asking;
        if (response.IsSuccessStatusCode)
        {
            _held.Add((principal, _held[0].Caller));
        }
    }

    // A client that was ended before is given back by whoever widens or enables it.
    private async Task GiveBackAsync(ApiCaller caller, (string Account, string ClientId) client, JsonObject change)
    {
        using var response = await caller.PatchAsync(ClientUrl(client), change);
        if (response.IsSuccessStatusCode && _ended.Contains(client.Account))
        {
            _held.Add((client.Account, _held[0].Caller));
        }
    }

    private static string ClientUrl((string Account, string ClientId) client) =>
        $"{ApiCaller.Accounts}/{client.Account}/applications/{client.ClientId}";

    // Who activates what is active has given nothing.
    private async Task ActivateAsync(ApiCaller caller, string principal)
    {
        var before = await Administrator.GetAsync($"{ApiCaller.Accounts}/{principal}").JsonAsync();
        using var response = await caller.PostAsync($"{ApiCaller.Accounts}/{principal}/activate");
        if (response.IsSuccessStatusCode && before["status"]!.GetValue<string>() == "inactive")
        {
            _held.Add((principal, _held[0].Caller));
        }
    }

    private static async Task AskAsync(Task<HttpResponseMessage> asking)
    {
        using var response = await asking;
        Assert.True(response.StatusCode < HttpStatusCode.InternalServerError, await response.Content.ReadAsStringAsync());
    }

    private static async Task<string?> MadeAsync(HttpResponseMessage response) =>
        response.IsSuccessStatusCode ? await response.MemberAsync("id") : null;

    private static void Keep(List<string> things, string? id)
    {
        if (id is not null)
        {
            things.Add(id);
        }
    }

    // A role of the tenant's level is bound at the tenant, any other at the first organization.
    private async Task<JsonObject> BindingOfAsync(string role)
    {
        var shown = await Administrator.GetAsync($"{ApiCaller.Roles}/{role}").JsonAsync();
        var level = shown["level"]!.GetValue<string>();
        var place = level == "tenant" ? server.TenantId.ToString() : await OrganizationAsync();
        return new JsonObject { ["role_id"] = role, ["place"] = new JsonObject { ["kind"] = level, ["id"] = place } };
    }

    private async Task<string> OrganizationAsync()
    {
        var account = await Administrator.GetAsync($"{ApiCaller.Accounts}/{_principals[0]}").JsonAsync();
        return account["organization_id"]!.GetValue<string>();
    }

    private async Task<HashSet<(string Permission, string Place)>> HoldingsOfAsync(string principal)
    {
        var access = await Administrator.GetAsync($"{Root}/principals/{principal}/access").JsonAsync();
        Assert.True(access["effective_complete"]!.GetValue<bool>());
        return
        [
            .. access["effective"]!.AsArray().Select(held =>
                ($"{held!["api"]!["id"]} {held["permission"]}", held["place"]!["id"]?.GetValue<string>() ?? "system")),
        ];
    }

    private bool IsCovered((string Permission, string Place) held) =>
        _atFirst.Contains(held) || _atFirst.Contains((held.Permission, server.TenantId.ToString()));

    private static string Id(JsonObject account) => account["id"]!.GetValue<string>();
}
