using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Management;

/// <summary>One server for the tests of a class; each test makes its own things on it.</summary>
public sealed class ManagementServer : IAsyncLifetime
{
    private RunningServer? _server;

    internal RunningServer Server => _server ?? throw new InvalidOperationException("The server has not been started.");

    internal ApiCaller Administrator => ApiCaller.Administrator(Server);

    public async Task InitializeAsync() => _server = await RunningServer.StartAsync();

    public async Task DisposeAsync() => await Server.DisposeAsync();
}
