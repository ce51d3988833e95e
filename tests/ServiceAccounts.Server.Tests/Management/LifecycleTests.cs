using System.Net;
using System.Text.Json.Nodes;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Management;

/// <summary>Inactive or deleted means: no credential works, and no token that was issued before.</summary>
public sealed class LifecycleTests(ManagementServer fixture) : IClassFixture<ManagementServer>
{
    private RunningServer Server => fixture.Server;

    [Fact]
    [Trait("Requirement", "84")]
    [Trait("Requirement", "98")]
    [Trait("Requirement", "99")]
    [Trait("Requirement", "100")]
    public async Task A_deactivated_client_is_refused_like_an_unknown_one_until_it_is_activated()
    {
        var client = await Server.CreateSecretClientAsync();
        await AssertTokenAsync(client);

        var inactive = await ChangeAsync(client.AccountId, "deactivate");
        Assert.Equal("inactive", inactive["status"]!.GetValue<string>());
        Assert.Equal("deactivated", inactive["inactive_reason"]!.GetValue<string>());
        Assert.Equal(await RefusalAsync(UnknownClient), await RefusalAsync(client.Basic));

        var active = await ChangeAsync(client.AccountId, "activate");
        Assert.Equal("active", active["status"]!.GetValue<string>());
        Assert.Null(active["inactive_reason"]);
        await AssertTokenAsync(client);
    }

    [Fact]
    [Trait("Requirement", "99")]
    [Trait("Requirement", "100")]
    public async Task An_api_token_stops_with_the_account_and_works_again_with_it()
    {
        var account = await Server.CreateAccountAsync(ApiCaller.NewAccount("api_key", SystemRole.Member.Id));
        var caller = new ApiCaller(Server, "Bearer " + account["tokens"]![0]!["token"]!.GetValue<string>());
        var id = account["id"]!.GetValue<string>();
        await caller.GetAsync(ApiCaller.Roles).StatusAsync(HttpStatusCode.OK);

        await ChangeAsync(id, "deactivate");
        await caller.GetAsync(ApiCaller.Roles).ProblemAsync(HttpStatusCode.Unauthorized, "unauthenticated");

        await ChangeAsync(id, "activate");
        await caller.GetAsync(ApiCaller.Roles).StatusAsync(HttpStatusCode.OK);
    }

    [Fact]
    [Trait("Requirement", "99")]
    public async Task An_access_token_issued_before_a_deactivation_never_works_again()
    {
        var client = await Server.CreateSecretClientAsync(new JsonObject { ["role_ids"] = ApiCaller.Ids(SystemRole.OrgAdmin.Id) });
        var before = await CallerAsync(client);
        await before.GetAsync(ApiCaller.Accounts).StatusAsync(HttpStatusCode.OK);

        await ChangeAsync(client.AccountId, "deactivate");
        await before.GetAsync(ApiCaller.Accounts).ProblemAsync(HttpStatusCode.Unauthorized, "unauthenticated");
        await ChangeAsync(client.AccountId, "activate");
        await before.GetAsync(ApiCaller.Accounts).ProblemAsync(HttpStatusCode.Unauthorized, "unauthenticated");

        await (await CallerAsync(client)).GetAsync(ApiCaller.Accounts).StatusAsync(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("deactivate")]
    [InlineData("activate")]
    public async Task To_do_it_twice_is_to_do_it_once(string change)
    {
        var client = await Server.CreateSecretClientAsync();
        var first = await ChangeAsync(client.AccountId, change);
        var entries = (await Server.LedgerAsync()).Count;

        var second = await ChangeAsync(client.AccountId, change);

        Assert.True(JsonNode.DeepEquals(first, second));
        Assert.Equal(entries, (await Server.LedgerAsync()).Count);
    }

    [Fact]
    [Trait("Requirement", "1")]
    [Trait("Requirement", "35")]
    [Trait("Requirement", "36")]
    [Trait("Requirement", "53")]
    [Trait("Requirement", "72")]
    public async Task A_deleted_account_is_gone_with_all_that_it_had()
    {
        var client = await Server.CreateSecretClientAsync(new JsonObject { ["role_ids"] = ApiCaller.Ids(SystemRole.OrgAdmin.Id) });
        var caller = await CallerAsync(client);
        var account = await Server.CreateAccountAsync(ApiCaller.NewAccount("api_key", SystemRole.Member.Id));
        var tokenCaller = new ApiCaller(Server, "Token " + account["tokens"]![0]!["token"]!.GetValue<string>());

        await DeleteAsync(client.AccountId);
        await DeleteAsync(account["id"]!.GetValue<string>());

        Assert.Equal(await RefusalAsync(UnknownClient), await RefusalAsync(client.Basic));
        await caller.GetAsync(ApiCaller.Accounts).ProblemAsync(HttpStatusCode.Unauthorized, "unauthenticated");
        await tokenCaller.GetAsync(ApiCaller.Roles).ProblemAsync(HttpStatusCode.Unauthorized, "unauthenticated");
        var url = $"{ApiCaller.Accounts}/{client.AccountId}";
        await NotFoundAsync(fixture.Administrator.GetAsync(url));
        await NotFoundAsync(fixture.Administrator.PatchAsync(url, new JsonObject { ["description"] = "x" }));
        await NotFoundAsync(fixture.Administrator.DeleteAsync(url));
        await NotFoundAsync(fixture.Administrator.PostAsync(url + "/activate"));
        await NotFoundAsync(fixture.Administrator.PostAsync(url + "/deactivate"));
        await NotFoundAsync(fixture.Administrator.PostAsync($"{url}/applications/{client.ClientId}/refresh-keys"));
        var list = await fixture.Administrator.GetAsync(ApiCaller.Accounts + "?limit=200").StatusAsync(HttpStatusCode.OK);
        Assert.DoesNotContain(client.AccountId, list, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Requirement", "35")]
    [Trait("Requirement", "53")]
    public async Task The_name_of_a_deleted_account_is_free_and_its_successor_is_another()
    {
        var client = await Server.CreateSecretClientAsync();
        await DeleteAsync(client.AccountId);

        var successor = await Server.CreateSecretClientAsync(new JsonObject { ["name"] = client.Created["name"]!.GetValue<string>() });

        Assert.NotEqual(client.AccountId, successor.AccountId);
        Assert.NotEqual(client.ClientId, successor.ClientId);
        Assert.Equal(client.Created["handle"]!.GetValue<string>(), successor.Created["handle"]!.GetValue<string>());
        await RefusalAsync(client.Basic);
        await RefusalAsync(SecretClient.BasicOf(successor.ClientId, client.Secret));
        await AssertTokenAsync(successor);
    }

    [Fact]
    [Trait("Requirement", "3")]
    public async Task An_account_outlives_who_made_it()
    {
        var tenant = await SecondTenant.AddAsync(Server);
        var account = await tenant.Administrator
            .PostAsync(ApiCaller.Accounts, ApiCaller.NewAccount("oauth_client_secret", SystemRole.ApiDefault.Id))
            .JsonAsync(HttpStatusCode.Created);
        var maker = Guid.Parse(account["created_by"]!["id"]!.GetValue<string>());

        var userUrl = $"{ApiCaller.Users}/{maker}";
        await fixture.Administrator.PostAsync($"{userUrl}/deactivate?tenant={tenant.Id}").JsonAsync();
        await tenant.Administrator.GetAsync(ApiCaller.Accounts).ProblemAsync(HttpStatusCode.Unauthorized, "unauthenticated");
        await AssertTokenAsync(ClientOf(account));

        await fixture.Administrator.DeleteAsync($"{userUrl}?tenant={tenant.Id}").StatusAsync(HttpStatusCode.NoContent);
        await AssertTokenAsync(ClientOf(account));
        var url = $"{ApiCaller.Accounts}/{account["id"]}?tenant={tenant.Id}";
        var kept = await fixture.Administrator.GetAsync(url).JsonAsync();
        Assert.True(JsonNode.DeepEquals(account["created_by"], kept["created_by"]));
    }

    [Fact]
    public async Task An_expired_account_reads_inactive_and_nothing_of_it_works()
    {
        var end = Server.Time.GetUtcNow().AddMinutes(10).ToString("O");
        var client = await Server.CreateSecretClientAsync(new JsonObject
        {
            ["expires_at"] = end,
            ["role_ids"] = ApiCaller.Ids(SystemRole.OrgAdmin.Id),
        });
        var caller = await CallerAsync(client);
        await caller.GetAsync(ApiCaller.Accounts).StatusAsync(HttpStatusCode.OK);

        Server.Time.Advance(TimeSpan.FromMinutes(10));

        var expired = await fixture.Administrator.GetAsync($"{ApiCaller.Accounts}/{client.AccountId}").JsonAsync();
        Assert.Equal("inactive", expired["status"]!.GetValue<string>());
        Assert.Equal("expired", expired["inactive_reason"]!.GetValue<string>());
        Assert.Equal(await RefusalAsync(UnknownClient), await RefusalAsync(client.Basic));
        await caller.GetAsync(ApiCaller.Accounts).ProblemAsync(HttpStatusCode.Unauthorized, "unauthenticated");
        await fixture.Administrator.PostAsync($"{ApiCaller.Accounts}/{client.AccountId}/activate").ProblemAsync(HttpStatusCode.Conflict, "expired");
    }

    private static string UnknownClient => SecretClient.BasicOf("sa_client_000000000000", "sa_secret_wrong");

    private async Task<ApiCaller> CallerAsync(SecretClient client) =>
        new(Server, "Bearer " + await ApiCaller.AccessTokenAsync(Server, client));

    private Task<JsonObject> ChangeAsync(string id, string change) =>
        fixture.Administrator.PostAsync($"{ApiCaller.Accounts}/{id}/{change}").JsonAsync();

    private Task<string> DeleteAsync(string id) =>
        fixture.Administrator.DeleteAsync($"{ApiCaller.Accounts}/{id}").StatusAsync(HttpStatusCode.NoContent);

    private static Task<JsonObject> NotFoundAsync(Task<HttpResponseMessage> sending) =>
        sending.ProblemAsync(HttpStatusCode.NotFound, "not_found");

    private static SecretClient ClientOf(JsonObject account)
    {
        var application = account["applications"]![0]!;
        return new SecretClient(
            account["id"]!.GetValue<string>(), application["client_id"]!.GetValue<string>(),
            application["secrets"]![0]!["client_secret"]!.GetValue<string>(), account);
    }

    private async Task AssertTokenAsync(SecretClient client)
    {
        using var response = await Server.RequestTokenAsync(client.Basic, ("grant_type", "client_credentials"));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    // All that a stranger sees of a refusal: status, headers but the date and the request's own id, and body.
    private async Task<string> RefusalAsync(string basic)
    {
        using var response = await Server.RequestTokenAsync(basic, ("grant_type", "client_credentials"));
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        var headers = response.Headers.Concat(response.Content.Headers).Where(header => header.Key is not ("Date" or "X-Correlation-Id"))
            .Select(header => $"{header.Key}: {string.Join(",", header.Value)}");
        return string.Join('\n', [.. headers, await response.Content.ReadAsStringAsync()]);
    }
}
