using System.Net;
using System.Text.Json.Nodes;
using ServiceAccounts.Server.Tests.Management;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Keys;

namespace ServiceAccounts.Server.Tests.Keys;

/// <summary>What an operator may do with the server's keys, and who else may not.</summary>
public sealed class KeyEndpointTests(ManagementServer fixture) : IClassFixture<ManagementServer>
{
    private const string Rotate = KeyWorld.Keys + "/rotate";

    private ApiCaller Admin => fixture.Administrator;

    [Fact]
    public async Task Keys_are_listed_without_their_private_halves()
    {
        var keys = (await Admin.GetAsync(KeyWorld.Keys).JsonAsync())["items"]!.AsArray();

        Assert.NotEmpty(keys);
        Assert.All(keys, key => Assert.Equal(
            ["kid", "algorithm", "state", "own", "created_at", "activates_at", "retired_at", "accepted_until"], key!.AsObject().Select(member => member.Key)));
    }

    [Theory]
    [InlineData(null, 360)]
    [InlineData("announced", 360)]
    [InlineData("now", 5)]
    public async Task A_successor_begins_when_verifiers_or_at_least_nodes_know_it(string? activate, int seconds)
    {
        var request = new JsonObject { ["algorithm"] = "ES256", ["activate"] = activate };

        var announced = (await Admin.PostAsync(Rotate, request).JsonAsync())["items"]!.AsArray()
            .Select(key => key!.AsObject()).Single(key => key["algorithm"]!.GetValue<string>() == "ES256" && key.State() == "announced");

        Assert.Equal(fixture.Server.Time.GetUtcNow().AddSeconds(seconds), announced["activates_at"]!.GetValue<DateTimeOffset>());
        Assert.Contains(announced.Kid(), await fixture.Server.PublishedAsync());

        // The next test begins with one key again.
        fixture.Server.Time.Advance(KeyTimes.Announcement);
        await fixture.Server.Services.RotateWhatIsDueAsync();
    }

    [Fact]
    public async Task One_that_is_announced_already_is_brought_forward()
    {
        await Admin.PostAsync(Rotate, new JsonObject { ["algorithm"] = "RS256" }).JsonAsync();
        var announced = (await Admin.KeysAsync("RS256"))[^1];

        await Admin.PostAsync(Rotate, new JsonObject { ["algorithm"] = "RS256", ["activate"] = "now" }).JsonAsync();

        var forward = (await Admin.KeysAsync("RS256"))[^1];
        Assert.Equal(announced.Kid(), forward.Kid());
        Assert.True(forward["activates_at"]!.GetValue<DateTimeOffset>() < announced["activates_at"]!.GetValue<DateTimeOffset>());
    }

    [Fact]
    public async Task A_wrong_request_is_told_field_by_field()
    {
        await Admin.PostAsync(Rotate, new JsonObject { ["algorithm"] = "HS256", ["activate"] = "later" })
            .ProblemAsync(HttpStatusCode.BadRequest, "invalid", "algorithm", "activate");
        await Admin.PostAsync(KeyWorld.Secrets + "/rotate", new JsonObject { ["purpose"] = "signing" })
            .ProblemAsync(HttpStatusCode.BadRequest, "invalid", "purpose");
    }

    [Theory]
    [InlineData("POST", "/nobody/retire")]
    [InlineData("DELETE", "/secrets/credential_hash/99")]
    [InlineData("DELETE", "/secrets/ledger/99")]
    [InlineData("DELETE", "/secrets/signing/1")]
    public async Task What_there_is_not_is_not_found(string method, string path) =>
        await Admin.SendAsync(new HttpMethod(method), KeyWorld.Keys + path).ProblemAsync(HttpStatusCode.NotFound, "not_found");

    [Theory]
    [InlineData("GET", "")]
    [InlineData("POST", "/rotate")]
    [InlineData("POST", "/nobody/retire")]
    [InlineData("GET", "/secrets")]
    [InlineData("POST", "/secrets/rotate")]
    [InlineData("DELETE", "/secrets/credential_hash/1")]
    public async Task Who_administers_a_tenant_does_not_touch_the_servers_keys(string method, string path)
    {
        var administrator = await ApiCaller.WithApiTokenAsync(fixture.Server, SystemRole.TenantAdmin.Id);

        await administrator.SendAsync(new HttpMethod(method), KeyWorld.Keys + path).ProblemAsync(HttpStatusCode.Forbidden, "permission_missing");
    }

    [Fact]
    public async Task Retiring_a_key_that_is_only_announced_leaves_the_one_that_signs()
    {
        await Admin.PostAsync(Rotate, new JsonObject { ["algorithm"] = "ES256" }).JsonAsync();
        var keys = await Admin.KeysAsync();

        await Admin.PostAsync($"{KeyWorld.Keys}/{keys[^1].Kid()}/retire").JsonAsync();

        Assert.Equal(keys[..^1].Select(key => key.Kid()), (await Admin.KeysAsync()).Select(key => key.Kid()));
        Assert.DoesNotContain(keys[^1].Kid(), await fixture.Server.PublishedAsync());
    }

    [Fact]
    public async Task Every_change_is_in_the_journal_with_who_made_it()
    {
        await Admin.PostAsync(Rotate, new JsonObject { ["algorithm"] = "ES256", ["activate"] = "now" }).JsonAsync();
        var kid = (await Admin.KeysAsync())[^1].Kid();

        var entry = (await fixture.Server.LedgerAsync()).Last(entry => entry.Action == "signing_key.announced");

        Assert.Contains(kid, entry.Details, StringComparison.Ordinal);
        Assert.NotNull(entry.ActorId);
    }
}
