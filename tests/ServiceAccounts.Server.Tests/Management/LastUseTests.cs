using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Management;

/// <summary>When and from where a credential was last used: seen at once, kept over a restart, and no change of anything.</summary>
public sealed class LastUseTests(ManagementServer fixture) : IClassFixture<ManagementServer>
{
    private RunningServer Server => fixture.Server;

    [Fact]
    public async Task Who_was_used_a_moment_ago_is_not_dormant()
    {
        await using var server = await RunningServer.StartAsync();
        var (used, dormant) = (await server.CreateSecretClientAsync(), await server.CreateSecretClientAsync());
        server.Time.Advance(TimeSpan.FromDays(1));
        await server.RequestTokenAsync(used.Basic, ("grant_type", "client_credentials")).StatusAsync(HttpStatusCode.OK);

        var since = server.Time.GetUtcNow().AddHours(-1).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var found = await ApiCaller.Administrator(server).GetAsync($"{ApiCaller.Accounts}?unused_since={since}").JsonAsync();

        Assert.Equal([dormant.AccountId], found["items"]!.AsArray().Select(account => account!["id"]!.GetValue<string>()));
    }

    [Fact]
    public async Task A_secret_shows_its_last_use_and_so_does_its_account()
    {
        var client = await Server.CreateSecretClientAsync();
        var url = $"{ApiCaller.Accounts}/{client.AccountId}";
        var before = await fixture.Administrator.GetAsync(url).JsonAsync();
        Assert.Null(SecretOf(before)["last_used_at"]);
        Assert.Null(before["last_used_at"]);
        var entries = (await Server.LedgerAsync()).Count;

        await Server.RequestTokenAsync(client.Basic, ("grant_type", "client_credentials")).StatusAsync(HttpStatusCode.OK);

        using var response = await fixture.Administrator.GetAsync(url);
        var after = await response.JsonAsync();
        var secret = SecretOf(after);
        Expect.Shape(
            secret, "id uuid", "hint string", "created_at time", "expires_at null", "created_by object", "last_used_at time",
            "last_used_from string");
        Assert.True(IPAddress.IsLoopback(IPAddress.Parse(secret["last_used_from"]!.GetValue<string>())));
        Assert.Equal(Server.Time.GetUtcNow(), DateTimeOffset.Parse(secret["last_used_at"]!.GetValue<string>(), null));
        Assert.Equal(secret["last_used_at"]!.GetValue<string>(), after["last_used_at"]!.GetValue<string>());

        // A use is no change: not of the version, and not in the ledger.
        Assert.Equal("\"1\"", response.Headers.ETag!.ToString());
        Assert.Equal(before["updated_at"]!.GetValue<string>(), after["updated_at"]!.GetValue<string>());
        Assert.Equal(entries, (await Server.LedgerAsync()).Count);
    }

    [Fact]
    public async Task A_failed_authentication_is_no_use()
    {
        var client = await Server.CreateSecretClientAsync();
        var other = await Server.CreateSecretClientAsync();
        var account = await Server.CreateAccountAsync(ApiCaller.NewAccount("api_key", SystemRole.Member.Id));
        var token = account["tokens"]![0]!;

        await Server.RequestTokenAsync(SecretClient.BasicOf(client.ClientId, other.Secret), ("grant_type", "client_credentials"))
            .StatusAsync(HttpStatusCode.Unauthorized);
        await fixture.Administrator.PostAsync($"{ApiCaller.Accounts}/{account["id"]}/deactivate").StatusAsync(HttpStatusCode.OK);
        await new ApiCaller(Server, $"Bearer {token["token"]}").GetAsync(ApiCaller.Accounts).StatusAsync(HttpStatusCode.Unauthorized);

        Assert.Null((await fixture.Administrator.GetAsync($"{ApiCaller.Accounts}/{client.AccountId}").JsonAsync())["last_used_at"]);
        Assert.Null((await fixture.Administrator.GetAsync($"{ApiCaller.Accounts}/{account["id"]}").JsonAsync())["last_used_at"]);
    }

    [Fact]
    public async Task An_api_token_shows_its_last_use_wherever_it_is_listed()
    {
        var account = await Server.CreateAccountAsync(ApiCaller.NewAccount("api_key", SystemRole.Member.Id));
        var token = account["tokens"]![0]!;
        var tokens = $"/management/v1/principals/{account["id"]}/tokens";
        await new ApiCaller(Server, $"Bearer {token["token"]}").GetAsync(ApiCaller.Accounts).JsonAsync();

        var listed = (await fixture.Administrator.GetAsync(tokens).JsonAsync())["items"]![0]!;
        var renamed = await fixture.Administrator.PatchAsync($"{tokens}/{token["id"]}", new JsonObject { ["name"] = "other" }).JsonAsync();
        var shown = (await fixture.Administrator.GetAsync($"{ApiCaller.Accounts}/{account["id"]}").JsonAsync())["tokens"]![0]!;

        string[] shape =
        [
            "id uuid", "name string", "hint string", "scopes null", "enabled boolean", "created_at time", "expires_at null", "created_by object",
            "last_used_at time", "last_used_from string",
        ];
        Expect.Shape(listed, [.. shape, "safe_to_retire object"]);
        Expect.Shape(renamed, shape);
        Expect.Shape(shown, shape);
    }

    [Fact]
    public async Task Each_key_of_a_key_set_shows_its_last_use()
    {
        using var first = ClientKeyPair.Es256("first");
        using var second = ClientKeyPair.Es256("second");
        var request = ApiCaller.NewAccount("oauth_private_key_jwt", SystemRole.ApiDefault.Id);
        request["jwks"] = ClientKeyPair.SetOf(first.ToJwk(), second.ToJwk());
        var account = await Server.CreateAccountAsync(request);
        var client = new AssertionClient(
            account["id"]!.GetValue<string>(), account["applications"]![0]!["client_id"]!.GetValue<string>(), second, Server);

        // The kid that counts is that of the key that fits, also where the assertion names none.
        await client.RequestTokenAsync(client.Assertion(header: header => header.Remove("kid"))).StatusAsync(HttpStatusCode.OK);

        var read = await fixture.Administrator.GetAsync($"{ApiCaller.Accounts}/{account["id"]}").JsonAsync();
        var keys = read["applications"]![0]!["keys"]!.AsArray();
        Assert.Equal(2, keys.Count);
        Expect.Shape(keys[0], "kid string", "last_used_at null", "last_used_from null");
        Expect.Shape(keys[1], "kid string", "last_used_at time", "last_used_from string");
        Assert.Equal(["first", "second"], keys.Select(key => key!["kid"]!.GetValue<string>()));
    }

    [Fact]
    public async Task The_account_stays_in_use_when_the_secret_goes()
    {
        var client = await Server.CreateSecretClientAsync();
        await Server.RequestTokenAsync(client.Basic, ("grant_type", "client_credentials")).StatusAsync(HttpStatusCode.OK);

        await fixture.Administrator.PostAsync(
            $"{ApiCaller.Accounts}/{client.AccountId}/applications/{client.ClientId}/secrets/replace", new JsonObject())
            .StatusAsync(HttpStatusCode.Created);

        var account = await fixture.Administrator.GetAsync($"{ApiCaller.Accounts}/{client.AccountId}").JsonAsync();
        Assert.NotNull(account["last_used_at"]);
        Assert.Null(SecretOf(account)["last_used_at"]);
    }

    [Fact]
    public async Task A_last_use_survives_a_restart()
    {
        var directory = Directory.CreateTempSubdirectory("serviceaccounts-uses-").FullName;
        try
        {
            string accountId, adminToken;
            await using (var server = await RunningServer.StartAsync(directory, configure: null))
            {
                var client = await server.CreateSecretClientAsync();
                await server.RequestTokenAsync(client.Basic, ("grant_type", "client_credentials")).StatusAsync(HttpStatusCode.OK);
                (accountId, adminToken) = (client.AccountId, server.AdminToken);
            }

            await using var again = await RunningServer.StartAsync(directory, configure: null);
            var account = await new ApiCaller(again, "Bearer " + adminToken).GetAsync($"{ApiCaller.Accounts}/{accountId}").JsonAsync();
            Assert.NotNull(account["last_used_at"]);
            Assert.NotNull(SecretOf(account)["last_used_from"]);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static JsonNode SecretOf(JsonObject account) => account["applications"]![0]!["secrets"]![0]!;
}
