using System.Net;
using System.Text.Json.Nodes;
using ServiceAccounts.Server.Tests.Management;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Dialects.Sumo;

/// <summary>Access keys: whose they are, what narrows them, and who may use them from where.</summary>
public sealed class KeyTests(ManagementServer fixture) : IClassFixture<ManagementServer>
{
    private RunningServer Server => fixture.Server;

    private SumoCaller Administrator => SumoCaller.Administrator(Server);

    [Fact]
    public async Task A_user_makes_lists_changes_and_deletes_keys_of_their_own_without_any_permission()
    {
        var (_, token) = await UserAsync();
        var user = new SumoCaller(Server, "Bearer " + token);
        var key = await user.PostAsync(SumoCaller.Keys, new JsonObject { ["label"] = "mine", ["corsHeaders"] = new JsonArray() });
        Assert.Null(key["serviceAccountId"]);
        Assert.NotEqual("0000000000000000", key.Text("createdBy"));

        var own = SumoCaller.WithKey(Server, key);
        var list = await own.GetAsync($"{SumoCaller.Keys}/personal");
        Assert.Equal(2, list["data"]!.AsArray().Count);
        Assert.All(list["data"]!.AsArray(), one => Assert.Null(one!["key"]));

        var url = $"{SumoCaller.Keys}/{key.Text("id")}";
        Assert.True((await user.PutAsync(url, new JsonObject { ["disabled"] = true }))["disabled"]!.GetValue<bool>());
        await user.DeleteAsync(url);
        await user.RefusedAsync(HttpStatusCode.NotFound, "notfound", HttpMethod.Delete, url);
        await user.RefusedAsync(HttpStatusCode.Forbidden, "forbidden", HttpMethod.Get, SumoCaller.Keys);
    }

    [Fact]
    public async Task All_keys_are_listed_page_by_page()
    {
        var account = await Administrator.NewAccountAsync();
        var ids = new List<string> { (await Administrator.NewKeyAsync(account)).Text("id"), (await Administrator.NewKeyAsync(account)).Text("id") };
        var seen = new List<string>();
        string? next = null;
        do
        {
            var page = await Administrator.GetAsync($"{SumoCaller.Keys}?limit=1" + (next is null ? "" : $"&token={next}"));
            seen.Add(page["data"]!.AsArray().Single().Text("id"));
            next = page["next"]?.GetValue<string>();
        }
        while (next is not null);

        Assert.Empty(ids.Except(seen));
        Assert.Equal(seen.Distinct(), seen);
    }

    [Fact]
    public async Task A_key_that_is_narrowed_does_what_its_scopes_and_its_owner_both_may()
    {
        var account = await Administrator.NewAccountAsync(SumoSteps.Member);
        var key = await Administrator.NewKeyAsync(account, SumoSteps.List("viewUsersAndRoles", "journal.read"));

        Assert.Equal(["viewUsersAndRoles", "journal.read"], key.Texts("scopes"));
        Assert.Equal(["viewUsersAndRoles"], key.Texts("effectiveScopes"));

        var url = $"{SumoSteps.KeysOf(account)}/{key.Text("id")}";
        var kept = await Administrator.PutAsync(url, new JsonObject { ["disabled"] = false });
        Assert.Equal(["viewUsersAndRoles", "journal.read"], kept.Texts("scopes"));
        var other = await Administrator.PutAsync(url, new JsonObject { ["disabled"] = false, ["scopes"] = SumoSteps.List("user.read") });
        Assert.Equal(["user.read"], other.Texts("scopes"));
        Assert.True(other["modifiedAt"]!.GetValue<DateTimeOffset>() >= other["createdAt"]!.GetValue<DateTimeOffset>());
    }

    [Fact]
    public async Task A_machine_rotates_its_own_key_where_it_may()
    {
        var role = await Administrator.NewRoleAsync("createAccessKeys");
        var account = await Administrator.NewAccountAsync(role);
        var key = await Administrator.NewKeyAsync(account);

        var rotated = await SumoCaller.WithKey(Server, key).PutAsync($"{SumoCaller.Keys}/{key.Text("id")}/rotate");

        Assert.Single((await SumoCaller.WithKey(Server, rotated).GetAsync($"{SumoCaller.Keys}/personal"))["data"]!.AsArray());
        var plain = await Administrator.NewKeyAsync(await Administrator.NewAccountAsync());
        await SumoCaller.WithKey(Server, plain)
            .RefusedAsync(HttpStatusCode.Forbidden, "forbidden", HttpMethod.Put, $"{SumoCaller.Keys}/{plain.Text("id")}/rotate");
    }

    [Fact]
    public async Task A_page_elsewhere_gets_nothing_with_a_key()
    {
        await Administrator.RefusedAsync(
            HttpStatusCode.Forbidden, "forbidden", HttpMethod.Get, SumoCaller.Accounts, headers: ("Origin", "https://elsewhere.example"));

        var account = await Administrator.NewAccountAsync(SumoSteps.TenantAdmin);
        var client = await Administrator.PostAsync(SumoCaller.Clients, SumoSteps.NewClient(account, SumoSteps.FullFamily));
        using var token = await Server.RequestTokenAsync(
            SecretClient.BasicOf(client.Text("clientId"), client.Text("clientSecret")), ("grant_type", "client_credentials"));
        var byToken = new SumoCaller(Server, "Bearer " + await token.MemberAsync("access_token"));
        using var answer = await byToken.SendAsync(HttpMethod.Get, SumoCaller.Accounts, headers: ("Origin", "https://elsewhere.example"));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task A_key_belongs_to_its_account_alone()
    {
        var (mine, others) = (await Administrator.NewAccountAsync(), await Administrator.NewAccountAsync());
        var key = await Administrator.NewKeyAsync(mine);
        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Delete })
        {
            await Administrator.RefusedAsync(HttpStatusCode.NotFound, "notfound", method, $"{SumoSteps.KeysOf(others)}/{key.Text("id")}");
        }
    }

    private async Task<(string Id, string Token)> UserAsync()
    {
        var user = await fixture.Administrator.PostAsync(ApiCaller.Users, NewUser.Request()).JsonAsync(HttpStatusCode.Created);
        var token = await fixture.Administrator.PostAsync($"/management/v1/principals/{user.IdOf()}/tokens", new JsonObject())
            .JsonAsync(HttpStatusCode.Created);
        return (user.IdOf(), token.Text("token"));
    }
}
