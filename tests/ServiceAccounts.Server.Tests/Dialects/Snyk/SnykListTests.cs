using System.Net;
using System.Text.Json.Nodes;
using ServiceAccounts.Server.Tests.Management;
using ServiceAccounts.Storage.Access;

namespace ServiceAccounts.Server.Tests.Dialects.Snyk;

/// <summary>Which accounts a group and an org show, and how their pages hang together.</summary>
public sealed class SnykListTests(SnykServer fixture) : IClassFixture<SnykServer>
{
    [Fact]
    [Trait("Requirement", "29")]
    [Trait("Requirement", "30")]
    [Trait("Requirement", "47")]
    [Trait("Requirement", "48")]
    public async Task Links_lead_through_all_pages_forwards_and_backwards()
    {
        var org = await fixture.AddPlaceAsync("organization", await fixture.AddPlaceAsync("group", null));
        var root = $"/rest/orgs/{org}/service_accounts";
        var made = new List<string>();
        for (var i = 0; i < 25; i++)
        {
            made.Add(await AddAsync(root, SystemRole.OrgAdmin));
        }

        var first = await fixture.Admin.GetAsync(root).DocumentAsync();
        Expect.Shape(first, "jsonapi object", "data array", "links object");
        Expect.Shape(first["links"], "first string", "last string", "next string", "self string");
        Assert.Equal($"/orgs/{org}/service_accounts?version=2023-09-07&limit=10", first["links"]!.Text("self"));
        Assert.StartsWith($"/orgs/{org}/service_accounts?version=2023-09-07&limit=10&starting_after=v1.", first["links"]!.Text("next"), StringComparison.Ordinal);
        Assert.Equal(made, await FollowAsync(first, "next"));

        var last = await fixture.Admin.GetAsync("/rest" + first["links"]!.Text("last")).DocumentAsync();
        Assert.Equal(made[15..], Ids(last));
        Assert.Null(last["links"]!["next"]);
        Assert.Equal([.. made[15..], .. made[5..15], .. made[..5]], await FollowAsync(last, "prev"));

        var all = await fixture.Admin.GetAsync($"{root}{SnykCaller.Version}&limit=100").DocumentAsync();
        Assert.Equal(made, Ids(all));
        Assert.Null(all["links"]!["next"]);
        Assert.Null(all["links"]!["prev"]);
    }

    [Fact]
    public async Task A_group_shows_the_accounts_of_its_orgs_and_an_org_those_that_administer_it_from_the_group()
    {
        var group = await fixture.AddPlaceAsync("group", null);
        var org = await fixture.AddPlaceAsync("organization", group);
        var (groupRoot, orgRoot) = ($"/rest/groups/{group}/service_accounts", $"/rest/orgs/{org}/service_accounts");
        var administrator = await AddAsync(groupRoot, SystemRole.GroupAdmin);
        var member = await AddAsync(groupRoot, SystemRole.Member);
        var ofOrg = await AddAsync(orgRoot, SystemRole.OrgAdmin);

        Assert.Equal([(administrator, "Group"), (member, "Group"), (ofOrg, "Org")], Levels(await fixture.Admin.GetAsync(groupRoot).DocumentAsync()));
        Assert.Equal([(administrator, "Group"), (ofOrg, "Org")], Levels(await fixture.Admin.GetAsync(orgRoot).DocumentAsync()));
        await fixture.Admin.GetAsync($"{groupRoot}/{ofOrg}").DocumentAsync();
        await fixture.Admin.GetAsync($"{orgRoot}/{administrator}").DocumentAsync();
        await fixture.Admin.GetAsync($"{orgRoot}/{member}").ErrorsAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task An_account_is_changed_through_its_own_owner_alone()
    {
        var administrator = await AddAsync(fixture.GroupAccounts, SystemRole.GroupAdmin);
        var ofOrg = await AddAsync(fixture.OrgAccounts, SystemRole.OrgAdmin);
        var rename = new JsonObject { ["name"] = ApiCaller.NewName() };
        foreach (var path in new[] { $"{fixture.OrgAccounts}/{administrator}", $"{fixture.GroupAccounts}/{ofOrg}" })
        {
            var id = path.Split('/')[^1];
            await fixture.Admin.PatchAsync(path, SnykCaller.Body(rename.DeepClone().AsObject(), id: id)).ErrorsAsync(HttpStatusCode.NotFound);
            await fixture.Admin.PostAsync(path + "/secrets", SnykCaller.Secrets("create")).ErrorsAsync(HttpStatusCode.NotFound);
            await fixture.Admin.DeleteAsync(path).ErrorsAsync(HttpStatusCode.NotFound);
        }
    }

    [Fact]
    public async Task An_account_without_a_role_is_not_there_and_of_several_roles_the_first_shows()
    {
        var none = await fixture.Server.CreateAccountAsync(ApiCaller.NewAccount("api_key"));
        var two = await fixture.Server.CreateAccountAsync(ApiCaller.NewAccount("oauth_client_secret", SystemRole.OrgAdmin.Id, SystemRole.Member.Id));

        await fixture.Admin.GetAsync($"{fixture.OrgAccounts}/{none.Text("id")}").ErrorsAsync(HttpStatusCode.NotFound);
        await fixture.Admin.DeleteAsync($"{fixture.OrgAccounts}/{none.Text("id")}").ErrorsAsync(HttpStatusCode.NotFound);
        var shown = (await fixture.Admin.GetAsync($"{fixture.OrgAccounts}/{two.Text("id")}").DocumentAsync()).Attributes();
        Assert.Contains(shown.Text("role_id"), two["role_ids"]!.AsArray().Select(role => role!.GetValue<string>()));
        Assert.False(shown.ContainsKey("client_secret"));
    }

    [Fact]
    public async Task Who_may_not_read_the_group_does_not_see_its_administrators()
    {
        await AddAsync(fixture.GroupAccounts, SystemRole.GroupAdmin);
        var made = await fixture.Admin.PostAsync(fixture.OrgAccounts, SnykCaller.NewAccount(SystemRole.OrgAdmin.Id)).DocumentAsync(HttpStatusCode.Created);
        var caller = new SnykCaller(fixture.Server, "token " + made.Attributes().Text("api_key"));

        var page = await caller.GetAsync($"{fixture.OrgAccounts}{SnykCaller.Version}&limit=100").DocumentAsync();

        Assert.Contains(Levels(page), account => account.Id == made.Id());
        Assert.All(Levels(page), account => Assert.Equal("Org", account.Level));
        await caller.GetAsync(fixture.GroupAccounts).ErrorsAsync(HttpStatusCode.Forbidden);
    }

    // Each at a time of its own, so that there is one order.
    private async Task<string> AddAsync(string root, SystemRole role)
    {
        fixture.Server.Time.Advance(TimeSpan.FromMilliseconds(1));
        return (await fixture.Admin.PostAsync(root, SnykCaller.NewAccount(role.Id)).DocumentAsync(HttpStatusCode.Created)).Id();
    }

    private async Task<List<string>> FollowAsync(JsonObject page, string rel)
    {
        var ids = Ids(page).ToList();
        while (page["links"]![rel] is { } link)
        {
            page = await fixture.Admin.GetAsync("/rest" + link.GetValue<string>()).DocumentAsync();
            ids.AddRange(Ids(page));
        }

        return ids;
    }

    private static IEnumerable<string> Ids(JsonObject page) => page["data"]!.AsArray().Select(account => account!.Text("id"));

    private static IEnumerable<(string Id, string Level)> Levels(JsonObject page) =>
        page["data"]!.AsArray().Select(account => (account!.Text("id"), account!["attributes"]!.Text("level")));
}
