using System.Net;
using System.Text.Json.Nodes;
using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Management;

/// <summary>API tokens: several at once, each with a name and an end of its own.</summary>
public sealed class ApiTokenTests(ManagementServer fixture) : IClassFixture<ManagementServer>
{
    private RunningServer Server => fixture.Server;

    [Fact]
    [Trait("Requirement", "87")]
    [Trait("Requirement", "89")]
    [Trait("Requirement", "90")]
    [Trait("Requirement", "91")]
    public async Task Several_are_active_at_once_and_revoking_one_leaves_the_others()
    {
        var (id, first) = await NewAccountAsync();

        var made = await fixture.Administrator.PostAsync(Tokens(id), new JsonObject { ["name"] = "second" }).JsonAsync(HttpStatusCode.Created);

        Expect.Shape(made, "id uuid", "name string", "token string", "hint string", "scopes null", "enabled boolean", "created_at time", "expires_at null");
        var second = made["token"]!.GetValue<string>();
        Assert.True(CredentialFormat.IsWellFormed(second, CredentialFormat.ApiTokenPrefix));
        await AssertWorksAsync(first);
        await AssertWorksAsync(second);

        await fixture.Administrator.DeleteAsync($"{Tokens(id)}/{made["id"]}").StatusAsync(HttpStatusCode.NoContent);

        await AssertRefusedAsync(second);
        await AssertWorksAsync(first);
        await fixture.Administrator.DeleteAsync($"{Tokens(id)}/{made["id"]}").ProblemAsync(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    [Trait("Requirement", "88")]
    public async Task A_renamed_token_goes_on_working()
    {
        var (id, token) = await NewAccountAsync();
        var listed = Assert.Single((await fixture.Administrator.GetAsync(Tokens(id)).JsonAsync())["items"]!.AsArray())!;

        var renamed = await fixture.Administrator.PatchAsync($"{Tokens(id)}/{listed["id"]}", new JsonObject { ["name"] = "nightly" }).JsonAsync();

        Assert.Equal("nightly", renamed["name"]!.GetValue<string>());
        Assert.False(renamed.ContainsKey("token"));
        await AssertWorksAsync(token);
        await fixture.Administrator.PatchAsync($"{Tokens(id)}/{listed["id"]}", new JsonObject { ["name"] = null })
            .ProblemAsync(HttpStatusCode.BadRequest, "invalid", "name");
    }

    [Fact]
    [Trait("Requirement", "69")]
    [Trait("Requirement", "70")]
    public async Task Regenerating_revokes_all_and_makes_one()
    {
        var (id, first) = await NewAccountAsync();
        var second = await GenerateAsync(id);

        var made = await fixture.Administrator.PostAsync($"{Tokens(id)}/regenerate", new JsonObject()).JsonAsync(HttpStatusCode.Created);

        await AssertRefusedAsync(first);
        await AssertRefusedAsync(second);
        await AssertWorksAsync(made["token"]!.GetValue<string>());
        Assert.Single((await fixture.Administrator.GetAsync(Tokens(id)).JsonAsync())["items"]!.AsArray());
    }

    [Fact]
    public async Task What_makes_a_regeneration_invalid_revokes_nothing()
    {
        var (id, first) = await NewAccountAsync();

        await fixture.Administrator.PostAsync($"{Tokens(id)}/regenerate", new JsonObject { ["scopes"] = new JsonArray("api:read") })
            .ProblemAsync(HttpStatusCode.BadRequest, "invalid", "scopes");

        await AssertWorksAsync(first);
    }

    [Fact]
    public async Task There_are_at_most_twenty_active_ones()
    {
        var (id, _) = await NewAccountAsync();
        for (var i = 1; i < 20; i++)
        {
            await GenerateAsync(id);
        }

        await fixture.Administrator.PostAsync(Tokens(id), new JsonObject()).ProblemAsync(HttpStatusCode.Conflict, "limit_reached");

        var first = (await fixture.Administrator.GetAsync($"{Tokens(id)}?limit=1").JsonAsync())["items"]![0]!["id"];
        await fixture.Administrator.DeleteAsync($"{Tokens(id)}/{first}").StatusAsync(HttpStatusCode.NoContent);
        await GenerateAsync(id);
    }

    [Fact]
    public async Task A_token_may_narrow_its_owner_and_may_end()
    {
        await using var server = await RunningServer.StartAsync();
        var administrator = ApiCaller.Administrator(server);
        var account = await server.CreateAccountAsync(ApiCaller.NewAccount("api_key", SystemRole.OrgAdmin.Id));
        var tokens = Tokens(account["id"]!.GetValue<string>());
        var request = new JsonObject
        {
            ["name"] = "reader",
            ["scopes"] = new JsonArray("service_account.read"),
            ["expires_at"] = server.Time.GetUtcNow().AddHours(1).ToString("O"),
        };

        var made = await administrator.PostAsync(tokens, request).JsonAsync(HttpStatusCode.Created);
        var reader = new ApiCaller(server, "Token " + made["token"]!.GetValue<string>());

        await reader.GetAsync(ApiCaller.Accounts).JsonAsync();
        await reader.PostAsync(ApiCaller.Accounts, ApiCaller.NewAccount("api_key"))
            .ProblemAsync(HttpStatusCode.Forbidden, "permission_missing");
        server.Time.Advance(TimeSpan.FromHours(1));
        await reader.GetAsync(ApiCaller.Accounts).ProblemAsync(HttpStatusCode.Unauthorized, "unauthenticated");
    }

    [Theory]
    [InlineData("name", "\"\"")]
    [InlineData("scopes", "[]")]
    [InlineData("scopes", "[\"everything\"]")]
    [InlineData("expires_at", "\"2020-01-01T00:00:00Z\"")]
    public async Task What_is_wrong_with_a_token_is_named(string field, string value)
    {
        var (id, _) = await NewAccountAsync();

        await fixture.Administrator.PostAsync(Tokens(id), new JsonObject { [field] = JsonNode.Parse(value) })
            .ProblemAsync(HttpStatusCode.BadRequest, "invalid", field);
    }

    private static string Tokens(string principalId) => $"/management/v1/principals/{principalId}/tokens";

    private async Task<(string Id, string Token)> NewAccountAsync()
    {
        var account = await Server.CreateAccountAsync(ApiCaller.NewAccount("api_key", SystemRole.Member.Id));
        return (account["id"]!.GetValue<string>(), account["tokens"]![0]!["token"]!.GetValue<string>());
    }

    private async Task<string> GenerateAsync(string id) =>
        (await fixture.Administrator.PostAsync(Tokens(id), new JsonObject()).JsonAsync(HttpStatusCode.Created))["token"]!.GetValue<string>();

    private Task<JsonObject> AssertWorksAsync(string token) => new ApiCaller(Server, "Bearer " + token).GetAsync(ApiCaller.Accounts).JsonAsync();

    private Task<JsonObject> AssertRefusedAsync(string token) => new ApiCaller(Server, "Bearer " + token).GetAsync(ApiCaller.Accounts)
        .ProblemAsync(HttpStatusCode.Unauthorized, "unauthenticated");
}
