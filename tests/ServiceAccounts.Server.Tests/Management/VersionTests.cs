using System.Net;
using System.Text.Json.Nodes;

namespace ServiceAccounts.Server.Tests.Management;

/// <summary><c>ETag</c> and <c>If-Match</c>: nobody changes what they have not seen, where they say what they have seen.</summary>
public sealed class VersionTests(ManagementServer fixture) : IClassFixture<ManagementServer>
{
    [Fact]
    public async Task The_tag_of_a_change_is_good_for_the_next_one()
    {
        var url = await CreateAsync();
        var tag = await TagOfAsync(fixture.Administrator.GetAsync(url));
        for (var i = 0; i < 3; i++)
        {
            var next = await TagOfAsync(fixture.Administrator.PatchAsync(url, new JsonObject { ["description"] = $"change {i}" }, tag));
            Assert.NotEqual(tag, next);
            Assert.Equal(next, await TagOfAsync(fixture.Administrator.GetAsync(url)));
            tag = next;
        }
    }

    [Theory]
    [InlineData("\"1\"")]
    [InlineData("\"3\"")]
    [InlineData("\"02\"")]
    [InlineData("W/\"2\"")]
    [InlineData("\"x\"")]
    [InlineData("2")]
    [InlineData("\"2\"x")]
    [InlineData("\"\"")]
    [InlineData("\"-2\"")]
    [InlineData("\"99999999999999999999\"")]
    [InlineData("\"1\", \"3\"")]
    [InlineData("W/\"2\", \"1\"")]
    [InlineData("\"1\", \"3\", \"4\", \"5\", \"6\", \"7\", \"8\", \"9\", \"2\"")]
    public async Task A_tag_that_is_not_the_current_one_is_refused_by_every_change(string tag)
    {
        var url = await CreateAsync();
        await fixture.Administrator.PatchAsync(url, new JsonObject { ["description"] = "second version" }).JsonAsync();
        var before = (await fixture.Server.LedgerAsync()).Count;

        await RefusedAsync(fixture.Administrator.PatchAsync(url, new JsonObject { ["description"] = "stale" }, tag));
        await RefusedAsync(fixture.Administrator.DeleteAsync(url, tag));
        await RefusedAsync(fixture.Administrator.SendAsync(HttpMethod.Post, url + "/deactivate", ifMatch: tag));
        await RefusedAsync(fixture.Administrator.SendAsync(HttpMethod.Post, url + "/activate", ifMatch: tag));

        Assert.Equal(before, (await fixture.Server.LedgerAsync()).Count);
        Assert.Equal("\"2\"", await TagOfAsync(fixture.Administrator.GetAsync(url)));
    }

    [Fact]
    public async Task A_star_and_no_tag_match_any_version()
    {
        var url = await CreateAsync();

        Assert.Equal("\"2\"", await TagOfAsync(fixture.Administrator.PatchAsync(url, new JsonObject { ["description"] = "a" }, "*")));
        Assert.Equal("\"3\"", await TagOfAsync(fixture.Administrator.PatchAsync(url, new JsonObject { ["description"] = "b" })));
        await fixture.Administrator.DeleteAsync(url, "*").StatusAsync(HttpStatusCode.NoContent);
    }

    [Theory]
    [InlineData("\"1\"")]
    [InlineData("\"7\", \"1\"")]
    [InlineData("\"1\",\"7\"")]
    [InlineData("\"theirs\", W/\"1\", \"1\"")]
    public async Task Of_several_tags_one_has_to_match(string tags)
    {
        var url = await CreateAsync();

        Assert.Equal("\"2\"", await TagOfAsync(fixture.Administrator.PatchAsync(url, new JsonObject { ["description"] = "seen" }, tags)));
    }

    [Fact]
    public async Task Of_changes_at_a_time_with_one_tag_exactly_one_is_made()
    {
        var url = await CreateAsync();

        var statuses = await Task.WhenAll(Enumerable.Range(0, 10).Select(async i =>
        {
            using var response = await fixture.Administrator.PatchAsync(url, new JsonObject { ["description"] = $"by {i}" }, "\"1\"");
            return response.StatusCode;
        }));

        Assert.Single(statuses, HttpStatusCode.OK);
        Assert.Equal(9, statuses.Count(status => status == HttpStatusCode.PreconditionFailed));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"description\":\"same\"}")]
    [InlineData("{\"description\":\"  same  \"}")]
    [InlineData("{\"access_token_ttl_seconds\":3600}")]
    [InlineData("{\"access_token_ttl_seconds\":null}")]
    public async Task A_change_of_nothing_leaves_version_and_ledger_alone(string patch)
    {
        var request = ApiCaller.NewAccount("oauth_client_secret");
        request["description"] = "same";
        var url = $"{ApiCaller.Accounts}/{(await fixture.Server.CreateAccountAsync(request))["id"]}";
        var before = await fixture.Administrator.GetAsync(url).StatusAsync(HttpStatusCode.OK);
        var entries = (await fixture.Server.LedgerAsync()).Count;
        fixture.Server.Time.Advance(TimeSpan.FromSeconds(1));

        var tag = await TagOfAsync(fixture.Administrator.SendAsync(HttpMethod.Patch, url, ApiCaller.Json(patch)));

        Assert.Equal("\"1\"", tag);
        Assert.Equal(before, await fixture.Administrator.GetAsync(url).StatusAsync(HttpStatusCode.OK));
        Assert.Equal(entries, (await fixture.Server.LedgerAsync()).Count);
    }

    private async Task<string> CreateAsync() =>
        $"{ApiCaller.Accounts}/{(await fixture.Server.CreateAccountAsync(ApiCaller.NewAccount("oauth_client_secret")))["id"]}";

    private static Task<JsonObject> RefusedAsync(Task<HttpResponseMessage> sending) =>
        sending.ProblemAsync(HttpStatusCode.PreconditionFailed, "stale");

    private static async Task<string> TagOfAsync(Task<HttpResponseMessage> sending)
    {
        using var response = await sending;
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return response.Headers.ETag!.ToString(); // Every single resource has one.
    }
}
