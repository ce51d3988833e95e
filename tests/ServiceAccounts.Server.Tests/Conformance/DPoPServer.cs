using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Conformance;

/// <summary>One server for the tests of a class, on which hosts below a domain name tenants.</summary>
public sealed class DPoPServer : IAsyncLifetime
{
    public const string Domain = "dpop.test";

    private RunningServer? _server;

    internal RunningServer Server => _server ?? throw new InvalidOperationException("The server has not been started.");

    public async Task InitializeAsync() => _server = await RunningServer.StartAsync($"Dialects:HostSuffix={Domain}");

    public async Task DisposeAsync() => await Server.DisposeAsync();
}
