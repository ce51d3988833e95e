using System.Net;
using System.Text.Json.Nodes;
using ServiceAccounts.Server.Tests.Management;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Dialects.Sumo;

/// <summary>A client of that system, from the creation of a service account to its end.</summary>
public sealed class ConversationTests(ManagementServer fixture) : IClassFixture<ManagementServer>
{
    private static readonly string[] AccountShape =
    [
        "id string", "name string", "email string", "roleIds array", "isActive boolean", "createdAt time", "createdBy string",
        "modifiedAt time", "modifiedBy string",
    ];

    private RunningServer Server => fixture.Server;

    private SumoCaller Administrator => SumoCaller.Administrator(Server);

    [Fact]
    [Trait("Requirement", "1")]
    public async Task An_account_is_made_listed_read_changed_and_deleted()
    {
        var request = SumoSteps.NewAccount(SumoSteps.Member);
        var made = await Administrator.PostAsync(SumoCaller.Accounts, request);
        Expect.Shape(made, AccountShape);
        Assert.Matches("^[0-9A-F]{16}$", made.Text("id"));
        Assert.Matches("^[0-9A-F]{16}$", made.Text("createdBy"));
        Assert.Equal(made.Text("createdBy"), made.Text("modifiedBy"));
        Assert.Equal(request.Text("name"), made.Text("name"));
        Assert.Equal([SumoSteps.Member], made.Texts("roleIds"));
        Assert.True(made["isActive"]!.GetValue<bool>());

        var url = $"{SumoCaller.Accounts}/{made.Text("id")}";
        Assert.Equal(made.ToJsonString(), (await Administrator.GetAsync(url)).ToJsonString());
        Assert.Equal(made.ToJsonString(), (await Administrator.GetAsync(url.ToLowerInvariant().Replace("serviceaccounts", "serviceAccounts"))).ToJsonString());
        var list = await Administrator.GetAsync(SumoCaller.Accounts);
        Expect.Shape(list, "data array");
        Assert.Contains(list["data"]!.AsArray(), account => account!.ToJsonString() == made.ToJsonString());

        var changed = await Administrator.PutAsync(url, new JsonObject
        {
            ["name"] = request.Text("name") + " 2",
            ["email"] = "other@example.com",
            ["roleIds"] = SumoSteps.List(SumoSteps.ApiDefault),
            ["isActive"] = false,
        });
        Expect.Shape(changed, AccountShape);
        Assert.Equal("other@example.com", changed.Text("email"));
        Assert.Equal([SumoSteps.ApiDefault], changed.Texts("roleIds"));
        Assert.False(changed["isActive"]!.GetValue<bool>());
        Assert.Equal(changed.ToJsonString(), (await Administrator.PutAsync(url, [])).ToJsonString());

        await Administrator.DeleteAsync(url + $"?transferTo={made.Text("createdBy")}&deleteContent=false");
        await Administrator.RefusedAsync(HttpStatusCode.NotFound, "notfound", HttpMethod.Get, url);
        await Administrator.RefusedAsync(HttpStatusCode.NotFound, "notfound", HttpMethod.Delete, url);
    }

    [Fact]
    [Trait("Requirement", "5")]
    [Trait("Requirement", "10")]
    public async Task A_key_is_made_used_disabled_rotated_and_deleted()
    {
        var account = await Administrator.NewAccountAsync(SumoSteps.TenantAdmin);
        var key = await Administrator.PostAsync(SumoSteps.KeysOf(account), new JsonObject { ["label"] = "ci" });
        Expect.Shape(
            key, "id uuid", "label string", "corsHeaders array", "disabled boolean", "createdAt time", "createdBy string", "modifiedAt time",
            "modifiedBy string", "serviceAccountId string", "effectiveScopes array", "key string");
        Assert.Equal(account, key.Text("serviceAccountId"));
        Assert.Empty(SumoContract.ProblemsOf(key, "AccessKey"));

        var machine = SumoCaller.WithKey(Server, key);
        await machine.NewAccountAsync();
        var url = $"{SumoSteps.KeysOf(account)}/{key.Text("id")}";
        var read = await Administrator.GetAsync(url);
        Expect.Shape(
            read, "id uuid", "label string", "corsHeaders array", "disabled boolean", "createdAt time", "createdBy string", "modifiedAt time",
            "modifiedBy string", "serviceAccountId string", "lastUsed time", "effectiveScopes array");
        Assert.Equal(read.ToJsonString(), (await Administrator.GetAsync(SumoSteps.KeysOf(account)))["data"]!.AsArray().Single()!.ToJsonString());

        var disabled = await Administrator.PutAsync(url, new JsonObject { ["disabled"] = true, ["corsHeaders"] = new JsonArray() });
        Assert.True(disabled["disabled"]!.GetValue<bool>());
        await machine.RefusedAsync(HttpStatusCode.Unauthorized, "unauthorized", HttpMethod.Get, SumoCaller.Accounts);
        await Administrator.PutAsync(url, new JsonObject { ["disabled"] = false });
        await machine.GetAsync(SumoCaller.Accounts);

        var rotated = await Administrator.PutAsync($"{SumoCaller.Keys}/{key.Text("id")}/rotate");
        Assert.Equal(key.Text("id"), rotated.Text("id"));
        Assert.Empty(SumoContract.ProblemsOf(rotated, "AccessKey"));
        await machine.RefusedAsync(HttpStatusCode.Unauthorized, "unauthorized", HttpMethod.Get, SumoCaller.Accounts);
        var after = SumoCaller.WithKey(Server, rotated);
        await after.GetAsync(SumoCaller.Accounts);

        await Administrator.DeleteAsync(url);
        await after.RefusedAsync(HttpStatusCode.Unauthorized, "unauthorized", HttpMethod.Get, SumoCaller.Accounts);
        await Administrator.RefusedAsync(HttpStatusCode.NotFound, "notfound", HttpMethod.Get, url);
    }

    [Fact]
    public async Task An_oauth_client_is_made_gets_tokens_is_rotated_disabled_and_deleted()
    {
        var account = await Administrator.NewAccountAsync(SumoSteps.Member);
        var client = await Administrator.PostAsync(
            SumoCaller.Clients, SumoSteps.NewClient(account, "viewUsersAndRoles", "manageUsersAndRoles", "tenant.read", "api:read"));
        string[] shape =
        [
            "type string", "clientId string", "name string", "description string", "disabled boolean", "scopes array", "effectiveScopes array",
            "runAs object", "createdAt time", "createdBy string", "modifiedAt time", "modifiedBy string",
        ];
        Expect.Shape(client, [.. shape, "clientSecret string"]);
        Assert.Empty(SumoContract.ProblemsOf(client, "ClientCredentialsClientWithSecret"));
        Expect.Shape(client["runAs"], "type string", "runAsId string");
        Assert.Equal(account, client["runAs"].Text("runAsId"));

        // What the roles lack is dropped without a word.
        Assert.Equal(["viewUsersAndRoles", "tenant.read"], client.Texts("scopes"));
        Assert.Equal(["viewUsersAndRoles", "tenant.read"], client.Texts("effectiveScopes"));

        using var token = await Server.RequestTokenAsync(BasicOf(client), ("grant_type", "client_credentials"));
        Assert.Equal("group.read role.read service_account.read tenant.read user.read", await token.MemberAsync("scope"));

        var url = $"{SumoCaller.Clients}/{client.Text("clientId")}";
        var read = await Administrator.GetAsync(url);
        Expect.Shape(read, shape);
        Assert.Empty(SumoContract.ProblemsOf(read, "ClientCredentialsClient"));
        var list = await Administrator.GetAsync($"{SumoCaller.Clients}?runAsId={account}&limit=1");
        Expect.Shape(list, "data array");
        Assert.Equal(read.ToJsonString(), list["data"]!.AsArray().Single()!.ToJsonString());

        // Narrowing the roles narrows the client at once.
        await Administrator.PutAsync($"{SumoCaller.Accounts}/{account}", new JsonObject { ["roleIds"] = new JsonArray() });
        var narrowed = await Administrator.GetAsync(url);
        Assert.Equal(["viewUsersAndRoles", "tenant.read"], narrowed.Texts("scopes"));
        Assert.Empty(narrowed.Texts("effectiveScopes"));
        await Administrator.PutAsync($"{SumoCaller.Accounts}/{account}", new JsonObject { ["roleIds"] = SumoSteps.List(SumoSteps.Member) });

        var rotated = await Administrator.PutAsync(url + "/rotate");
        Expect.Shape(rotated, [.. shape, "clientSecret string"]);
        Assert.Equal(client.Text("clientId"), rotated.Text("clientId"));
        await AssertTokenAsync(HttpStatusCode.Unauthorized, client);
        await AssertTokenAsync(HttpStatusCode.OK, rotated);

        var changed = await Administrator.PutAsync(url, new JsonObject
        {
            ["type"] = "ClientCredentialsClient",
            ["name"] = "renamed",
            ["description"] = "",
            ["disabled"] = true,
            ["scopes"] = SumoSteps.List("tenant.read"),
            ["runAs"] = client["runAs"]!.DeepClone(),
        });
        Expect.Shape(changed, shape);
        Assert.Equal(("renamed", ""), (changed.Text("name"), changed.Text("description")));
        await AssertTokenAsync(HttpStatusCode.Unauthorized, rotated);

        await Administrator.DeleteAsync(url);
        await Administrator.RefusedAsync(HttpStatusCode.NotFound, "notfound", HttpMethod.Get, url);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Nothing_of_an_account_works_when_it_is_inactive_or_gone(bool deleted)
    {
        var account = await Administrator.NewAccountAsync(SumoSteps.TenantAdmin);
        var machine = SumoCaller.WithKey(Server, await Administrator.NewKeyAsync(account));
        var client = await Administrator.PostAsync(SumoCaller.Clients, SumoSteps.NewClient(account, SumoSteps.FullFamily));
        using var before = await Server.RequestTokenAsync(BasicOf(client), ("grant_type", "client_credentials"));
        var byToken = new SumoCaller(Server, "Bearer " + await before.MemberAsync("access_token"));
        await byToken.GetAsync(SumoCaller.Accounts);
        await machine.GetAsync(SumoCaller.Accounts);

        var url = $"{SumoCaller.Accounts}/{account}";
        await (deleted ? Administrator.DeleteAsync(url) : Administrator.PutAsync(url, new JsonObject { ["isActive"] = false }));

        foreach (var caller in new[] { machine, byToken })
        {
            await caller.RefusedAsync(HttpStatusCode.Unauthorized, "unauthorized", HttpMethod.Get, SumoCaller.Accounts);
        }

        await AssertTokenAsync(HttpStatusCode.Unauthorized, client);
        if (!deleted)
        {
            await Administrator.PutAsync(url, new JsonObject { ["isActive"] = true });
            await machine.GetAsync(SumoCaller.Accounts);
            await AssertTokenAsync(HttpStatusCode.OK, client);
            await byToken.RefusedAsync(HttpStatusCode.Unauthorized, "unauthorized", HttpMethod.Get, SumoCaller.Accounts);
        }
    }

    [Fact]
    [Trait("Requirement", "3")]
    public async Task An_account_and_its_key_outlive_who_made_them()
    {
        var maker = await Administrator.NewAccountAsync(SumoSteps.TenantAdmin);
        var account = await SumoCaller.WithKey(Server, await Administrator.NewKeyAsync(maker)).NewAccountAsync(SumoSteps.TenantAdmin);
        var key = await Administrator.NewKeyAsync(account);
        Assert.Equal(maker, (await Administrator.GetAsync($"{SumoCaller.Accounts}/{account}")).Text("createdBy"));

        await Administrator.DeleteAsync($"{SumoCaller.Accounts}/{maker}");

        var shown = await SumoCaller.WithKey(Server, key).GetAsync($"{SumoCaller.Accounts}/{account}");
        Assert.Equal("0000000000000000", shown.Text("createdBy"));
    }

    private async Task AssertTokenAsync(HttpStatusCode status, JsonObject client)
    {
        using var response = await Server.RequestTokenAsync(BasicOf(client), ("grant_type", "client_credentials"));
        Assert.Equal(status, response.StatusCode);
    }

    private static string BasicOf(JsonObject client) => SecretClient.BasicOf(client.Text("clientId"), client.Text("clientSecret"));
}
