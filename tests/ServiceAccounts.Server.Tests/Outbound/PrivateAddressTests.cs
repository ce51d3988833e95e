using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using ServiceAccounts.Server.Outbound;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Outbound;

/// <summary>A URL that a client names does not make the server reach what only the server can reach.</summary>
public sealed class PrivateAddressTests(PrivateAddressTests.Fixture fixture) : IClassFixture<PrivateAddressTests.Fixture>
{
    private const string NotPublic = "The host has an address that is not public. ServiceAccounts:Outbound:AllowedNetworks can allow its network.";

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.1")]
    [InlineData("2130706433")]
    [InlineData("0x7f.0.0.1")]
    [InlineData("0.0.0.0")]
    [InlineData("localhost")]
    [InlineData("[::1]")]
    [InlineData("[::]")]
    [InlineData("[::ffff:127.0.0.1]")]
    [InlineData("[fe80::1]")]
    [InlineData("10.0.0.1")]
    [InlineData("192.168.1.1")]
    [InlineData("169.254.169.254")]
    [InlineData("[fd00:ec2::254]")]
    public async Task A_private_address_is_refused_without_a_connection(string host)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();

        await AssertRefusedAsync(fixture.Server, host, ((IPEndPoint)listener.LocalEndpoint).Port);

        Assert.False(listener.Pending());
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("8.8.8.8,10.0.0.1")]
    [InlineData("127.0.0.1,8.8.8.8")]
    [InlineData("2000::1,::1")]
    [InlineData("8.8.8.8,::ffff:127.0.0.1")]
    public async Task A_name_with_a_private_address_among_its_addresses_is_refused_without_a_connection(string addresses)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await using var server = await StartAsync((_, _) => Task.FromResult(addresses.Split(',').Select(IPAddress.Parse).ToArray()));

        await AssertRefusedAsync(server, "keys.example", ((IPEndPoint)listener.LocalEndpoint).Port);

        Assert.False(listener.Pending());
    }

    [Fact]
    public async Task An_address_that_changes_between_check_and_dial_is_not_dialled()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var lookUps = 0;

        // Public by its number, given to nobody: dialling it reaches no one.
        await using var server = await StartAsync((_, _) => Task.FromResult<IPAddress[]>(
            [Interlocked.Increment(ref lookUps) == 1 ? IPAddress.Parse("2000::1") : IPAddress.Loopback]));
        using var key = ClientKeyPair.Es256();
        var client = await server.CreateAssertionClientAsync(
            key, $"https://keys.example:{((IPEndPoint)listener.LocalEndpoint).Port}/jwks.json");

        await server.AssertRefusedAsync(client, TokenAnswers.CannotBeHad);

        Assert.Equal(1, lookUps);
        Assert.False(listener.Pending());

        // The next fetch sees the private answer, and leaves it at that.
        server.Time.Advance(TimeSpan.FromSeconds(31));
        await server.AssertRefusedAsync(client, TokenAnswers.CannotBeHad, NotPublic);
        Assert.Equal(2, lookUps);
        Assert.False(listener.Pending());
    }

    [Fact]
    public async Task A_name_is_looked_up_once_for_a_connection_and_again_for_the_next()
    {
        await using var host = await KeyHost.StartAsync();
        var answer = IPAddress.Loopback;
        var lookUps = 0;
        await using var server = await StartAsync(
            (name, _) =>
            {
                Assert.Equal("localhost", name);
                Interlocked.Increment(ref lookUps);
                return Task.FromResult<IPAddress[]>([answer]);
            },
            KeyHostFixture.SettingsFor(host));
        using var key = ClientKeyPair.Es256();
        var keys = key.ToJwks().ToJsonString();
        host.Answer("/jwks.json", http =>
        {
            http.Response.Headers.Connection = "close";
            return Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync(http.Response, keys);
        });
        var client = await server.CreateAssertionClientAsync(key, host.UrlOf("/jwks.json"));

        await client.AssertGetsTokenAsync();
        Assert.Equal(1, lookUps);

        // The host moves to a private network: its keys still serve, but nobody goes there.
        answer = IPAddress.Parse("10.0.0.1");
        server.Time.Advance(TimeSpan.FromMinutes(11));
        await client.AssertGetsTokenAsync();
        await Eventually.IsTrueAsync(() => server.Log.Lines.Any(line => line.Contains(NotPublic, StringComparison.Ordinal)));
        Assert.Equal(2, lookUps);
        Assert.Equal(1, host.RequestsTo("/jwks.json"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_name_that_cannot_be_resolved_is_refused(bool withoutAddresses)
    {
        await using var server = await StartAsync((_, _) => withoutAddresses
            ? Task.FromResult<IPAddress[]>([])
            : Task.FromException<IPAddress[]>(new SocketException((int)SocketError.HostNotFound)));
        using var key = ClientKeyPair.Es256();
        var client = await server.CreateAssertionClientAsync(key, "https://keys.example/jwks.json");

        await server.AssertRefusedAsync(client, TokenAnswers.CannotBeHad, "could not be fetched: The host cannot be reached");
    }

    private static async Task AssertRefusedAsync(RunningServer server, string host, int port)
    {
        using var key = ClientKeyPair.Es256();
        var client = await server.CreateAssertionClientAsync(key, $"https://{host}:{port}/jwks.json");

        await server.AssertRefusedAsync(client, TokenAnswers.CannotBeHad, NotPublic);
    }

    private static Task<RunningServer> StartAsync(ResolveHost resolve, params string[] settings) =>
        RunningServer.StartAsync(directory: null, builder => builder.Services.AddSingleton(resolve), settings);

    /// <summary>A server as it comes: no private network is allowed.</summary>
    public sealed class Fixture : IAsyncLifetime
    {
        internal RunningServer Server { get; private set; } = null!; // Set before the first test.

        public async Task InitializeAsync() => Server = await RunningServer.StartAsync();

        public async Task DisposeAsync() => await Server.DisposeAsync();
    }
}
