using System.Net;
using System.Text.Json.Nodes;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Management;

/// <summary>A change of an account is a JSON merge patch (RFC 7396).</summary>
public sealed class PatchTests(ManagementServer fixture) : IClassFixture<ManagementServer>
{
    [Fact]
    [Trait("Requirement", "1")]
    [Trait("Requirement", "67")]
    public async Task What_is_absent_stays_and_what_is_null_goes()
    {
        var created = await fixture.Server.CreateAccountAsync(new JsonObject
        {
            ["name"] = ApiCaller.NewName(),
            ["auth_type"] = "oauth_client_secret",
            ["description"] = "before",
            ["access_token_ttl_seconds"] = 120,
        });
        var url = UrlOf(created);

        var renamed = await fixture.Administrator.PatchAsync(url, new JsonObject { ["name"] = created["name"] + "!" }).JsonAsync();
        Assert.Equal(created["name"] + "!", renamed["name"]!.GetValue<string>());
        Assert.Equal("before", renamed["description"]!.GetValue<string>());
        Assert.Equal(120, TtlOf(renamed));

        var bare = await fixture.Administrator
            .PatchAsync(url, new JsonObject { ["description"] = null, ["access_token_ttl_seconds"] = null }).JsonAsync();
        Assert.Equal(created["name"] + "!", bare["name"]!.GetValue<string>());
        Assert.Null(bare["description"]);
        Assert.Equal(3600, TtlOf(bare));
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/merge-patch+json")]
    [InlineData("application/merge-patch+json; charset=utf-8")]
    public async Task A_patch_comes_under_either_media_type(string mediaType)
    {
        var url = UrlOf(await fixture.Server.CreateAccountAsync(ApiCaller.NewAccount("api_key")));
        var content = new StringContent("{\"description\":\"changed\"}");
        content.Headers.ContentType = System.Net.Http.Headers.MediaTypeHeaderValue.Parse(mediaType);

        var changed = await fixture.Administrator.SendAsync(HttpMethod.Patch, url, content).JsonAsync();

        Assert.Equal("changed", changed["description"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("{\"name\":null}", "name")]
    [InlineData("{\"name\":\" \"}", "name")]
    [InlineData("{\"name\":7}", "name")]
    [InlineData("{\"description\":[]}", "description")]
    [InlineData("{\"access_token_ttl_seconds\":59}", "access_token_ttl_seconds")]
    [InlineData("{\"access_token_ttl_seconds\":86401}", "access_token_ttl_seconds")]
    [InlineData("{\"access_token_ttl_seconds\":\"60\"}", "access_token_ttl_seconds")]
    [InlineData("{\"access_token_ttl_seconds\":60.5}", "access_token_ttl_seconds")]
    [InlineData("{\"access_token_ttl_seconds\":true}", "access_token_ttl_seconds")]
    [InlineData("{\"auth_type\":\"api_key\"}", "auth_type")]
    [InlineData("{\"handle\":\"mine\"}", "handle")]
    [InlineData("{\"id\":null}", "id")]
    [InlineData("{\"status\":\"inactive\"}", "status")]
    [InlineData("{\"role_ids\":[]}", "role_ids")]
    public async Task A_wrong_member_is_refused_by_name_and_nothing_changes(string patch, string member)
    {
        var url = UrlOf(await fixture.Server.CreateAccountAsync(ApiCaller.NewAccount("oauth_client_secret")));
        var before = await fixture.Administrator.GetAsync(url).StatusAsync(HttpStatusCode.OK);

        await fixture.Administrator.SendAsync(HttpMethod.Patch, url, ApiCaller.Json(patch, ApiCaller.MergePatch))
            .ProblemAsync(HttpStatusCode.BadRequest, "invalid", member);

        Assert.Equal(before, await fixture.Administrator.GetAsync(url).StatusAsync(HttpStatusCode.OK));
    }

    [Fact]
    [Trait("Requirement", "28")]
    public async Task A_lifetime_of_tokens_is_refused_for_an_api_key()
    {
        var url = UrlOf(await fixture.Server.CreateAccountAsync(ApiCaller.NewAccount("api_key")));

        await fixture.Administrator.PatchAsync(url, new JsonObject { ["access_token_ttl_seconds"] = 60 })
            .ProblemAsync(HttpStatusCode.BadRequest, "invalid", "access_token_ttl_seconds");
    }

    [Fact]
    [Trait("Requirement", "26")]
    public async Task A_new_lifetime_holds_for_the_next_token()
    {
        var client = await fixture.Server.CreateSecretClientAsync();
        Assert.Equal(3600, await ExpiresInAsync(client));

        await fixture.Administrator.PatchAsync(UrlOf(client.Created), new JsonObject { ["access_token_ttl_seconds"] = 61 }).JsonAsync();

        Assert.Equal(61, await ExpiresInAsync(client));
    }

    [Fact]
    public async Task A_change_answers_with_the_time_it_was_made()
    {
        var created = await fixture.Server.CreateAccountAsync(ApiCaller.NewAccount("api_key"));
        fixture.Server.Time.Advance(TimeSpan.FromSeconds(5));

        var changed = await fixture.Administrator.PatchAsync(UrlOf(created), new JsonObject { ["description"] = "later" }).JsonAsync();

        Assert.Equal(created["created_at"]!.GetValue<string>(), changed["created_at"]!.GetValue<string>());
        Assert.Equal(fixture.Server.Time.GetUtcNow(), DateTimeOffset.Parse(
            changed["updated_at"]!.GetValue<string>(), System.Globalization.CultureInfo.InvariantCulture));
    }

    private async Task<int> ExpiresInAsync(SecretClient client)
    {
        using var response = await fixture.Server.RequestTokenAsync(client.Basic, ("grant_type", "client_credentials"));
        return (await response.JsonAsync())["expires_in"]!.GetValue<int>();
    }

    private static string UrlOf(JsonObject account) => $"{ApiCaller.Accounts}/{account["id"]}";

    private static int TtlOf(JsonObject account) => account["applications"]![0]!["access_token_ttl_seconds"]!.GetValue<int>();
}
