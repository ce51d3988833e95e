using System.Net;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ServiceAccounts.Server.Tests.Management;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Credentials;
using ServiceAccounts.Storage.Keys;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Keys;

/// <summary>The keys under which secrets are hashed and the journal is sealed have versions; a secret moves to the newest when it is used.</summary>
public sealed class ServerSecretTests : IAsyncLifetime
{
    private RunningServer? _server;

    private RunningServer Server => _server ?? throw new InvalidOperationException("The server has not been started.");

    private ApiCaller Admin => ApiCaller.Administrator(Server);

    public async Task InitializeAsync() => _server = await RunningServer.StartAsync();

    public async Task DisposeAsync() => await Server.DisposeAsync();

    [Fact]
    public async Task Secrets_that_are_used_are_hashed_under_the_new_version_and_then_the_old_one_can_go()
    {
        var (used, unused) = (await Server.CreateSecretClientAsync(), await Server.CreateSecretClientAsync());
        await RotateAsync("credential_hash");
        Assert.Equal(["active", "old"], (await SecretsAsync("credential_hash")).Select(secret => secret.State()));

        // The administrator's token has been used by asking.
        await Server.TokenAsync(used);
        await FlushAsync();

        Assert.Equal([2, 1], (await SecretsAsync("credential_hash")).Select(secret => secret["hashes"]!.GetValue<int>()));
        await Server.TokenAsync(used);
        await Admin.DeleteAsync(KeyWorld.Secrets + "/credential_hash/1").ProblemAsync(HttpStatusCode.Conflict, "in_use");

        Server.Time.Advance(TimeSpan.FromMinutes(2));
        var refused = await Admin.DeleteAsync(KeyWorld.Secrets + "/credential_hash/1").ProblemAsync(HttpStatusCode.Conflict, "in_use");
        Assert.StartsWith("1 client secrets", refused["detail"]!.GetValue<string>(), StringComparison.Ordinal);

        await Server.TokenAsync(unused);
        await FlushAsync();
        await Admin.DeleteAsync(KeyWorld.Secrets + "/credential_hash/1").StatusAsync(HttpStatusCode.NoContent);

        Assert.Equal([2], (await SecretsAsync("credential_hash")).Select(secret => secret["version"]!.GetValue<int>()));
        await Server.TokenAsync(used);
        await Server.TokenAsync(unused);
    }

    [Fact]
    public async Task The_version_in_use_cannot_be_dropped()
    {
        await Admin.DeleteAsync(KeyWorld.Secrets + "/credential_hash/1").ProblemAsync(HttpStatusCode.Conflict, "in_use");
        await Admin.DeleteAsync(KeyWorld.Secrets + "/ledger/1").ProblemAsync(HttpStatusCode.Conflict, "in_use");
    }

    [Fact]
    public async Task Nothing_is_hashed_under_a_version_that_other_nodes_may_not_know_yet()
    {
        await Admin.PostAsync(KeyWorld.Secrets + "/rotate", new JsonObject { ["purpose"] = "credential_hash" }).JsonAsync();
        Assert.Equal(["announced", "active"], (await SecretsAsync("credential_hash")).Select(secret => secret.State()));

        var client = await Server.CreateSecretClientAsync();

        await using var db = await ContextAsync();
        Assert.Equal(
            [1], await db.Set<Application>().Where(a => a.ClientId == client.ClientId).SelectMany(a => a.Secrets).OrderBy(s => s.Id)
                .Select(s => s.HashKeyVersion).Take(2).ToListAsync());
    }

    [Fact]
    public async Task The_journal_is_verified_across_versions()
    {
        await Server.CreateSecretClientAsync();
        await RotateAsync("ledger");
        await Server.CreateSecretClientAsync();

        var verified = await Admin.PostAsync("/management/v1/journal/verify").JsonAsync();

        Assert.True(verified["verified"]!.GetValue<bool>());
        Assert.Equal([1, 2], (await Server.LedgerAsync()).Select(entry => entry.SealKeyVersion).Distinct());
    }

    [Fact]
    public async Task A_client_in_memory_with_a_hash_under_a_version_that_is_no_more_is_read_again()
    {
        var client = await Server.CreateSecretClientAsync();
        await Server.TokenAsync(client);
        await using (var db = await ContextAsync())
        {
            // Behind the back of the server, as if another node had done it and this one had not read of it yet.
            var hasher = Server.Services.GetRequiredService<Protocol.Clients.SecretHasher>();
            var fresh = Server.Services.GetRequiredService<NewKeys>().CreateSecret(ServerSecretPurpose.CredentialHash, 2);
            db.Add(fresh);
            await db.SaveChangesAsync();
            var key = Server.Services.GetRequiredService<IKeyProtector>().Unprotect(fresh.ProtectedKey);
            var hash = System.Security.Cryptography.HMACSHA256.HashData(key, System.Text.Encoding.UTF8.GetBytes(client.Secret));
            await db.Set<ClientSecret>().Where(s => s.Hash == hasher.Hash(client.Secret).Value.ToArray())
                .ExecuteUpdateAsync(s => s.SetProperty(x => x.Hash, hash).SetProperty(x => x.HashKeyVersion, 2));
        }

        Server.Services.GetRequiredService<Protocol.Clients.SecretHasher>().Outdated!.MeetUnknownVersion();

        await Eventually.IsTrueAsync(async () =>
        {
            using var response = await Server.RequestTokenAsync(client.Basic, ("grant_type", "client_credentials"));
            return response.IsSuccessStatusCode;
        });
    }

    private async Task RotateAsync(string purpose)
    {
        await Admin.PostAsync(KeyWorld.Secrets + "/rotate", new JsonObject { ["purpose"] = purpose }).JsonAsync();
        Server.Time.Advance(KeyTimes.Spreading);
        await Server.Services.GetRequiredService<KeyFollower>().FollowAsync(CancellationToken.None);
    }

    private async Task<JsonObject[]> SecretsAsync(string purpose) =>
        [.. (await Admin.GetAsync(KeyWorld.Secrets).JsonAsync())["items"]!.AsArray().Select(secret => secret!.AsObject()).Where(secret => secret["purpose"]!.GetValue<string>() == purpose)];

    private Task FlushAsync() => Server.Services.GetRequiredService<OutdatedHashes>().FlushAsync(CancellationToken.None);

    private Task<ServiceAccountsDbContext> ContextAsync() =>
        Server.Services.GetRequiredService<IDbContextFactory<ServiceAccountsDbContext>>().CreateDbContextAsync();
}
