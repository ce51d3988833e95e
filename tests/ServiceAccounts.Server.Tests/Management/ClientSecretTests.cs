using System.Net;
using System.Text.Json.Nodes;
using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Management;

/// <summary>Client secrets: two for a rotation without downtime, one at least, and a replacement for a leak.</summary>
public sealed class ClientSecretTests(ManagementServer fixture) : IClassFixture<ManagementServer>
{
    private RunningServer Server => fixture.Server;

    [Fact]
    [Trait("Requirement", "39")]
    [Trait("Requirement", "41")]
    [Trait("Requirement", "42")]
    [Trait("Requirement", "44")]
    public async Task A_rotation_needs_no_downtime()
    {
        var client = await Server.CreateSecretClientAsync();

        var made = await fixture.Administrator.PostAsync(Secrets(client), new JsonObject()).JsonAsync(HttpStatusCode.Created);

        Expect.Shape(made, "id uuid", "client_secret string", "hint string", "created_at time", "expires_at null");
        var second = made["client_secret"]!.GetValue<string>();
        Assert.True(CredentialFormat.IsWellFormed(second, CredentialFormat.ClientSecretPrefix));
        await AssertGetsTokenAsync(client.ClientId, client.Secret);
        await AssertGetsTokenAsync(client.ClientId, second);

        var first = client.Created["applications"]![0]!["secrets"]![0]!["id"]!.GetValue<string>();
        await fixture.Administrator.DeleteAsync($"{Secrets(client)}/{first}").StatusAsync(HttpStatusCode.NoContent);

        await AssertRefusedAsync(client.ClientId, client.Secret);
        await AssertGetsTokenAsync(client.ClientId, second);
    }

    [Fact]
    [Trait("Requirement", "40")]
    public async Task A_third_active_secret_is_refused()
    {
        var client = await Server.CreateSecretClientAsync();
        var second = await CreateAsync(client);
        var before = (await Server.LedgerAsync()).Count;

        await fixture.Administrator.PostAsync(Secrets(client), new JsonObject())
            .ProblemAsync(HttpStatusCode.Conflict, "limit_reached");

        Assert.Equal(before, (await Server.LedgerAsync()).Count);
        await AssertGetsTokenAsync(client.ClientId, client.Secret);
        await AssertGetsTokenAsync(client.ClientId, second);
    }

    [Fact]
    [Trait("Requirement", "40")]
    public async Task Of_many_created_at_once_one_is()
    {
        var client = await Server.CreateSecretClientAsync();

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 10).Select(_ => fixture.Administrator.PostAsync(Secrets(client), new JsonObject())));

        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.Created);
        Assert.Equal(9, answers.Count(answer => answer.StatusCode == HttpStatusCode.Conflict));
    }

    [Fact]
    [Trait("Requirement", "45")]
    public async Task The_last_active_secret_is_not_deleted()
    {
        var client = await Server.CreateSecretClientAsync();
        var id = client.Created["applications"]![0]!["secrets"]![0]!["id"]!.GetValue<string>();

        await fixture.Administrator.DeleteAsync($"{Secrets(client)}/{id}").ProblemAsync(HttpStatusCode.Conflict, "last_secret");
        await DeleteByTextAsync(client, client.Secret).ProblemAsync(HttpStatusCode.Conflict, "last_secret");

        await AssertGetsTokenAsync(client.ClientId, client.Secret);
    }

    [Fact]
    [Trait("Requirement", "43")]
    public async Task A_secret_is_deleted_by_its_text()
    {
        var client = await Server.CreateSecretClientAsync();
        var second = await CreateAsync(client);
        var other = await Server.CreateSecretClientAsync();

        await DeleteByTextAsync(client, null).ProblemAsync(HttpStatusCode.BadRequest, "invalid", "client_secret");
        await DeleteByTextAsync(client, "sa_secret_made_up").ProblemAsync(HttpStatusCode.NotFound, "not_found");
        await DeleteByTextAsync(client, other.Secret).ProblemAsync(HttpStatusCode.NotFound, "not_found");
        await DeleteByTextAsync(client, client.Secret).StatusAsync(HttpStatusCode.NoContent);

        await AssertRefusedAsync(client.ClientId, client.Secret);
        await AssertGetsTokenAsync(client.ClientId, second);
        await AssertGetsTokenAsync(other.ClientId, other.Secret);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [Trait("Requirement", "46")]
    public async Task A_replacement_leaves_the_new_secret_alone(int present)
    {
        var client = await Server.CreateSecretClientAsync();
        string[] old = present == 2 ? [client.Secret, await CreateAsync(client)] : [client.Secret];

        var made = await fixture.Administrator.PostAsync($"{Secrets(client)}/replace", new JsonObject()).JsonAsync(HttpStatusCode.Created);

        foreach (var secret in old)
        {
            await AssertRefusedAsync(client.ClientId, secret);
        }

        await AssertGetsTokenAsync(client.ClientId, made["client_secret"]!.GetValue<string>());
        var listed = Assert.Single((await fixture.Administrator.GetAsync(Secrets(client)).JsonAsync())["items"]!.AsArray());
        Expect.Shape(
            listed, "id uuid", "hint string", "created_at time", "expires_at null", "created_by object", "last_used_at time",
            "last_used_from string", "safe_to_retire object");
        Assert.Equal(made["id"]!.GetValue<string>(), listed!["id"]!.GetValue<string>());
    }

    [Fact]
    public async Task An_expired_secret_counts_no_more_and_leaves_room_for_another()
    {
        await using var server = await RunningServer.StartAsync();
        var administrator = ApiCaller.Administrator(server);
        var client = await server.CreateSecretClientAsync();
        var end = server.Time.GetUtcNow().AddMinutes(10);
        await administrator.PostAsync(Secrets(client), new JsonObject { ["expires_at"] = "2020-01-01T00:00:00Z" })
            .ProblemAsync(HttpStatusCode.BadRequest, "invalid", "expires_at");
        var made = await administrator.PostAsync(Secrets(client), new JsonObject { ["expires_at"] = end.ToString("O") })
            .JsonAsync(HttpStatusCode.Created);
        var secret = made["client_secret"]!.GetValue<string>();

        using var issued = await server.RequestTokenAsync(
            SecretClient.BasicOf(client.ClientId, secret), ("grant_type", "client_credentials"));
        Assert.Equal(600, (await issued.JsonAsync())["expires_in"]!.GetValue<int>());

        server.Time.Advance(TimeSpan.FromMinutes(10));
        using var refused = await server.RequestTokenAsync(
            SecretClient.BasicOf(client.ClientId, secret), ("grant_type", "client_credentials"));
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        await administrator.PostAsync(Secrets(client), new JsonObject()).JsonAsync(HttpStatusCode.Created);
        await administrator.PostAsync(Secrets(client), new JsonObject()).ProblemAsync(HttpStatusCode.Conflict, "limit_reached");
    }

    [Theory]
    [InlineData("delete")]
    [InlineData("replace")]
    public async Task The_access_tokens_that_a_secret_got_end_with_it(string how)
    {
        var client = await Server.CreateSecretClientAsync(new JsonObject { ["role_ids"] = ApiCaller.Ids(SystemRole.OrgAdmin.Id) });
        var caller = new ApiCaller(Server, "Bearer " + await ApiCaller.AccessTokenAsync(Server, client));
        await CreateAsync(client);
        await caller.GetAsync(ApiCaller.Accounts).JsonAsync();

        await (how == "delete"
            ? DeleteByTextAsync(client, client.Secret).StatusAsync(HttpStatusCode.NoContent)
            : fixture.Administrator.PostAsync($"{Secrets(client)}/replace", new JsonObject()).StatusAsync(HttpStatusCode.Created));

        await caller.GetAsync(ApiCaller.Accounts).ProblemAsync(HttpStatusCode.Unauthorized, "unauthenticated");
    }

    [Fact]
    [Trait("Requirement", "38")]
    public async Task An_account_without_client_secrets_has_none_to_change()
    {
        using var key = ClientKeyPair.Es256();
        var client = await Server.CreateAssertionClientAsync(key);
        var secrets = $"{ApiCaller.Accounts}/{client.AccountId}/applications/{client.ClientId}/secrets";

        await fixture.Administrator.GetAsync(secrets).ProblemAsync(HttpStatusCode.Conflict, "no_client_secrets");
        await fixture.Administrator.PostAsync(secrets, new JsonObject()).ProblemAsync(HttpStatusCode.Conflict, "no_client_secrets");
        await fixture.Administrator.PostAsync($"{secrets}/replace", new JsonObject())
            .ProblemAsync(HttpStatusCode.Conflict, "no_client_secrets");
    }

    private static string Secrets(SecretClient client) =>
        $"{ApiCaller.Accounts}/{client.AccountId}/applications/{client.ClientId}/secrets";

    private async Task<string> CreateAsync(SecretClient client) =>
        (await fixture.Administrator.PostAsync(Secrets(client), new JsonObject()).JsonAsync(HttpStatusCode.Created))["client_secret"]!
            .GetValue<string>();

    private Task<HttpResponseMessage> DeleteByTextAsync(SecretClient client, string? secret) =>
        fixture.Administrator.PostAsync($"{Secrets(client)}/delete", new JsonObject { ["client_secret"] = secret });

    private async Task AssertGetsTokenAsync(string clientId, string secret)
    {
        using var response = await Server.RequestTokenAsync(SecretClient.BasicOf(clientId, secret), ("grant_type", "client_credentials"));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    private async Task AssertRefusedAsync(string clientId, string secret)
    {
        using var response = await Server.RequestTokenAsync(SecretClient.BasicOf(clientId, secret), ("grant_type", "client_credentials"));
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }
}
