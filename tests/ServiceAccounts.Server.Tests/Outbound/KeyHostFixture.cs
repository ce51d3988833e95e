using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ServiceAccounts.Protocol.Keys;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Credentials;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Outbound;

/// <summary>One server and one key host for the tests of a class; each test has paths and clients of its own.</summary>
public sealed class KeyHostFixture : IAsyncLifetime
{
    private int _paths;

    /// <summary>The clients' host.</summary>
    internal KeyHost Host { get; private set; } = null!; // Set before the first test.

    /// <summary>A server that trusts the host's CA and may call loopback.</summary>
    internal RunningServer Server { get; private set; } = null!; // Set before the first test.

    /// <summary>The settings that let a server call a host on loopback.</summary>
    internal static string[] SettingsFor(KeyHost host) =>
    [
        $"Outbound:TrustedCertificates={host.Ca.PemFile}",
        "Outbound:AllowedNetworks:0=127.0.0.0/8",
        "Outbound:AllowedNetworks:1=::1/128",
    ];

    public async Task InitializeAsync()
    {
        Host = await KeyHost.StartAsync();
        Server = await RunningServer.StartAsync(SettingsFor(Host));
    }

    public async Task DisposeAsync()
    {
        await Server.DisposeAsync();
        await Host.DisposeAsync();
    }

    /// <summary>A path as the clients of the first tenant name it.</summary>
    internal KeySetUrl KeysAt(string path) => new(Server.TenantId, Host.UrlOf(path));

    /// <summary>A path that no other test uses.</summary>
    internal string NewPath() => $"/{Interlocked.Increment(ref _paths)}/jwks.json";

    /// <summary>A client whose keys are published at a path; nothing is asked for there yet.</summary>
    internal Task<AssertionClient> PublishAsync(ClientKeyPair key, string path, string? cacheControl = null)
    {
        Host.Publish(path, key.ToJwks(), cacheControl);
        return Server.CreateAssertionClientAsync(key, Host.UrlOf(path));
    }

    /// <summary>The same, after its first token.</summary>
    internal async Task<AssertionClient> PublishAndUseAsync(ClientKeyPair key, string path, string? cacheControl = null)
    {
        var client = await PublishAsync(key, path, cacheControl);
        await client.AssertGetsTokenAsync();
        return client;
    }

    /// <summary>Lets a path break off every request, as a host does that is going down.</summary>
    internal void TakeDown(string path) => Host.Answer(path, http =>
    {
        http.Abort();
        return Task.CompletedTask;
    });

    /// <summary>Publishes keys at a path.</summary>
    internal void Publish(string path, params JsonObject[] keys) => Host.Publish(path, ClientKeyPair.SetOf(keys));

    /// <summary>What the database keeps of a path's keys.</summary>
    internal async Task<string?> StoredKeysAsync(string path)
    {
        var url = Host.UrlOf(path);
        await using var db = await Server.Services.GetRequiredService<IDbContextFactory<ServiceAccountsDbContext>>()
            .CreateDbContextAsync();
        return await db.Set<FetchedKeySet>().Where(k => k.JwksUrl == url).Select(k => k.Jwks).SingleOrDefaultAsync();
    }
}
