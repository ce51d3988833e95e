using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Protocol.Tokens;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Credentials;
using ServiceAccounts.Storage.Ledger;
using ServiceAccounts.Storage.Resilience;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Storage.Tests;

/// <summary>A running server whose commands to the database are seen.</summary>
internal sealed class CountingServer(RunningServer server, Commands commands) : IAsyncDisposable
{
    public RunningServer Server { get; } = server;

    public Commands Commands { get; } = commands;

    public IClients Clients => Server.Services.GetRequiredService<IClients>();

    public ChangeFeed Feed => Server.Services.GetRequiredService<ChangeFeed>();

    public static async Task<CountingServer> StartAsync(params string[] settings)
    {
        var commands = new Commands();
        var server = await RunningServer.StartAsync(
            null,
            builder => CountOnly(builder.Services, commands),
            settings);
        return new CountingServer(server, commands);
    }

    /// <summary>Lets an interceptor see the commands of requests, and of nothing that runs by the machine's clock beside them.</summary>
    public static void CountOnly(IServiceCollection services, IInterceptor interceptor)
    {
        services.ConfigureDbContext<ServiceAccountsDbContext>(options => options.AddInterceptors(interceptor));
        foreach (var job in services.Where(IsByTheClock).ToList())
        {
            services.Remove(job);
        }
    }

    private static bool IsByTheClock(ServiceDescriptor service) =>
        service.ServiceType == typeof(IHostedService)
        && (service.ImplementationType?.Namespace?.StartsWith(nameof(ServiceAccounts), StringComparison.Ordinal) == true
            || service.ImplementationFactory is Func<IServiceProvider, ChangeFollower>);

    /// <summary>A store of the same clients with an empty memory of that size.</summary>
    public ClientStore StoreOf(int size) => new(
        Server.Services.GetRequiredService<IDatabase>(),
        Server.Services.GetRequiredService<IDbContextFactory<ServiceAccountsDbContext>>(),
        Server.Services.GetRequiredService<TenantAccessStore>(),
        new ClientCache(Options.Create(new CacheOptions { Clients = size }), Feed, Server.Time),
        Feed,
        Server.Services.GetRequiredService<Freshness>(),
        Server.Services.GetRequiredService<SecretHasher>(),
        Server.Services.GetRequiredService<IOptions<TokenOptions>>(),
        Server.Time);

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
