using System.Net;
using System.Text.Json.Nodes;
using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Server.Tests.Management;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Dialects.Wavefront;

/// <summary>Lists with pages and without, and what is done to several accounts at once.</summary>
public sealed class WavefrontListTests(ManagementServer fixture) : IClassFixture<ManagementServer>
{
    private RunningServer Server => fixture.Server;

    private WavefrontCaller Admin => WavefrontCaller.Administrator(Server);

    [Fact]
    public async Task Accounts_are_users_and_service_accounts_page_by_page()
    {
        await using var server = await RunningServer.StartAsync();
        var admin = WavefrontCaller.Administrator(server);
        var made = new List<string>();
        for (var i = 0; i < 2; i++)
        {
            server.Time.Advance(TimeSpan.FromSeconds(1));
            made.Add(await admin.NewAccountAsync());
        }

        var first = await admin.GetAsync($"{WavefrontCaller.Accounts}?offset=0&limit=2&nobody=knows").OkAsync();
        Expect.Shape(
            first, "items array", "offset number", "limit number", "cursor string", "totalItems number", "moreItems boolean", "sort object");
        Assert.Equal("""{"ascending":true,"field":"created","default":true}""", first!["sort"]!.ToJsonString());
        Assert.Equal(3, first["totalItems"]!.GetValue<int>());
        Assert.True(first["moreItems"]!.GetValue<bool>());
        Assert.Contains('@', first["items"]![0]!["identifier"]!.GetValue<string>());

        var byOffset = await admin.GetAsync($"{WavefrontCaller.Accounts}?offset=2&limit=2").OkAsync();
        var byCursor = await admin.GetAsync($"{WavefrontCaller.Accounts}?limit=2&cursor={first["cursor"]!.GetValue<string>()}").OkAsync();
        foreach (var last in new[] { byOffset!, byCursor! })
        {
            Assert.Equal(made[1], Assert.Single(last["items"]!.AsArray())!["identifier"]!.GetValue<string>());
            Assert.False(last["moreItems"]!.GetValue<bool>());
            Assert.Null(last["cursor"]);
        }

        Assert.Equal(7, (await admin.GetAsync(WavefrontCaller.Roles).OkAsync())!["totalItems"]!.GetValue<int>());
        Assert.Equal("Everyone", (await admin.GetAsync(WavefrontCaller.Groups).OkAsync())!["items"]![0]!["name"]!.GetValue<string>());
    }

    [Fact]
    public async Task The_list_of_service_accounts_has_all_of_them()
    {
        await using var server = await RunningServer.StartAsync();
        var native = ApiCaller.Administrator(server);
        for (var batch = 0; batch < 3; batch++)
        {
            var accounts = Enumerable.Range(0, 100).Select(_ => (JsonNode)ApiCaller.NewAccount("api_key")).ToArray();
            await native.PostAsync($"{ApiCaller.Accounts}/batch", new JsonObject { ["accounts"] = new JsonArray(accounts) }).JsonAsync(HttpStatusCode.Created);
        }

        var all = await WavefrontCaller.Administrator(server).GetAsync(WavefrontCaller.ServiceAccounts).OkAsync();
        Assert.Equal(300, all!.AsArray().Select(account => account!["identifier"]!.GetValue<string>()).Distinct().Count());
        var tokens = await WavefrontCaller.Administrator(server).GetAsync(WavefrontCaller.CustomerTokens).OkAsync();
        Assert.Equal(301, tokens!.AsArray().Select(token => token!["tokenID"]!.GetValue<string>()).Distinct().Count());

        // Of a large user group the first hundred are shown, and all are counted.
        var everyone = await WavefrontCaller.Administrator(server).GetAsync($"{WavefrontCaller.Groups}/{server.TenantId}").OkAsync();
        Assert.Equal(100, everyone!["users"]!.AsArray().Count);
        Assert.Equal(301, everyone["userCount"]!.GetValue<int>());
    }

    [Theory]
    [InlineData("limit=0")]
    [InlineData("limit=1001")]
    [InlineData("limit=x")]
    [InlineData("limit=99999999999999999999")]
    [InlineData("offset=-1")]
    [InlineData("offset=1.5")]
    [InlineData("cursor=nothing")]
    public async Task A_bad_page_is_refused_by_the_name_of_its_parameter(string query)
    {
        foreach (var list in new[] { WavefrontCaller.Accounts, WavefrontCaller.Groups, WavefrontCaller.Roles })
        {
            Assert.StartsWith(
                query.Split('=')[0] + ":", await Admin.GetAsync($"{list}?{query}").ErrorAsync(HttpStatusCode.BadRequest), StringComparison.Ordinal);
        }
    }

    [Fact]
    [Trait("Requirement", "84")]
    public async Task Accounts_are_validated_and_deleted_by_their_ids_all_or_none()
    {
        var (id, other) = (await Admin.NewAccountAsync(), await Admin.NewAccountAsync());
        var validated = await Admin.PostAsync($"{WavefrontCaller.Accounts}/validateAccounts", WavefrontCaller.Texts(id, "sa::nobody-here", "nobody@example.com", "x")).OkAsync();
        Expect.Shape(validated, "validUsers array", "invalidIdentifiers array");
        Assert.Equal(id, Assert.Single(validated!["validUsers"]!.AsArray())!["identifier"]!.GetValue<string>());
        Assert.Equal(["sa::nobody-here", "nobody@example.com", "x"], validated["invalidIdentifiers"].Texts());

        var refused = await Admin.PostAsync($"{WavefrontCaller.Accounts}/deleteAccounts", WavefrontCaller.Texts(id, "sa::nobody-here")).ErrorAsync(HttpStatusCode.BadRequest);
        Assert.StartsWith("[1]:", refused, StringComparison.Ordinal);
        var accounts = (await Admin.GetAsync($"{WavefrontCaller.Accounts}?limit=1000").OkAsync())!["items"]!.AsArray();
        var self = accounts.Select(account => account!["identifier"]!.GetValue<string>()).Single(account => account.Contains('@', StringComparison.Ordinal));
        await Admin.PostAsync($"{WavefrontCaller.Accounts}/deleteAccounts", WavefrontCaller.Texts(id, self)).ErrorAsync(HttpStatusCode.Conflict);
        await Admin.GetAsync($"{WavefrontCaller.Accounts}/{id}").OkAsync();

        Assert.Equal([id, other], (await Admin.PostAsync($"{WavefrontCaller.Accounts}/deleteAccounts", WavefrontCaller.Texts(id, other)).OkAsync()).Texts());
        await Admin.GetAsync($"{WavefrontCaller.Accounts}/{id}").ErrorAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Who_may_read_one_organization_sees_its_accounts_alone()
    {
        // The organization that accounts go to by default is the first.
        Server.Time.Advance(TimeSpan.FromSeconds(1));
        var organization = await fixture.Administrator.PostAsync(
            ApiCaller.Organizations, new JsonObject { ["name"] = ApiCaller.NewName(), ["kind"] = "organization" }).JsonAsync(HttpStatusCode.Created);
        var request = ApiCaller.NewAccount("api_key", SystemRole.OrgAdmin.Id);
        request["organization_id"] = organization.IdOf();
        var account = await Server.CreateAccountAsync(request);
        var outside = await Admin.NewAccountAsync();
        var caller = WavefrontCaller.With(Server, account["tokens"]![0]!["token"]!.GetValue<string>());
        var own = account["handle"]!.GetValue<string>();

        Assert.Equal([own], (await caller.GetAsync(WavefrontCaller.ServiceAccounts).OkAsync())!.AsArray().Select(item => item!["identifier"]!.GetValue<string>()));
        Assert.Equal([own], (await caller.GetAsync(WavefrontCaller.Accounts).OkAsync())!["items"]!.AsArray().Select(item => item!["identifier"]!.GetValue<string>()));
        Assert.Equal([own], (await caller.GetAsync(WavefrontCaller.CustomerTokens).OkAsync())!.AsArray().Select(item => item!["account"]!.GetValue<string>()));
        Assert.Equal(
            [outside], (await caller.PostAsync($"{WavefrontCaller.Accounts}/validateAccounts", WavefrontCaller.Texts(own, outside)).OkAsync())!["invalidIdentifiers"].Texts());
    }

    [Fact]
    public async Task A_credential_that_is_sent_for_an_id_is_not_repeated()
    {
        var credential = CredentialFormat.Create(CredentialFormat.ApiTokenPrefix);
        var refused = await Admin.PostAsync($"{WavefrontCaller.Accounts}/validateAccounts", WavefrontCaller.Texts("sa::nobody-here", credential))
            .ErrorAsync(HttpStatusCode.BadRequest);
        Assert.DoesNotContain(credential, refused, StringComparison.Ordinal);
    }
}
