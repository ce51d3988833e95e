using System.Data;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ServiceAccounts.Management;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Storage.Tests.Accounts;

/// <summary>A page of a list costs the same wherever it is, and no page reads a table from end to end.</summary>
public sealed class ManyAccountsTests(ManyAccounts fixture) : IClassFixture<ManyAccounts>
{
    private const string List = "/management/v1/service-accounts";

    private RunningServer Server => fixture.Server;

    [Theory]
    [InlineData("")]
    [InlineData("organization_id=" + ManyAccounts.Organization)]
    [InlineData("status=active")]
    [InlineData("status=inactive")]
    [InlineData("auth_type=api_key")]
    [InlineData("role_id=01990000-0000-7000-8000-000000000005")]
    [InlineData("role_id=01990000-0000-7000-8000-000000000006")]
    [InlineData("group_id=" + ManyAccounts.Group)]
    [InlineData("label=team:team-7")]
    [InlineData("label=team")]
    [InlineData("q=name%209")]
    [InlineData("unused_since=2025-01-02T00:00:00Z")]
    [InlineData("expires_before=2100-01-02")]
    [InlineData("organization_id=" + ManyAccounts.Organization + "&status=active&label=team&q=name&unused_since=2030-01-01")]
    public async Task A_page_in_the_middle_costs_what_the_first_one_costs(string filter)
    {
        await AssertPagesAsync(Server.Admin, filter);
    }

    [Fact]
    public async Task Who_may_read_hundreds_of_organizations_pays_no_more()
    {
        var account = await Server.CreateAccountAsync(new JsonObject { ["name"] = "reader", ["auth_type"] = "api_key" });
        var id = Guid.Parse(account["id"]!.GetValue<string>());
        await Server.Services.GetRequiredService<IDatabase>().WriteAsync(
            async (db, cancellationToken) =>
            {
                var places = await db.Set<Tenants.Organization>().Where(o => o.Slug.StartsWith("org-")).OrderBy(o => o.Id).Take(400)
                    .Select(o => o.Id).ToListAsync(cancellationToken);
                db.AddRange(places.Select(place => new RoleBinding
                {
                    Id = Guid.CreateVersion7(Server.Time.GetUtcNow()),
                    PrincipalId = id,
                    RoleId = SystemRole.OrgAdmin.Id,
                    PlaceKind = PlaceKind.Organization,
                    PlaceId = place,
                    CreatedAt = Server.Time.GetUtcNow(),
                }));
                return await db.SaveChangesAsync(cancellationToken);
            },
            CancellationToken.None);
        using var reader = Server.NewClient();
        reader.DefaultRequestHeaders.Authorization =
            new AuthenticationHeaderValue("Bearer", account["tokens"]![0]!["token"]!.GetValue<string>());

        await AssertPagesAsync(reader, string.Empty);
        await AssertPagesAsync(reader, "label=team:team-7&status=active");
    }

    [Fact]
    public async Task One_account_and_a_new_one_cost_the_same_number_of_searches_as_in_an_empty_tenant()
    {
        fixture.Plans.Clear();
        using var one = await Server.Admin.GetAsync($"{List}/{ManyAccounts.IdOf(50_000)}");
        one.EnsureSuccessStatusCode();
        await AssertNoScanAsync();

        fixture.Plans.Clear();
        await Server.CreateAccountAsync(new JsonObject { ["name"] = "name 77777 b", ["auth_type"] = "oauth_client_secret" });
        await AssertNoScanAsync();
    }

    [Fact]
    public async Task A_batch_asks_as_often_as_one_account_does()
    {
        Assert.Equal(await ReadsOfBatchAsync(1), await ReadsOfBatchAsync(100));
        await AssertNoScanAsync();
    }

    private async Task<int> ReadsOfBatchAsync(int count)
    {
        fixture.Plans.Clear();
        var request = new JsonObject
        {
            ["accounts"] = new JsonArray([.. Enumerable.Range(0, count).Select(i => new JsonObject
            {
                ["name"] = $"batch of {count}, {i}",
                ["auth_type"] = "oauth_client_secret",
                ["role_ids"] = new JsonArray(RunningServer.ApiDefaultRole),
            })]),
        };
        using var response = await Server.Admin.PostAsJsonAsync(List + "/batch", request);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        return fixture.Plans.Reads;
    }

    private async Task AssertPagesAsync(HttpClient caller, string filter)
    {
        var middle = new Cursor(ManyAccounts.First.AddSeconds(ManyAccounts.Count / 2), ManyAccounts.IdOf(ManyAccounts.Count / 2));

        var first = await CostAsync(caller, $"{List}?limit=20&{filter}");
        var later = await CostAsync(caller, $"{List}?limit=20&cursor={middle}&{filter}");

        Assert.Equal(first, later);
    }

    private async Task<int> CostAsync(HttpClient caller, string url)
    {
        fixture.Plans.Clear();
        using var response = await caller.GetAsync(url);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        Assert.NotEmpty(JsonNode.Parse(text)!["items"]!.AsArray());
        var cost = fixture.Plans.Count;
        await AssertNoScanAsync();
        return cost;
    }

    private async Task AssertNoScanAsync()
    {
        await using var db = await Server.Services.GetRequiredService<IDbContextFactory<ServiceAccountsDbContext>>().CreateDbContextAsync();
        var connection = db.Database.GetDbConnection();
        if (connection.State != ConnectionState.Open)
        {
            await connection.OpenAsync();
        }

        Assert.Empty(await fixture.Plans.ScansAsync(connection));
    }
}
