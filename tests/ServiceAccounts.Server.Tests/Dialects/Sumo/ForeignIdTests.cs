using System.Net;
using System.Text.Json.Nodes;
using ServiceAccounts.Server.Tests.Management;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Dialects.Sumo;

/// <summary>For a tenant there is no other, in this API either.</summary>
public sealed class ForeignIdTests(ManagementServer fixture) : IClassFixture<ManagementServer>
{
    private RunningServer Server => fixture.Server;

    [Fact]
    public async Task Every_route_with_an_id_answers_404_to_the_other_tenant()
    {
        var mine = SumoCaller.Administrator(Server);
        var theirs = await OtherAsync();
        var (things, others) = (await ThingsOfAsync(mine), await ThingsOfAsync(theirs));
        using var document = await Server.Http.GetAsync("/openapi/sumo.json");
        var routes = (await document.JsonAsync())["paths"]!.AsObject().Where(path => path.Key.Contains('{', StringComparison.Ordinal))
            .SelectMany(path => path.Value!.AsObject().Select(operation => (Path: path.Key, Method: new HttpMethod(operation.Key.ToUpperInvariant()))))
            .ToList();
        Assert.Equal(21, routes.Count);

        foreach (var (path, method) in routes)
        {
            await theirs.RefusedAsync(HttpStatusCode.NotFound, "notfound", method, In(path, things), BodyOf(path, method));
            await mine.RefusedAsync(HttpStatusCode.NotFound, "notfound", method, In(path, others), BodyOf(path, method));
        }

        // Half of it is one's own.
        foreach (var (role, user) in new[] { (things["roleId"], others["userId"]), (others["roleId"], things["userId"]) })
        {
            await mine.RefusedAsync(HttpStatusCode.NotFound, "notfound", HttpMethod.Put, $"{SumoCaller.Roles}/{role}/users/{user}");
        }

        await mine.RefusedAsync(
            HttpStatusCode.NotFound, "notfound", HttpMethod.Get, $"{SumoSteps.KeysOf(things["serviceAccountId"])}/{others["accessId"]}");
        foreach (var (caller, own) in new[] { (mine, things), (theirs, others) })
        {
            await caller.GetAsync($"{SumoSteps.KeysOf(own["serviceAccountId"])}/{own["accessId"]}");
            await caller.GetAsync($"{SumoCaller.Clients}/{own["clientId"]}");
            await caller.GetAsync($"{SumoCaller.Roles}/{own["roleId"]}");
        }
    }

    [Fact]
    public async Task Ids_of_the_other_tenant_in_a_body_are_no_ids_and_its_things_are_in_no_list()
    {
        var mine = SumoCaller.Administrator(Server);
        var theirs = await ThingsOfAsync(await OtherAsync());
        var role = SumoSteps.NewRole("api:read");
        role["users"] = SumoSteps.List(theirs["userId"]);
        foreach (var (path, body) in new[]
        {
            (SumoCaller.Accounts, SumoSteps.NewAccount(theirs["roleId"])), (SumoCaller.Roles, role),
            (SumoCaller.Clients, SumoSteps.NewClient(theirs["serviceAccountId"])),
        })
        {
            await mine.RefusedAsync(HttpStatusCode.BadRequest, "request.invalid", HttpMethod.Post, path, body);
        }

        foreach (var path in new[] { SumoCaller.Accounts, SumoCaller.Keys, SumoCaller.Clients, SumoCaller.Roles, SumoCaller.Users + "?includeServiceAccounts=true" })
        {
            var list = (await mine.GetAsync(path)).ToJsonString();
            Assert.All(theirs.Values, id => Assert.DoesNotContain(id, list, StringComparison.Ordinal));
        }
    }

    private async Task<SumoCaller> OtherAsync()
    {
        var other = (await SecondTenant.AddAsync(Server)).Administrator;
        var self = await other.GetAsync(ApiCaller.Self).JsonAsync();
        var token = await other.PostAsync($"/management/v1/principals/{self.IdOf()}/tokens", new JsonObject()).JsonAsync(HttpStatusCode.Created);
        return new SumoCaller(Server, SecretClient.BasicOf(token.IdOf(), token.Text("token")));
    }

    private static async Task<Dictionary<string, string>> ThingsOfAsync(SumoCaller caller)
    {
        var account = await caller.NewAccountAsync();
        return new Dictionary<string, string>
        {
            ["serviceAccountId"] = account,
            ["accessId"] = (await caller.NewKeyAsync(account)).Text("id"),
            ["clientId"] = (await caller.PostAsync(SumoCaller.Clients, SumoSteps.NewClient(account))).Text("clientId"),
            ["roleId"] = await caller.NewRoleAsync("role.read"),
            ["userId"] = (await caller.PostAsync(SumoCaller.Users, new JsonObject
            {
                ["firstName"] = "A",
                ["lastName"] = "B",
                ["email"] = NewUser.Request()["email"]!.GetValue<string>(),
                ["roleIds"] = new JsonArray(),
            })).Text("id"),
        };
    }

    private static string In(string path, Dictionary<string, string> things)
    {
        var id = path.Split('/')[3] switch { "serviceAccounts" => "serviceAccountId", "accessKeys" => "accessId", _ => "roleId" };
        return things.Aggregate(path.Replace("{id}", things[id], StringComparison.Ordinal), (text, thing) =>
            text.Replace($"{{{thing.Key}}}", thing.Value, StringComparison.Ordinal)).Replace("{consentId}", "1", StringComparison.Ordinal);
    }

    private static JsonObject? BodyOf(string path, HttpMethod method) => (method.Method, path.Split('/')[3], path.Contains("accessKeys", StringComparison.Ordinal)) switch
    {
        ("PUT", _, _) when path.EndsWith("/rotate", StringComparison.Ordinal) || path.Contains("/users/", StringComparison.Ordinal) => null,
        ("PUT", _, true) => new JsonObject { ["disabled"] = true },
        ("POST", _, true) => new JsonObject { ["label"] = "a" },
        ("PUT", "serviceAccounts", _) => new JsonObject { ["name"] = "a" },
        ("PUT", "roles", _) => new JsonObject
        {
            ["name"] = "a",
            ["description"] = "",
            ["filterPredicate"] = "",
            ["users"] = new JsonArray(),
            ["capabilities"] = SumoSteps.List("api:read"),
        },
        ("PUT", "oauth", _) => new JsonObject
        {
            ["type"] = "ClientCredentialsClient",
            ["name"] = "a",
            ["description"] = "",
            ["disabled"] = false,
            ["scopes"] = new JsonArray(),
        },
        _ => null,
    };
}
