using System.Net;
using System.Text.Json.Nodes;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Management;

/// <summary>Rotation by evidence: which credential can go, and why.</summary>
public sealed class RotationEvidenceTests : IAsyncLifetime
{
    private RunningServer? _server;

    private RunningServer Server => _server ?? throw new InvalidOperationException("The server has not been started.");

    private ApiCaller Administrator => ApiCaller.Administrator(Server);

    public async Task InitializeAsync() => _server = await RunningServer.StartAsync();

    public async Task DisposeAsync() => await Server.DisposeAsync();

    [Fact]
    public async Task A_secret_can_go_when_another_is_in_use_and_it_has_been_unused_for_days()
    {
        var client = await Server.CreateSecretClientAsync();
        await UseAsync(client.ClientId, client.Secret);
        Assert.Equal(["only_active"], await CodesAsync(client));

        Pass(TimeSpan.FromHours(1));
        var second = await CreateAsync(client, null);
        Assert.Equal(["others_unused", "recently_made"], await CodesAsync(client));

        Pass(TimeSpan.FromHours(1));
        await UseAsync(client.ClientId, second);
        Assert.Equal(["recently_used", "others_unused"], await CodesAsync(client));

        Pass(TimeSpan.FromDays(7) - TimeSpan.FromHours(3));
        Assert.Equal(["recently_used", "others_unused"], await CodesAsync(client));
        Assert.Equal(["unused", "others_unused"], await CodesAsync(client, "?unused_days=6"));

        Pass(TimeSpan.FromHours(1));
        Assert.Equal(["unused", "others_unused"], await CodesAsync(client));

        // Who goes back to the old one is no longer done with it.
        await UseAsync(client.ClientId, client.Secret);
        Assert.Equal(["others_unused", "recently_used"], await CodesAsync(client));
    }

    [Fact]
    public async Task A_secret_that_nobody_ever_used_can_go_and_so_can_an_expired_one()
    {
        var client = await Server.CreateSecretClientAsync();
        await CreateAsync(client, Server.Time.GetUtcNow().AddDays(8));
        Pass(TimeSpan.FromDays(7));
        await UseAsync(client.ClientId, client.Secret);

        var never = (await ListAsync(client))[1]!["safe_to_retire"]!;
        Expect.Shape(never, "safe boolean", "code string", "reason string");
        Assert.True(never["safe"]!.GetValue<bool>());
        Assert.Equal("never_used", never["code"]!.GetValue<string>());
        Assert.Contains("7 days ago", never["reason"]!.GetValue<string>(), StringComparison.Ordinal);

        Pass(TimeSpan.FromDays(1));
        Assert.Equal(["only_active", "expired"], await CodesAsync(client));
    }

    [Fact]
    public async Task Api_tokens_are_told_apart_by_the_same_evidence_on_every_page()
    {
        var account = await Server.CreateAccountAsync(ApiCaller.NewAccount("api_key", SystemRole.Member.Id));
        var tokens = $"/management/v1/principals/{account["id"]}/tokens";
        Pass(TimeSpan.FromSeconds(1));
        var made = await Administrator.PostAsync(tokens, new JsonObject()).JsonAsync(HttpStatusCode.Created);
        await new ApiCaller(Server, $"Bearer {account["tokens"]![0]!["token"]}").GetAsync(ApiCaller.Accounts).JsonAsync();
        Pass(TimeSpan.FromDays(2));
        await new ApiCaller(Server, $"Bearer {made["token"]}").GetAsync(ApiCaller.Accounts).JsonAsync();

        using var first = await Administrator.GetAsync($"{tokens}?limit=1&unused_days=2");
        var link = first.Headers.GetValues("Link").Single();
        var next = await Administrator.GetAsync(new Uri(link[1..link.IndexOf('>', StringComparison.Ordinal)]).PathAndQuery).JsonAsync();

        Assert.Equal("unused", (await first.JsonAsync())["items"]![0]!["safe_to_retire"]!["code"]!.GetValue<string>());
        Assert.Equal("others_unused", next["items"]![0]!["safe_to_retire"]!["code"]!.GetValue<string>());
        Assert.Contains("unused_days=2", link, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("366")]
    [InlineData("-1")]
    [InlineData("many")]
    public async Task A_number_of_days_that_is_none_is_refused(string days)
    {
        var client = await Server.CreateSecretClientAsync();

        foreach (var list in new[] { Secrets(client), $"/management/v1/principals/{client.AccountId}/tokens" })
        {
            await Administrator.GetAsync($"{list}?unused_days={days}").ProblemAsync(HttpStatusCode.BadRequest, "invalid", "unused_days");
        }
    }

    [Fact]
    [Trait("Requirement", "39")]
    [Trait("Requirement", "41")]
    [Trait("Requirement", "42")]
    [Trait("Requirement", "44")]
    public async Task A_machine_rotates_its_own_secret_by_evidence_and_without_downtime()
    {
        var role = await Administrator.PostAsync(ApiCaller.Roles, ApiCaller.NewRole("tenant", "self.credentials", "service_account.read"))
            .JsonAsync(HttpStatusCode.Created);
        var machine = await Server.CreateSecretClientAsync(
            new JsonObject { ["role_ids"] = ApiCaller.Ids(Guid.Parse(role["id"]!.GetValue<string>())) });
        var old = new ApiCaller(Server, "Bearer " + await ApiCaller.AccessTokenAsync(Server, machine));
        Pass(TimeSpan.FromSeconds(1));

        var made = await old.PostAsync(Secrets(machine), new JsonObject()).JsonAsync(HttpStatusCode.Created);
        var second = machine with { Secret = made["client_secret"]!.GetValue<string>() };
        Pass(TimeSpan.FromDays(1));
        var caller = new ApiCaller(Server, "Bearer " + await ApiCaller.AccessTokenAsync(Server, second));
        var oldAgain = new ApiCaller(Server, "Bearer " + await ApiCaller.AccessTokenAsync(Server, machine));
        await oldAgain.GetAsync(Secrets(machine)).JsonAsync();
        Pass(TimeSpan.FromSeconds(1));
        caller = new ApiCaller(Server, "Bearer " + await ApiCaller.AccessTokenAsync(Server, second));
        Assert.Equal(["recently_used", "others_unused"], await CodesAsync(machine));

        Pass(TimeSpan.FromDays(1));
        caller = new ApiCaller(Server, "Bearer " + await ApiCaller.AccessTokenAsync(Server, second));
        var listed = (await caller.GetAsync(Secrets(machine) + "?unused_days=1").JsonAsync())["items"]!.AsArray();
        Assert.True(listed[0]!["safe_to_retire"]!["safe"]!.GetValue<bool>());
        var stillValid = new ApiCaller(Server, "Bearer " + await ApiCaller.AccessTokenAsync(Server, machine));
        await caller.DeleteAsync($"{Secrets(machine)}/{listed[0]!["id"]}").StatusAsync(HttpStatusCode.NoContent);

        // The old secret, and what it got, has ended at our own API; the new one goes on.
        await stillValid.GetAsync(ApiCaller.Accounts).ProblemAsync(HttpStatusCode.Unauthorized, "unauthenticated");
        await caller.GetAsync(ApiCaller.Accounts).JsonAsync();
        await Server.RequestTokenAsync(machine.Basic, ("grant_type", "client_credentials")).StatusAsync(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_narrowed_token_does_not_rotate_what_is_not_narrowed()
    {
        var role = await Administrator.PostAsync(
            ApiCaller.Roles, ApiCaller.NewRole("tenant", "self.credentials", "service_account.read", "service_account.credentials"))
            .JsonAsync(HttpStatusCode.Created);
        var machine = await Server.CreateSecretClientAsync(
            new JsonObject { ["role_ids"] = ApiCaller.Ids(Guid.Parse(role["id"]!.GetValue<string>())) });
        var reader = new ApiCaller(Server, "Bearer " + await ApiCaller.AccessTokenAsync(Server, machine, "service_account.read"));
        var other = new ApiCaller(Server, "Bearer " + await ApiCaller.AccessTokenAsync(Server, machine, "service_account.credentials"));
        var tokens = $"/management/v1/principals/{machine.AccountId}/tokens";

        foreach (var path in new[] { Secrets(machine), Secrets(machine) + "/replace", tokens, tokens + "/regenerate" })
        {
            await reader.PostAsync(path, new JsonObject()).ProblemAsync(HttpStatusCode.Forbidden, "permission_missing");
            await other.PostAsync(path, new JsonObject()).ProblemAsync(HttpStatusCode.Forbidden, "above_own_privileges");
        }
    }

    private static string Secrets(SecretClient client) =>
        $"{ApiCaller.Accounts}/{client.AccountId}/applications/{client.ClientId}/secrets";

    private void Pass(TimeSpan time) => Server.Time.Advance(time);

    private async Task<string> CreateAsync(SecretClient client, DateTimeOffset? expiresAt)
    {
        var made = await Administrator.PostAsync(Secrets(client), new JsonObject { ["expires_at"] = expiresAt?.ToString("O") })
            .JsonAsync(HttpStatusCode.Created);
        return made["client_secret"]!.GetValue<string>();
    }

    private Task<string> UseAsync(string clientId, string secret) =>
        Server.RequestTokenAsync(SecretClient.BasicOf(clientId, secret), ("grant_type", "client_credentials")).StatusAsync(HttpStatusCode.OK);

    private async Task<JsonArray> ListAsync(SecretClient client, string query = "") =>
        (await Administrator.GetAsync(Secrets(client) + query).JsonAsync())["items"]!.AsArray();

    private async Task<IEnumerable<string>> CodesAsync(SecretClient client, string query = "") =>
        [.. (await ListAsync(client, query)).Select(secret => secret!["safe_to_retire"]!["code"]!.GetValue<string>())];
}
