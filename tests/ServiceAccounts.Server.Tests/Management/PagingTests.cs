using System.Net;
using System.Text.Json.Nodes;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Management;

/// <summary>Lists are read page by page in the order of creation; nothing is seen twice, and nothing that stays is missed.</summary>
public sealed class PagingTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("Requirement", "1")]
    public async Task Every_account_is_on_exactly_one_page_whatever_comes_and_goes_meanwhile(bool atOneInstant)
    {
        await using var server = await RunningServer.StartAsync();
        var admin = ApiCaller.Administrator(server);
        var ids = new List<string>();
        for (var i = 0; i < 25; i++)
        {
            ids.Add(await CreateAsync(server));
            server.Time.Advance(atOneInstant ? TimeSpan.Zero : TimeSpan.FromMilliseconds(1));
        }

        var (seen, deleted, pages) = (new List<string>(), new HashSet<string>(), 0);
        for (string? url = ApiCaller.Accounts + "?limit=4"; url is not null; pages++)
        {
            Assert.True(pages < 20, "The pages do not end.");
            using var response = await admin.GetAsync(url);
            var page = await response.JsonAsync();
            var items = page["items"]!.AsArray().Select(item => item!["id"]!.GetValue<string>()).ToList();
            Assert.InRange(items.Count, 1, 4);
            seen.AddRange(items);
            url = NextOf(response, page, server.Issuer);

            // One goes that has been seen, and one comes.
            deleted.Add(items[0]);
            await admin.DeleteAsync($"{ApiCaller.Accounts}/{items[0]}").StatusAsync(HttpStatusCode.NoContent);
            if (pages < 5)
            {
                await CreateAsync(server);
            }
        }

        Assert.Equal(seen.Count, seen.Distinct().Count());
        Assert.Empty(ids.Except(seen));
        if (!atOneInstant)
        {
            Assert.Equal(ids, seen.Where(ids.Contains));
        }
    }

    [Fact]
    public async Task A_list_is_in_the_order_of_creation_and_then_of_ids()
    {
        await using var server = await RunningServer.StartAsync();
        for (var i = 0; i < 12; i++)
        {
            await CreateAsync(server);
            server.Time.Advance(TimeSpan.FromMilliseconds(i % 4 == 3 ? 1 : 0));
        }

        var page = await ApiCaller.Administrator(server).GetAsync(ApiCaller.Accounts).JsonAsync();

        var order = page["items"]!.AsArray()
            .Select(item => (At: item!["created_at"]!.GetValue<string>(), Id: item["id"]!.GetValue<string>())).ToList();
        Assert.Equal(12, order.Count);
        Assert.Equal(order.OrderBy(o => o.At, StringComparer.Ordinal).ThenBy(o => o.Id, StringComparer.Ordinal), order);
        Assert.Null(page["next_cursor"]);
    }

    [Fact]
    public async Task Roles_are_read_page_by_page_too()
    {
        await using var server = await RunningServer.StartAsync();
        var admin = ApiCaller.Administrator(server);
        for (var i = 0; i < 4; i++)
        {
            await admin.PostAsync(ApiCaller.Roles, ApiCaller.NewRole("organization", "api:read")).StatusAsync(HttpStatusCode.Created);
        }

        var seen = new List<string>();
        for (string? url = ApiCaller.Roles + "?limit=3"; url is not null;)
        {
            using var response = await admin.GetAsync(url);
            var page = await response.JsonAsync();
            seen.AddRange(page["items"]!.AsArray().Select(item => item!["name"]!.GetValue<string>()));
            url = NextOf(response, page, server.Issuer);
        }

        Assert.Equal(11, seen.Distinct().Count());
        Assert.Equal(11, seen.Count);
        Assert.Equal(["super_admin", "tenant_admin", "group_admin"], seen[..3]);
    }

    private static async Task<string> CreateAsync(RunningServer server) =>
        (await server.CreateAccountAsync(ApiCaller.NewAccount("api_key")))["id"]!.GetValue<string>();

    // The next page is named twice, as a cursor in the body and as a link in a header (RFC 8288), and both mean the same.
    private static string? NextOf(HttpResponseMessage response, JsonObject page, string issuer)
    {
        var link = response.Headers.TryGetValues("Link", out var links) ? Assert.Single(links) : null;
        if (page["next_cursor"]?.GetValue<string>() is not { } cursor)
        {
            Assert.Null(link);
            return null;
        }

        Assert.NotNull(link);
        Assert.StartsWith($"<{issuer}/management/v1/", link, StringComparison.Ordinal);
        Assert.EndsWith($"cursor={cursor}>; rel=\"next\"", link, StringComparison.Ordinal);
        return link[1..link.IndexOf('>', StringComparison.Ordinal)][issuer.Length..];
    }
}
