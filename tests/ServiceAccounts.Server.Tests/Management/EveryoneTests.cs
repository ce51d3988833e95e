using System.Net;
using System.Text.Json.Nodes;
using ServiceAccounts.Storage.Accounts;
using ServiceAccounts.Testing;
using static ServiceAccounts.Server.Tests.Management.AccessSteps;

namespace ServiceAccounts.Server.Tests.Management;

/// <summary>Everyone: every principal of the tenant is in it by rule.</summary>
public sealed class EveryoneTests : IAsyncLifetime
{
    private RunningServer? _server;

    private RunningServer Server => _server ?? throw new InvalidOperationException("The server has not been started.");

    private ApiCaller Administrator => ApiCaller.Administrator(Server);

    public async Task InitializeAsync() => _server = await RunningServer.StartAsync();

    public async Task DisposeAsync() => await Server.DisposeAsync();

    [Fact]
    [Trait("Requirement", "78")]
    public async Task Whoever_is_made_is_in_it_and_pages_of_it_show_each_once()
    {
        var made = new List<string> { (await Server.ReadAsync<User>(users => users)).Single().Id.ToString() };
        for (var i = 0; i < 3; i++)
        {
            Server.Time.Advance(TimeSpan.FromSeconds(1));
            made.Add((await Server.CreateBareClientAsync()).AccountId);
            made.Add(await Server.AddUserAsync());
        }

        var listed = new List<string>();
        for (var cursor = string.Empty; cursor is not null;)
        {
            var page = await Administrator.GetAsync($"{await UrlAsync()}/members?limit=2&cursor={cursor}").JsonAsync();
            listed.AddRange(page["items"]!.AsArray().Select(member => member.IdOf()));
            cursor = page["next_cursor"]?.GetValue<string>();
        }

        Assert.Equal(made.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
        var groups = (await Administrator.GetAsync(ApiCaller.Groups).JsonAsync())["items"]!.AsArray();
        Assert.Equal(("Everyone", true), (groups[0]!["name"]!.GetValue<string>(), groups[0]!["system"]!.GetValue<bool>()));
        var access = await Administrator.GetAsync(AccessOf(made[1])).JsonAsync();
        var group = Assert.Single(access["groups"]!.AsArray());
        Expect.Shape(group, "id uuid", "name string", "system boolean");
        Assert.Equal((await Server.HomeAsync()).ToString(), group.IdOf());
    }

    [Fact]
    [Trait("Requirement", "93")]
    public async Task Nobody_is_added_to_it_or_taken_off_it_and_it_is_read_only()
    {
        var url = await UrlAsync();
        var account = (await Server.CreateBareClientAsync()).AccountId;
        var before = (await Server.LedgerAsync()).Count;

        await Administrator.DeleteAsync($"{url}/members/{account}").ProblemAsync(HttpStatusCode.Conflict, "everyone");
        await Administrator.PutAsync($"{url}/members/{account}").ProblemAsync(HttpStatusCode.Conflict, "everyone");
        await Administrator.PostAsync(url + "/members", new JsonObject { ["ids"] = new JsonArray(account) }).ProblemAsync(HttpStatusCode.Conflict, "everyone");
        await Administrator.PatchAsync(url, new JsonObject { ["name"] = "All" }).ProblemAsync(HttpStatusCode.Conflict, "read_only");
        await Administrator.PatchAsync(url, new JsonObject { ["description"] = "All" }).ProblemAsync(HttpStatusCode.Conflict, "read_only");
        await Administrator.DeleteAsync(url).ProblemAsync(HttpStatusCode.Conflict, "read_only");

        Assert.Equal(before, (await Server.LedgerAsync()).Count);
    }

    [Fact]
    [Trait("Requirement", "79")]
    [Trait("Requirement", "94")]
    public async Task A_permission_of_it_is_in_the_next_token_of_all_at_once()
    {
        SecretClient[] clients = [await Server.CreateBareClientAsync(), await Server.CreateBareClientAsync()];
        var url = $"{await UrlAsync()}/access";
        await ScopesAreAsync(null);

        await Administrator.PostAsync(url + "/grants", Grant("api:read")).JsonAsync(HttpStatusCode.Created);
        await ScopesAreAsync("api:read");

        var bound = await Administrator.PostAsync(url + "/role-bindings", Binding(ApiDefault)).JsonAsync(HttpStatusCode.Created);
        await ScopesAreAsync("api:read api:write");

        await Administrator.DeleteAsync(url + "/grants?permission=api:read").StatusAsync(HttpStatusCode.NoContent);
        await Administrator.DeleteAsync($"{url}/role-bindings/{bound.IdOf()}").StatusAsync(HttpStatusCode.NoContent);
        await ScopesAreAsync(null);

        async Task ScopesAreAsync(string? expected)
        {
            foreach (var client in clients)
            {
                Assert.Equal(expected, await Server.ScopeAsync(client));
            }
        }
    }

    private async Task<string> UrlAsync() => $"{ApiCaller.Groups}/{await Server.HomeAsync()}";
}
