using System.Net;
using System.Text.Json.Nodes;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Management;

/// <summary>An API token that gets another text, other scopes, or a rest, under the same id.</summary>
public sealed class ApiTokenRotationTests(ManagementServer fixture) : IClassFixture<ManagementServer>
{
    private RunningServer Server => fixture.Server;

    [Fact]
    public async Task A_rotated_token_keeps_its_id_and_its_old_text_dies_at_once()
    {
        var token = await NewTokenAsync();

        var rotated = await RotateAsync(token);

        Expect.Shape(rotated, "id uuid", "name string", "token string", "hint string", "scopes null", "enabled boolean", "created_at time", "expires_at null");
        Assert.Equal(token.Id, rotated["id"]!.GetValue<string>());
        var text = rotated["token"]!.GetValue<string>();
        Assert.NotEqual(token.Text, text);
        await AssertAsync(HttpStatusCode.Unauthorized, token.Text);
        await AssertAsync(HttpStatusCode.OK, text);
        Assert.EndsWith(rotated["hint"]!.GetValue<string>().TrimStart('.'), text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_the_grace_both_texts_work_and_then_the_new_one_alone()
    {
        await using var server = await RunningServer.StartAsync();
        var token = await NewTokenAsync(server);

        var rotated = await RotateAsync(token, 60, server);
        Assert.Equal(server.Time.GetUtcNow().AddSeconds(60), rotated["retiring_until"]!.GetValue<DateTimeOffset>());
        await AssertAsync(HttpStatusCode.OK, token.Text, server);
        await AssertAsync(HttpStatusCode.OK, rotated["token"]!.GetValue<string>(), server);

        server.Time.Advance(TimeSpan.FromSeconds(60));
        await AssertAsync(HttpStatusCode.Unauthorized, token.Text, server);
        await AssertAsync(HttpStatusCode.OK, rotated["token"]!.GetValue<string>(), server);
    }

    [Fact]
    public async Task A_second_rotation_ends_the_grace_of_the_first()
    {
        var token = await NewTokenAsync();
        var first = (await RotateAsync(token, 600))["token"]!.GetValue<string>();
        var second = (await RotateAsync(token, 600))["token"]!.GetValue<string>();

        await AssertAsync(HttpStatusCode.Unauthorized, token.Text);
        await AssertAsync(HttpStatusCode.OK, first);
        await AssertAsync(HttpStatusCode.OK, second);
    }

    [Fact]
    public async Task Revoking_a_token_ends_the_text_in_its_grace_too()
    {
        var token = await NewTokenAsync();
        var text = (await RotateAsync(token, 600))["token"]!.GetValue<string>();

        await fixture.Administrator.DeleteAsync(token.Path).StatusAsync(HttpStatusCode.NoContent);

        await AssertAsync(HttpStatusCode.Unauthorized, token.Text);
        await AssertAsync(HttpStatusCode.Unauthorized, text);
    }

    [Fact]
    public async Task A_leak_of_the_text_in_its_grace_ends_that_text_alone()
    {
        var token = await NewTokenAsync();
        var text = (await RotateAsync(token, 600))["token"]!.GetValue<string>();

        var report = await fixture.Administrator.PostAsync("/management/v1/leaks", new JsonObject { ["secrets"] = new JsonArray(token.Text) }).JsonAsync();

        Assert.Equal(1, report["revoked"]!.GetValue<int>());
        await AssertAsync(HttpStatusCode.Unauthorized, token.Text);
        await AssertAsync(HttpStatusCode.OK, text);
    }

    [Fact]
    public async Task An_expired_token_is_not_rotated_into_a_text_that_would_not_work()
    {
        await using var server = await RunningServer.StartAsync();
        var account = await server.CreateAccountAsync(ApiCaller.NewAccount("api_key", SystemRole.Member.Id));
        var tokens = $"/management/v1/principals/{account["id"]}/tokens";
        var made = await ApiCaller.Administrator(server)
            .PostAsync(tokens, new JsonObject { ["expires_at"] = server.Time.GetUtcNow().AddHours(1).ToString("O") }).JsonAsync(HttpStatusCode.Created);

        server.Time.Advance(TimeSpan.FromHours(1));

        await ApiCaller.Administrator(server).PostAsync($"{tokens}/{made["id"]}/rotate", new JsonObject()).ProblemAsync(HttpStatusCode.Conflict, "expired");
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(604_801)]
    public async Task A_grace_is_a_week_at_most(int seconds)
    {
        var token = await NewTokenAsync();
        await fixture.Administrator.PostAsync($"{token.Path}/rotate", new JsonObject { ["grace_seconds"] = seconds })
            .ProblemAsync(HttpStatusCode.BadRequest, "invalid", "grace_seconds");
        await AssertAsync(HttpStatusCode.OK, token.Text);
    }

    [Fact]
    public async Task A_disabled_token_does_not_authenticate_until_it_is_enabled()
    {
        var token = await NewTokenAsync();

        var disabled = await fixture.Administrator.PatchAsync(token.Path, new JsonObject { ["enabled"] = false }).JsonAsync();
        Assert.False(disabled["enabled"]!.GetValue<bool>());
        await AssertAsync(HttpStatusCode.Unauthorized, token.Text);

        await fixture.Administrator.PatchAsync(token.Path, new JsonObject { ["enabled"] = true }).JsonAsync();
        await AssertAsync(HttpStatusCode.OK, token.Text);
    }

    [Fact]
    public async Task A_token_is_narrowed_and_widened()
    {
        var token = await NewTokenAsync();

        await fixture.Administrator.PatchAsync(token.Path, new JsonObject { ["scopes"] = new JsonArray("role.read") }).JsonAsync();
        await new ApiCaller(Server, "Bearer " + token.Text).GetAsync(ApiCaller.Accounts).ProblemAsync(HttpStatusCode.Forbidden, "permission_missing");
        await new ApiCaller(Server, "Bearer " + token.Text).GetAsync(ApiCaller.Roles).JsonAsync();

        await fixture.Administrator.PatchAsync(token.Path, new JsonObject { ["scopes"] = null }).JsonAsync();
        await new ApiCaller(Server, "Bearer " + token.Text).GetAsync(ApiCaller.Accounts).JsonAsync();
        await fixture.Administrator.PatchAsync(token.Path, new JsonObject { ["scopes"] = new JsonArray("api:read") })
            .ProblemAsync(HttpStatusCode.BadRequest, "invalid", "scopes");
    }

    // Whoever may rotate their own with a narrowed token must not come by a wider one.
    [Fact]
    public async Task A_narrowed_token_neither_widens_itself_nor_rotates_a_wider_one()
    {
        var (own, _) = await RoleOfSelfAsync();
        var account = await Server.CreateAccountAsync(ApiCaller.NewAccount("api_key", own, SystemRole.Member.Id));
        var tokens = $"/management/v1/principals/{account["id"]}/tokens";
        var wide = account["tokens"]![0]!["id"]!.GetValue<string>();
        var narrow = await fixture.Administrator.PostAsync(
            tokens, new JsonObject { ["scopes"] = new JsonArray("self.credentials") }).JsonAsync(HttpStatusCode.Created);
        var machine = new ApiCaller(Server, "Bearer " + narrow["token"]!.GetValue<string>());

        await machine.PostAsync($"{tokens}/{wide}/rotate", new JsonObject()).ProblemAsync(HttpStatusCode.Forbidden, "above_own_privileges");
        await machine.PatchAsync($"{tokens}/{narrow["id"]}", new JsonObject { ["scopes"] = null })
            .ProblemAsync(HttpStatusCode.Forbidden, "above_own_privileges");
        await fixture.Administrator.PatchAsync($"{tokens}/{wide}", new JsonObject { ["enabled"] = false }).JsonAsync();
        await machine.PatchAsync($"{tokens}/{wide}", new JsonObject { ["enabled"] = true })
            .ProblemAsync(HttpStatusCode.Forbidden, "above_own_privileges");
        await machine.PatchAsync($"{tokens}/{wide}", new JsonObject { ["scopes"] = new JsonArray("service_account.read") })
            .ProblemAsync(HttpStatusCode.Forbidden, "above_own_privileges");
        await machine.PostAsync($"{tokens}/{narrow["id"]}/rotate", new JsonObject()).JsonAsync(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Rotating_needs_all_that_the_owner_holds()
    {
        var token = await NewTokenAsync(roles: SystemRole.TenantAdmin.Id);
        var lesser = await ApiCaller.WithApiTokenAsync(Server, SystemRole.OrgAdmin.Id);

        await lesser.PostAsync($"{token.Path}/rotate", new JsonObject()).ProblemAsync(HttpStatusCode.Forbidden, "above_own_privileges");
        await lesser.PatchAsync(token.Path, new JsonObject { ["enabled"] = true }).ProblemAsync(HttpStatusCode.Forbidden, "above_own_privileges");
        await AssertAsync(HttpStatusCode.OK, token.Text);
    }

    private async Task<(Guid Id, string Name)> RoleOfSelfAsync()
    {
        var role = await fixture.Administrator.PostAsync(ApiCaller.Roles, ApiCaller.NewRole("organization", "self.credentials")).JsonAsync(HttpStatusCode.Created);
        return (Guid.Parse(role["id"]!.GetValue<string>()), role["name"]!.GetValue<string>());
    }

    private async Task<Token> NewTokenAsync(RunningServer? server = null, Guid? roles = null)
    {
        var account = await (server ?? Server).CreateAccountAsync(ApiCaller.NewAccount("api_key", roles ?? SystemRole.Member.Id));
        var token = account["tokens"]![0]!;
        var id = token["id"]!.GetValue<string>();
        return new Token(id, token["token"]!.GetValue<string>(), $"/management/v1/principals/{account["id"]}/tokens/{id}");
    }

    private Task<JsonObject> RotateAsync(Token token, int? graceSeconds = null, RunningServer? server = null) =>
        ApiCaller.Administrator(server ?? Server)
            .PostAsync($"{token.Path}/rotate", graceSeconds is null ? new JsonObject() : new JsonObject { ["grace_seconds"] = graceSeconds })
            .JsonAsync(HttpStatusCode.Created);

    private Task<string> AssertAsync(HttpStatusCode status, string token, RunningServer? server = null) =>
        new ApiCaller(server ?? Server, "Bearer " + token).GetAsync(ApiCaller.Self).StatusAsync(status);

    private sealed record Token(string Id, string Text, string Path);
}
