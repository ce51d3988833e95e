using System.Net;
using System.Text.Json.Nodes;

namespace ServiceAccounts.Server.Tests.Management;

/// <summary>Names are unique in an organization; handles follow from them once and never change.</summary>
public sealed class NameTests(ManagementServer fixture) : IClassFixture<ManagementServer>
{
    [Theory]
    [InlineData("admin\u200b")]
    [InlineData("admin\u202egnp")]
    [InlineData("a\u2028b")]
    [InlineData("a\ue000b")]
    [InlineData("a\u001bb")]
    public async Task What_nobody_sees_is_no_part_of_a_name(string name)
    {
        var request = ApiCaller.NewAccount("api_key");
        request["name"] = name;

        await fixture.Administrator.PostAsync(ApiCaller.Accounts, request).ProblemAsync(HttpStatusCode.BadRequest, "invalid", "name");
    }

    [Fact]
    public async Task A_name_is_taken_in_upper_and_in_lower_case()
    {
        await CreateAsync("Écoute Nightly");

        await RefusedAsync("écoute NIGHTLY");
        await RefusedAsync("  Écoute Nightly  ");
    }

    [Fact]
    public async Task Of_twenty_creations_of_one_name_at_a_time_exactly_one_succeeds()
    {
        var name = ApiCaller.NewName();

        var statuses = await Task.WhenAll(Enumerable.Range(0, 20).Select(async i =>
        {
            using var response = await fixture.Administrator.PostAsync(
                ApiCaller.Accounts, Request(i % 2 == 0 ? name : name.ToUpperInvariant()));
            return response.StatusCode;
        }));

        Assert.Single(statuses, HttpStatusCode.Created);
        Assert.Equal(19, statuses.Count(status => status == HttpStatusCode.Conflict));
    }

    [Fact]
    [Trait("Requirement", "86")]
    public async Task Names_of_one_slug_get_handles_with_numbers()
    {
        var handles = new List<string>();
        foreach (var name in new[] { "Proxy East", "proxy-east", "proxy (east)", "Proxy_East!" })
        {
            handles.Add((await CreateAsync(name))["handle"]!.GetValue<string>());
        }

        Assert.Equal(["sa::proxy-east", "sa::proxy-east-2", "sa::proxy-east-3", "sa::proxy-east-4"], handles);
    }

    [Fact]
    public async Task Names_of_one_slug_made_at_a_time_all_get_handles()
    {
        var word = $"slug{Guid.CreateVersion7(TimeProvider.System.GetUtcNow()):N}";

        var accounts = await Task.WhenAll(Enumerable.Range(1, 25).Select(i => CreateAsync(word + new string('!', i))));

        var handles = accounts.Select(account => account["handle"]!.GetValue<string>()).ToList();
        Assert.Equal(25, handles.Distinct().Count());
        Assert.All(handles, handle => Assert.StartsWith("sa::" + word, handle, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_name_without_any_letter_of_a_slug_has_a_handle_too()
    {
        var account = await CreateAsync("服务 账号");

        Assert.Matches("^sa::account(-[0-9a-f]+)?$", account["handle"]!.GetValue<string>());
        Assert.Equal("服务 账号", account["name"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_rename_leaves_the_handle_and_a_taken_name_is_refused()
    {
        var first = await CreateAsync("Rename Me");
        var second = await CreateAsync("Renamed Already");
        var url = $"{ApiCaller.Accounts}/{first["id"]}";

        await fixture.Administrator.PatchAsync(url, new JsonObject { ["name"] = "RENAMED already" })
            .ProblemAsync(HttpStatusCode.Conflict, "name_taken");
        var renamed = await fixture.Administrator.PatchAsync(url, new JsonObject { ["name"] = "rename ME" }).JsonAsync();

        Assert.Equal("rename ME", renamed["name"]!.GetValue<string>());
        Assert.Equal("sa::rename-me", renamed["handle"]!.GetValue<string>());
        var kept = await fixture.Administrator.GetAsync($"{ApiCaller.Accounts}/{second["id"]}").JsonAsync();
        Assert.Equal("Renamed Already", kept["name"]!.GetValue<string>());
    }

    private Task<JsonObject> CreateAsync(string name) =>
        fixture.Administrator.PostAsync(ApiCaller.Accounts, Request(name)).JsonAsync(HttpStatusCode.Created);

    private Task<JsonObject> RefusedAsync(string name) =>
        fixture.Administrator.PostAsync(ApiCaller.Accounts, Request(name)).ProblemAsync(HttpStatusCode.Conflict, "name_taken");

    private static JsonObject Request(string name) => new() { ["name"] = name, ["auth_type"] = "api_key" };
}
