using System.Net;
using System.Text.Json.Nodes;
using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Management;

/// <summary>An administrator reads what was done and what was refused, and nobody reads what is not theirs.</summary>
public sealed class JournalTests(ManagementServer fixture) : IClassFixture<ManagementServer>
{
    private const string Journal = "/management/v1/journal";

    private RunningServer Server => fixture.Server;

    [Fact]
    public async Task An_entry_shows_who_did_what_to_whom()
    {
        var client = await Server.CreateSecretClientAsync();

        var page = await fixture.Administrator.GetAsync($"{Journal}?subject_id={client.AccountId}").JsonAsync();

        Expect.Shape(page, "items array", "next_cursor null");
        var entry = Assert.Single(page["items"]!.AsArray());
        Expect.Shape(
            entry, "position number", "at time", "tenant_id uuid", "actor object", "action string", "subject object", "principal_id uuid",
            "organization_id uuid", "client_id string", "outcome string", "reason null", "count number", "address string", "surface string",
            "correlation_id uuid", "details object", "seal string");
        Expect.Shape(entry!["actor"], "id uuid", "name string");
        Expect.Shape(entry["subject"], "kind string", "id uuid");
        Assert.Equal(("service_account.created", "done"), (Text(entry, "action"), Text(entry, "outcome")));
    }

    [Fact]
    public async Task Why_a_client_got_401_is_one_question()
    {
        var client = await Server.CreateSecretClientAsync();
        using var refused = await Server.RequestTokenAsync(
            SecretClient.BasicOf(client.ClientId, CredentialFormat.Create(CredentialFormat.ClientSecretPrefix)), ("grant_type", "client_credentials"));
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);

        var entry = Assert.Single(await ItemsAsync(fixture.Administrator, $"?client_id={client.ClientId}&outcome=refused"));

        Assert.Equal("token.refused", Text(entry, "action"));
        Assert.Equal("token", Text(entry, "surface"));
        Assert.Equal("application", Text(entry["subject"]!, "kind"));
        Assert.Equal(client.AccountId, Text(entry, "principal_id"));
        Assert.Equal("invalid_client", Text(entry["details"]!, "error"));
        Assert.Contains("The client secret is wrong", Text(entry, "reason"), StringComparison.Ordinal);
        Assert.Contains("make a new one", Text(entry, "reason"), StringComparison.Ordinal);
        Assert.Null(entry["actor"]!["id"]);
    }

    [Fact]
    public async Task Pages_go_through_all_entries_once_in_both_orders()
    {
        for (var i = 0; i < 5; i++)
        {
            await Server.CreateSecretClientAsync();
        }

        var newest = await PositionsAsync("?limit=3&action=service_account.");
        var oldest = await PositionsAsync("?limit=3&action=service_account.&order=asc");

        Assert.True(newest.Count >= 5);
        Assert.Equal(newest.OrderDescending(), newest);
        Assert.Equal(newest, oldest.AsEnumerable().Reverse());
        Assert.Equal(newest.Count, newest.Distinct().Count());
    }

    [Fact]
    public async Task Every_filter_leaves_out_what_does_not_fit()
    {
        var admin = fixture.Administrator;
        var client = await Server.CreateSecretClientAsync();
        await admin.PatchAsync($"{ApiCaller.Accounts}/{client.AccountId}", new JsonObject { ["description"] = "x" }).JsonAsync();
        var created = Assert.Single(await ItemsAsync(admin, $"?subject_id={client.AccountId}&action=service_account.created"));
        var id = $"&principal_id={client.AccountId}";

        Assert.Equal(2, (await ItemsAsync(admin, "?" + id)).Count);
        Assert.Equal(2, (await ItemsAsync(admin, "?action=service_account." + id)).Count);
        Assert.Empty(await ItemsAsync(admin, "?action=service_acc" + id));
        Assert.Empty(await ItemsAsync(admin, "?outcome=refused" + id));
        Assert.Equal(2, (await ItemsAsync(admin, $"?actor_id={created["actor"]!["id"]}" + id)).Count);
        Assert.Empty(await ItemsAsync(admin, $"?actor_id={client.AccountId}" + id));
        Assert.Equal(2, (await ItemsAsync(admin, $"?organization_id={created["organization_id"]}" + id)).Count);
        Assert.Empty(await ItemsAsync(admin, $"?organization_id={client.AccountId}" + id));
        var now = Server.Time.GetUtcNow();
        Assert.Equal(2, (await ItemsAsync(admin, $"?from={now.AddMinutes(-1):yyyy-MM-ddTHH:mm:ssZ}&to={now.AddSeconds(1):yyyy-MM-ddTHH:mm:ssZ}" + id)).Count);
        Assert.Empty(await ItemsAsync(admin, $"?from={now.AddSeconds(1):yyyy-MM-ddTHH:mm:ssZ}" + id));
        Assert.Empty(await ItemsAsync(admin, $"?to={now.AddHours(-1):yyyy-MM-ddTHH:mm:ssZ}" + id));
    }

    [Fact]
    public async Task What_is_wrong_with_a_question_is_said_for_each_part_at_once() =>
        await fixture.Administrator
            .GetAsync($"{Journal}?client_id=x&outcome=x&action=X&actor_id=x&subject_id=x&principal_id=x&organization_id=x&from=x&to=x&scope=x&order=x&cursor=x&limit=0")
            .ProblemAsync(
                HttpStatusCode.BadRequest, "invalid", "client_id", "outcome", "action", "actor_id", "subject_id", "principal_id", "organization_id",
                "from", "to", "scope", "order", "cursor", "limit");

    [Theory]
    [InlineData("0001-01-01T00:00:00Z")]
    [InlineData("9999-12-31T23:59:59Z")]
    [InlineData("1969-12-31T23:59:59Z")]
    [InlineData("12")]
    [InlineData("12:00")]
    [InlineData("yesterday")]
    public async Task A_time_that_nobody_means_is_none(string time)
    {
        await fixture.Administrator.GetAsync($"{Journal}?from={time}&to={time}").ProblemAsync(HttpStatusCode.BadRequest, "invalid", "from", "to");
        await fixture.Administrator.GetAsync($"/management/v1/issuances?client_id=sa_client_000000000000&from={time}&to={time}")
            .ProblemAsync(HttpStatusCode.BadRequest, "invalid", "from", "to");
    }

    [Theory]
    [InlineData("f_________8")]
    [InlineData("gAAAAAAAAAA")]
    [InlineData("AAAAAAAAAAA")]
    public async Task A_cursor_that_nobody_was_given_ends_the_list_or_begins_it(string cursor)
    {
        await fixture.Administrator.GetAsync($"{Journal}?cursor={cursor}").JsonAsync();
        await fixture.Administrator.GetAsync($"{Journal}?cursor={cursor}&order=asc").JsonAsync();
    }

    [Fact]
    public async Task The_link_to_the_next_page_keeps_the_question()
    {
        await Server.CreateSecretClientAsync();
        await Server.CreateSecretClientAsync();

        using var first = await fixture.Administrator.GetAsync($"{Journal}?action=service_account.created&limit=1");

        var link = first.Headers.GetValues("Link").Single();
        var next = new Uri(link[1..link.IndexOf('>', StringComparison.Ordinal)]);
        Assert.Contains("action=service_account.created", next.Query, StringComparison.Ordinal);
        var entry = Assert.Single((await fixture.Administrator.GetAsync(next.PathAndQuery).JsonAsync())["items"]!.AsArray());
        Assert.True(entry!["position"]!.GetValue<long>() < (await first.JsonAsync())["items"]![0]!["position"]!.GetValue<long>());
    }

    [Fact]
    public async Task An_export_has_every_entry_on_a_line_of_its_own()
    {
        for (var i = 0; i < 210; i++)
        {
            using var response = await Server.RequestTokenAsync(("grant_type", "client_credentials"), ("client_id", $"sa_client_{i:x12}"), ("client_secret", "x"));
            Server.Time.Advance(TimeSpan.FromMilliseconds(1));
        }

        await Server.CreateSecretClientAsync();
        var lines = await ExportAsync("?order=asc");

        var all = await PositionsAsync("?limit=200&order=asc");
        Assert.Equal(all, lines.Select(line => line["position"]!.GetValue<long>()));
        Assert.Equal(3, (await ExportAsync("?limit=3")).Count);
        using var request = Request($"{Journal}?order=x");
        await Server.Admin.SendAsync(request).ProblemAsync(HttpStatusCode.BadRequest, "invalid", "order");
        using var none = Request($"{Journal}?limit=0");
        await Server.Admin.SendAsync(none).ProblemAsync(HttpStatusCode.BadRequest, "invalid", "limit");
    }

    [Fact]
    public async Task Without_the_permission_nothing_is_read()
    {
        var nobody = await ApiCaller.WithApiTokenAsync(Server);
        var local = await ApiCaller.WithApiTokenAsync(Server, SystemRole.TenantAdmin.Id);

        await nobody.GetAsync(Journal).ProblemAsync(HttpStatusCode.Forbidden, "permission_missing");
        await local.GetAsync(Journal).JsonAsync();
        await local.GetAsync($"{Journal}?scope=system").ProblemAsync(HttpStatusCode.Forbidden, "permission_missing");
        await fixture.Administrator.GetAsync($"{Journal}?scope=system").JsonAsync();
    }

    [Fact]
    public async Task A_tenant_reads_its_own_entries_alone_and_strangers_are_seen_at_system()
    {
        var other = await SecondTenant.AddAsync(Server);
        var account = await other.Administrator.PostAsync(ApiCaller.Accounts, ApiCaller.NewAccount("api_key")).JsonAsync(HttpStatusCode.Created);
        var mine = await Server.CreateSecretClientAsync();
        const string Unknown = "sa_client_fffffffffff1";
        using var refused = await Server.RequestTokenAsync(
            SecretClient.BasicOf(Unknown, CredentialFormat.Create(CredentialFormat.ClientSecretPrefix)), ("grant_type", "client_credentials"));

        Assert.All(await ItemsAsync(other.Administrator, ""), entry => Assert.Equal(other.Id.ToString(), Text(entry, "tenant_id")));
        Assert.Empty(await ItemsAsync(other.Administrator, $"?subject_id={mine.AccountId}"));
        Assert.Empty(await ItemsAsync(fixture.Administrator, $"?subject_id={account["id"]}"));
        Assert.Single(await ItemsAsync(fixture.Administrator, $"?subject_id={account["id"]}&tenant={other.Id}"));
        Assert.Single(await ItemsAsync(fixture.Administrator, $"?subject_id={account["id"]}&scope=system"));
        Assert.Empty(await ItemsAsync(fixture.Administrator, $"?client_id={Unknown}"));
        var stranger = Assert.Single(await ItemsAsync(fixture.Administrator, $"?client_id={Unknown}&scope=system"));
        Assert.Null(stranger["tenant_id"]);
        Assert.Contains("There is no client of this id", Text(stranger, "reason"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task At_an_organization_only_its_entries_are_read()
    {
        // A role that is given at creation is bound at the account's own organization.
        var reader = await ApiCaller.WithApiTokenAsync(Server, SystemRole.OrgAdmin.Id);
        var client = await Server.CreateSecretClientAsync();
        var role = await fixture.Administrator.PostAsync(ApiCaller.Roles, ApiCaller.NewRole("tenant", "api:read")).JsonAsync(HttpStatusCode.Created);

        var items = await ItemsAsync(reader, "?limit=200");

        Assert.Contains(items, entry => Text(entry["subject"]!, "id") == client.AccountId);
        Assert.All(items, entry => Assert.NotNull(entry["organization_id"]));
        Assert.Empty(await ItemsAsync(reader, $"?subject_id={role["id"]}"));
        Assert.Single(await ItemsAsync(fixture.Administrator, $"?subject_id={role["id"]}"));
    }

    private async Task<List<JsonNode>> ExportAsync(string query)
    {
        using var request = Request(Journal + query);
        using var response = await Server.Admin.SendAsync(request);
        Assert.Equal("application/x-ndjson", response.Content.Headers.ContentType!.MediaType);
        var text = await response.Content.ReadAsStringAsync();
        Assert.EndsWith("}\n", text, StringComparison.Ordinal);
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)]; // A line is an object.
    }

    private static HttpRequestMessage Request(string path)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.ParseAdd("application/x-ndjson");
        return request;
    }

    private async Task<List<long>> PositionsAsync(string query)
    {
        var (positions, cursor) = (new List<long>(), "");
        do
        {
            var page = await fixture.Administrator.GetAsync($"{Journal}{query}&cursor={cursor}").JsonAsync();
            positions.AddRange(page["items"]!.AsArray().Select(item => item!["position"]!.GetValue<long>()));
            cursor = page["next_cursor"]?.GetValue<string>() ?? "";
        }
        while (cursor.Length > 0);

        return positions;
    }

    private static async Task<List<JsonNode>> ItemsAsync(ApiCaller caller, string query) =>
        [.. (await caller.GetAsync(Journal + query).JsonAsync())["items"]!.AsArray().Select(item => item!)];

    private static string? Text(JsonNode node, string member) => node[member]?.GetValue<string>();
}
