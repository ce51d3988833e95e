using System.Net;
using System.Text.Json.Nodes;
using ServiceAccounts.Server.Tests.Management;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Tenants;
using ServiceAccounts.Testing;
using static ServiceAccounts.Server.Tests.Dialects.Semaphore.SemaphoreClient;

namespace ServiceAccounts.Server.Tests.Dialects.Semaphore;

/// <summary>A service account as a client of Semaphore holds it, from creation to the end of its token.</summary>
public sealed class ServiceAccountConversationTests(SemaphoreServer fixture) : IClassFixture<SemaphoreServer>
{
    private static readonly string[] AccountShape =
    [
        "id uuid", "name string", "description string", "org_id uuid", "creator_id uuid", "created_at number", "updated_at number",
        "deactivated false",
    ];

    private RunningServer Server => fixture.Server;

    [Fact]
    [Trait("Requirement", "56")]
    [Trait("Requirement", "57")]
    [Trait("Requirement", "59")]
    [Trait("Requirement", "61")]
    [Trait("Requirement", "62")]
    [Trait("Requirement", "63")]
    [Trait("Requirement", "65")]
    [Trait("Requirement", "66")]
    [Trait("Requirement", "67")]
    [Trait("Requirement", "68")]
    [Trait("Requirement", "69")]
    [Trait("Requirement", "70")]
    [Trait("Requirement", "72")]
    public async Task An_owner_makes_a_service_account_uses_its_token_and_ends_it()
    {
        var owner = new SemaphoreClient(Server, Server.AdminToken) { Host = $"default.{SemaphoreServer.Domain}" };
        var name = NewName();

        // It is made with a token, and holds nothing.
        var made = await owner.PostAsync(Accounts, new JsonObject { ["name"] = $"  {name} ", ["description"] = " deploys " }).OkAsync();
        Assert.Equal(["service_account", "api_token"], made.Select(member => member.Key));
        var account = made["service_account"]!;
        Shape(account, AccountShape);
        Assert.Equal(name, account["name"]!.GetValue<string>());
        Assert.Equal("deploys", account["description"]!.GetValue<string>());
        Assert.Equal((await Server.OrganizationAsync(OrganizationKind.Organization)).ToString(), account["org_id"]!.GetValue<string>());
        Assert.Equal(Server.Time.GetUtcNow().ToUnixTimeSeconds(), account["created_at"]!.GetValue<long>());
        var (id, token) = (account.IdOf(), made["api_token"]!.GetValue<string>());
        var machine = new SemaphoreClient(Server, token) { Host = $"default.{SemaphoreServer.Domain}" };
        await machine.GetAsync(Accounts).DeniedAsync();

        // Nobody reads the token again.
        var described = await owner.GetAsync(Of(id)).OkAsync();
        Shape(described, AccountShape);
        Assert.True(JsonNode.DeepEquals(account, described));
        Assert.DoesNotContain(token, await owner.GetAsync(Accounts).StatusAsync(HttpStatusCode.OK), StringComparison.Ordinal);

        // With a role it does what a person with that role does.
        var member = new JsonObject { ["role_id"] = SystemRole.Member.Id.ToString() };
        Assert.Equal("{\"status\":\"assigned\"}", await owner.PutAsync($"{Members}/{id}/role", member).StatusAsync(HttpStatusCode.OK));
        Assert.True(JsonNode.DeepEquals(account["id"], (await machine.GetAsync(Of(id)).OkAsync())["id"]));
        await machine.DeleteAsync(Of(id)).DeniedAsync();

        // What is absent stays.
        Server.Time.Advance(TimeSpan.FromSeconds(5));
        var changed = await owner.PatchAsync(Of(id), new JsonObject { ["description"] = "ships" }).OkAsync();
        Shape(changed, AccountShape);
        Assert.Equal((name, "ships"), (changed["name"]!.GetValue<string>(), changed["description"]!.GetValue<string>()));
        Assert.Equal(account["created_at"]!.GetValue<long>() + 5, changed["updated_at"]!.GetValue<long>());

        // The old token dies at once.
        var regenerated = await owner.PostAsync(Of(id, "regenerate_token")).OkAsync();
        Assert.Equal(["api_token"], regenerated.Select(m => m.Key));
        await machine.GetAsync(Of(id)).ErrorAsync(HttpStatusCode.Unauthorized);
        machine = new SemaphoreClient(Server, regenerated["api_token"]!.GetValue<string>());
        await machine.GetAsync(Of(id)).OkAsync();

        // Deactivated it is there and does nothing; reactivated its token works again.
        Assert.Equal("{\"status\":\"deactivated\"}", await owner.PostAsync(Of(id, "deactivate")).StatusAsync(HttpStatusCode.OK));
        await machine.GetAsync(Of(id)).ErrorAsync(HttpStatusCode.Unauthorized);
        Assert.True((await owner.GetAsync(Of(id)).OkAsync())["deactivated"]!.GetValue<bool>());
        Assert.Equal("{\"status\":\"reactivated\"}", await owner.PostAsync(Of(id, "reactivate")).StatusAsync(HttpStatusCode.OK));
        await machine.GetAsync(Of(id)).OkAsync();

        // Deleted it is gone.
        Assert.Equal("{\"status\":\"deleted\"}", await owner.DeleteAsync(Of(id)).StatusAsync(HttpStatusCode.OK));
        await machine.GetAsync(Of(id)).ErrorAsync(HttpStatusCode.Unauthorized);
        await owner.GetAsync(Of(id)).ErrorAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_deactivated_account_is_found_changed_given_a_token_and_destroyed()
    {
        var owner = fixture.Owner;
        var (id, _) = await owner.NewAccountAsync();
        await owner.PostAsync(Of(id, "deactivate")).OkAsync();
        Assert.Equal("deactivated", (await owner.PostAsync(Of(id, "deactivate")).OkAsync())["status"]!.GetValue<string>());

        Assert.Contains(
            (await owner.GetAsync($"{Accounts}?page_size=100").OkAsync())["service_accounts"]!.AsArray(),
            account => account.IdOf() == id && account!["deactivated"]!.GetValue<bool>());
        await owner.PatchAsync(Of(id), new JsonObject { ["name"] = NewName() }).OkAsync();
        var token = (await owner.PostAsync(Of(id, "regenerate_token")).OkAsync())["api_token"]!.GetValue<string>();
        await new SemaphoreClient(Server, token).GetAsync(Accounts).ErrorAsync(HttpStatusCode.Unauthorized);
        Assert.Equal("deleted", (await owner.DeleteAsync(Of(id)).OkAsync())["status"]!.GetValue<string>());
    }

    [Fact]
    public async Task Reactivating_an_active_account_succeeds()
    {
        var (id, _) = await fixture.Owner.NewAccountAsync();

        Assert.Equal("reactivated", (await fixture.Owner.PostAsync(Of(id, "reactivate")).OkAsync())["status"]!.GetValue<string>());
        Assert.False((await fixture.Owner.GetAsync(Of(id)).OkAsync())["deactivated"]!.GetValue<bool>());
    }

    [Fact]
    public async Task An_account_that_was_made_elsewhere_with_another_credential_is_one_too_and_may_be_given_a_token()
    {
        var client = await Server.CreateSecretClientAsync();

        var shown = await fixture.Owner.GetAsync(Of(client.AccountId)).OkAsync();
        Assert.Equal(string.Empty, shown["description"]!.GetValue<string>());
        var token = (await fixture.Owner.PostAsync(Of(client.AccountId, "regenerate_token")).OkAsync())["api_token"]!.GetValue<string>();

        await new SemaphoreClient(Server, token).GetAsync(Accounts).DeniedAsync();
        using var still = await Server.RequestTokenAsync(client.Basic, ("grant_type", "client_credentials"));
        Assert.Equal(HttpStatusCode.OK, still.StatusCode);
    }

    [Fact]
    public async Task Null_says_the_same_as_nothing_and_an_empty_description_takes_it_away()
    {
        var made = await fixture.Owner.PostAsync(Accounts, new JsonObject { ["name"] = NewName(), ["description"] = null }).OkAsync();
        var id = made["service_account"].IdOf();
        await fixture.Owner.PatchAsync(Of(id), new JsonObject { ["description"] = "x", ["name"] = null }).OkAsync();

        var kept = await fixture.Owner.PatchAsync(Of(id), new JsonObject { ["description"] = null }).OkAsync();
        Assert.Equal("x", kept["description"]!.GetValue<string>());
        Assert.Equal(made["service_account"]!["name"]!.GetValue<string>(), kept["name"]!.GetValue<string>());
        var taken = await fixture.Owner.PatchAsync(Of(id), new JsonObject { ["description"] = string.Empty }).OkAsync();
        Assert.Equal(string.Empty, taken["description"]!.GetValue<string>());
    }

    [Theory]
    [Trait("Requirement", "63")]
    [InlineData("Authorization", "Token {0}")]
    [InlineData("Authorization", "token {0}")]
    [InlineData("Authorization", "Bearer {0}")]
    [InlineData("X-AUTH-TOKEN", "{0}")]
    [InlineData("X-API-Key", "{0}")]
    public async Task A_token_is_taken_in_every_form_that_this_server_takes(string header, string form)
    {
        var value = string.Format(System.Globalization.CultureInfo.InvariantCulture, form, Server.AdminToken);

        await new SemaphoreClient(Server, null).SendAsync(HttpMethod.Get, Accounts, header: (header, value)).OkAsync();
    }

    [Fact]
    public async Task An_expired_account_shows_as_deactivated()
    {
        var (id, _) = await fixture.Owner.NewAccountAsync();
        var end = Server.Time.GetUtcNow().AddSeconds(10);
        await ApiCaller.Administrator(Server).PatchAsync($"{ApiCaller.Accounts}/{id}", new JsonObject { ["expires_at"] = end }).JsonAsync();
        Server.Time.Advance(TimeSpan.FromSeconds(11));

        Assert.True((await fixture.Owner.GetAsync(Of(id)).OkAsync())["deactivated"]!.GetValue<bool>());
    }

    private static void Shape(JsonNode? account, string[] members) =>
        Expect.Shape(account, [.. members.Select(member => member.Replace(" false", " boolean", StringComparison.Ordinal))]);
}
